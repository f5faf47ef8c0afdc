"""What an election from a file is counted by: its kind of ballots, its rule, its limits."""

from dataclasses import dataclass

from app.domain.errors import InvalidInputError, UnsupportedError
from app.domain.pabulib import KINDS, PabulibElection, marks_of
from app.domain.tally.outcome import BallotKind, Forward
from app.domain.tally.rules import RULES
from app.domain.voting_methods import (
    MOST_EXACT_SEATS,
    Method,
    Utility,
    asks_utility,
    usual_rule,
)

MOST_SEATS = 1_000


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """The columns of a campaign that say how it votes and counts."""

    kind: BallotKind
    rule: str
    forward: Forward
    seats: int | None = None
    top_score: int | None = None
    votes: int | None = None

    @property
    def utility(self) -> str | None:
        return Utility.COST.value if asks_utility(self.rule) else None


def terms_of(
    election: PabulibElection, *, rule: str | None, seats: int | None, has_budget: bool
) -> ImportTerms:
    """How `election` is counted: by `rule` where one is named, else as its ballots usually are.

    Raises UnsupportedError where ballots and rule, or rule and what is shared out, do not go
    together, InvalidInputError (field `rule` or `seats`) where there is no such thing.
    """
    vote_type = election.vote_type.lower()
    if vote_type not in KINDS:
        raise UnsupportedError(f"ballots of the kind {vote_type or 'unknown'}")
    kind = KINDS[vote_type]
    if rule is not None and rule not in RULES:
        raise InvalidInputError(f"no such rule: {rule}", field="rule")
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise InvalidInputError(f"seats are 1 to {MOST_SEATS}", field="seats")
    forward = Forward.BUDGET if has_budget else Forward.AFTERWARDS
    forward = forward if seats is None else Forward.NUMBER
    chosen = rule or usual_rule(Method(kind.value), forward)
    _require_fitting(chosen, kind, forward, seats)
    return ImportTerms(
        kind,
        chosen,
        forward,
        seats,
        _top_score(election) if kind is BallotKind.SCORE else None,
        _votes(election, vote_type),
    )


def _require_fitting(rule: str, kind: BallotKind, forward: Forward, seats: int | None) -> None:
    if kind not in RULES[rule].kinds:
        raise UnsupportedError(f"{rule} does not count ballots of the kind {kind}")
    if forward not in RULES[rule].forwards:
        needed = "--seats N" if Forward.NUMBER in RULES[rule].forwards else "a budget in the file"
        raise UnsupportedError(f"{rule} needs {needed}")
    if rule == "stv-exact" and (seats or 0) > MOST_EXACT_SEATS:
        raise UnsupportedError(f"{rule} takes at most {MOST_EXACT_SEATS} seats")


def _top_score(election: PabulibElection) -> int:
    given = (
        max(marks_of(ballot, BallotKind.SCORE, None).values(), default=0)
        for ballot in election.ballots
    )
    return max(_said(election, "max_points"), *given)


def _votes(election: PabulibElection, vote_type: str) -> int | None:
    if vote_type == "choose-1":
        return 1
    if vote_type != "cumulative":
        return None
    given = (sum(marks_of(one, BallotKind.DOTS, None).values()) for one in election.ballots)
    return max(_said(election, "max_sum_points"), *given)


def _said(election: PabulibElection, name: str) -> int:
    """What a ballot could hold, as the file says it; not all do, and some ballots hold more."""
    said = election.meta.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 1


def require_allowed(election: PabulibElection, terms: ImportTerms) -> None:
    """Raise UnsupportedError where a ballot holds more than the file's own kind allows."""
    if terms.votes is not None and any(
        len(ballot.projects) > terms.votes for ballot in election.ballots
    ):
        raise UnsupportedError("a choose-1 file with more than one project on a ballot")
