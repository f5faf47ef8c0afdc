"""What is shown beside an idea's support, by the kind of ballot. It never decides."""

from collections.abc import Mapping

import numpy as np

from app.domain.tally.outcome import BallotKind, Fact, IdeaId
from app.domain.tally.points import Table, firsts_by_slot, raters_by_slot, supporters_by_slot
from app.domain.tally.profile import Profile


def facts_beside(profile: Profile) -> dict[IdeaId, Mapping[str, Fact]]:
    """Dots: supporters. Score: raters and lower median. Ranked: how often first, and at all.

    Approval has nothing more to show. Never weighted. The median is left out where nobody rated.
    """
    columns: dict[str, list[int] | list[int | None]] = {}
    if profile.kind is BallotKind.DOTS:
        columns = {"supporters": _in_all(supporters_by_slot(profile))}
    elif profile.kind is BallotKind.SCORE:
        columns = {"raters": _in_all(raters_by_slot(profile)), "median": lower_medians(profile)}
    elif profile.kind is BallotKind.RANKED:
        columns = {
            "first": _in_all(firsts_by_slot(profile)),
            "ranked": _in_all(supporters_by_slot(profile)),
        }
    if not columns:
        return {}
    return {
        one.id: {name: fact for name, fact in zip(columns, row, strict=True) if fact is not None}
        for one, row in zip(profile.candidates, zip(*columns.values(), strict=True), strict=True)
    }


def _in_all(table: Table) -> list[int]:
    return [sum(column) for column in zip(*table, strict=True)]


def lower_medians(profile: Profile) -> list[int | None]:
    """The middle of what each idea was given, the lower of two; None where nobody rated it."""
    order = np.lexsort((profile.values, profile.ideas))
    ideas, values = profile.ideas[order], profile.values[order]
    numbers = np.repeat(profile.multiplicities, np.diff(profile.starts))[order]
    reached = np.cumsum(numbers)
    medians: list[int | None] = []
    before = 0
    for end in np.searchsorted(ideas, np.arange(len(profile.candidates)) + 1).tolist():
        total = int(reached[end - 1]) if end else 0
        half = before + (total - before + 1) // 2
        at = int(np.searchsorted(reached, half))
        medians.append(int(values[at]) if total > before else None)
        before = total
    return medians
