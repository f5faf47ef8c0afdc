"""An election from a file, counted by a rule: what `flask tally` does before it prints."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.domain.elections import Election
from app.domain.errors import InvalidInputError, UnsupportedError
from app.domain.tally.outcome import BallotKind, Forward, Outcome, Params, Utility
from app.domain.tally.rules import RULES, count

FROM_MARKS = frozenset({"approval", "dots", "score", "greedy"})
"""Rules that add up what each idea was given, by whomever."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted, and what came of it."""

    rule: str
    election: Election
    outcome: Outcome
    counted: int
    """Ballots with marks; abstentions are left out."""

    def as_json(self) -> dict[str, Any]:
        """Ids as in the file, the rule as it was named; costs are the file's own times `scale`."""
        limits = {"seats": self.election.seats, "budget": self.election.budget}
        return (
            self.outcome.as_json()
            | {"rule": self.rule, "ballots": self.counted, "scale": self.election.scale}
            | {name: value for name, value in limits.items() if value is not None}
        )


def reads_as_score(rule: str) -> bool:
    """Whether categories are to be read as points for this rule; else as approval."""
    return RULES[rule].kinds == {BallotKind.SCORE}


def tally(
    election: Election,
    rule: str,
    *,
    seats: int | None = None,
    budget: Decimal | None = None,
    utility: Utility | None = None,
) -> Tally:
    """Count by `rule`, for `seats` or `budget` where they are given, else for what the file says.

    Every ballot weighs 1. Raises UnsupportedError where the rule does not take such ballots, or
    seats, or money; InvalidInputError (field `seats` or `budget`) where neither options nor file
    say how many; UnreadableError where the ballots cannot be read.
    """
    if election.kind not in RULES[rule].kinds:
        raise UnsupportedError(f"{rule} does not count ballots of the kind {election.kind}")
    chosen = _chosen(election, rule, seats, budget)
    params = _params(chosen, rule, utility)
    if params.forward not in RULES[rule].forwards:
        raise UnsupportedError(f"{rule} does not count by {params.forward}")
    if election.counted is not None:
        _require_enough(rule, params)
    profile = chosen.profile()
    outcome = count(rule, profile, params, election.draw)
    return Tally(rule, chosen, outcome, profile.n if election.counted is None else election.counted)


def _params(chosen: Election, rule: str, utility: Utility | None) -> Params:
    forward = Forward.NUMBER if chosen.seats is not None else Forward.BUDGET
    promised = chosen.promised or Params(forward)
    may_reserve = RULES[rule].can_reserve and forward is Forward.NUMBER
    return replace(
        promised,
        forward=forward,
        seats=chosen.seats,
        budget=chosen.budget,
        utility=utility or promised.utility,
        reserved=promised.reserved if may_reserve else None,
        is_balanced=False,
    )


def _require_enough(rule: str, params: Params) -> None:
    """Marks that cannot be joined into ballots give the points of an idea, and nothing else."""
    if rule not in FROM_MARKS or params.floor or params.reserved:
        raise UnsupportedError(f"{rule} needs whole ballots, which are not in the public edition")


def _chosen(election: Election, rule: str, seats: int | None, budget: Decimal | None) -> Election:
    """The election with seats or a budget, never both."""
    if seats is not None:
        return election.with_seats(seats)
    if budget is not None:
        if not election.has_costs:
            raise InvalidInputError("the file has no costs: give --seats N", field="budget")
        return election.with_budget(budget)
    forwards = RULES[rule].forwards
    if election.seats is not None and Forward.NUMBER in forwards:
        return election.with_seats(election.seats)
    if election.budget is not None and Forward.BUDGET in forwards:
        return election
    raise InvalidInputError(
        f"say how much there is: give {_options(election, rule)}", field="seats"
    )


def _options(election: Election, rule: str) -> str:
    by_budget = Forward.BUDGET in RULES[rule].forwards and election.has_costs
    if Forward.NUMBER not in RULES[rule].forwards:
        if not by_budget:
            raise UnsupportedError(f"{rule} needs costs, and the file has none")
        return "--budget N"
    return "--seats N or --budget N" if by_budget else "--seats N"
