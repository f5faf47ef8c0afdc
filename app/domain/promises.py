"""What a campaign promised when voting opened, read from the settings that were frozen then.

Whoever counts, and whoever counts again, reads these and nothing else (`docs/package.md`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.tally.outcome import BallotKind, Candidate, Floor, Forward, Params, Utility
from app.domain.voting_methods import MARKS

_LIMITS: Mapping[BallotKind, tuple[str, ...]] = {
    BallotKind.DOTS: ("votes_per_person", "most_per_idea"),
    BallotKind.SCORE: ("top_score",),
}


@dataclass(frozen=True, slots=True)
class Promises:
    """The frozen settings as values."""

    settings: Mapping[str, Any]
    """As they stand in the chain."""

    @property
    def rule(self) -> str:
        """By its name, without the version."""
        return str(self.settings["rule"]).partition("@")[0]

    @property
    def method(self) -> str:
        """How one voted: the campaign's kind of ballot."""
        return str(self.settings["ballot_kind"])

    @property
    def kind(self) -> BallotKind:
        """How ballots are counted: a basket is an approval of what is in it."""
        return MARKS[self.method]

    @property
    def quorum(self) -> int | None:
        return self.settings.get("quorum")

    @property
    def lottery(self) -> str:
        """The source of public randomness; empty where none was promised."""
        return str(self.settings.get("lottery", ""))

    @property
    def publishes_ballots(self) -> bool:
        return bool(self.settings.get("ballots_public", False))

    @property
    def needs_cost(self) -> bool:
        """Whether what has no cost is set aside in a count within a budget; else it is free."""
        return bool(self.settings.get("needs_cost", False))

    def candidates(self, catalogue: Iterable[Mapping[str, Any]]) -> tuple[Candidate, ...]:
        """What stands on the ballot paper, `[{"id", "title", "cost"?}]`."""
        return tuple(
            Candidate(
                one["id"],
                one.get("cost") or 0,
                lacks_cost=self.needs_cost and one.get("cost") is None,
            )
            for one in catalogue
        )

    @property
    def is_balanced(self) -> bool:
        return bool(self.settings.get("balanced", False))

    @property
    def limits(self) -> Mapping[str, int]:
        """What a ballot could hold, where sentences about dots and points tell it."""
        told = [name for name in _LIMITS.get(self.kind, ()) if self.settings.get(name)]
        return {name: self.settings[name] for name in told}

    def params(self, *, is_balanced: bool = False) -> Params:
        """What the rule is given."""
        told = self.settings
        floor = told.get("floor")
        return Params(
            Forward(told["forward_mode"]),
            told.get("seats"),
            told.get("budget"),
            max(1, told.get("minimum_support") or 0),
            utility=Utility(told.get("utility", Utility.COST)),
            raters=told.get("raters"),
            floor=Floor(floor["percent"], floor["groups"]) if floor else None,
            reserved=told.get("reserved"),
            is_balanced=is_balanced,
        )
