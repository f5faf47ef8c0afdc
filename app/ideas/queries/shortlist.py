"""The proposals a facilitator makes the shortlist from."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from app.domain.proposals import IdeaState
from app.domain.voting_methods import ForwardMode
from app.models import Body, Campaign, Idea

ROWS_SHOWN = 300
"""One form holds them all, below the thousand parts a form may have."""

Listed = Row[UUID, int | None, str, int, str | None, str]


def list_for_shortlist(
    session: Session, campaign_id: UUID, *, is_omitted: bool, after: int = 0
) -> tuple[Sequence[Listed], int | None]:
    """Rows by number, and the number to go on from where there are more."""
    off_list = Idea.omitted_reason.is_not(None)
    rows = session.execute(
        select(
            Idea.id,
            Idea.nr,
            Idea.title,
            Idea.comment_count,
            Idea.omitted_reason,
            Body.name.label("body_name"),
        )
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .where(
            Idea.campaign_id == campaign_id,
            Idea.state == IdeaState.SUBMITTED,
            off_list if is_omitted else ~off_list,
            Idea.nr > after,
        )
        .order_by(Idea.nr)
        .limit(ROWS_SHOWN + 1)
    ).all()
    return rows[:ROWS_SHOWN], rows[ROWS_SHOWN - 1].nr if len(rows) > ROWS_SHOWN else None


def list_without_cost(session: Session, campaign: Campaign) -> Sequence[Row[UUID, int | None, str]]:
    """Proposals on the list that no budget can take, since nobody has said what they cost."""
    if campaign.forward_mode != ForwardMode.BUDGET:
        return []
    return session.execute(
        select(Idea.id, Idea.nr, Idea.title)
        .where(
            Idea.campaign_id == campaign.id,
            Idea.state == IdeaState.SUBMITTED,
            Idea.omitted_reason.is_(None),
            Idea.cost.is_(None),
        )
        .order_by(Idea.nr)
        .limit(ROWS_SHOWN)
    ).all()


def count_listed(session: Session, campaign_id: UUID) -> tuple[int, int]:
    """(on the list, left off it)."""
    on_list = func.sum(case((Idea.omitted_reason.is_(None), 1), else_=0))
    total, kept = session.execute(
        select(func.count(), on_list).where(
            Idea.campaign_id == campaign_id, Idea.state == IdeaState.SUBMITTED
        )
    ).one()
    return int(kept or 0), total - int(kept or 0)
