#!/usr/bin/env python3
"""Checks a result package of Dugnad: python verify_result.py FILE.

Everything in the package is computed again from its ballots or marks, by a program that shares
nothing with Dugnad itself. It needs Python 3.11 or newer and nothing else; it reads one file,
writes none and uses no network. What is checked, and how votes are counted, stands in
docs/package.md and docs/counting.md of Dugnad.

Exit code 0: verified. 1: not, and the check that failed is named. 2: unreadable, or of a format
that this program does not know.
"""

import argparse
import heapq
import io
import json
import math
import re
import sys
import time
import unicodedata
import zipfile
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import groupby, pairwise, repeat
from pathlib import Path
from typing import Any, BinaryIO

Number = int | Fraction
Json = Any
Params = Mapping[str, Any]

VERIFIED, NOT_VERIFIED, UNREADABLE = 0, 1, 2

APPROVAL, BUDGET, DOTS, SCORE, RANKED = "approval", "budget", "dots", "score", "ranked"
GROUPS = ("councils", "partners", "staff")
"""In the order in which reserved seats are filled."""
SMALLEST_GROUP = 5
LARGEST_RATIO = 10
"""The most that one ballot may weigh of another where a balanced count decides."""
LARGEST_INTEGER = 2**53 - 1
"""The largest that every reader of JSON reads exactly."""
SHARES = ("equal-shares", "equal-shares-fill", "equal-shares-add", "equal-shares-add-fill")
STV = ("stv", "stv-exact")
ANY_KIND = (APPROVAL, DOTS, SCORE, RANKED)
RULES: Mapping[str, tuple[str, ...]] = {
    "approval": (APPROVAL,),
    "dots": (DOTS,),
    "score": (SCORE,),
    "borda": (RANKED,),
    "greedy": ANY_KIND,
    "phragmen": ANY_KIND,
    "seq-pav": ANY_KIND,
    **dict.fromkeys(SHARES, ANY_KIND),
    **dict.fromkeys(STV, (RANKED,)),
}
"""Which kinds of ballot each rule counts."""
FROM_SUMS = ("approval", "dots", "score", "borda", "greedy")
"""The ranking rules: they need sums for each idea, not whole ballots."""
FILLS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(FROM_SUMS, ("number", "budget", "afterwards")),
    **dict.fromkeys((*SHARES, "phragmen"), ("number", "budget")),
    **dict.fromkeys((*STV, "seq-pav"), ("number",)),
    "greedy": ("budget",),
}
"""What each rule can fill."""
MOST_DIGITS = 14_000
"""Binary digits below the fraction bar, in `stv-exact`."""
CUT = 100_000
"""`stv` cuts values to five decimals: they are held as whole numbers of this part."""


class UnreadableError(Exception):
    """Not a package, or of a format unknown here."""


class FailedError(Exception):
    """A check that did not hold."""


class CannotCountError(ValueError):
    """The rule does not take these ballots or these settings."""


# ------------------------------------------------------------------------------ exact numbers


def exact_json(value: Number) -> int | str:
    """A whole number as it is, another as "7/3"; what JSON cannot hold exactly as digits."""
    if value.denominator != 1:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    whole = int(value)
    return whole if abs(whole) <= LARGEST_INTEGER else _digits(whole)


def _digits(whole: int) -> str:
    # Python refuses to write very long integers directly, lest somebody be made to wait.
    return str(whole) if whole.bit_length() < 10_000 else str(Decimal(whole))


def _ratio(value: Number, by: Number) -> Number:
    found = Fraction(value) / by
    return found.numerator if found.denominator == 1 else found


# ------------------------------------------------------------------------------------ ballots


class Poll:
    """Ballots turned round: for each idea, which ballots mark it and with what.

    On ranked ballots what is kept of a place is twice its Borda points, so that it stays whole
    where places are tied.
    """

    def __init__(self, kind: str, ids: Sequence[str], *, keeps_papers: bool = False) -> None:
        self.kind = kind
        self.ids = ids
        self.index = {idea: number for number, idea in enumerate(ids)}
        self.who = [array("I") for _ in ids]
        self.what = [array("q") for _ in ids]
        self.names: list[str | None] = [None]
        self.group: list[int] = []
        """Of each ballot: where in `names` its group stands."""
        self.rest: list[int] = []
        """Of each ranked ballot: twice what it gives every idea that it leaves out."""
        self.firsts: Counter[tuple[int, int]] = Counter()
        """First places: for (group, idea) how many ballots."""
        self.papers: Counter[tuple[int, ...]] | None = Counter() if keeps_papers else None
        self.has_tied_places = False

    def add(self, marks: Mapping[str, int], group: str | None = None, copies: int = 1) -> None:
        """Take a ballot; an abstention is left out."""
        if not marks:
            return
        if group not in self.names:
            self.names.append(group)
        own = self.names.index(group)
        worth = self._worth(marks, own, copies) if self.kind == RANKED else marks
        start = len(self.group)
        self.group.extend([own] * copies)
        if copies == 1:
            for idea, value in worth.items():
                number = self.index[idea]
                self.who[number].append(start)
                self.what[number].append(value)
        else:
            for idea, value in worth.items():
                self.who[self.index[idea]].extend(range(start, start + copies))
                self.what[self.index[idea]].extend([value] * copies)

    def _worth(self, marks: Mapping[str, int], group: int, copies: int) -> dict[str, int]:
        """Twice the Borda points of each ranked idea; those tied share what their places give."""
        listed = sorted(marks, key=marks.__getitem__)
        worth: dict[str, int] = {}
        for _, tied in groupby(listed, key=marks.__getitem__):
            here = list(tied)
            # The first of them would get m - 1 - (those above), the last len(here) - 1 less.
            share = 2 * (len(self.ids) - 1 - len(worth)) - (len(here) - 1)
            self.has_tied_places = self.has_tied_places or len(here) > 1
            if not worth:
                self.firsts.update(dict.fromkeys(((group, self.index[i]) for i in here), copies))
            worth.update(dict.fromkeys(here, share))
        self.rest.extend([len(self.ids) - len(listed) - 1] * copies)
        if self.papers is not None:
            self.papers[tuple(self.index[idea] for idea in listed)] += copies
        return worth

    def plus(self, idea: int, value: int, copies: int) -> "Poll":
        """With more ballots that mark this idea alone. They belong to no group."""
        more = Poll(self.kind, self.ids)
        more.who, more.what = list(self.who), list(self.what)
        more.who[idea], more.what[idea] = self.who[idea][:], self.what[idea][:]
        more.names, more.group, more.rest = self.names, list(self.group), list(self.rest)
        more.firsts, more.has_tied_places = Counter(self.firsts), self.has_tied_places
        more.papers = None if self.papers is None else Counter(self.papers)
        more.add({self.ids[idea]: value}, None, copies)
        return more

    def supporters(self, idea: int) -> "array[int]":
        """The ballots that give the idea more than 0, or any place."""
        if self.kind != SCORE:
            return self.who[idea]
        return array("I", (b for b, v in zip(self.who[idea], self.what[idea], strict=True) if v))


@dataclass(slots=True)
class Figures:
    """What one group's ballots give each idea."""

    counted: int
    supporters: list[int]
    totals: list[int]
    """The sum of values. Ranked: of twice the Borda points."""
    raters: list[int]
    firsts: list[int]

    def plus(self, idea: int, value: int, copies: int, kind: str) -> "Figures":
        """With more ballots that mark this idea alone."""
        ideas = len(self.totals)
        # Ranked: all others share, and what they share is ideas - 2 in twice the points.
        others, own = (ideas - 2, 2 * (ideas - 1)) if kind == RANKED else (0, value)
        more = Figures(
            self.counted + copies,
            list(self.supporters),
            [total + others * copies for total in self.totals],
            list(self.raters),
            list(self.firsts),
        )
        more.supporters[idea] += copies
        more.totals[idea] += (own - others) * copies
        more.raters[idea] += copies
        more.firsts[idea] += copies
        return more


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums for each group and idea. Ballots in no group are under None."""

    kind: str
    groups: Mapping[str | None, Figures]
    facts: Sequence[Mapping[str, int]]
    """For each idea, what is shown beside its points."""

    def within(self, groups: Iterable[str | None]) -> "Tally":
        """The ballots of these groups alone."""
        return replace(self, groups={name: self.groups[name] for name in groups})

    def plus(self, idea: int, value: int, copies: int) -> "Tally":
        """With more ballots that mark this idea alone. They belong to no group."""
        empty = [0] * len(self.facts)
        own = self.groups.get(None, Figures(0, empty, empty, empty, empty))
        return replace(self, groups={**self.groups, None: own.plus(idea, value, copies, self.kind)})

    def raw_supporters(self, idea: int) -> int:
        return sum(figures.supporters[idea] for figures in self.groups.values())

    def raw_raters(self, idea: int) -> int:
        return sum(figures.raters[idea] for figures in self.groups.values())


def tally_of(poll: Poll) -> Tally:
    """The ballots added up."""
    ideas = len(poll.ids)
    size = Counter(poll.group)
    sums = [
        Figures(
            size[number],
            [0] * ideas,
            [0] * ideas,
            [0] * ideas,
            [poll.firsts[number, idea] for idea in range(ideas)],
        )
        for number, _ in enumerate(poll.names)
    ]
    facts = []
    for idea in range(ideas):
        values: Counter[int] = Counter()
        groups = map(poll.group.__getitem__, poll.who[idea])
        found = Counter(zip(groups, poll.what[idea], strict=True))
        for (group, value), ballots in found.items():
            values[value] += ballots
            sums[group].totals[idea] += value * ballots
            sums[group].raters[idea] += ballots
            sums[group].supporters[idea] += ballots if value or poll.kind == RANKED else 0
        facts.append(facts_of(poll.kind, values, sum(own.firsts[idea] for own in sums)))
    if poll.kind == RANKED:
        _share_the_rest(poll, sums)
    return Tally(poll.kind, dict(zip(poll.names, sums, strict=True)), facts)


def _share_the_rest(poll: Poll, sums: Sequence[Figures]) -> None:
    """Add what each ranked ballot gives the ideas that it leaves out."""
    whole = [0] * len(sums)
    for group, rest in zip(poll.group, poll.rest, strict=True):
        whole[group] += rest
    for idea, who in enumerate(poll.who):
        for group, figures in enumerate(sums):
            figures.totals[idea] += whole[group]
        for ballot in who:
            sums[poll.group[ballot]].totals[idea] -= poll.rest[ballot]


def facts_of(kind: str, values: Mapping[int, int], first: int) -> dict[str, int]:
    """`values`: how many ballots gave the idea what."""
    ballots = sum(values.values())
    if kind == DOTS:
        return {"supporters": ballots}
    if kind == RANKED:
        return {"first": first, "ranked": ballots}
    if kind != SCORE:
        return {}
    if not ballots:
        return {"raters": 0}
    seen = 0
    for value in sorted(values):
        seen += values[value]
        if 2 * seen >= ballots:
            break
    return {"raters": ballots, "median": value}


# ------------------------------------------------------------------- what a count starts from


@dataclass(frozen=True, slots=True)
class Race:
    """A count that is about to be made: who runs, for what, with which points."""

    rule: str
    ids: Sequence[str]
    costs: Sequence[int]
    costless: frozenset[int]
    """The ideas of which nobody said what they cost, where that was promised to be asked."""
    params: Params
    forward: str
    size: int
    """The seats or the budget; 0 where people decide afterwards."""
    tally: Tally
    poll: Poll | None
    weights: Mapping[str | None, Number]
    points: Sequence[Number]
    running: Sequence[int]
    """The ideas that are not set aside."""
    place: Sequence[int]
    """Of each idea in the draw."""

    @property
    def by_budget(self) -> bool:
        return self.forward == "budget"

    def price(self, idea: int) -> int:
        """Seats are a budget in which every idea costs 1."""
        return self.costs[idea] if self.by_budget else 1

    def order(self, idea: int) -> tuple[Number, int, int]:
        """The order of points; in a budget count lower cost parts equals, then the draw."""
        return (-self.points[idea], self.costs[idea] if self.by_budget else 0, self.place[idea])

    def turned(self) -> "Race":
        """The same with the draw turned round."""
        return replace(self, place=[-place for place in self.place])

    def names(self, ideas: Iterable[int]) -> list[str]:
        return [self.ids[idea] for idea in ideas]

    def in_draw_order(self, ideas: Iterable[int]) -> list[int]:
        return sorted(ideas, key=self.place.__getitem__)


def make_race(
    rule: str,
    catalogue: Sequence[tuple[str, int | None]],
    tally: Tally,
    poll: Poll | None,
    params: Params,
    order: Sequence[str],
) -> Race:
    """Weigh, add up and set aside."""
    forward, size = _goal(rule, tally.kind, params)
    ids = [idea for idea, _ in catalogue]
    drawn = {idea: place for place, idea in enumerate(order)}
    weights = _weights(
        {name: figures.counted for name, figures in tally.groups.items()},
        balanced=bool(params.get("balanced")) and rule not in STV,
    )
    race = Race(
        rule=rule,
        ids=ids,
        costs=[cost or 0 for _, cost in catalogue],
        costless=frozenset(i for i, (_, cost) in enumerate(catalogue) if cost is None),
        params=params,
        forward=forward,
        size=size,
        tally=tally,
        poll=poll,
        weights=weights,
        points=_points(rule, tally, weights, params),
        running=range(len(ids)),
        place=[drawn[idea] for idea in ids],
    )
    return replace(race, running=[idea for idea in race.running if _may_win(race, idea)])


def _goal(rule: str, kind: str, params: Params) -> tuple[str, int]:
    if kind not in RULES.get(rule, ()):
        raise CannotCountError(f"{rule} does not count {kind} ballots")
    default = "number" if "seats" in params else "budget" if "budget" in params else "afterwards"
    forward = params.get("forward_mode", default)
    if forward not in FILLS[rule]:
        raise CannotCountError(f"{rule} does not count with forward_mode {forward}")
    if forward == "afterwards":
        return forward, 0
    size = params.get("seats" if forward == "number" else "budget")
    if size is None:
        raise CannotCountError(f"forward_mode {forward} says how much in seats or budget")
    return forward, size


def _weights(counted: Mapping[str | None, int], *, balanced: bool) -> dict[str | None, Number]:
    """What a ballot weighs in each group: in a balanced count all groups weigh the same."""
    grouped = {name: n for name, n in counted.items() if n and name is not None}
    if not balanced or not grouped:
        return dict.fromkeys(counted, 1)
    n = sum(grouped.values())
    return {
        name: _ratio(n, len(grouped) * grouped[name]) if name in grouped else 1 for name in counted
    }


def _points(
    rule: str, tally: Tally, weights: Mapping[str | None, Number], params: Params
) -> list[Number]:
    """The points of every idea, over all ballots."""
    figures = [(weights[name], found) for name, found in tally.groups.items()]

    def summed(read: Callable[[Figures], Sequence[int]]) -> list[Number]:
        columns = [[weight * value for value in read(found)] for weight, found in figures]
        return [sum(values) for values in zip(*columns, strict=True)]

    if rule in ("approval", "phragmen", "seq-pav"):
        return summed(lambda found: found.supporters)
    if rule in STV:
        return summed(lambda found: found.firsts)
    totals = summed(lambda found: found.totals)
    if tally.kind == RANKED:
        return [_ratio(total, 2) for total in totals]
    if not _asks_for_raters(rule, tally.kind, params):
        return totals
    raters = summed(lambda found: found.raters)
    return [_ratio(total, of) if of else 0 for total, of in zip(totals, raters, strict=True)]


def _asks_for_raters(rule: str, kind: str, params: Params) -> bool:
    return kind == SCORE and rule in FROM_SUMS and params.get("raters") is not None


def _may_win(race: Race, idea: int) -> bool:
    """Whether an idea has what was declared as the least. All of this is unweighted."""
    tally, params = race.tally, race.params
    if race.by_budget and idea in race.costless:
        return False
    if tally.raw_supporters(idea) < max(1, params.get("minimum_support") or 0):
        return False
    asks = _asks_for_raters(race.rule, tally.kind, params)
    if asks and tally.raw_raters(idea) < params["raters"]:
        return False
    if race.rule == "phragmen" and race.by_budget and race.costs[idea] > race.size:
        return False
    return _passes_floor(tally, idea, params.get("floor"))


def _passes_floor(tally: Tally, idea: int, floor: Mapping[str, int] | None) -> bool:
    if floor is None:
        return True
    asked = [
        figures
        for name, figures in tally.groups.items()
        if name is not None and figures.counted >= SMALLEST_GROUP
    ]
    over = sum(
        100 * figures.supporters[idea] >= floor["percent"] * figures.counted for figures in asked
    )
    return over >= min(floor["groups"], len(asked))


# ------------------------------------------------------------------------- what a count gives


@dataclass(slots=True)
class Choice:
    """A round in which several were equal in all but the draw, in the order of the draw."""

    round: int
    equals: list[int]
    support: Json


@dataclass(frozen=True, slots=True)
class Turn:
    """Of a ranking rule: one filling of seats (a group's, or all ballots') or of a budget."""

    points: Sequence[Number]
    equals: Sequence[Sequence[int]]
    """The ideas that could be taken, those equal in all but the draw together."""
    taken: frozenset[int]


@dataclass(slots=True)
class Half:
    """One count, with the draw or with the draw turned round."""

    winners: list[int] = field(default_factory=list)
    rounds: list[dict[str, Json]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    facts: dict[str, Json] = field(default_factory=dict)
    others: list[list[int]] | None = None
    """Those who did not win, best first, equals together; None: by points."""
    has_drawn: bool = False
    """Whether the draw decided anything at all; if not, turning it round changes nothing."""
    paid: "Half | None" = None
    """Equal shares: what was bought, before what is left is filled up with."""


def count_once(race: Race, known: Half | None = None) -> Half:
    """`known`: the count with the draw turned, from which equal shares may take its purchases."""
    if race.rule in FROM_SUMS:
        return count_ranking(race)
    if race.poll is None:
        raise CannotCountError(f"{race.rule} needs whole ballots")
    if race.rule in STEPS:
        return _one_by_one(race, STEPS[race.rule](race, race.poll))
    if race.rule in STV:
        return count_stv(race, race.poll)
    return count_shares(race, race.poll, known)


def count_fully(race: Race) -> dict[str, Json]:
    """Both counts, in the JSON forms of docs/counting.md. Standings have no groups here."""
    half = count_once(race)
    may_differ = race.rule in FROM_SUMS or half.has_drawn
    other = count_once(race.turned(), half) if may_differ else half
    return {
        "winners": race.names(half.winners),
        "standings": standings(race, half.winners, half.others),
        "rounds": half.rounds,
        "ties": _ties(race, half, other),
        "otherwise": race.names(other.winners),
        "count": half.facts,
    }


def _ties(race: Race, half: Half, other: Half) -> list[dict[str, Json]]:
    won, would = frozenset(half.winners), frozenset(other.winners)
    if won == would:
        return []

    def tie(equals: Iterable[int], support: Json) -> dict[str, Json]:
        listed = race.in_draw_order(equals)
        return {
            "ideas": race.names(listed),
            "taken": race.names(idea for idea in listed if idea in won),
            "otherwise": race.names(idea for idea in listed if idea in would),
            "support": support,
        }

    if race.rule not in FROM_SUMS:
        return [
            {"round": choice.round, **tie(choice.equals, choice.support)} for choice in half.choices
        ]
    return [
        tie(equals, exact_json(turn.points[min(equals)]))
        for turn, turned in zip(half.turns, other.turns, strict=True)
        for equals in map(frozenset, turn.equals)
        if len(equals) > 1
        and equals & turn.taken != equals & turned.taken
        and equals & won != equals & would
    ]


def standings(
    race: Race, winners: Sequence[int], others: Sequence[Sequence[int]] | None
) -> list[dict[str, Json]]:
    """Every idea with its rank; who is equal shares one."""
    if race.rule in FROM_SUMS:
        tiers = _by_points(race, range(len(race.ids)))
    else:
        left = set(range(len(race.ids))) - set(winners)
        tiers = [[idea] for idea in winners]
        tiers += _by_points(race, left) if others is None else [list(tier) for tier in others]
    lines: list[dict[str, Json]] = []
    for tier in tiers:
        rank = len(lines) + 1
        lines += [_standing(race, idea, rank, idea in winners) for idea in tier]
    return lines


def _by_points(race: Race, ideas: Iterable[int]) -> list[list[int]]:
    listed = sorted(ideas, key=race.order)
    return [list(tier) for _, tier in groupby(listed, key=race.points.__getitem__)]


def _standing(race: Race, idea: int, rank: int, wins: bool) -> dict[str, Json]:
    line = {
        "idea": {"id": race.ids[idea]},
        "support": exact_json(race.points[idea]),
        "rank": rank,
        "winner": wins,
    }
    facts = race.tally.facts[idea]
    return line | ({"facts": dict(facts)} if facts else {})


# ------------------------------------------------------------------------------ ranking rules


def count_ranking(race: Race) -> Half:
    """`approval`, `dots`, `score`, `borda` and `greedy`."""
    half = Half()
    if race.forward == "budget":
        _spend(race, half)
    elif race.forward == "number":
        reserved = race.params.get("reserved") or {}
        for group in sorted(reserved, key=GROUPS.index):
            _reserve(race, half, group, reserved[group])
        _fill(race, half, race.size - len(half.winners), {})
    return half


def _spend(race: Race, half: Half) -> None:
    listed = sorted(race.running, key=race.order)
    left = race.size
    for idea in listed:
        cost = race.costs[idea]
        fits = cost <= left
        half.rounds.append(
            {
                "idea": race.ids[idea],
                "support": exact_json(race.points[idea]),
                "taken": fits,
                "cost": cost,
                "left": left,
            }
        )
        if fits:
            half.winners.append(idea)
            left -= cost
    half.turns.append(_turn(race, listed, half.winners))


def _turn(race: Race, listed: Sequence[int], taken: Iterable[int]) -> Turn:
    classes = groupby(listed, key=lambda idea: race.order(idea)[:2])
    return Turn(race.points, [list(equals) for _, equals in classes], frozenset(taken))


def _reserve(race: Race, half: Half, group: str, seats: int) -> None:
    """Fill a group's seats by its own ballots, if it is large enough."""
    own = race.tally.groups.get(group)
    if own is None or own.counted < SMALLEST_GROUP:
        return
    alone = replace(
        race,
        points=_points(race.rule, race.tally.within([group]), {group: 1}, race.params),
        running=[idea for idea in race.running if own.supporters[idea]],
    )
    _fill(alone, half, min(seats, race.size - len(half.winners)), {"reserved": group})


def _fill(race: Race, half: Half, seats: int, mark: Mapping[str, str]) -> None:
    listed = sorted(race.running, key=race.order)
    free = [idea for idea in listed if idea not in half.winners]
    taken, rest = free[: max(0, seats)], free[max(0, seats) :]
    for idea in taken:
        line = {"idea": race.ids[idea], "support": exact_json(race.points[idea]), "taken": True}
        if rest:
            line["margin"] = exact_json(race.points[idea] - race.points[rest[0]])
        half.rounds.append({**line, **mark})
    half.winners += taken
    half.turns.append(_turn(race, free, taken))


# --------------------------------------------------------------------------- sequential rules


class Queue:
    """Ideas by a number that never falls, so that an old number bounds the new from below."""

    def __init__(self, values: Iterable[tuple[Number, int]]) -> None:
        self._round = -1
        self._heap = [(value, idea, 0) for value, idea in values]
        heapq.heapify(self._heap)

    def least(
        self, evaluate: Callable[[int], Number | None], wanted: int
    ) -> list[tuple[Number, int]]:
        """Take out the `wanted` least, and with them all that are equal to the last of them.

        An idea for which `evaluate` gives None is dropped for good.
        """
        self._round += 1
        found: list[tuple[Number, int]] = []
        while self._heap and (len(found) < wanted or self._heap[0][0] == found[-1][0]):
            value, idea, seen = heapq.heappop(self._heap)
            if seen == self._round:
                found.append((value, idea))
            elif (new := evaluate(idea)) is not None:
                heapq.heappush(self._heap, (new, idea, self._round))
        return found

    def put_back(self, found: Iterable[tuple[Number, int]]) -> None:
        for value, idea in found:
            heapq.heappush(self._heap, (value, idea, self._round))


def _best_first(race: Race, found: Iterable[tuple[Number, int]]) -> list[tuple[Number, int]]:
    """Least number, lower cost, more points, the draw."""

    def key(item: tuple[Number, int]) -> tuple[Number, int, Number, int]:
        value, idea = item
        return (value, race.price(idea), -race.points[idea], race.place[idea])

    return sorted(found, key=key)


def _equals(race: Race, ordered: Sequence[tuple[Number, int]]) -> list[int]:
    """Those that only the draw parts from the first."""
    value, first = ordered[0]
    return [
        idea
        for other, idea in ordered
        if other == value
        and race.price(idea) == race.price(first)
        and race.points[idea] == race.points[first]
    ]


def _note(race: Race, half: Half, ordered: Sequence[tuple[Number, int]]) -> None:
    """Remember that the draw chose, if it did. Called before the round is written."""
    equals = _equals(race, ordered)
    if len(equals) > 1:
        half.has_drawn = True
        support = exact_json(race.points[equals[0]])
        half.choices.append(Choice(len(half.rounds) + 1, equals, support))


@dataclass(slots=True)
class Weighed:
    """The ballots that a sequential rule counts, in classes of equal weight."""

    n: int
    weights: list[Number]
    of: list[int]
    """Of each ballot: where in `weights` its own stands."""


def _weigh(race: Race, poll: Poll) -> Weighed:
    """Weights among the ballots with marks for ideas that are not set aside."""
    running = set(race.running)
    if any(who for idea, who in enumerate(poll.who) if idea not in running):
        counts = bytearray(len(poll.group))
        for idea in running:
            for ballot in poll.who[idea]:
                counts[ballot] = 1
        sizes = Counter(group for group, is_in in zip(poll.group, counts, strict=True) if is_in)
    else:
        sizes = Counter(poll.group)
    counted = {name: sizes[number] for number, name in enumerate(poll.names)}
    n = sum(counted.values())
    if not race.params.get("balanced"):
        return Weighed(n, [1], [0] * len(poll.group))
    weights = _weights(counted, balanced=True)
    return Weighed(n, [weights[name] for name in poll.names], list(poll.group))


@dataclass(frozen=True, slots=True)
class Stepwise:
    """What tells one rule that takes idea after idea from another."""

    value: Callable[[int], Number]
    """The least wins. It never falls from one round to the next."""
    take: Callable[[int, Number], None]
    tell: Callable[[int, Number], dict[str, Json]]
    """What the rule shows of an idea that is next."""
    measure: str
    sign: int
    hint: Callable[[int, Number], dict[str, Json]]
    """What the rule explains a loser with, just before the last round."""


def _one_by_one(race: Race, rule: Stepwise) -> Half:
    half = Half()
    queue = Queue((rule.value(idea), idea) for idea in race.running)
    left = race.size
    while race.by_budget or left:
        ordered = _best_first(race, queue.least(rule.value, 2))
        if not ordered:
            break
        _note(race, half, ordered)
        value, idea = ordered[0]
        fits = race.price(idea) <= left
        line = {"idea": race.ids[idea], "support": exact_json(race.points[idea]), "taken": fits}
        line |= rule.tell(idea, value)
        if len(ordered) > 1:
            second, runner_up = ordered[1]
            line["runner_up"] = race.ids[runner_up]
            line[f"runner_up_{rule.measure}"] = exact_json(second * rule.sign)
        half.rounds.append(line if fits else line | {"left": left})
        if not fits:
            break
        half.winners.append(idea)
        left -= race.price(idea)
        rule.take(idea, value)
        queue.put_back(ordered[1:])
    return half


def phragmen_steps(race: Race, poll: Poll) -> Stepwise:
    """Supporters carry what their winners cost; who has carried least is next."""
    weighed = _weigh(race, poll)
    supporters = {idea: poll.supporters(idea) for idea in race.running}
    state = list(weighed.of)
    classes: list[tuple[Number, Number]] = [(weight, 0) for weight in weighed.weights]
    """Of each state: the ballots' weight, and their load."""

    def load(idea: int) -> Number:
        carried: Number = race.price(idea)
        weight: Number = 0
        for number, ballots in Counter(map(state.__getitem__, supporters[idea])).items():
            own, load = classes[number]
            weight += own * ballots
            carried += own * ballots * load
        return _ratio(carried, weight)

    def take(idea: int, value: Number) -> None:
        first = len(classes)
        classes.extend((weight, value) for weight in weighed.weights)
        for ballot in supporters[idea]:
            state[ballot] = first + weighed.of[ballot]

    def tell(idea: int, value: Number) -> dict[str, Json]:
        return {"cost": race.price(idea), "load": exact_json(value)}

    def hint(idea: int, value: Number) -> dict[str, Json]:
        weight = sum(weighed.weights[weighed.of[ballot]] for ballot in supporters[idea])
        carried = value - Fraction(race.price(idea)) / weight
        return {"load": round(value * 100), "carried": round(carried * 100)}

    return Stepwise(load, take, tell, "load", 1, hint)


def pav_steps(race: Race, poll: Poll) -> Stepwise:
    """A ballot with u winners counts 1/(1 + u) for the next."""
    weighed = _weigh(race, poll)
    supporters = {idea: poll.supporters(idea) for idea in race.running}
    classes = len(weighed.weights)
    state = list(weighed.of)
    """Of each ballot: its winners times the number of classes of weight, plus its class."""

    def weight(idea: int) -> Number:
        total: Number = 0
        for number, ballots in Counter(map(state.__getitem__, supporters[idea])).items():
            winners, own = divmod(number, classes)
            total -= _ratio(weighed.weights[own] * ballots, 1 + winners)
        return total

    def take(idea: int, _: Number) -> None:
        for ballot in supporters[idea]:
            state[ballot] += classes

    def tell(idea: int, value: Number) -> dict[str, Json]:
        found = Counter(state[ballot] // classes for ballot in supporters[idea])
        split = [found[winners] for winners in range(max(found) + 1)]
        return {"weight": exact_json(-value), "split": split}

    def hint(idea: int, value: Number) -> dict[str, Json]:
        found = _shown_split(tell(idea, value)["split"])
        return {**found, "weight": -value // 1 * 100 if "open" in found else round(-value * 100)}

    return Stepwise(weight, take, tell, "weight", -1, hint)


def _shown_split(split: Sequence[int]) -> dict[str, Json]:
    """The classes as they may be shown: once one is small, it and all above it are one class."""
    for place, ballots in enumerate(split):
        above = sum(split[place + 1 :])
        if ballots < SMALLEST_GROUP or 0 < above < SMALLEST_GROUP:
            joined = [*split[:place], ballots + above]
            return {"split": joined, "open": True} if place else {}
    return {"split": list(split)} if len(split) > 1 else {}


STEPS: Mapping[str, Callable[[Race, Poll], Stepwise]] = {
    "phragmen": phragmen_steps,
    "seq-pav": pav_steps,
}


# ------------------------------------------------------------------------------- equal shares


Purse = tuple[int, int, int]
"""What a ballot has, the utility of the idea to it, and how many such ballots there are."""


REMEMBERED = 25_000_000
"""How many classes of ballots are kept in memory, four bytes each."""


@dataclass(slots=True)
class Purchases:
    """What was bought with one size of wallet."""

    half: Half
    cost: int = 0
    is_capped: bool = False
    """Whether somebody paid all they had and less than the others."""


class Moment:
    """Which ballots have paid for the same so far: those of one class own the same.

    Larger wallets often lead to the same purchases by the same people. So each moment remembers
    the one that came of it, and what was asked of it.
    """

    def __init__(self, shop: "Shop", state: "array[int]", sizes: list[int]) -> None:
        self.shop = shop
        self.state = state
        """The class of each ballot."""
        self.sizes = sizes
        """How many ballots there are in each class."""
        self.depth = 0
        self.empty: int | None = None
        """The class of those who have paid all they had."""
        self.sources: list[tuple[int, int]] = []
        """Of each class: the class it came from, and the utility it has just paid for."""
        self._purses: dict[int, list[tuple[int, int, int]]] = {}
        self._next: tuple[tuple[int, frozenset[tuple[int, int]]], Moment] | None = None

    def purses(self, idea: int) -> list[tuple[int, int, int]]:
        """The idea's supporters: class, utility, ballots."""
        if idea not in self._purses:
            held = map(self.state.__getitem__, self.shop.who[idea])
            utility = self.shop.utility[idea]
            if utility is None:
                found = [(number, 1, ballots) for number, ballots in Counter(held).items()]
            else:
                pairs = Counter(zip(held, utility, strict=True))
                found = [(number, value, ballots) for (number, value), ballots in pairs.items()]
            self._purses[idea] = sorted(found)
        return self._purses[idea]

    def after(self, idea: int, capped: frozenset[tuple[int, int]]) -> "Moment":
        """When the supporters have paid; those in `capped` all they had."""
        key = (idea, capped)
        if self._next is None or self._next[0] != key:
            following = self._pay(idea, capped)
            if following.depth * len(self.state) > REMEMBERED:
                return following
            self._next = (key, following)
        return self._next[1]

    def _pay(self, idea: int, capped: frozenset[tuple[int, int]]) -> "Moment":
        following = Moment(self.shop, self.state[:], list(self.sizes))
        following.depth, following.empty = self.depth + 1, self.empty
        following.sources = [(number, 0) for number in range(len(self.sizes))]
        change = {
            (number, value): following._class_for(number, value, ballots, (number, value) in capped)
            for number, value, ballots in self.purses(idea)
        }
        state, utility = following.state, self.shop.utility[idea]
        if utility is None:
            target = {number: to for (number, _), to in change.items()}
            for ballot in self.shop.who[idea]:
                state[ballot] = target[state[ballot]]
        else:
            for ballot, value in zip(self.shop.who[idea], utility, strict=True):
                state[ballot] = change[state[ballot], value]
        return following

    def _class_for(self, number: int, value: int, ballots: int, is_capped: bool) -> int:
        """Where ballots of a class go that pay for the same utility."""
        self.sizes[number] -= ballots
        if is_capped and self.empty is not None:
            self.sizes[self.empty] += ballots
            return self.empty
        if self.sizes[number]:
            number, own = len(self.sizes), number
            self.sizes.append(0)
            self.sources.append((own, value))
        self.sizes[number] += ballots
        self.sources[number] = (self.sources[number][0], value)
        if is_capped:
            self.empty = number
        return number

    def wallets_after(self, wallets: Sequence[int], fee: int) -> list[int]:
        """What each class owns now. Who was capped owns nothing, which is what is left to 0."""
        return [max(0, wallets[own] - fee * value) for own, value in self.sources]


class Shop:
    """Equal shares: ideas are bought by their supporters, who pay alike for what they get.

    Kept utilities are whole numbers (of approvals 1, of ranked ballots twice the points); `unit`
    is what one of them stands for. Money is in whole numbers of parts small enough.
    """

    def __init__(self, race: Race, poll: Poll) -> None:
        self.race = race
        self.weighed = _weigh(race, poll)
        self.who: dict[int, array[int]] = {}
        self.utility: dict[int, array[int] | None] = {}
        for idea in race.running:
            self._note_supporters(poll, idea)
        is_by_cost = race.params.get("utility", "cost") == "cost" and poll.kind == APPROVAL
        common = Fraction(1, 2) if poll.kind == RANKED else Fraction(1)
        self.unit = {
            idea: max(1, race.price(idea)) * common if is_by_cost else common
            for idea in race.running
        }
        sizes = Counter(self.weighed.of)
        start = [sizes[number] for number, _ in enumerate(self.weighed.weights)]
        self.start = Moment(self, array("I", self.weighed.of), start)

    def _note_supporters(self, poll: Poll, idea: int) -> None:
        who, what = poll.who[idea], poll.what[idea]
        if poll.kind == APPROVAL:
            self.who[idea], self.utility[idea] = who, None
            return
        self.who[idea] = array("I", (b for b, value in zip(who, what, strict=True) if value))
        self.utility[idea] = array("q", (value for value in what if value))

    def buy(self, purse: Number) -> Purchases:
        """Count from scratch where a ballot of weight 1 has `purse`."""
        bought = Purchases(Half())
        owned = [weight * purse for weight in self.weighed.weights]
        parts = math.lcm(*(money.denominator for money in owned))
        till = Till(parts, [int(money * parts) for money in owned])
        moment = self.start

        def rho(idea: int) -> Fraction | None:
            return self._rho(moment, till, idea)

        prices = ((rho(idea), idea) for idea in self.race.running)
        queue = Queue((price, idea) for price, idea in prices if price is not None)
        while ordered := _best_first(self.race, queue.least(rho, 1)):
            _note(self.race, bought.half, ordered)
            price, idea = ordered[0]
            moment = self._charge(bought, moment, till, idea, price)
            queue.put_back(ordered[1:])
        return bought

    def _rho(self, moment: Moment, till: "Till", idea: int) -> Fraction | None:
        """What the idea costs a supporter for each unit of utility; None if they cannot pay."""
        cost = self.race.price(idea)
        if cost == 0:
            return Fraction(0)
        purses = (
            (till.wallets[number], value, ballots) for number, value, ballots in moment.purses(idea)
        )
        fee = least_fee(purses, cost * till.parts)
        if fee is None:
            return None
        left, utilities = fee
        unit = self.unit[idea]
        return Fraction(left * unit.denominator, till.parts * utilities * unit.numerator)

    def _charge(
        self, bought: Purchases, moment: Moment, till: "Till", idea: int, price: Number
    ) -> Moment:
        """Let the supporters pay, and write the round."""
        fee = till.exact(price * self.unit[idea])
        capped = set()
        payers = spent_all = 0
        for number, value, ballots in moment.purses(idea):
            wallet = till.wallets[number]
            payers += ballots if wallet else 0
            if wallet < fee * value:
                capped.add((number, value))
                spent_all += ballots if wallet else 0
        following = moment.after(idea, frozenset(capped))
        till.wallets = following.wallets_after(till.wallets, fee)
        bought.cost += self.race.price(idea)
        bought.is_capped = bought.is_capped or bool(capped)
        bought.half.winners.append(idea)
        bought.half.rounds.append(
            {
                "idea": self.race.ids[idea],
                "support": exact_json(self.race.points[idea]),
                "taken": True,
                "cost": self.race.price(idea),
                "rho": exact_json(price),
                "payers": payers,
                "spent_all": spent_all,
            }
        )
        return following

    def waiting(self, bought: Purchases) -> list[int]:
        """Ideas that larger wallets could buy."""
        return [
            idea for idea in self.race.running if idea not in bought.half.winners and self.who[idea]
        ]

    def next_raise(self, raises: int, bought: Purchases) -> int:
        """The next number of raises that can change what is bought.

        While nobody is capped, every idea bought costs the least it can, and larger wallets change
        nothing until the supporters of one more idea own in all what it costs.
        """
        if bought.is_capped:
            return raises + 1
        return max(raises + 1, min(map(self._raises_to_afford, self.waiting(bought))))

    def _raises_to_afford(self, idea: int) -> int:
        weight = sum(
            self.weighed.weights[number] * ballots for number, _, ballots in self.start.purses(idea)
        )
        enough = _ratio(100 * self.weighed.n * self.race.price(idea), self.race.size * weight)
        return math.ceil(enough) - 100


@dataclass(slots=True)
class Till:
    """Money in whole numbers: what each class owns, and how many parts one of the budget has."""

    parts: int
    wallets: list[int]

    def exact(self, amount: Number) -> int:
        """The amount in parts, made smaller where it is no whole number of them."""
        finer = amount.denominator // math.gcd(amount.denominator, self.parts)
        if finer > 1:
            self.parts *= finer
            self.wallets = [wallet * finer for wallet in self.wallets]
        return int(amount * self.parts)


def least_fee(purses: Iterable[Purse], cost: int) -> tuple[int, int] | None:
    """The least fee, as a fraction, for which Σ min(wallet, fee · utility) is the cost.

    Who would be over their wallet pays all of it, and the others share what remains. None where
    all wallets together do not suffice.
    """
    held = [purse for purse in purses if purse[0]]
    if sum(wallet * ballots for wallet, _, ballots in held) < cost:
        return None
    left = cost
    utilities = sum(value * ballots for _, value, ballots in held)
    # A wallet for each utility, compared in whole numbers.
    common = math.lcm(*{value for _, value, _ in held})
    held.sort(key=lambda purse: purse[0] * (common // purse[1]))
    for wallet, value, ballots in held:
        if left * value <= wallet * utilities:
            break
        left -= wallet * ballots
        utilities -= value * ballots
    return left, utilities


def count_shares(race: Race, poll: Poll, known: Half | None) -> Half:
    """The four ways of equal shares."""
    if known is not None and known.paid is not None and not known.paid.has_drawn:
        paid = known.paid
    else:
        paid = _buy_shares(race, Shop(race, poll))
    half = replace(
        paid,
        winners=list(paid.winners),
        rounds=list(paid.rounds),
        choices=list(paid.choices),
        paid=paid,
    )
    if race.rule.endswith("-fill"):
        _fill_up(race, half, race.size - sum(map(race.price, paid.winners)))
    return half


def _buy_shares(race: Race, shop: Shop) -> Half:
    n = shop.weighed.n
    if not n:
        return Half(facts={"raises": 0, "wallet": 0})

    def wallet(raises: int) -> Number:
        return _ratio(race.size * (100 + raises), 100 * n)

    plain = bought = shop.buy(wallet(0))
    raises = 0
    if race.rule.startswith("equal-shares-add"):
        raises, bought = _raise(race, shop, plain, wallet)
    for idea, line in zip(bought.half.winners, bought.half.rounds, strict=True):
        line["phase"] = "paid" if idea in plain.half.winners else "raised"
    bought.half.facts = {"raises": raises, "wallet": exact_json(wallet(raises))}
    return bought.half


def _raise(
    race: Race, shop: Shop, bought: Purchases, wallet: Callable[[int], Number]
) -> tuple[int, Purchases]:
    """Larger and larger wallets, as long as what is bought costs no more than there is."""
    raises, has_drawn = 0, bought.half.has_drawn
    while race.size and shop.waiting(bought):
        following = shop.next_raise(raises, bought)
        more = shop.buy(wallet(following))
        has_drawn = has_drawn or more.half.has_drawn
        if more.cost > race.size:
            raises = following - 1
            break
        raises, bought = following, more
    bought.half.has_drawn = has_drawn
    return raises, bought


def _fill_up(race: Race, half: Half, left: int) -> None:
    """Take by points what still fits."""
    bought = set(half.winners)
    rest = sorted((idea for idea in race.running if idea not in bought), key=race.order)
    for _, tied in groupby(rest, key=lambda idea: race.order(idea)[:2]):
        equals = list(tied)
        for place, idea in enumerate(equals):
            _note(race, half, [(0, other) for other in equals[place:]])
            cost = race.price(idea)
            half.rounds.append(
                {
                    "idea": race.ids[idea],
                    "support": exact_json(race.points[idea]),
                    "taken": cost <= left,
                    "cost": cost,
                    "left": left,
                    "phase": "fill",
                }
            )
            if cost <= left:
                half.winners.append(idea)
                left -= cost


# -------------------------------------------------------------------------------------- STV


@dataclass(slots=True)
class Parcel:
    """Ballots alike, held by the idea at `place` on them."""

    paper: tuple[int, ...]
    place: int
    value: Number
    ballots: int


class Transfers:
    """STV as in Scotland. In `stv` a vote is 100 000, so that cutting stays whole."""

    def __init__(self, race: Race, papers: Mapping[tuple[int, ...], int]) -> None:
        self.race = race
        self.is_cut = race.rule == "stv"
        self.one = CUT if self.is_cut else 1
        self.piles: dict[int, list[Parcel]] = {idea: [] for idea in race.running}
        self.votes: dict[int, Number] = dict.fromkeys(race.running, 0)
        self.history: list[dict[int, Number]] = []
        self.surplus: set[int] = set()
        """Those elected whose surplus has not gone on."""
        self.out: list[int] = []
        self.half = Half()
        ballots = Counter[tuple[int, ...]]()
        for paper, copies in papers.items():
            ballots[tuple(idea for idea in paper if idea in self.piles)] += copies
        del ballots[()]
        self.quota = sum(ballots.values()) // (race.size + 1) + 1
        for paper, copies in ballots.items():
            self._receive(paper[0], Parcel(paper, 0, self.one, copies))

    def _receive(self, idea: int, parcel: Parcel) -> None:
        self.piles[idea].append(parcel)
        self.votes[idea] += parcel.value * parcel.ballots

    @property
    def in_race(self) -> list[int]:
        return [idea for idea in self.piles if idea not in self.half.winners]

    @property
    def seats_left(self) -> int:
        return self.race.size - len(self.half.winners)

    def show(self, votes: Number) -> Json:
        if not self.is_cut:
            return exact_json(votes)
        whole, part = divmod(int(votes), CUT)
        return f"{whole}.{part:05d}"

    def run(self) -> Half:
        self._end_stage({"quota": self.quota})
        while self.seats_left > 0 and len(self.in_race) > self.seats_left:
            if self.surplus:
                self._transfer()
            else:
                self._eliminate()
        self._elect_unopposed()
        self._place_others()
        return self.half

    def _key(self, idea: int) -> tuple[Number, ...]:
        """The votes now, then those of one stage earlier, and so on."""
        return tuple(votes[idea] for votes in reversed(self.history))

    def _most_first(self, ideas: Iterable[int]) -> list[int]:
        listed = sorted(self.race.in_draw_order(ideas), key=self._key, reverse=True)
        # Their order is no choice, but with the draw turned it is another.
        drawn = any(self._key(one) == self._key(two) for one, two in pairwise(listed))
        self.half.has_drawn = self.half.has_drawn or drawn
        return listed

    def _choose(self, ideas: Iterable[int], *, most: bool) -> int:
        """Who has most votes, or fewest; to lose the draw is to be last in it."""
        listed = list(ideas)
        edge = (max if most else min)(self.votes[idea] for idea in listed)
        listed = [idea for idea in listed if self.votes[idea] == edge]
        if len(listed) > 1:
            best = (max if most else min)(map(self._key, listed))
            listed = self.race.in_draw_order(i for i in listed if self._key(i) == best)
        if len(listed) > 1:
            self.half.has_drawn = True
            stage = len(self.history) + 1
            self.half.choices.append(Choice(stage, listed, self.show(edge)))
        return listed[0 if most else -1]

    def _transfer(self) -> None:
        idea = self._choose(self.surplus, most=True)
        votes = self.votes[idea]
        quota = self.quota * self.one
        surplus = votes - quota
        self.surplus.discard(idea)

        def carried(value: Number) -> Number:
            if self.is_cut:
                return value * surplus // votes
            return _ratio(value * surplus, votes)

        facts = self._move(idea, carried)
        self.votes[idea] = quota
        self._end_stage({"action": "transfer", "idea": self.race.ids[idea], **facts})

    def _eliminate(self) -> None:
        idea = self._choose(self.in_race, most=False)
        facts = self._move(idea, lambda value: value)
        del self.piles[idea], self.votes[idea]
        self.out.append(idea)
        self._end_stage({"action": "eliminate", "idea": self.race.ids[idea], **facts})

    def _move(self, idea: int, carried: Callable[[Number], Number]) -> dict[str, Json]:
        """Send an idea's ballots on to their next ideas in the race."""
        parcels, self.piles[idea] = self.piles[idea], []
        still_in = set(self.in_race) - {idea}
        moved: defaultdict[int, Number] = defaultdict(int)
        exhausted: Number = 0
        for parcel in parcels:
            value = carried(parcel.value)
            place = parcel.place + 1
            while place < len(parcel.paper) and parcel.paper[place] not in still_in:
                place += 1
            if place == len(parcel.paper):
                exhausted += value * parcel.ballots
                continue
            heir = parcel.paper[place]
            moved[heir] += value * parcel.ballots
            self._receive(heir, Parcel(parcel.paper, place, value, parcel.ballots))
        shown = {self.race.ids[heir]: self.show(votes) for heir, votes in moved.items() if votes}
        return {"moved": shown, "exhausted": self.show(exhausted)}

    def _end_stage(self, facts: Mapping[str, Json]) -> None:
        """Write the votes down and elect who has the quota."""
        if any(votes.denominator.bit_length() > MOST_DIGITS for votes in self.votes.values()):
            raise CannotCountError("the fractions of stv-exact grow beyond what can be written")
        self.history.append(dict(self.votes))
        quota = self.quota * self.one
        elected = self._most_first(idea for idea in self.in_race if self.votes[idea] >= quota)
        self.half.winners += elected
        self.surplus |= {idea for idea in elected if self.votes[idea] > quota}
        self.half.rounds.append(
            {
                "stage": len(self.history),
                **facts,
                "votes": {self.race.ids[i]: self.show(votes) for i, votes in self.votes.items()},
                "elected": self.race.names(elected),
            }
        )

    def _elect_unopposed(self) -> None:
        if self.seats_left > 0 and self.in_race:
            unopposed = self._most_first(self.in_race)
            self.half.winners += unopposed
            last = self.half.rounds[-1]
            last["elected"] = last["elected"] + self.race.names(unopposed)
            last["unopposed"] = self.race.names(unopposed)

    def _place_others(self) -> None:
        """Still in the race by votes, the eliminated with the last first, those set aside."""
        race = self.race
        rest = sorted(race.in_draw_order(self.in_race), key=lambda i: -self.votes[i])
        aside = sorted(set(range(len(race.ids))) - set(race.running), key=race.order)
        self.half.others = [
            *(list(tier) for _, tier in groupby(rest, key=lambda i: self.votes[i])),
            *([idea] for idea in reversed(self.out)),
            *(list(tier) for _, tier in groupby(aside, key=race.points.__getitem__)),
        ]


def count_stv(race: Race, poll: Poll) -> Half:
    """`stv` and `stv-exact`."""
    if poll.has_tied_places:
        raise CannotCountError("STV takes strictly ranked ballots")
    if poll.papers is None:
        raise CannotCountError("STV needs whole ballots")
    return Transfers(race, poll.papers).run()


# ------------------------------------------------------------------------- counting in memory


def race_of(
    rule: str,
    kind: str,
    candidates: Sequence[tuple[str, int | None]],
    ballots: Iterable[tuple[Mapping[str, int], str | None, int]],
    params: Params,
    order: Sequence[str],
) -> Race:
    """Ballots (marks, group, how many such) that are about to be counted.

    `candidates` are ids with costs (None: set aside by a budget), `params` has the names of
    rules.json (`balanced`: weigh the groups alike), `order` is the ids in the order of the draw.
    """
    kind = APPROVAL if kind == BUDGET else kind
    poll = Poll(kind, [idea for idea, _ in candidates], keeps_papers=rule in STV)
    for marks, group, copies in ballots:
        poll.add(marks, group, copies)
    return make_race(rule, candidates, tally_of(poll), poll, params, order)


# ------------------------------------------------------------------------------- explanations


MOST_NAMED = 3
MOST_FURTHER = 5
LONGEST_LOOK = 100_000_000_000
"""So many bits of ballots are compared at most, to see who supports two ideas."""


def explain(
    race: Race, counted: Mapping[str, Json], *, is_old: bool = False
) -> dict[str, dict[str, Json]]:
    """The numbers of every idea's paragraph (`explain` in docs/package.md), but for what would
    have changed its fate. `counted` is what `count_fully` gave; `is_old`: as in version 2."""
    found: dict[int, dict[str, Json]] = {}
    if race.rule in FROM_SUMS:
        found = _explain_ranking(race, counted, is_old=is_old)
    elif race.rule in SHARES and race.poll is not None:
        found = _explain_shares(race, race.poll, counted)
    elif race.rule in STEPS and race.poll is not None:
        found = _explain_steps(race, race.poll, counted, is_old=is_old)
    told = {}
    for idea, name in enumerate(race.ids):
        aside = _aside(race, idea)
        told[name] = {"aside": aside} if aside else found.get(idea, {})
    return {name: numbers for name, numbers in told.items() if numbers}


def _aside(race: Race, idea: int) -> dict[str, Json]:
    """Why an idea could not win; empty where it could."""
    if race.by_budget and idea in race.costless:
        return {"why": "no_cost"}
    tally, params = race.tally, race.params
    supporters, needed = tally.raw_supporters(idea), max(1, params.get("minimum_support") or 0)
    if supporters < needed:
        return {"why": "minimum", "supporters": supporters, "needed": needed}
    floor = params.get("floor")
    if floor is not None and not _passes_floor(tally, idea, floor):
        asked = sum(
            name is not None and own.counted >= SMALLEST_GROUP for name, own in tally.groups.items()
        )
        return {"why": "floor", "percent": floor["percent"], "groups": min(floor["groups"], asked)}
    raters = tally.raw_raters(idea)
    if _asks_for_raters(race.rule, tally.kind, params) and raters < params["raters"]:
        return {"why": "raters", "raters": raters, "needed": params["raters"]}
    if race.rule == "phragmen" and race.by_budget and race.costs[idea] > race.size:
        return {"why": "cost", "cost": race.costs[idea], "budget": race.size}
    return {}


def _explain_ranking(
    race: Race, counted: Mapping[str, Json], *, is_old: bool
) -> dict[int, dict[str, Json]]:
    found: dict[int, dict[str, Json]] = {idea: {} for idea in race.running}
    if race.poll is not None and race.poll.kind == RANKED and not is_old:
        for idea in race.running:
            ranked = len(race.poll.what[idea])
            if ranked >= SMALLEST_GROUP:
                # What is kept is twice the Borda points, and these are the ideas less the place.
                places = 2 * len(race.ids) * ranked - sum(race.poll.what[idea])
                found[idea]["place"] = exact_json(_ratio(places, 2 * ranked))
    last = [line["idea"] for line in counted["rounds"] if line["taken"] and "reserved" not in line]
    if race.forward == "number" and last:
        least = race.points[race.ids.index(last[-1])]
        for idea in set(race.running) - {race.ids.index(one) for one in counted["winners"]}:
            found[idea]["missing"] = exact_json(least - race.points[idea])
            found[idea]["last"] = last[-1]
    return found


def _read_exact(written: int | str) -> Fraction:
    above, _, below = str(written).partition("/")
    return Fraction(int(Decimal(above)), int(Decimal(below or "1")))


def _bits(ballots: Iterable[int], size: int) -> int:
    """A set of ballots as a number."""
    flags = bytearray(size // 8 + 1)
    for ballot in ballots:
        flags[ballot >> 3] |= 1 << (ballot & 7)
    return int.from_bytes(flags, "little")


def _part(both: int, whole: int) -> dict[str, Json]:
    """How many of so many, as it may be shown: neither it nor the others fewer than five."""
    shown = min(both, whole - SMALLEST_GROUP)
    if shown < SMALLEST_GROUP:
        return {}
    return {"both": shown} | ({"at_least": True} if shown < both else {})


def _explain_shares(
    race: Race, poll: Poll, counted: Mapping[str, Json]
) -> dict[int, dict[str, Json]]:
    """What supporters had left, and which winners they had paid for."""
    shop = Shop(race, poll)
    bought = [
        (race.ids.index(line["idea"]), _read_exact(line["rho"]))
        for line in counted["rounds"]
        if line["phase"] != "fill"
    ]
    state, amounts = _after_buying(race, shop, bought, counted["count"]["raises"])
    size = len(poll.group)
    winners = {idea: _bits(poll.supporters(idea), size) for idea, _ in bought}
    found: dict[int, dict[str, Json]] = {}
    for idea in race.running:
        supporters = race.tally.raw_supporters(idea)
        found[idea] = {"supporters": supporters, "cost": race.price(idea)}
        if idea in winners or supporters < SMALLEST_GROUP:
            continue
        held = Counter(map(state.__getitem__, shop.who[idea]))
        left = sum((amounts[number] * ballots for number, ballots in held.items()), Fraction(0))
        found[idea]["left"] = math.floor(left if race.by_budget else left * 100)
        own = _bits(poll.supporters(idea), size)
        shared = []
        for winner, theirs in winners.items():
            both, other = (own & theirs).bit_count(), race.tally.raw_supporters(winner)
            part = _part(both, min(supporters, other))
            if part and size - supporters - other + both >= SMALLEST_GROUP:
                shared.append({"idea": race.ids[winner], **part})
        shared.sort(key=lambda part: -part["both"])
        found[idea]["paid_for"] = shared[:MOST_NAMED]
    return found


def _after_buying(
    race: Race, shop: Shop, bought: Sequence[tuple[int, Fraction]], raises: int
) -> tuple[list[int], list[Fraction]]:
    """What everybody has left: for each ballot where in the list its amount stands."""
    n = shop.weighed.n
    purse = Fraction(race.size * (100 + raises), 100 * n) if n else Fraction(0)
    amounts = [weight * purse for weight in shop.weighed.weights]
    state = list(shop.weighed.of)
    for idea, rho in bought:
        utility, to = shop.utility[idea] or repeat(1), dict[tuple[int, int], int]()
        for ballot, value in zip(shop.who[idea], utility, strict=False):
            key = (state[ballot], value)
            if key not in to:
                to[key] = len(amounts)
                fee = rho * shop.unit[idea] * value
                amounts.append(max(Fraction(0), amounts[key[0]] - fee))
            state[ballot] = to[key]
    return state, amounts


def _explain_steps(
    race: Race, poll: Poll, counted: Mapping[str, Json], *, is_old: bool
) -> dict[int, dict[str, Json]]:
    """Who had something already, what losers came to in the last round, and who was next."""
    steps = STEPS[race.rule](race, poll)
    looked_at = [(race.ids.index(line["idea"]), line["taken"]) for line in counted["rounds"]]
    order = [idea for idea, taken in looked_at if taken]
    others = [idea for idea in race.running if idea not in order]
    for idea, _ in looked_at[:-1]:
        steps.take(idea, steps.value(idea))
    hints: dict[int, dict[str, Json]] = {}
    for idea in others:
        if race.tally.raw_supporters(idea) >= SMALLEST_GROUP:
            value = steps.value(idea)
            old = {steps.measure: round(value * steps.sign * 100)}
            hints[idea] = old if is_old else steps.hint(idea, value)
    if not is_old and not race.by_budget and order:
        steps.take(order[-1], steps.value(order[-1]))
        for further, idea in enumerate(_next_in_line(race, steps, others), start=1):
            hints.get(idea, {})["further"] = further
    served = _served(race, poll, order)
    found: dict[int, dict[str, Json]] = {}
    for idea in race.running:
        found[idea] = {"supporters": race.tally.raw_supporters(idea), **hints.get(idea, {})}
        if served[idea] and "split" not in found[idea]:
            found[idea]["served"] = served[idea]
    return found


def _served(race: Race, poll: Poll, order: Sequence[int]) -> dict[int, dict[str, Json]]:
    """How many supporters had a winner when an idea won; of others, in the end."""
    served, seen, size = {}, 0, len(poll.group)
    for idea in [*order, *(idea for idea in race.running if idea not in order)]:
        own = _bits(poll.supporters(idea), size)
        served[idea] = _part((own & seen).bit_count(), race.tally.raw_supporters(idea))
        seen |= own if idea in order else 0
    return served


def _next_in_line(race: Race, steps: Stepwise, others: Sequence[int]) -> list[int]:
    """Who would have got the next seats, until a lot would have had to choose."""
    queue = Queue((steps.value(idea), idea) for idea in others)
    found: list[int] = []
    while len(found) < MOST_FURTHER:
        ordered = _best_first(race, queue.least(steps.value, 1))
        if not ordered or len(_equals(race, ordered)) > 1:
            break
        value, idea = ordered[0]
        found.append(idea)
        steps.take(idea, value)
        queue.put_back(ordered[1:])
    return found


# -------------------------------------------------------------------------------- the package

FORMAT = "dugnad-package/1"
ALWAYS = {
    "rules.json",
    "catalogue.json",
    "chain.jsonl",
    "commitments.txt",
    "draw.json",
    "result.json",
    "explanations.nb.json",
    "explanations.nn.json",
    "explanations.en.json",
    "verify_result.py",
    "VERIFY.md",
}
MARKS, BALLOTS, MANIFEST = "marks.json", "ballots.jsonl", "manifest.json"
LARGEST_ZIP = 1 << 30
LARGEST_FILE = 1 << 31
LARGEST_DOCUMENT = 1 << 25
LARGEST_LINE = 1 << 20
MOST_VALUES = 1_000_000
"""In one document, so that a small file cannot fill the memory."""
MOST_LINES = 2_000_000
MOST_MARKS = 30_000_000
MOST_ENTRIES = 64
CHUNK = 1 << 20
HASH = re.compile(r"[0-9a-f]{64}")
HEX = re.compile(r"(?:[0-9a-f]{2})*")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WHOLE = re.compile(r"0|[1-9][0-9]{0,15}")
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Json) -> str:
    """The one way to write a value."""
    return _WRITER.encode(value)


def _no_fraction(text: str) -> None:
    raise UnreadableError(f"a number that is not whole: {text[:40]}")


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST_INTEGER:
        raise UnreadableError(f"a number too large to be read exactly: {text[:40]}")
    return int(text)


_READER = json.JSONDecoder(
    parse_float=_no_fraction, parse_int=_whole, parse_constant=_no_fraction, strict=True
)


def read_json(name: str, raw: bytes) -> Json:
    """A canonical document. UnreadableError for what is none, FailedError for one not canonical."""
    if sum(raw.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise UnreadableError(f"{name} holds more than {MOST_VALUES} values")
    try:
        text = raw.decode()
        value = _READER.decode(text)
        again = canonical(value).encode()
    except RecursionError:
        raise UnreadableError(f"{name} is nested too deeply") from None
    except ValueError as error:
        raise UnreadableError(f"{name} is not JSON: {error}") from None
    if again != raw or not unicodedata.is_normalized("NFC", text) or not _has_ascii_keys(value):
        raise FailedError(f"{name} is not written in the canonical form")
    return value


def _has_ascii_keys(value: Json) -> bool:
    if isinstance(value, dict):
        return all(key.isascii() for key in value) and all(map(_has_ascii_keys, value.values()))
    return not isinstance(value, list) or all(map(_has_ascii_keys, value))


class Package:
    """The files in the zip. Nothing is unpacked to disk, and nothing is read without a bound."""

    def __init__(self, file: BinaryIO) -> None:
        _require_small_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, LookupError, OSError, NotImplementedError) as error:
            raise UnreadableError(f"not a zip file that can be read: {error}") from None
        self.size: dict[str, int] = {}
        for entry in entries:
            self._take(entry)
        if MANIFEST not in self.size:
            raise UnreadableError(f"not a result package: {MANIFEST} is missing")

    def _take(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]{0,63}", name):
            raise UnreadableError(f"a file name that no package has: {name[:80]!r}")
        if name in self.size:
            raise UnreadableError(f"{name} is there twice")
        if entry.flag_bits & 1:
            raise UnreadableError(f"{name} is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableError(f"{name} is packed in a way not known here")
        is_lines = name in (BALLOTS, "commitments.txt")
        if entry.file_size > (LARGEST_FILE if is_lines else LARGEST_DOCUMENT):
            raise UnreadableError(f"{name} is too large: {entry.file_size} bytes")
        self.size[name] = entry.file_size

    def _open(self, name: str) -> BinaryIO:
        entry: Any = self._zip.open(name)
        return io.BufferedReader(entry, CHUNK)

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._open(name) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except DAMAGE as error:
            raise FailedError(f"{name} is damaged: {error}") from None

    def lines(self, name: str) -> Iterator[bytes]:
        """Each line without its end."""
        try:
            with self._open(name) as file:
                for number in range(1, MOST_LINES + 2):
                    line = file.readline(LARGEST_LINE)
                    if not line:
                        return
                    if not line.endswith(b"\n"):
                        problem = "too long" if len(line) == LARGEST_LINE else "no end"
                        raise UnreadableError(f"{name}, line {number}: {problem}")
                    yield line[:-1]
        except DAMAGE as error:
            raise FailedError(f"{name} is damaged: {error}") from None
        raise UnreadableError(f"{name} has more than {MOST_LINES} lines")

    def document(self, name: str) -> Json:
        return read_json(name, b"".join(self.chunks(name)))


DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def _require_small_directory(file: BinaryIO) -> None:
    """Look at the end of the zip before anything is made of what it lists."""
    size = file.seek(0, io.SEEK_END)
    if size > LARGEST_ZIP:
        raise UnreadableError("the file is too large for a package")
    tail = min(size, 42)
    file.seek(size - tail)
    end = file.read(tail)
    if not end[-22:].startswith(b"PK\x05\x06") or end[-2:] != b"\0\0":
        raise UnreadableError("not a zip file, or one that was cut short")
    entries = int.from_bytes(end[-12:-10], "little")
    directory = int.from_bytes(end[-10:-6], "little")
    if entries > MOST_ENTRIES or directory > CHUNK or end[:-22].startswith(b"PK\x06\x07"):
        raise UnreadableError("the zip file lists more than a package holds")


# -------------------------------------------------------------------------------- the checks


class Partly(str):
    """What a check says that could not check everything."""


class Absent(str):
    """What a check says that had nothing to check."""


def require(holds: bool, message: str) -> None:
    if not holds:
        raise FailedError(message)


def _is_count(value: Json, least: int = 0) -> bool:
    return type(value) is int and value >= least


def _hash_of(value: Json) -> str:
    return sha256(canonical(value).encode()).hexdigest()


@dataclass(slots=True)
class Case:
    """What has been read and found right so far."""

    package: Package
    counts_all: bool
    """Whether every counterfactual is counted again, however long that takes."""
    manifest: Json = None
    rules: Json = None
    events: list[Json] = field(default_factory=list)
    result_hash: str = ""
    before_result: str = ""
    result: Json = None
    rule: str = ""
    kind: str = ""
    catalogue: list[tuple[str, int | None]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    draw: Json = None
    poll: Poll | None = None
    tally: Tally | None = None
    cast: Counter[str | None] | None = None
    """Ballots of each group, where whole ballots are there."""
    has_groups: bool = False
    """Whether it is known what each group gave."""
    counted: dict[str, Json] | None = None
    """The count that decides, where it can be repeated."""

    @property
    def ids(self) -> list[str]:
        return [idea for idea, _ in self.catalogue]

    @property
    def is_auditors(self) -> bool:
        return bool(self.manifest["edition"] == "auditor")


def check_manifest(case: Case) -> str:
    """Sizes, hashes, root."""
    manifest = case.manifest
    files = manifest["files"]
    require(
        set(files) == set(case.package.size) - {MANIFEST},
        "other files than it lists: "
        + ", ".join(sorted(set(files) ^ (set(case.package.size) - {MANIFEST}))),
    )
    missing = sorted(ALWAYS - set(files))
    require(not missing, f"missing: {', '.join(missing)}")
    unknown = sorted(set(files) - ALWAYS - {MARKS, BALLOTS})
    require(not unknown, f"files that no package has: {', '.join(unknown)}")
    for name in sorted(files):
        digest, size = sha256(), 0
        for chunk in case.package.chunks(name):
            digest.update(chunk)
            size += len(chunk)
        require(size == files[name]["size"], f"{name} has another size than listed")
        require(digest.hexdigest() == files[name]["sha256"], f"{name} is not the file listed")
    require(_hash_of(files) == manifest["root"], "the root is not the hash of the list of files")
    require(UUID.fullmatch(manifest["campaign"]) is not None, "the campaign is no UUID")
    return f"{len(files)} files of the {manifest['edition']} edition are those listed"


def read_manifest(case: Case) -> None:
    """Is this a package of the format known here?"""
    try:
        manifest = case.package.document(MANIFEST)
        known = manifest["format"], manifest["edition"]
    except (FailedError, LookupError, TypeError) as error:
        raise UnreadableError(f"{MANIFEST} cannot be used: {error}") from None
    if known not in ((FORMAT, "public"), (FORMAT, "auditor")):
        raise UnreadableError(f"an unknown format: {str(known)[:80]}")
    case.manifest = manifest


def check_chain(case: Case) -> str:
    """Links, numbering, one campaign, nothing missing before the result."""
    previous = "0" * 64
    for number, line in enumerate(case.package.lines("chain.jsonl"), start=1):
        link = read_json(f"chain.jsonl, line {number}", line)
        event, own = link["event"], link["hash"]
        require(
            sha256((previous + canonical(event)).encode()).hexdigest() == own,
            f"event {number} is not the one that was hashed, or does not follow the one before",
        )
        require(event["seq"] == number, f"event {number} has another number")
        require(
            event["campaign"] == case.manifest["campaign"], f"event {number} is of another campaign"
        )
        case.before_result, previous = previous, own
        case.events.append(event)
    kinds = [event["event"] for event in case.events]
    first = "imported" if "imported" in kinds else "opened"
    needed = [first, "settings_frozen", "roll_fixed", "closed", "result"]
    for kind in needed:
        require(kind in kinds, f"the event {kind} is missing")
        require(kinds.count(kind) == 1, f"the event {kind} is there twice")
    places = [kinds.index(kind) for kind in needed]
    require(places == sorted(places), f"not in this order: {', '.join(needed)}")
    require(kinds[-1] == "result", "the last event is not the result")
    case.result_hash = case.events[-1]["sha256"]
    return f"{len(kinds)} events, each following from the one before"


def _event(case: Case, kind: str) -> Json:
    return next((event for event in case.events if event["event"] == kind), None)


PROMISED_NUMBERS = {
    "votes_per_person": 1,
    "most_per_idea": 1,
    "top_score": 1,
    "seats": 1,
    "budget": 0,
    "raters": 1,
    "quorum": 0,
    "minimum_support": 0,
    "ideas": 0,
}
"""With the least that each can be."""


def check_rules(case: Case) -> str:
    """The promises are those frozen when voting opened, and are promises that can be kept."""
    rules = case.package.document("rules.json")
    frozen = _event(case, "settings_frozen")
    require(canonical(rules) == canonical(frozen["settings"]), "not what was promised in the chain")
    require(frozen["sha256"] == _hash_of(rules), "the promises have another hash in the chain")
    for name, least in PROMISED_NUMBERS.items():
        require(_is_count(rules.get(name, least), least), f"{name} is no number that makes sense")
    floor, reserved = rules.get("floor"), rules.get("reserved")
    require(
        floor is None or (_is_count(floor["percent"]) and _is_count(floor["groups"], 1)),
        "the floor makes no sense",
    )
    require(
        reserved is None
        or (set(reserved) <= set(GROUPS) and all(map(_is_count, reserved.values()))),
        "the reserved seats make no sense",
    )
    for name in ("balanced", "ballots_public", "needs_cost"):
        require(type(rules.get(name, True)) is bool, f"{name} is neither true nor false")
    case.rules = rules
    case.rule, _, version = rules["rule"].partition("@")
    if case.rule not in RULES or version != "1":
        raise UnreadableError(f"a rule that is not known here: {rules['rule'][:60]}")
    case.kind = rules["ballot_kind"]
    kind = APPROVAL if case.kind == BUDGET else case.kind
    require(kind in RULES[case.rule], f"{case.rule} does not count {case.kind} ballots")
    _goal(case.rule, kind, rules)
    require(
        (case.kind == RANKED) != (MARKS in case.package.size), f"{MARKS} is there or not, wrongly"
    )
    has_ballots = BALLOTS in case.package.size
    require(
        has_ballots == (case.is_auditors or rules.get("ballots_public", False)),
        f"{BALLOTS} is {'there' if has_ballots else 'missing'}, against edition and promise",
    )
    return f"{rules['rule']}, as promised before voting opened"


def check_catalogue(case: Case) -> str:
    """The ballot paper is the one promised."""
    ideas = case.package.document("catalogue.json")
    require(_hash_of(ideas) == case.rules["catalogue_sha256"], "not the ballot paper promised")
    unsaid = None if case.rules.get("needs_cost") else 0
    case.catalogue = [(idea["id"], idea.get("cost", unsaid)) for idea in ideas]
    ids = case.ids
    require(all(isinstance(idea["title"], str) for idea in ideas), "an idea without a title")
    require(all(map(UUID.fullmatch, ids)), "an idea whose id is no UUID")
    said = all(_is_count(idea["cost"]) for idea in ideas if "cost" in idea)
    require(said, "a cost that is no whole number")
    require(all(one < two for one, two in pairwise(ids)), "ideas not in order, or twice")
    require(len(ids) == case.rules.get("ideas", len(ids)), "another number of ideas than promised")
    return f"{len(ids)} ideas, as promised before voting opened"


def check_draw(case: Case) -> str:
    """The lot was fixed before voting opened, and completed as promised."""
    draw = case.draw = case.package.document("draw.json")
    require(HEX.fullmatch(draw["pre"]) is not None, "its secret is not hexadecimal")
    pre = bytes.fromhex(draw["pre"])
    require(
        sha256(pre).hexdigest() == draw["commitment"] == case.rules["tie_commitment"],
        "the secret is not the one committed to before voting opened",
    )
    promised, drawn = case.rules.get("lottery"), _event(case, "lottery_drawn")
    if promised is None:
        require(draw["post"] == draw["source"] == "", "public numbers that nobody promised")
    else:
        require(drawn is not None, "the public draw that was promised is not in the chain")
        require(
            (draw["post"], draw["source"]) == (drawn["post"], drawn["source"]),
            "other public numbers than in the chain",
        )
        require(draw["source"] == promised, "another public draw than was promised")
    seed = sha256(pre + draw["post"].encode()).digest()
    campaign = case.manifest["campaign"].encode()

    def lot(idea: str) -> str:
        return sha256(b"\x1f".join((seed, campaign, idea.encode()))).hexdigest()

    case.order = sorted(case.ids, key=lot)
    require(draw["order"] == case.order, "the order is not the one that follows from the numbers")
    return "the order follows from the secret that was fixed before voting opened" + (
        f" and from {draw['source']}: {draw['post']}" if promised else ""
    )


def check_commitments(case: Case) -> str:
    """Sorted, no two alike, counted, hashed."""
    case.result = case.package.document("result.json")
    stated = case.result["commitments"]
    digest, seen, previous = sha256(), 0, ""
    for number, line in enumerate(case.package.lines("commitments.txt"), start=1):
        text = line.decode("ascii", "replace")
        require(HASH.fullmatch(text) is not None, f"line {number} is no commitment")
        require(text > previous, f"line {number} is not in order, or there twice")
        digest.update(line + b"\n")
        seen, previous = number, text
    require(stated["count"] == seen, f"{seen} commitments, but the result says {stated['count']}")
    require(stated["sha256"] == digest.hexdigest(), "another hash than in the result")
    return f"{seen} ballots were cast"


def check_ballots(case: Case) -> str:
    """Each ballot opens its commitment and is allowed, and together they are the commitments."""
    if BALLOTS not in case.package.size:
        return Absent("this edition holds no whole ballots")
    poll = Poll(_counted_kind(case), case.ids, keeps_papers=case.rule in STV)
    costs = dict(case.catalogue)
    cast: Counter[str | None] = Counter()
    made: list[bytes] = []
    previous, marked = "", 0
    for number, line in enumerate(case.package.lines(BALLOTS), start=1):
        ballot = _read_ballot(number, line)
        require(ballot["key"] > previous, f"ballot {number} is not in the order of keys")
        previous, marks = ballot["key"], ballot["marks"]
        problem = _fault(case.kind, case.rules, costs, marks)
        require(problem is None, f"ballot {number} {problem}")
        marked += len(marks)
        if marked > MOST_MARKS:
            raise UnreadableError(f"more than {MOST_MARKS} marks")
        made.append(bytes.fromhex(ballot["commitment"]))
        cast[ballot.get("group")] += 1
        poll.add(marks, ballot.get("group"))
    made.sort()
    lines = case.package.lines("commitments.txt")
    same = len(made) == case.result["commitments"]["count"] and all(
        own.hex().encode() == line for own, line in zip(made, lines, strict=True)
    )
    require(same, "together they are not the commitments that were published")
    case.poll, case.cast, case.tally, case.has_groups = poll, cast, tally_of(poll), True
    return f"{len(made)} ballots open their commitments and are allowed"


def _counted_kind(case: Case) -> str:
    return APPROVAL if case.kind == BUDGET else case.kind


def _read_ballot(number: int, line: bytes) -> dict[str, Json]:
    """A ballot that opens its commitment and is written in the canonical form."""
    name = f"{BALLOTS}, line {number}"
    try:
        ballot: dict[str, Json] = json.loads(line)
        marks = canonical(ballot["marks"])
        key, salt, commitment = ballot["key"], ballot["salt"], ballot["commitment"]
        group = f'"group":"{ballot["group"]}",' if "group" in ballot else ""
        known = ballot.get("group", GROUPS[0]) in GROUPS
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"{name} is no ballot: {error!r}") from None
    written = (
        f'{{"commitment":"{commitment}",{group}"key":"{key}","marks":{marks},"salt":"{salt}"}}'
    )
    is_form = type(key) is str and type(salt) is str and HEX.fullmatch(key) and HEX.fullmatch(salt)
    require(
        bool(is_form) and known and written.encode() == line, f"{name} has not the form of a ballot"
    )
    opened = sha256(bytes.fromhex(salt) + marks.encode()).hexdigest()
    require(opened == commitment, f"ballot {number} does not open its commitment")
    return ballot


def _fault(kind: str, rules: Params, costs: Mapping[str, int | None], marks: Json) -> str | None:
    """Why a ballot is not allowed by the promises."""
    if type(marks) is not dict or any(type(value) is not int for value in marks.values()):
        return "does not hold marks"
    if not marks.keys() <= costs.keys():
        return "marks an idea that is not on the ballot paper"
    values = marks.values()
    least, most = _range_of(kind, rules)
    if values and (min(values) < least or max(values) > most):
        return "holds a value that is not allowed"
    quota = rules.get("votes_per_person", math.inf)
    if kind in (APPROVAL, BUDGET, RANKED) and len(marks) > quota:
        return "holds more marks than a person has"
    if kind == DOTS and sum(values) > quota:
        return "holds more dots than a person has"
    if kind == RANKED and sorted(values) != list(range(1, len(marks) + 1)):
        return "does not rank 1, 2, 3 and so on"
    return (
        _basket_fault(rules["budget"], [costs[idea] for idea in marks]) if kind == BUDGET else None
    )


def _basket_fault(budget: int, costs: Sequence[int | None]) -> str | None:
    if None in costs:
        return "marks an idea of which nobody said what it costs"
    if sum(cost or 0 for cost in costs) > budget:
        return "costs more than the budget"
    return None


def _range_of(kind: str, rules: Params) -> tuple[int, int]:
    """The values that a mark may have."""
    if kind == DOTS:
        return 1, min(
            rules.get("most_per_idea", LARGEST_INTEGER),
            rules.get("votes_per_person", LARGEST_INTEGER),
        )
    if kind == SCORE:
        return 0, rules["top_score"]
    return 1, LARGEST_INTEGER if kind == RANKED else 1


def check_marks(case: Case) -> str:
    """Ballots add up to the marks; without ballots the marks must at least be possible."""
    if MARKS not in case.package.size:
        return Absent("ranked ballots have no marks apart from ballots")
    marks = case.package.document(MARKS)
    shown = _groups_alone(case.result["turnout"])
    require(set(marks) == {"all", "groups"}, "not of the form that marks have")
    require(
        set(marks["groups"]) == shown, "not exactly the groups that are shown alone in the result"
    )
    if case.poll is not None:
        require(
            canonical(marks) == canonical(_marks_of(case.poll, shown)),
            "not what the ballots add up to",
        )
        return "they are what the ballots add up to"
    counted = case.result["turnout"]["counted"]
    require(_is_count(counted), "the turnout counts no ballots")
    case.tally = _tally_of_marks(case, marks, counted)
    case.has_groups = bool(shown)
    return f"marks for {len(marks['all'])} ideas, such as {counted} ballots can give"


def _groups_alone(turnout: Json) -> set[str]:
    """The groups, where each that is shown is shown alone; else none."""
    cells = [cell["groups"] for cell in turnout["groups"]]
    return {cell[0] for cell in cells} if all(len(cell) == 1 for cell in cells) else set()


def _marks_of(poll: Poll, shown: Iterable[str]) -> Json:
    found: dict[str | None, dict[str, dict[str, int]]] = {None: {}}
    found |= {name: {} for name in shown}
    for number, idea in enumerate(poll.ids):
        groups = map(poll.group.__getitem__, poll.who[number])
        for (group, value), ballots in Counter(zip(groups, poll.what[number], strict=True)).items():
            for name in {None, poll.names[group]} & found.keys():
                values = found[name].setdefault(idea, {})
                values[str(value)] = values.get(str(value), 0) + ballots
    sizes = Counter(poll.names[group] for group in poll.group)
    return {
        "all": found[None],
        "groups": {name: {"counted": sizes[name], "ideas": found[name]} for name in shown},
    }


def _tally_of_marks(case: Case, marks: Json, counted: int) -> Tally:
    """Sums per idea, from how many ballots gave it what."""
    kind = _counted_kind(case)
    parts = {name: part["ideas"] for name, part in marks["groups"].items()} or {None: marks["all"]}
    sizes = {name: part["counted"] for name, part in marks["groups"].items()} or {None: counted}
    require(all(map(_is_count, sizes.values())), "a group with no number of ballots")
    require(sum(sizes.values()) == counted, "the groups' ballots are not those counted")
    whole = _values(case, marks["all"], counted)
    groups = {}
    joined: list[Counter[int]] = [Counter() for _ in case.catalogue]
    for name, part in parts.items():
        values = _values(case, part, sizes[name])
        for own, idea in zip(joined, values, strict=True):
            own.update(idea)
        groups[name] = Figures(
            sizes[name],
            [sum(ballots for value, ballots in idea.items() if value) for idea in values],
            [sum(value * ballots for value, ballots in idea.items()) for idea in values],
            [sum(idea.values()) for idea in values],
            [0] * len(values),
        )
    require(joined == whole, "the groups do not add up to the whole")
    return Tally(kind, groups, [facts_of(kind, idea, 0) for idea in whole])


def _values(case: Case, part: Json, counted: int) -> list[Counter[int]]:
    """For each idea how many ballots gave it what, as far as so many ballots can."""
    least, most = _range_of(case.kind, case.rules)
    require(part.keys() <= set(case.ids), "an idea that is not on the ballot paper")
    found = []
    for idea in case.ids:
        given = part.get(idea, {})
        require(bool(given) or idea not in part, "an idea without marks is listed")
        require(all(map(WHOLE.fullmatch, given)), "a value that is no number")
        require(all(_is_count(ballots, 1) for ballots in given.values()), "no number of ballots")
        values = Counter({int(value): ballots for value, ballots in given.items()})
        require(all(least <= value <= most for value in values), "a value that is not allowed")
        require(sum(values.values()) <= counted, "an idea with more marks than ballots")
        found.append(values)
    marked = sum(sum(values.values()) for values in found)
    used = sum(value * ballots for values in found for value, ballots in values.items())
    quota = None if case.kind == SCORE else case.rules.get("votes_per_person")
    require(quota is None or used <= quota * counted, "more marks than the ballots allow")
    require(marked >= counted, "fewer marks than ballots with marks")
    return found


def check_turnout(case: Case) -> str:
    """Counted and cast ballots add up; no shown group is small."""
    turnout = case.result["turnout"]
    eligible, voted, counted = turnout["eligible"], turnout["voted"], turnout["counted"]
    require(all(map(_is_count, (eligible, voted, counted))), "no numbers")
    require(counted <= voted <= eligible, "more counted than voted, or more voted than could")
    require(
        voted == case.result["commitments"]["count"],
        f"{voted} voted, but others are the commitments",
    )
    fixed = _event(case, "roll_fixed")
    added = sum(event["event"] == "voter_added" for event in case.events)
    require(eligible == fixed["eligible"] + added, "another number on the roll than in the chain")
    cells = turnout["groups"]
    names = [name for cell in cells for name in cell["groups"]]
    require(len(names) == len(set(names)) and set(names) <= set(GROUPS), "not groups that exist")
    for cell in cells:
        numbers = cell["eligible"], cell["voted"]
        require(all(map(_is_count, numbers)), "a group without numbers")
        require(SMALLEST_GROUP <= cell["voted"] <= cell["eligible"], "a shown group is too small")
    for number, total in (("eligible", eligible), ("voted", voted)):
        require(
            not cells or sum(cell[number] for cell in cells) == total,
            f"the groups' {number} do not add up",
        )
    _check_counted(case, counted, cells)
    return f"{voted} of {eligible} voted, {counted} of the ballots hold marks"


def _check_counted(case: Case, counted: int, cells: Sequence[Json]) -> None:
    if case.tally is None:
        return
    sizes = {name: figures.counted for name, figures in case.tally.groups.items()}
    require(sum(sizes.values()) == counted, f"{sum(sizes.values())} ballots hold marks")
    if not case.has_groups:
        return
    for cell in cells:
        own = sum(sizes.get(name, 0) for name in cell["groups"])
        require(SMALLEST_GROUP <= own <= cell["voted"], "a shown group is too small")
        cast = case.cast
        if cast is not None:
            require(
                sum(cast[name] for name in cell["groups"]) == cell["voted"],
                "a group's ballots are not those it is said to have cast",
            )


# ---------------------------------------------------------------------------- the count again


BEFORE, VERSION = 2, 3
KNOWN = {
    *("version", "campaign", "closed_at", "chain", "rule", "params", "status", "turnout"),
    *("standings", "winners", "rounds", "ties", "otherwise", "count", "balanced", "raw"),
    *("explain", "draw", "commitments"),
}
NEW = {"weights"}
"""What version 2 did not hold."""


def check_result(case: Case) -> str:
    """The hash, what it repeats, and the whole count again."""
    result = case.result
    digest = sha256(b"".join(case.package.chunks("result.json"))).hexdigest()
    require(digest == case.result_hash, "not the result whose hash is in the chain")
    if result["version"] not in (BEFORE, VERSION):
        raise UnreadableError(f"a result of the version {str(result['version'])[:20]}")
    _check_repeated(case)
    balance = _balance(case)
    _check_weights(case, balance)
    if not _can_recount(case, balance):
        return _check_without_counting(case, balance)
    race = _race(case, balance)
    counted = case.counted = count_fully(race)
    for part in ("winners", "standings", "rounds", "ties", "otherwise", "count"):
        ours = _with_groups(case, race, counted[part]) if part == "standings" else counted[part]
        _compare(part, result[part], ours)
    if balance == BALANCED:
        race = _race(case, "")
        raw = count_fully(race)
        _compare("raw.winners", result["raw"]["winners"], raw["winners"])
        _compare("raw.rounds", result["raw"]["rounds"], raw["rounds"])
        _compare("raw.standings", result["raw"]["standings"], raw["standings"])
    return f"counted again by {race.rule}, with the same {len(counted['winners'])} winners"


def _check_repeated(case: Case) -> None:
    """What the result repeats of the other files, and whether it binds."""
    result, rules = case.result, case.rules
    known = KNOWN if result["version"] == BEFORE else KNOWN | NEW
    unknown = sorted(result.keys() - known)
    require(not unknown, f"holds what no result holds: {', '.join(unknown)}")
    for name in ("campaign", "closed_at"):
        require(result[name] == case.manifest[name], f"another {name} than in the manifest")
    require(result["chain"] == case.before_result, "follows another event of the chain")
    require(result["rule"] == rules["rule"], "counted by another rule than was promised")
    promised = rules | {
        "forward": rules.get("forward_mode"),
        "minimum_support": max(1, rules.get("minimum_support", 1)),
    }
    for name, value in result["params"].items():
        _compare(f"params.{name}", value, promised.get(name))
    _compare(
        "draw", result["draw"], {name: case.draw[name] for name in case.draw if name != "order"}
    )
    is_enough = result["turnout"]["voted"] >= rules.get("quorum", 0)
    _compare("status", result["status"], "decided" if is_enough else "advisory")


BALANCED = "true"


def _balance(case: Case) -> str:
    """Whether the balanced count decides, or why it does not; empty where none was promised."""
    claimed = case.result.get("balanced", "")
    if not case.rules.get("balanced") or case.rule in STV:
        require(claimed == "" and "raw" not in case.result, "balanced, but that was not promised")
        return ""
    claimed = BALANCED if claimed is True else claimed
    require(claimed in (BALANCED, "too_few", "too_uneven"), "does not say which count decides")
    require(
        (claimed == BALANCED) == ("raw" in case.result), "the raw count is missing, or too much"
    )
    if case.has_groups and case.tally is not None:
        cast = case.cast or dict.fromkeys(case.tally.groups, 1)
        sizes = [
            case.tally.groups[name].counted if name in case.tally.groups else 0
            for name in cast
            if name is not None
        ]
        ungrouped = case.tally.groups.get(None)
        few = min(sizes, default=SMALLEST_GROUP) < SMALLEST_GROUP or bool(
            ungrouped and ungrouped.counted
        )
        uneven = not few and max(sizes, default=0) > LARGEST_RATIO * min(sizes, default=0)
        found = "too_few" if few else "too_uneven" if uneven else BALANCED
        require(claimed == found, f"says balanced: {claimed}, but the groups are such: {found}")
    return str(claimed)


def _check_weights(case: Case, balance: str) -> None:
    """What a ballot of each group weighs follows from how many of them were counted."""
    weights, turnout = case.result.get("weights"), case.result["turnout"]
    alone = _groups_alone(turnout)
    if weights is None:
        known = case.has_groups and case.tally is not None
        groups = case.tally.groups if case.tally is not None else {}
        counted = {name for name, own in groups.items() if name is not None and own.counted}
        needed = known and balance == BALANCED and alone and alone == counted
        require(not needed or case.result["version"] == BEFORE, "the weights are missing")
        return
    require(balance == BALANCED and set(weights) == alone, "weights that nobody asked for")
    sizes = {name: weights[name]["counted"] for name in weights}
    voted = {cell["groups"][0]: cell["voted"] for cell in turnout["groups"]}
    fits = all(_is_count(own, SMALLEST_GROUP) and own <= voted[name] for name, own in sizes.items())
    require(fits and sum(sizes.values()) == turnout["counted"], "weights of other ballots")
    if case.has_groups and case.tally is not None:
        theirs = {name: own.counted for name, own in case.tally.groups.items()}
        require(all(theirs.get(name) == own for name, own in sizes.items()), "weights: other sizes")
    ours = _weights(sizes, balanced=True)
    _compare(
        "weights",
        weights,
        {name: {"counted": own, "weight": exact_json(ours[name])} for name, own in sizes.items()},
    )


def _can_recount(case: Case, balance: str) -> bool:
    if case.tally is None or (case.poll is None and case.rule not in FROM_SUMS):
        return False
    asks_groups = "floor" in case.rules or "reserved" in case.rules or balance == BALANCED
    return case.has_groups or not asks_groups


def _race(case: Case, balance: str) -> Race:
    if case.tally is None:
        raise FailedError("no ballots to count")
    params = dict(case.rules) | {"balanced": balance == BALANCED}
    if not case.has_groups:
        params.pop("floor", None)
    return make_race(case.rule, case.catalogue, case.tally, case.poll, params, case.order)


def _with_groups(case: Case, race: Race, lines: Sequence[Json]) -> list[Json]:
    """Standings with each idea's support in the groups that are shown."""
    cells = [cell["groups"] for cell in case.result["turnout"]["groups"]]
    if not cells or case.has_groups:
        columns = [_column(race, cell) for cell in cells]
        index = {idea: number for number, idea in enumerate(race.ids)}
        return [
            {**line, "groups": [column[index[line["idea"]["id"]]] for column in columns]}
            for line in lines
        ]
    # Groups that are shown together cannot be told apart by marks: only that they add up is known.
    theirs = {line["idea"]["id"]: line["groups"] for line in case.result["standings"]}
    totals = _column(race, list(race.tally.groups))
    for idea, total in zip(race.ids, totals, strict=True):
        column = theirs.get(idea, [])
        is_mean = _asks_for_raters(race.rule, race.tally.kind, race.params)
        adds_up = is_mean or (all(map(_is_count, column)) and sum(column) == total)
        require(adds_up and len(column) == len(cells), "groups that do not add up")
    return [{**line, "groups": theirs[line["idea"]["id"]]} for line in lines]


def _column(race: Race, groups: Sequence[str | None]) -> list[int | str]:
    """Every idea's support from these groups' ballots alone, each weighing 1."""
    known = [name for name in groups if name in race.tally.groups]
    if not known:
        return [0] * len(race.ids)
    tally = race.tally.within(known)
    points = _points(race.rule, tally, dict.fromkeys(known, 1), race.params)
    return [exact_json(value) for value in points]


def _compare(part: str, theirs: Json, ours: Json) -> None:
    if canonical(theirs) != canonical(ours):
        raise FailedError(difference(part, theirs, ours))


def difference(path: str, theirs: Json, ours: Json) -> str:
    """The first place where two values differ, in words."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in sorted(theirs.keys() | ours.keys()):
            if name not in theirs or name not in ours:
                return f"{path}.{name} is {'missing' if name in ours else 'too much'}"
            if canonical(theirs[name]) != canonical(ours[name]):
                return difference(f"{path}.{name}", theirs[name], ours[name])
    if isinstance(theirs, list) and isinstance(ours, list):
        for place, (one, other) in enumerate(zip(theirs, ours, strict=False)):
            if canonical(one) != canonical(other):
                return difference(f"{path}[{place}]", one, other)
        return f"{path} has {len(theirs)} entries, but should have {len(ours)}"
    return f"{path}: the package says {canonical(theirs)[:200]}, but it is {canonical(ours)[:200]}"


def _check_without_counting(case: Case, balance: str) -> str:
    """What can be checked of a count that cannot be repeated: it must at least be possible."""
    winners, ids = case.result["winners"], case.ids
    costs = dict(case.catalogue)
    for named in (winners, case.result["otherwise"]):
        require(set(named) <= set(ids) and len(set(named)) == len(named), "winners who did not run")
        if case.rules["forward_mode"] == "budget":
            unsaid = [idea for idea in named if costs[idea] is None]
            require(not unsaid, "a winner of which nobody said what it costs")
            spent = sum(costs[idea] or 0 for idea in named)
            require(spent <= case.rules["budget"], "over the budget")
        else:
            require(len(named) <= case.rules.get("seats", 0), "more winners than seats")
    if case.rule not in STV:
        taken = [line["idea"] for line in case.result["rounds"] if line["taken"]]
        _compare("winners", winners, taken)
    if case.tally is None or (balance == BALANCED and not case.has_groups):
        _check_listing(case)
        return Partly(
            "the count itself cannot be repeated from this edition: that needs whole ballots."
            " All that can be checked without them is in order"
        )
    race = _race(case, balance)
    numbers = {idea: number for number, idea in enumerate(race.ids)}
    won = [numbers[idea] for idea in winners]
    require(
        set(won) <= set(race.running), "a winner has less support than was promised to be needed"
    )
    lines = _with_groups(case, race, standings(race, won, None))
    _compare("standings", case.result["standings"], lines)
    support = {line["idea"]["id"]: line["support"] for line in lines}
    for place, line in enumerate(case.result["rounds"]):
        if "reserved" not in line:
            _compare(f"rounds[{place}].support", line["support"], support[line["idea"]])
    return Partly(
        "who won cannot be counted again from this edition: that needs whole ballots."
        " Support and standings follow from the marks"
    )


def _check_listing(case: Case) -> None:
    """Every idea stands once, in order of rank, and the winners are marked."""
    lines = case.result["standings"]
    require(sorted(line["idea"]["id"] for line in lines) == case.ids, "not every idea stands once")
    marked = {line["idea"]["id"] for line in lines if line["winner"]}
    require(marked == set(case.result["winners"]), "others are marked as winners than won")
    rank = 1
    for place, line in enumerate(lines, start=1):
        rank = line["rank"] if line["rank"] != rank else rank
        require(rank <= place and (place > 1 or rank == 1), "ranks that are not in order")


# ---------------------------------------------------------------------------- counterfactuals


PATIENCE = 30
"""Seconds of computing for counterfactuals, unless all are asked for."""


def check_explain(case: Case) -> str:
    """Every number of every explanation; and what would have changed the result, counted again."""
    require(case.result["explain"].keys() <= set(case.ids), "explains an idea that did not run")
    for language in ("nb", "nn", "en"):
        texts = case.package.document(f"explanations.{language}.json")
        known = texts.keys() <= set(case.ids) and all(isinstance(t, str) for t in texts.values())
        require(known, f"explanations.{language}.json explains other ideas")
    balance = _balance(case)
    numbers = _check_numbers(case, balance)
    changes = _check_changes(case, balance)
    said = f"{numbers}; {changes}"
    is_partly = isinstance(numbers, Partly) or isinstance(changes, Partly)
    return Partly(said) if is_partly else said


def _check_numbers(case: Case, balance: str) -> str:
    """What each paragraph is made from, but for what would have changed it."""
    stated = {
        idea: {name: value for name, value in numbers.items() if name != "counterfactual"}
        for idea, numbers in case.result["explain"].items()
    }
    stated = {idea: numbers for idea, numbers in stated.items() if numbers}
    if case.counted is None:
        return _check_some_numbers(case, balance, stated)
    bought = sum(line.get("phase") in ("paid", "raised") for line in case.counted["rounds"])
    bits = bought * len(case.ids) * case.result["turnout"]["counted"]
    if not case.counts_all and bits > LONGEST_LOOK:
        some = _check_some_numbers(case, balance, stated)
        return Partly(f"{some}; --all does the rest, which takes long")
    ours = explain(_race(case, balance), case.counted, is_old=case.result["version"] == BEFORE)
    _compare("explain", stated, ours)
    return f"the numbers that explain {len(ours)} ideas follow from the count"


EXPLAINED = {
    *("aside", "missing", "last", "place", "supporters", "cost", "left", "paid_for", "served"),
    *("load", "carried", "weight", "split", "open", "further"),
}


def _check_some_numbers(case: Case, balance: str, stated: Mapping[str, Json]) -> str:
    """Without counting again: supporters, costs, and why ideas were set aside, from marks."""
    unknown = sorted({name for numbers in stated.values() for name in numbers} - EXPLAINED)
    require(not unknown, f"holds what explains nothing: {', '.join(unknown)}")
    needs_groups = "floor" in case.rules and not case.has_groups
    if case.tally is None or needs_groups:
        return Partly(f"the numbers that explain {len(stated)} ideas need whole ballots")
    race = _race(case, balance)
    for number, idea in enumerate(race.ids):
        numbers, aside = stated.get(idea, {}), _aside(race, number)
        _compare(f"explain.{idea}.aside", numbers.get("aside", {}), aside)
        for name, own in (
            ("supporters", race.tally.raw_supporters(number)),
            ("cost", race.price(number)),
        ):
            if name in numbers:
                _compare(f"explain.{idea}.{name}", numbers[name], own)
    return Partly(
        "supporters and who was set aside follow from the marks; other numbers need whole ballots"
    )


def _check_changes(case: Case, balance: str) -> str:
    """What would have changed the result."""
    stated = {
        idea: numbers["counterfactual"]
        for idea, numbers in sorted(case.result["explain"].items())
        if "counterfactual" in numbers
    }
    if not stated:
        return "nothing is said of what would have changed the result"
    if not _can_recount(case, balance):
        return Partly(f"{len(stated)} statements of what would have changed it need whole ballots")
    started, done = time.process_time(), 0
    for idea, change in stated.items():
        if not case.counts_all and time.process_time() - started > PATIENCE:
            return Partly(
                f"counted again what would have changed it for {done} of {len(stated)} ideas;"
                " --all does the rest, which takes long"
            )
        _check_change(case, balance, idea, change)
        done += 1
    return f"counted again what would have changed it for {done} ideas"


def _check_change(case: Case, balance: str, idea: str, change: Mapping[str, int]) -> None:
    """With this much it wins, with one step less it does not."""
    require(idea not in case.result["winners"], f"{idea} won, and needed nothing")
    if set(change) == {"votes"} and _is_count(change["votes"], 1):
        votes = change["votes"]
        enough, short = f"{votes} more votes", f"{votes - 1} more votes"
        wins = _wins_with_votes(case, balance, idea, votes)
        wins_short = votes > 1 and _wins_with_votes(case, balance, idea, votes - 1)
    else:
        cost, step = change["cost"], change.get("step", 1)
        known = {"cost", "step"} >= set(change) and _is_count(cost) and _is_count(step, 1)
        require(known and case.rules["forward_mode"] == "budget", f"{idea}: no change known here")
        enough, short = f"a cost of {cost}", f"a cost of {cost + step}"
        wins = _wins_with_cost(case, balance, idea, cost)
        wins_short = _wins_with_cost(case, balance, idea, cost + step)
    require(wins, f"{idea} does not win with {enough}")
    require(not wins_short, f"{idea} wins with {short} already")


def _wins_with_votes(case: Case, balance: str, idea: str, votes: int) -> bool:
    """More ballots that mark this idea alone, and belong to no group."""
    race = _race(case, balance)
    number = race.ids.index(idea)
    least, most = _range_of(case.kind, case.rules)
    value = most if case.kind in (DOTS, SCORE) and most < LARGEST_INTEGER else 1
    require(race.poll is None or len(race.poll.group) + votes < 2 * MOST_LINES, "too many votes")
    more = make_race(
        race.rule,
        case.catalogue,
        race.tally.plus(number, value, votes),
        race.poll.plus(number, value, votes) if race.poll is not None else None,
        race.params,
        case.order,
    )
    return number in count_once(more).winners


def _wins_with_cost(case: Case, balance: str, idea: str, cost: int) -> bool:
    race = _race(case, balance)
    changed = [(own, cost if own == idea else price) for own, price in case.catalogue]
    other = make_race(race.rule, changed, race.tally, race.poll, race.params, case.order)
    return race.ids.index(idea) in count_once(other).winners


# ------------------------------------------------------------------------------------ running


CHECKS: tuple[tuple[str, Callable[[Case], str]], ...] = (
    ("manifest", check_manifest),
    ("chain", check_chain),
    ("rules", check_rules),
    ("catalogue", check_catalogue),
    ("draw", check_draw),
    ("commitments", check_commitments),
    ("ballots", check_ballots),
    ("marks", check_marks),
    ("turnout", check_turnout),
    ("result", check_result),
    ("explain", check_explain),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one check found: ok, partly, absent or failed."""

    check: str
    outcome: str
    message: str


def verify(file: BinaryIO, *, counts_all: bool = False) -> Iterator[Line]:
    """Check a package, one line at a time. UnreadableError where it is none."""
    case = Case(Package(file), counts_all)
    read_manifest(case)
    for name, check in CHECKS:
        line = _run(case, name, check)
        yield line
        if line.outcome == "failed":
            return


def _run(case: Case, name: str, check: Callable[[Case], str]) -> Line:
    try:
        message = check(case)
    except FailedError as error:
        return Line(name, "failed", str(error))
    except CannotCountError as error:
        return Line(name, "failed", f"cannot be counted: {error}")
    except (RecursionError, MemoryError) as error:
        raise UnreadableError(f"{name}: too large or too deep ({type(error).__name__})") from None
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        problem = f"{type(error).__name__}: {error}"
        return Line(name, "failed", f"not of the form that a package has ({problem})")
    known = {Partly: "partly", Absent: "absent"}
    return Line(name, known.get(type(message), "ok"), str(message))


def _plain(text: str) -> str:
    """Nothing that a terminal could take for a command, nor that it cannot show."""
    shown = "".join(mark if mark.isprintable() else "?" for mark in text)[:600]
    encoding = sys.stdout.encoding or "ascii"
    return shown.encode(encoding, "replace").decode(encoding)


SIGNS = {"ok": "ok", "partly": "PARTLY", "absent": "-", "failed": "FAILED"}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Check a result package of Dugnad.")
    parser.add_argument("file", help="the package, a zip file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--all", action="store_true", help="count every counterfactual again, however long it takes"
    )
    options = parser.parse_args(arguments)
    lines: list[Line] = []
    try:
        with Path(options.file).open("rb") as file:
            for line in verify(file, counts_all=options.all):
                lines.append(line)
                if not options.json:
                    text = f"{SIGNS[line.outcome]:<7} {line.check:<12} {line.message}"
                    print(_plain(text), flush=True)
    except OSError as error:
        return _end(lines, options.json, f"cannot be read: {error.strerror or error}")
    except UnreadableError as error:
        return _end(lines, options.json, str(error))
    return _end(lines, options.json, None)


def _end(lines: Sequence[Line], as_json: bool, unreadable: str | None) -> int:
    failed = next((line for line in lines if line.outcome == "failed"), None)
    if unreadable is not None:
        code, verdict = UNREADABLE, f"UNREADABLE: {unreadable}"
        error = {"code": "unreadable", "message": unreadable}
    elif failed is not None:
        code, verdict = NOT_VERIFIED, f"NOT VERIFIED: {failed.check}: {failed.message}"
        error = {"code": "not_verified", "message": f"{failed.check}: {failed.message}"}
    else:
        code, verdict, error = VERIFIED, "VERIFIED", None
        if any(line.outcome == "partly" for line in lines):
            verdict = "VERIFIED as far as this edition allows; see the lines marked PARTLY"
    if not as_json:
        print(_plain(verdict))
        return code
    answer: dict[str, Json] = {
        "verified": code == VERIFIED,
        "checks": [
            {"check": line.check, "outcome": line.outcome, "message": line.message}
            for line in lines
        ],
    }
    if failed is not None:
        answer["failed"] = failed.check
    if error is not None:
        answer["error"] = error
    print(json.dumps(answer))
    return code


if __name__ == "__main__":
    sys.exit(main())
