"""A campaign's deadlines as calendar entries that a calendar program recognises again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.groups import Group
from app.domain.timetable import Timetable


class Act(StrEnum):
    """What the deadline is for."""

    SUBMIT = "submit"
    VOTE = "vote"


@dataclass(frozen=True, slots=True)
class DeadlineEntry:
    """One deadline of one group. The `uid` stays when it moves, and the `sequence` grows."""

    uid: str
    sequence: int
    revised_at: datetime
    act: Act
    at: datetime


def deadline_entries(
    campaign_id: UUID,
    timetable: Timetable,
    group: Group,
    *,
    launched_at: datetime,
    moves: Iterable[tuple[str, datetime]],
) -> tuple[DeadlineEntry, DeadlineEntry]:
    """The last moment to propose and to vote. `moves` is (column of `campaigns`, when it moved).

    A move of the common deadline counts for a group with one of its own too: the number may
    grow without need, but never falls behind.
    """
    history = sorted(moves, key=lambda move: move[1])
    of_submission = {"submission_closes_at", f"{group.value}_submission_closes_at"}
    return (
        _entry(
            campaign_id,
            Act.SUBMIT,
            group,
            timetable.submission_closes_for(group),
            [launched_at, *(at for column, at in history if column in of_submission)],
        ),
        _entry(
            campaign_id,
            Act.VOTE,
            group,
            timetable.voting_closes_at,
            [launched_at, *(at for column, at in history if column == "voting_closes_at")],
        ),
    )


def entry_uid(campaign_id: UUID, act: Act, group: Group) -> str:
    """The same in a mail and in a feed, so that a program shows one entry for one deadline."""
    return f"{campaign_id}-{act.value}-{group.value}@dugnad"


def _entry(
    campaign_id: UUID, act: Act, group: Group, at: datetime, revised: list[datetime]
) -> DeadlineEntry:
    uid = entry_uid(campaign_id, act, group)
    return DeadlineEntry(uid, len(revised) - 1, revised[-1], act, at)
