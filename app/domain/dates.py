"""From days as people type them to the instants that decide, in Norwegian time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.timetable import Timetable

OSLO = ZoneInfo("Europe/Oslo")
USUAL_DEADLINE = time(15)
"""While there is still somebody at work to ask."""
USUAL_OPENING = time(8)
"""When a phase begins that is given by its day alone."""
END_OF_DAY = time(23, 59)
"""What people type when they mean the whole day."""
FARTHEST_DAYS = 5 * 365
"""A date farther off than this is a slip of the keyboard."""
_FIRST, _LAST = date.min + timedelta(days=1), date.max - timedelta(days=2)
"""Between these every day has a following midnight, in every time zone."""
_SATURDAY = 5


def instant_of(day: date, at: time = USUAL_DEADLINE) -> datetime:
    """The exclusive instant of a typed deadline, in UTC; «23.59» is the following midnight.

    Where the clocks are set back an hour comes twice: the later one counts, so that nobody who
    reads the clock on the wall is late. An hour that is skipped counts as the one after it.
    Days at the very ends of the calendar, which are slips of the keyboard, count as those beside.
    """
    day = min(max(day, _FIRST), _LAST)
    if (at.hour, at.minute) == (END_OF_DAY.hour, END_OF_DAY.minute):
        day, at = day + timedelta(days=1), time(0)
    local = datetime.combine(day, at, OSLO)
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def typed_form_of(instant: datetime) -> tuple[date, time]:
    """The day and time that `instant_of` makes this instant from."""
    local = instant.astimezone(OSLO)
    if local.time() == time(0):
        return local.date() - timedelta(days=1), END_OF_DAY
    return local.date(), local.time().replace(fold=0)


def day_of(instant: datetime) -> date:
    """The day it is in Norway."""
    return instant.astimezone(OSLO).date()


def is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


@dataclass(frozen=True, slots=True)
class TypedDates:
    """What a facilitator says about time: days, and one time of day for all deadlines."""

    propose_until: date
    vote_until: date
    time_of_day: time = USUAL_DEADLINE
    opens_on: date | None = None
    """Empty: at once."""
    voting_opens_on: date | None = None
    """Empty: when the last group's deadline has passed."""
    group_days: Mapping[Group, date] = field(default_factory=dict)
    """Last day to propose for the groups that differ from the others."""

    def timetable(self, now: datetime) -> Timetable:
        """The instants these days mean.

        Raises InvalidInputError with the field (`submission_closes`, `voting_opens`,
        `voting_closes` or `opens`) and the reason.
        """
        self._refuse_slips(day_of(now))
        common = self._deadline(self.propose_until)
        groups = {group: self._deadline(day) for group, day in self.group_days.items()}
        groups = {group: deadline for group, deadline in groups.items() if deadline != common}
        voting_closes = self._deadline(self.vote_until)
        voting_opens = self._voting_opens(max([common, *groups.values()]))
        if self.voting_opens_on is None and voting_opens >= voting_closes:
            raise InvalidInputError(field="voting_closes", reason="before_submission_closes")
        return Timetable(
            self._opens(now), common, voting_opens, voting_closes, group_deadlines=groups
        )

    def _deadline(self, day: date) -> datetime:
        return instant_of(day, self.time_of_day)

    def _opens(self, now: datetime) -> datetime:
        if self.opens_on is None:
            return now
        return max(now, instant_of(self.opens_on, USUAL_OPENING))

    def _voting_opens(self, last_deadline: datetime) -> datetime:
        if self.voting_opens_on is None:
            return last_deadline
        opens = instant_of(self.voting_opens_on, USUAL_OPENING)
        # The same day means as soon as the last proposals are in.
        return last_deadline if self.voting_opens_on == typed_form_of(last_deadline)[0] else opens

    def _refuse_slips(self, today: date) -> None:
        last = today + timedelta(days=FARTHEST_DAYS)
        named = (
            ("opens", self.opens_on),
            ("submission_closes", self.propose_until),
            *(("submission_closes", day) for day in self.group_days.values()),
            ("voting_opens", self.voting_opens_on),
            ("voting_closes", self.vote_until),
        )
        for name, day in named:
            if day is not None and not today - timedelta(days=FARTHEST_DAYS) < day < last:
                raise InvalidInputError(field=name, reason="too_far")
