"""What councils, organisations and partners propose, so that no number of others drowns it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.queries.answered import IS_ANSWERED
from app.domain.councils import DECIDES_TOGETHER
from app.domain.permissions import BodyKind
from app.domain.proposals import IdeaState
from app.domain.roles import GROUP_OF_KIND
from app.domain.shuffling import coefficients, place
from app.models import Body, Idea

SHOWN = 6
"""As many as stand on an overview; the rest are one press away."""
MOST_READ = 500


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One proposal in the lane."""

    nr: int
    title: str
    status: str | None
    body: str
    lane: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """All of them in an order of one's own, and how many have an answer."""

    rows: Sequence[LaneRow]

    @property
    def shown(self) -> Sequence[LaneRow]:
        return self.rows[:SHOWN]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def numbers(self) -> Counter[str]:
        """How many come from councils and how many from partners."""
        return Counter(row.lane for row in self.rows)

    @property
    def answered(self) -> int:
        return sum(row.is_answered for row in self.rows)


_IN_LANE = (Idea.state == IdeaState.SUBMITTED) & Body.kind.in_(DECIDES_TOGETHER)


def get_lane(session: Session, campaign_id: UUID, person_id: UUID) -> Lane:
    """One statement."""
    rows = session.execute(
        select(Idea.nr, Idea.title, Idea.status, Body.name, Body.kind, IS_ANSWERED)
        .join(Body, Body.id == Idea.on_behalf_of)
        .where(Idea.campaign_id == campaign_id, _IN_LANE)
        .order_by(Idea.nr.desc())
        .limit(MOST_READ)
    )
    found = [
        LaneRow(nr or 0, title, status, body, GROUP_OF_KIND[BodyKind(kind)], bool(is_answered))
        for nr, title, status, body, kind, is_answered in rows
    ]
    chosen = coefficients(campaign_id, person_id)
    return Lane(sorted(found, key=lambda row: place(chosen, row.nr)))


def count_answered_in_lane(session: Session, campaign_id: UUID) -> int:
    """One statement."""
    number = (
        select(func.count(Idea.id))
        .join(Body, Body.id == Idea.on_behalf_of)
        .where(Idea.campaign_id == campaign_id, _IN_LANE, IS_ANSWERED)
    )
    return session.scalar(number) or 0
