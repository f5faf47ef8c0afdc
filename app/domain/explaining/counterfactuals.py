"""What would have let an idea win, found by counting again and never by guessing.

Where money decides, the largest cost with which it would have won; else how many more ballots that
mark it alone. Both ends are counted: at the stated number it wins, one step further it does not.
Monotone counting is not assumed of any rule, so the number found is one boundary, and a true one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from app.domain.promises import Promises
from app.domain.tally.draw import DrawKey
from app.domain.tally.outcome import BallotKind, Forward, IdeaId, Outcome
from app.domain.tally.profile import NO_GROUP, Profile
from app.domain.tally.rules import count

MOST_IDEAS = 20
"""So many of the best that did not win are tried."""
MOST_WORK = 300_000
"""Work done in all while trying: what keeps a large election from being counted for hours."""
HALF_HOUR = 30
"""Costs that all are whole half-hours are tried by the half-hour."""


@dataclass(slots=True)
class Purse:
    """How much may still be counted, measured without a clock so that it ends the same everywhere.

    A count costs by its ideas and marks, once for each time it raised the wallets.
    """

    price: int
    left: int = MOST_WORK

    def spend(self) -> bool:
        """Whether there was enough left for one more count."""
        self.left -= self.price
        return self.left >= 0


def _purse(profile: Profile, outcome: Outcome) -> Purse:
    times = int(outcome.facts.get("raises", 0)) + 1
    return Purse(times * (10 * len(profile.candidates) + len(profile.ideas) // 50))


def counterfactuals(
    promises: Promises, profile: Profile, outcome: Outcome, draw: DrawKey
) -> dict[IdeaId, dict[str, int]]:
    """For the best of those that did not win: `{"votes": m}` or `{"cost": c, "step": s}`.

    Nothing where people decide afterwards, where a balanced count decides (a new ballot would
    belong to no group), or where nothing tried lets the idea win.
    """
    if promises.params().forward is Forward.AFTERWARDS or outcome.params.is_balanced:
        return {}
    losers = [one.idea for one in outcome.standings if not one.is_winner][:MOST_IDEAS]
    purse = _purse(profile, outcome)
    found = {idea: _find(promises, profile, idea, draw, purse) for idea in losers}
    return {idea: change for idea, change in found.items() if change}


def _find(
    promises: Promises, profile: Profile, idea: IdeaId, draw: DrawKey, purse: Purse
) -> dict[str, int] | None:
    place = [one.id for one in profile.candidates].index(idea)

    def wins(changed: Profile) -> bool | None:
        if not purse.spend():
            return None
        return idea in count(promises.rule, changed, promises.params(), draw).winners

    if promises.params().forward is Forward.BUDGET:
        cheaper = _largest_cost(profile, place, wins)
        if cheaper:
            return cheaper
    value = _full_mark(promises, profile)
    votes = _fewest(lambda more: wins(with_ballots(profile, place, value, more)), 2 * profile.n + 2)
    return {"votes": votes} if votes else None


def _largest_cost(
    profile: Profile, place: int, wins: Callable[[Profile], bool | None]
) -> dict[str, int] | None:
    """The boundary below today's cost, in steps."""
    step = HALF_HOUR if all(one.cost % HALF_HOUR == 0 for one in profile.candidates) else 1
    steps = profile.candidates[place].cost // step
    cut = _fewest(lambda less: wins(with_cost(profile, place, (steps - less) * step)), steps - 1)
    if not cut:
        return None
    cost = {"cost": (steps - cut) * step}
    return cost if step == 1 else cost | {"step": step}


def _fewest(wins: Callable[[int], bool | None], most: int) -> int | None:
    """A number from 1 to `most` that wins where one less does not; None where none was found.

    Twice as many until one wins, then halving what lies between. At 0 it did not win.
    """
    low, high = 0, 1
    while high <= most:
        won = wins(high)
        if won is None:
            return None
        if won:
            break
        low, high = high, high * 2 if high == most or high * 2 < most else most
    else:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        won = wins(middle)
        if won is None:
            return None
        low, high = (low, middle) if won else (middle, high)
    return high


def _full_mark(promises: Promises, profile: Profile) -> int:
    """What an extra ballot gives the one idea it marks (`docs/package.md`)."""
    told = promises.settings
    if profile.kind is BallotKind.DOTS:
        return int(told.get("most_per_idea") or told["votes_per_person"])
    return int(told.get("top_score", 5)) if profile.kind is BallotKind.SCORE else 1


def with_ballots(profile: Profile, place: int, value: int, more: int) -> Profile:
    """So many more ballots that mark one idea alone."""
    groups = profile.groups
    return replace(
        profile,
        starts=np.append(profile.starts, profile.starts[-1] + 1),
        ideas=np.append(profile.ideas, np.int32(place)).astype(np.int32),
        values=np.append(profile.values, value),
        groups=None if groups is None else np.append(groups, np.int16(NO_GROUP)).astype(np.int16),
        counts=np.append(profile.multiplicities, more),
    )


def with_cost(profile: Profile, place: int, cost: int) -> Profile:
    """The same ballots, had one idea had another cost."""
    changed = [
        replace(one, cost=cost) if index == place else one
        for index, one in enumerate(profile.candidates)
    ]
    return replace(profile, candidates=tuple(changed))
