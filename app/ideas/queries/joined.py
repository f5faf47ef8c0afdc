"""All that was joined into a proposal, however many steps it took."""

from typing import Any

from sqlalchemy import Select, select

from app.domain.proposals import IdeaState
from app.models import Idea

IDEAS = Idea.__table__


def joined_into(campaign_id: Any, idea_id: Any) -> Select[Any]:
    """The ids of the proposal itself, of what was joined with it, and of what was with that.

    Both may be values, or parameters of a larger statement.
    """
    joined = (
        select(IDEAS.c.id)
        .where(IDEAS.c.campaign_id == campaign_id, IDEAS.c.id == idea_id)
        .cte("joined", recursive=True)
    )
    source = IDEAS.alias("sources")
    joined = joined.union(
        select(source.c.id)
        .join(joined, source.c.merged_into == joined.c.id)
        .where(source.c.campaign_id == campaign_id, source.c.state == IdeaState.MERGED)
    )
    return select(joined.c.id)
