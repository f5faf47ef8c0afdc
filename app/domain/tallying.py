"""An election from a file, counted by a rule: what `flask tally` does before it prints."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.elections import Election
from app.domain.errors import InvalidInputError, UnsupportedError
from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import BallotKind, Forward, Outcome, Params, Utility
from app.domain.tally.rules import RULES, count


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
    utility: Utility = Utility.COST,
) -> Tally:
    """Count by `rule`, for `seats` or `budget` where they are given, else for what the file says.

    Raises UnsupportedError where the rule does not take such ballots, or seats, or money;
    InvalidInputError (field `seats` or `budget`) where neither options nor file say how many;
    UnreadableError where the ballots cannot be read.
    """
    if election.kind not in RULES[rule].kinds:
        raise UnsupportedError(f"{rule} does not count ballots of the kind {election.kind}")
    chosen = _chosen(election, rule, seats, budget)
    forward = Forward.NUMBER if chosen.seats is not None else Forward.BUDGET
    if forward not in RULES[rule].forwards:
        raise UnsupportedError(f"{rule} does not count by {forward}")
    params = Params(forward, chosen.seats, chosen.budget, utility=utility)
    profile = chosen.profile()
    return Tally(rule, chosen, count(rule, profile, params, natural_order), profile.n)


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
