"""Counting: sealed ballots into support, and the roll into a turnout that may be shown."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.groups import Group
from app.domain.results import Ballots
from app.domain.turnout import Turnout, publishable_turnout
from app.models import SealedBallot, Voter

UnitOfWork = Callable[[], AbstractContextManager[Session]]
CHUNK = 1_000
"""Ballots held in memory at a time."""


def count_ballots(
    unit_of_work: UnitOfWork, campaign_id: UUID
) -> tuple[Ballots, Counter[Group | None]]:
    """Support per idea and per group, and how many ballots with marks each group holds.

    Read a thousand at a time: sealed ballots do not change, so nothing need be held still.
    """
    support: Counter[str] = Counter()
    by_group: Counter[tuple[Group, str]] = Counter()
    cast: Counter[Group | None] = Counter()
    commitments: list[str] = []
    for group_name, commitment, marks in _each_sealed(unit_of_work, campaign_id):
        group = Group(group_name) if group_name else None
        ideas = list(json.loads(marks))
        commitments.append(commitment)
        if ideas:
            cast[group] += 1
        support.update(ideas)
        if group is not None:
            by_group.update((group, idea) for idea in ideas)
    return Ballots(support, by_group, cast.total(), commitments), cast


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


def count_turnout(
    session: Session, campaign_id: UUID, cast: Counter[Group | None] | None = None
) -> Turnout:
    """The turnout from the roll, in the form that may be shown."""
    eligible: Counter[Group | None] = Counter()
    voted: Counter[Group | None] = Counter()
    for group_name, has_voted, count in session.execute(
        select(Voter.group, Voter.has_voted, func.count())
        .where(Voter.campaign_id == campaign_id)
        .group_by(Voter.group, Voter.has_voted)
    ):
        group = Group(group_name) if group_name else None
        eligible[group] += count
        voted[group] += count if has_voted else 0
    others = (eligible.pop(None, 0), voted.pop(None, 0))
    return publishable_turnout(
        _named(eligible), _named(voted), None if cast is None else _named(cast), others=others
    )


def _named(counts: Counter[Group | None]) -> dict[Group, int]:
    return {group: count for group, count in counts.items() if group is not None}
