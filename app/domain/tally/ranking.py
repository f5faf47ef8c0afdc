"""One order of all ideas by their points: what approval, dots, score, Borda and greedy share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.groups import Group
from app.domain.tally.basis import LEAST_GROUP, Basis, Lot, Run, make_basis
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Candidate, Fact, Forward, IdeaId, Params, Round, Standing

Points = Callable[[Basis], Sequence[Exact]]
"""What a rule ranks by, in the order of the candidates."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """All ideas, best first, as one set of ballots sees them."""

    candidates: Sequence[Candidate]
    points: Sequence[Exact]
    is_able: Sequence[bool]
    costs: Sequence[int]
    """What parts equals before the draw; all 0 where money does not decide."""
    order: Sequence[int]

    @property
    def able(self) -> list[int]:
        """Those that can win."""
        return [i for i in self.order if self.is_able[i]]

    def standings(self, winners: Sequence[IdeaId]) -> list[Standing]:
        """The place of everybody."""
        return rank_standings(
            [(self.candidates[i].id, self.points[i]) for i in self.order], winners
        )

    def lots(self, among: Iterable[int], part: int = 0) -> list[Lot]:
        """Equals that the draw alone orders."""
        groups = groupby(among, key=lambda i: (self.points[i], self.costs[i]))
        return [
            Lot(tuple(self.candidates[i].id for i in ideas), votes, part=part)
            for (votes, _), group in groups
            if len(ideas := list(group)) > 1
        ]

    def taken(self, ideas: Sequence[int], rivals: Iterable[int], **facts: Fact) -> list[Round]:
        """A round for each; `margin` is how far it is ahead of the best of those left out."""
        taken = set(ideas)
        best = next((self.points[i] for i in rivals if i not in taken), None)
        return [
            Round(
                self.candidates[i].id,
                self.points[i],
                is_taken=True,
                facts=({} if best is None else {"margin": self.points[i] - best}) | facts,
            )
            for i in ideas
        ]


def make_ladder(
    candidates: Sequence[Candidate],
    points: Sequence[Exact],
    is_able: Sequence[bool],
    params: Params,
    places: Sequence[int],
) -> Ladder:
    """Most points first; where money decides the cheaper first; then by the draw."""
    costs = [one.cost if params.forward is Forward.BUDGET else 0 for one in candidates]
    order = sorted(range(len(candidates)), key=lambda i: (-points[i], costs[i], places[i]))
    return Ladder(candidates, points, is_able, costs, order)


def rank(ladder: Ladder, params: Params) -> Run:
    """Take from the top of the ladder as many as go forward."""
    rounds = _ROUNDS[params.forward](ladder, params)
    winners = [step.idea for step in rounds if step.is_taken and step.idea is not None]
    lots = ladder.lots(ladder.able)
    return Run(winners, rounds, ladder.standings(winners), lots, bool(lots), parts=(winners,))


def _by_number(ladder: Ladder, params: Params) -> list[Round]:
    return ladder.taken(ladder.able[: params.seats or 0], ladder.able)


def _by_budget(ladder: Ladder, params: Params) -> list[Round]:
    """Look at each in turn and take it if it fits in what is left."""
    left = params.budget or 0
    rounds = []
    for i in ladder.able:
        one = ladder.candidates[i]
        fits = one.cost <= left
        facts = {"cost": one.cost, "left": left}
        rounds.append(Round(one.id, ladder.points[i], is_taken=fits, facts=facts))
        left -= one.cost if fits else 0
    return rounds


def _afterwards(ladder: Ladder, params: Params) -> list[Round]:
    """Nothing is preset as a winner."""
    return []


_ROUNDS: Mapping[Forward, Callable[[Ladder, Params], list[Round]]] = {
    Forward.NUMBER: _by_number,
    Forward.BUDGET: _by_budget,
    Forward.AFTERWARDS: _afterwards,
}


def rank_ballots(
    basis: Basis,
    places: Sequence[int],
    points: Points = lambda basis: basis.points,
    is_able: Sequence[bool] | None = None,
) -> Run:
    """Count by a ranking rule, with one order of the draw and seats reserved where promised."""
    able = basis.is_able if is_able is None else is_able
    ladder = make_ladder(basis.candidates, points(basis), able, basis.params, places)
    if not basis.params.reserved:
        return rank(ladder, basis.params)
    return _with_reserved(ladder, _group_ladders(basis, places, points, able), basis.params)


def _group_ladders(
    basis: Basis, places: Sequence[int], points: Points, is_able: Sequence[bool]
) -> dict[str, Ladder]:
    """The ladders of the groups that have reserved seats and voters enough, in their order.

    Who can win is decided by all ballots; a group takes nothing that nobody in it supports.
    """
    alone = Params(basis.params.forward)
    ladders = {}
    for group in Group:
        profile = basis.profile.of_group(group)
        if (basis.params.reserved or {}).get(group) and profile.n >= LEAST_GROUP:
            own = make_basis(profile, alone)
            able = [one and other for one, other in zip(is_able, own.is_able, strict=True)]
            ladders[group.value] = make_ladder(
                basis.candidates, points(own), able, basis.params, places
            )
    return ladders


def _with_reserved(ladder: Ladder, groups: Mapping[str, Ladder], params: Params) -> Run:
    """First each group's own seats from its own ladder, then the rest from everybody's."""
    seats, reserved = params.seats or 0, params.reserved or {}
    taken: list[int] = []
    parts, lots, rounds = [], [], []
    for number, (group, own) in enumerate([*groups.items(), ("", ladder)]):
        left = seats - len(taken)
        rivals = [i for i in own.able if i not in taken]
        part = rivals[: min(left, reserved[group]) if group else left]
        facts = {"reserved": group} if group else {}
        rounds += own.taken(part, rivals, **facts)
        lots += own.lots(rivals, number)
        parts.append([own.candidates[i].id for i in part])
        taken += part
    winners = [ladder.candidates[i].id for i in taken]
    has_drawn = any(own.lots(own.able) for own in [ladder, *groups.values()])
    return Run(winners, rounds, ladder.standings(winners), lots, has_drawn, parts=tuple(parts))


def rank_standings(
    ordered: Sequence[tuple[str, Exact]], winners: Sequence[str], first: int = 1
) -> list[Standing]:
    """Places from `first` on; equal support shares a rank (1, 1, 3)."""
    taken = set(winners)
    standings: list[Standing] = []
    for position, (idea, votes) in enumerate(ordered, start=first):
        last = standings[-1] if standings else None
        place = last.rank if last and last.support == votes else position
        standings.append(Standing(idea, votes, place, idea in taken))
    return standings
