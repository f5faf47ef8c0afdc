"""Deadlines: which phase a campaign is in at a given moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.errors import DeadlinePassedError, InvalidInputError, NotOpenError
from app.domain.groups import Group


class Phase(StrEnum):
    """Six phases that never overlap; discussion is open throughout unless switched off."""

    UPCOMING = "upcoming"
    SUBMISSION = "submission"
    REVIEW = "review"
    VOTING = "voting"
    CLOSED = "closed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Timetable:
    """The instants that split a campaign's life. Each phase includes its start, not its end.

    All instants are aware UTC. `submission_closes_for` holds the groups whose deadline differs
    from the common one. Voting starts only after the last group's deadline has passed.
    """

    opens_at: datetime
    submission_closes_at: datetime
    voting_opens_at: datetime
    voting_closes_at: datetime
    published_at: datetime | None = None
    group_deadlines: Mapping[Group, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.opens_at < min([self.submission_closes_at, *self.group_deadlines.values()]):
            raise InvalidInputError(field="submission_closes", reason="before_opening")
        if self.voting_opens_at < self.last_submission_closes_at:
            raise InvalidInputError(field="voting_opens", reason="before_submission_closes")
        if not self.voting_opens_at < self.voting_closes_at:
            raise InvalidInputError(field="voting_closes", reason="before_voting_opens")

    @property
    def last_submission_closes_at(self) -> datetime:
        return max([self.submission_closes_at, *self.group_deadlines.values()])

    def submission_closes_for(self, group: Group | None) -> datetime:
        """The deadline of one group; `None` (a person in no group) has the common one."""
        if group is None:
            return self.submission_closes_at
        return self.group_deadlines.get(group, self.submission_closes_at)

    def phase_at(self, moment: datetime) -> Phase:
        if moment < self.opens_at:
            return Phase.UPCOMING
        if moment < self.last_submission_closes_at:
            return Phase.SUBMISSION
        if moment < self.voting_opens_at:
            return Phase.REVIEW
        if moment < self.voting_closes_at:
            return Phase.VOTING
        if self.published_at is None or moment < self.published_at:
            return Phase.CLOSED
        return Phase.PUBLISHED

    def require_submission_open(self, group: Group | None, moment: datetime) -> None:
        """Raise unless a person of `group` may hand in a proposal at `moment`."""
        if moment < self.opens_at:
            raise NotOpenError(opens=self.opens_at)
        deadline = self.submission_closes_for(group)
        if moment >= deadline:
            raise DeadlinePassedError(deadline=deadline)
