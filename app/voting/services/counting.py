"""Counting: sealed ballots into arrays, and the roll into a turnout that may be shown."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.groups import SMALLEST_SHOWN, Group
from app.domain.promises import Promises
from app.domain.tally.outcome import Candidate
from app.domain.tally.points import supporters_by_slot
from app.domain.tally.profile import Profile, ProfileBuilder
from app.domain.turnout import Turnout, publishable_turnout
from app.models import BallotPaper, CountProgress, Idea, SealedBallot, Voter
from app.voting.queries import get_promises


class UnitOfWork(Protocol):
    """What `atomic` is: a transaction, of which it may be said that it only reads."""

    def __call__(self, *, reads_only: bool = False) -> AbstractContextManager[Session]: ...


CHUNK = 1_000
"""Ballots held in memory at a time."""
REPORTED = 20_000
"""Ballots read between two reports of how far the count has come."""


@dataclass(frozen=True, slots=True)
class Box:
    """All sealed ballots, read: what is counted, and what is published of each."""

    profile: Profile
    commitments: list[str]
    cast: Mapping[Group | None, int]
    """Ballots with marks, by group."""

    def supporters(self) -> dict[str, int]:
        """How many ballots support each idea."""
        sums = map(sum, zip(*supporters_by_slot(self.profile), strict=True))
        return dict(zip((one.id for one in self.profile.candidates), sums, strict=True))


def read_box(unit_of_work: UnitOfWork, campaign_id: UUID, *, reports: bool = False) -> Box:
    """Every sealed ballot, a thousand at a time: they do not change, so nothing need be held still.

    With `reports` it writes down how far it has come, for whoever waits for the result.
    """
    with unit_of_work() as session:
        promises = get_promises(session, campaign_id)
        builder = ProfileBuilder(promises.kind, list_candidates(session, campaign_id, promises))
        total = session.scalar(select(func.count()).where(SealedBallot.campaign_id == campaign_id))
    commitments: list[str] = []
    cast: Counter[Group | None] = Counter()
    for group, commitment, written in _each_sealed(unit_of_work, campaign_id):
        marks = json.loads(written)
        builder.add(marks, group)
        commitments.append(commitment)
        cast[Group(group) if group else None] += bool(marks)
        if reports and len(commitments) % REPORTED == 0:
            _report(unit_of_work, campaign_id, len(commitments), total or 0)
    return Box(builder.build(), commitments, cast)


def _report(unit_of_work: UnitOfWork, campaign_id: UUID, done: int, total: int) -> None:
    """Where ballots were parted from voters there is a row; and none once somebody has a result."""
    progress = update(CountProgress).where(CountProgress.campaign_id == campaign_id)
    with unit_of_work() as session:
        session.execute(progress.values(done=done, total=total))


def list_candidates(session: Session, campaign_id: UUID, promises: Promises) -> Sequence[Candidate]:
    """What stood on the ballot paper when it was frozen."""
    paper = session.get(BallotPaper, campaign_id)
    if paper is not None:
        return promises.candidates(json.loads(paper.canonical))
    rows = session.execute(
        select(Idea.id, Idea.cost).where(Idea.campaign_id == campaign_id, Idea.is_on_ballot)
    )
    return [Candidate(str(id_), cost or 0) for id_, cost in rows]


def _each_sealed(
    unit_of_work: UnitOfWork, campaign_id: UUID
) -> Iterator[tuple[str | None, str, str]]:
    last = ""
    while True:
        with unit_of_work() as session:
            rows = session.execute(
                select(
                    SealedBallot.random_key,
                    SealedBallot.group,
                    SealedBallot.commitment,
                    SealedBallot.marks,
                )
                .where(SealedBallot.campaign_id == campaign_id, SealedBallot.random_key > last)
                .order_by(SealedBallot.random_key)
                .limit(CHUNK)
            ).all()
        if not rows:
            return
        last = rows[-1][0]
        yield from ((group, commitment, marks) for _, group, commitment, marks in rows)


@dataclass(frozen=True, slots=True)
class RollCount:
    """The roll by group."""

    eligible: Mapping[Group | None, int]
    voted: Mapping[Group | None, int]

    def turnout(self, cast: Mapping[Group | None, int] | None = None) -> Turnout:
        """In the form that may be shown; `cast` decides which groups are, where it is known."""
        return publishable_turnout(
            _named(self.eligible),
            _named(self.voted),
            None if cast is None else _named(cast),
            others=(self.eligible.get(None, 0), self.voted.get(None, 0)),
        )

    def has_small_groups(self, cast: Mapping[Group | None, int]) -> bool:
        """Whether a group voted with fewer ballots that count than may be told apart."""
        return any(
            voted and cast.get(group, 0) < SMALLEST_SHOWN for group, voted in self.voted.items()
        )


def count_roll(session: Session, campaign_id: UUID) -> RollCount:
    """How many stand on the roll and how many of them voted."""
    eligible: Counter[Group | None] = Counter()
    voted: Counter[Group | None] = Counter()
    for name, has_voted, number in session.execute(
        select(Voter.group, Voter.has_voted, func.count())
        .where(Voter.campaign_id == campaign_id)
        .group_by(Voter.group, Voter.has_voted)
    ):
        group = Group(name) if name else None
        eligible[group] += number
        voted[group] += number if has_voted else 0
    return RollCount(eligible, voted)


def count_turnout(session: Session, campaign_id: UUID) -> Turnout:
    """The turnout while voting, in the form that may be shown."""
    return count_roll(session, campaign_id).turnout()


def _named(counts: Mapping[Group | None, int]) -> dict[Group, int]:
    return {group: count for group, count in counts.items() if group is not None}
