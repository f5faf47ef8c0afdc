"""What a paragraph is made from: one idea's numbers in the sealed result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.costs import CostUnit
from app.domain.results import IdeaResult, PublishedResult
from app.domain.tally.exact import Exact, read_exact
from app.domain.tally.outcome import BallotKind, Forward


@dataclass(frozen=True, slots=True)
class Case:
    """A result, and what ideas and costs are called."""

    result: PublishedResult
    titles: Mapping[str, str]
    unit: CostUnit
    kind: BallotKind
    steps: Mapping[str, Mapping[str, Any]]
    """The last round in which each idea was looked at."""

    @property
    def is_balanced(self) -> bool:
        return self.result.facts.get("balanced") is True

    @property
    def is_mean(self) -> bool:
        """Whether the points are an average of those who gave some."""
        asks = self.result.rule in ("score", "greedy") and self.kind is BallotKind.SCORE
        return asks and "raters" in self.result.facts["params"]

    @property
    def by_budget(self) -> bool:
        return self.result.forward is Forward.BUDGET

    def quoted(self, idea: str) -> str:
        return f"«{self.titles[idea]}»"


@dataclass(frozen=True, slots=True)
class Told:
    """The idea that a paragraph is about."""

    id: str
    standing: IdeaResult
    step: Mapping[str, Any]
    """Its round; empty where it has none."""
    numbers: Mapping[str, Any]
    """What the result explains it with."""

    @property
    def won(self) -> bool:
        return self.standing.is_winner

    @property
    def supporters(self) -> int:
        """Ballots that support it; never weighted where the result says how many there are."""
        beside = self.standing.facts
        told = (self.numbers, "supporters"), (beside, "supporters"), (beside, "ranked")
        known = (facts[name] for facts, name in told if name in facts)
        return int(next(known, self.standing.support))

    def exact(self, name: str) -> Exact:
        """A number of its round."""
        return read_exact(self.step[name])


def case_of(result: PublishedResult, titles: Mapping[str, str], unit: CostUnit) -> Case:
    """The result with its rounds by idea."""
    steps = {step["idea"]: step for step in result.facts["rounds"] if "idea" in step}
    return Case(result, titles, unit, _kind(result), steps)


def _kind(result: PublishedResult) -> BallotKind:
    """Told by what stands beside the support (`docs/package.md`)."""
    beside = {name for standing in result.standings for name in standing.facts}
    for name, kind in (
        ("supporters", BallotKind.DOTS),
        ("raters", BallotKind.SCORE),
        ("ranked", BallotKind.RANKED),
    ):
        if name in beside:
            return kind
    return BallotKind.APPROVAL


def each_told(case: Case) -> list[Told]:
    """Every idea in the order of the standings."""
    explained = case.result.facts.get("explain", {})
    return [
        Told(
            str(one.idea_id),
            one,
            case.steps.get(str(one.idea_id), {}),
            explained.get(str(one.idea_id), {}),
        )
        for one in case.result.standings
    ]
