"""What councils, organisations and partners propose, so that no number of others drowns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.councils import DECIDES_TOGETHER
from app.domain.permissions import BodyKind
from app.domain.proposals import AnswerStatus, IdeaState
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
    """All of them in an order of one's own, and how many wait for an answer."""

    rows: Sequence[LaneRow]

    @property
    def shown(self) -> Sequence[LaneRow]:
        return self.rows[:SHOWN]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def unanswered(self) -> Sequence[LaneRow]:
        return [row for row in self.rows if not row.is_answered]

    @property
    def answered(self) -> int:
        return self.total - len(self.unanswered)


_IN_LANE = (Idea.state == IdeaState.SUBMITTED) & Body.kind.in_(DECIDES_TOGETHER)
# The reason it is not on the shortlist is an answer; that somebody looks at it is none.
_IS_ANSWERED = Idea.omitted_reason.is_not(None) | (
    Idea.status.is_not(None) & (Idea.status != AnswerStatus.UNDER_REVIEW)
)


def get_lane(session: Session, campaign_id: UUID, person_id: UUID) -> Lane:
    """One statement."""
    rows = session.execute(
        select(Idea.nr, Idea.title, Idea.status, Body.name, Body.kind, _IS_ANSWERED)
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
        .where(Idea.campaign_id == campaign_id, _IN_LANE, _IS_ANSWERED)
    )
    return session.scalar(number) or 0
