"""A campaign's result as it is sealed: everything in it may be shown to everybody.

Numbers that could give somebody away never reach the result: small groups are joined before it is
written. Pages, commands and exports read this one object, so that none of them can say more than
another, and the seal can be checked by whoever sees it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.groups import Group
from app.domain.sealing import canonical_json, commitments_hash, sha256_hex
from app.domain.tally.exact import exact_json
from app.domain.tally.outcome import Forward, Outcome, Params
from app.domain.turnout import Turnout, turnout_from_facts

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ballots:
    """What was counted."""

    support: Mapping[str, int]
    by_group: Mapping[tuple[Group, str], int]
    """Support of an idea within one group."""
    counted: int
    """Ballots with marks; abstentions count for turnout alone."""
    commitments: Sequence[str]


@dataclass(frozen=True, slots=True)
class Draw:
    """The secret that was committed to when voting opened, revealed."""

    pre: bytes
    post: bytes
    commitment: str


@dataclass(frozen=True, slots=True)
class IdeaResult:
    """One idea's place in the result."""

    idea_id: UUID
    support: int
    rank: int
    is_winner: bool
    group_support: tuple[int, ...]
    """In the order of the turnout's groups; empty where the total alone is shown."""


@dataclass(frozen=True, slots=True)
class CountedTie:
    """Equals that the lot parted."""

    ideas: tuple[UUID, ...]
    taken: tuple[UUID, ...]
    otherwise: tuple[UUID, ...]
    support: int


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
    def is_advisory(self) -> bool:
        """Fewer took part than was declared necessary before voting opened."""
        return bool(self.facts["status"] == "advisory")

    @property
    def forward(self) -> Forward:
        return Forward(self.facts["params"]["forward"])

    @property
    def winners(self) -> tuple[IdeaResult, ...]:
        return tuple(standing for standing in self.standings if standing.is_winner)

    @property
    def abstained(self) -> int:
        return self.turnout.voted - self.counted


def result_facts(
    outcome: Outcome,
    ballots: Ballots,
    turnout: Turnout,
    *,
    quorum: int | None,
    draw: Draw,
    about: Mapping[str, str],
) -> dict[str, Any]:
    """What is sealed. `about` names the campaign, when it closed and the chain's last event."""
    is_enough = quorum is None or turnout.voted >= quorum
    return dict(about) | {
        "version": FORMAT,
        "rule": outcome.rule,
        "params": _params(outcome.params) | ({} if quorum is None else {"quorum": quorum}),
        "status": "decided" if is_enough else "advisory",
        "turnout": turnout.as_facts() | {"counted": ballots.counted},
        "standings": [
            {
                "idea": {"id": standing.idea},
                "support": exact_json(standing.support),
                "rank": standing.rank,
                "winner": standing.is_winner,
                "groups": _group_support(standing.idea, ballots, turnout),
            }
            for standing in outcome.standings
        ],
        "winners": list(outcome.winners),
        "rounds": [step.as_json() for step in outcome.rounds],
        "ties": [tie.as_json() | {"decided_by": "draw"} for tie in outcome.ties],
        "draw": {
            "commitment": draw.commitment,
            "pre": draw.pre.hex(),
            "post": draw.post.hex(),
        },
        "commitments": {
            "count": len(ballots.commitments),
            "sha256": commitments_hash(list(ballots.commitments)),
        },
    }


def _params(params: Params) -> dict[str, str | int]:
    values: dict[str, str | int | None] = {
        "forward": params.forward.value,
        "seats": params.seats,
        "budget": params.budget,
        "minimum_support": params.minimum_support,
    }
    return {name: value for name, value in values.items() if value is not None}


def _group_support(idea: str, ballots: Ballots, turnout: Turnout) -> list[int]:
    return [
        sum(ballots.by_group.get((group, idea), 0) for group in shown.groups)
        for shown in turnout.groups
    ]


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
        tuple(
            IdeaResult(
                UUID(line["idea"]["id"]),
                line["support"],
                line["rank"],
                line["winner"],
                tuple(line["groups"]),
            )
            for line in facts["standings"]
        ),
        tuple(
            CountedTie(
                tuple(map(UUID, tie["ideas"])),
                tuple(map(UUID, tie["taken"])),
                tuple(map(UUID, tie["otherwise"])),
                tie["support"],
            )
            for tie in facts["ties"]
        ),
    )
