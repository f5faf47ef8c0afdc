"""A campaign's result as it is sealed: everything in it may be shown to everybody.

Numbers that could give somebody away never reach the result: small groups are joined before it is
written. Pages, commands and exports read this one object, so that none of them can say more than
another, and the seal can be checked by whoever sees it. What it holds is in `docs/package.md`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.domain.counting import Counted
from app.domain.sealing import canonical_json, commitments_hash, sha256_hex
from app.domain.tally.exact import Exact, exact_json, read_exact
from app.domain.tally.outcome import Forward, Outcome, facts_json
from app.domain.turnout import Turnout, turnout_from_facts

FORMAT = 3
"""Version 1 counted approvals alone and had neither `otherwise`, `count` nor `explain`. Version 2
had less in `explain`, nothing of how one voted in `params`, and no `weights`. All are read."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The secret that was committed to when voting opened, revealed, and what completed it."""

    pre: bytes
    commitment: str
    post: str = ""
    source: str = ""

    def as_facts(self) -> dict[str, str]:
        return {
            "commitment": self.commitment,
            "pre": self.pre.hex(),
            "post": self.post,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the count stands on besides marks."""

    turnout: Turnout
    counted: int
    """Ballots with marks; abstentions count for turnout alone."""
    group_support: Sequence[Mapping[str, Exact]]
    """Support of each idea within each shown group of the turnout."""
    commitments: Sequence[str]
    quorum: int | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    """What a ballot could hold, where sentences tell it."""


@dataclass(frozen=True, slots=True)
class IdeaResult:
    """One idea's place in the result."""

    idea_id: UUID
    support: Exact
    rank: int
    is_winner: bool
    group_support: tuple[Exact, ...]
    """In the order of the turnout's groups; empty where the total alone is shown."""
    facts: Mapping[str, int] = field(default_factory=dict)
    """Shown beside the support: `supporters`, `raters`, `median`, `first`, `ranked`."""


@dataclass(frozen=True, slots=True)
class CountedTie:
    """Equals that the lot parted."""

    ideas: tuple[UUID, ...]
    taken: tuple[UUID, ...]
    otherwise: tuple[UUID, ...]
    support: Exact | str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """What the sealed result says."""

    canonical: str
    sha256: str
    facts: Mapping[str, Any]
    turnout: Turnout
    counted: int
    standings: tuple[IdeaResult, ...]
    ties: tuple[CountedTie, ...]

    @property
    def rule(self) -> str:
        """By its name, without the version."""
        return str(self.facts["rule"]).partition("@")[0]

    @property
    def is_advisory(self) -> bool:
        """Fewer took part than was declared necessary before voting opened."""
        return bool(self.facts["status"] == "advisory")

    @property
    def forward(self) -> Forward:
        return Forward(self.facts["params"]["forward"])

    @property
    def winners(self) -> tuple[IdeaResult, ...]:
        """In the order in which they won."""
        places = {idea: place for place, idea in enumerate(self.facts["winners"])}
        won = (standing for standing in self.standings if standing.is_winner)
        return tuple(sorted(won, key=lambda one: places[str(one.idea_id)]))

    @property
    def abstained(self) -> int:
        return self.turnout.voted - self.counted


def result_facts(
    counted: Counted,
    evidence: Evidence,
    *,
    draw: Draw,
    about: Mapping[str, str],
    explain: Mapping[str, Any],
) -> dict[str, Any]:
    """What is sealed. `about` names the campaign, when it closed and the chain's last event."""
    outcome, turnout, quorum = counted.outcome, evidence.turnout, evidence.quorum
    is_enough = quorum is None or turnout.voted >= quorum
    facts = dict(about) | {
        "version": FORMAT,
        "rule": outcome.rule,
        "params": _params(outcome)
        | dict(evidence.limits)
        | ({} if quorum is None else {"quorum": quorum}),
        "status": "decided" if is_enough else "advisory",
        "turnout": turnout.as_facts() | {"counted": evidence.counted},
        "standings": [
            line
            | {
                "groups": [
                    exact_json(group[line["idea"]["id"]]) for group in evidence.group_support
                ]
            }
            for line in _standings(outcome)
        ],
        **_count(outcome),
        "ties": [tie.as_json() for tie in outcome.ties],
        "otherwise": list(outcome.otherwise),
        "count": facts_json(outcome.facts),
        "explain": dict(explain),
        "draw": draw.as_facts(),
        "commitments": {
            "count": len(evidence.commitments),
            "sha256": commitments_hash(list(evidence.commitments)),
        },
    }
    if counted.balanced is not None:
        facts["balanced"] = counted.balanced
    if counted.raw is not None:
        facts["raw"] = {"standings": _standings(counted.raw)} | _count(counted.raw)
    if counted.weights and _shows_alone(turnout, counted.weights):
        facts["weights"] = counted.weights
    return facts


def _shows_alone(turnout: Turnout, names: Iterable[str]) -> bool:
    """Whether every one of these groups is shown by itself."""
    alone = {shown.groups[0].value for shown in turnout.groups if len(shown.groups) == 1}
    return len(alone) == len(turnout.groups) and alone == set(names)


def _count(outcome: Outcome) -> dict[str, Any]:
    return {
        "winners": list(outcome.winners),
        "rounds": [step.as_json() for step in outcome.rounds],
    }


def _standings(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "idea": {"id": standing.idea},
            "support": exact_json(standing.support),
            "rank": standing.rank,
            "winner": standing.is_winner,
        }
        | ({"facts": facts_json(standing.facts)} if standing.facts else {})
        for standing in outcome.standings
    ]


def _params(outcome: Outcome) -> dict[str, Any]:
    params = outcome.params
    floor = params.floor
    values: dict[str, Any] = {
        "forward": params.forward.value,
        "seats": params.seats,
        "budget": params.budget,
        "minimum_support": params.minimum_support,
        "utility": params.utility.value if outcome.rule.startswith("equal-shares") else None,
        "raters": params.raters,
        "floor": {"percent": floor.percent, "groups": floor.groups} if floor else None,
        "reserved": dict(params.reserved) if params.reserved else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def seal(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The canonical text of a result and its SHA-256."""
    canonical = canonical_json(facts)
    return canonical, sha256_hex(canonical)


def read_result(canonical: str, sha256: str) -> PublishedResult:
    """The sealed text as values."""
    facts = json.loads(canonical)
    return PublishedResult(
        canonical,
        sha256,
        facts,
        turnout_from_facts(facts["turnout"]),
        facts["turnout"]["counted"],
        tuple(map(_read_standing, facts["standings"])),
        tuple(map(_read_tie, facts["ties"])),
    )


def _read_standing(line: Mapping[str, Any]) -> IdeaResult:
    return IdeaResult(
        UUID(line["idea"]["id"]),
        read_exact(line["support"]),
        line["rank"],
        line["winner"],
        tuple(map(read_exact, line["groups"])),
        line.get("facts", {}),
    )


def _read_tie(tie: Mapping[str, Any]) -> CountedTie:
    ideas, taken, otherwise = (
        tuple(map(UUID, tie[name])) for name in ("ideas", "taken", "otherwise")
    )
    return CountedTie(ideas, taken, otherwise, tie["support"], tie.get("round"))
