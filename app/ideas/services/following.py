"""Following a proposal: being told of answers and of comments, as one has chosen."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view
from app.domain.permissions import Actor, Permission
from app.ideas.queries.single import get_idea
from app.ideas.services.access import require_visible
from app.models import Follower


def follow_idea(
    session: Session, actor: Actor, slug: str, nr: int, *, wanted: bool, now: datetime
) -> None:
    """Follow (`wanted`) or stop; what is so already stays so."""
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.CAMPAIGN_VIEW, now)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    key = (idea.campaign_id, idea.id, actor.person_id)
    follower = session.get(Follower, key)
    if wanted and follower is None:
        session.add(Follower(campaign_id=key[0], idea_id=key[1], person_id=key[2]))
    elif not wanted and follower is not None:
        session.delete(follower)
    session.flush()
