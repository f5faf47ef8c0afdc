"""How bodies that speak as one decide, and whether they meet before a deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.dates import OSLO, is_weekend
from app.domain.permissions import BodyKind

FEWEST_APPROVALS = 2
MOST_APPROVALS = 50
MAX_MANDATE = 500
MAX_PLACE = 200
MAX_PRESENT = 500
MAX_DECISION = 2_000
MAX_DISSENT = 1_000
MAX_PHONE = 50
MAX_WITHDRAWAL = 500
AFTER_MEETING = timedelta(days=2)
"""Time to write the minutes and send what was decided."""

DECIDES_TOGETHER = frozenset(
    {BodyKind.COUNCIL, BodyKind.USER_ORGANISATION, BodyKind.PARTNER, BodyKind.MUNICIPALITY}
)
"""In whose name nobody speaks alone, unless somebody gave them a mandate."""
HAS_REPRESENTATIVES = DECIDES_TOGETHER - {BodyKind.COUNCIL}
"""A council speaks by its own decision alone; the others may send somebody with a mandate."""


class OfficeKind(StrEnum):
    LEADER = "leader"
    SECRETARY = "secretary"
    REPRESENTATIVE = "representative"


class DecisionWay(StrEnum):
    MEETING = "meeting"
    APPROVALS = "approvals"
    MANDATE = "mandate"


def offices_of(kind: BodyKind) -> tuple[OfficeKind, ...]:
    """The offices a body of this kind has."""
    if kind in HAS_REPRESENTATIVES:
        return tuple(OfficeKind)
    return (OfficeKind.LEADER, OfficeKind.SECRETARY)


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind one version of a draft, as far as the body has come."""

    needed: int
    approvals: int
    has_decision: bool = False
    """A meeting decided on this very version."""
    has_mandate: bool = False
    """Whoever asks speaks on a mandate."""

    @property
    def way(self) -> DecisionWay | None:
        """How it is decided; None: not yet."""
        if self.has_decision:
            return DecisionWay.MEETING
        if self.approvals >= self.needed:
            return DecisionWay.APPROVALS
        return DecisionWay.MANDATE if self.has_mandate else None

    @property
    def is_last(self) -> bool:
        """Whether one more approval is all that is lacking."""
        return self.way is None and self.approvals + 1 == self.needed


@dataclass(frozen=True, slots=True)
class MeetingGap:
    """A body that does not meet before its deadline, and when it meets next."""

    name: str
    kind: BodyKind
    next_at: datetime

    @property
    def later_day(self) -> date:
        """A last day to propose that leaves time after the meeting, on a day people work."""
        day = self.next_at.astimezone(OSLO).date() + AFTER_MEETING
        while is_weekend(day):
            day += timedelta(days=1)
        return day


def next_too_late(
    meetings: Sequence[datetime], opens_at: datetime, deadline: datetime
) -> datetime | None:
    """The first meeting after `deadline` where none is held from opening until then.

    None also where no later meeting is known: what nobody has entered, nobody is warned of.
    """
    if any(opens_at <= at < deadline for at in meetings):
        return None
    return min((at for at in meetings if at >= deadline), default=None)
