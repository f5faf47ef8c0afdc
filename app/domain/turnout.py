"""How many could vote and how many did, in the only form that may be shown to anybody."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.groups import Group, shown_groups
from app.domain.sealing import canonical_json


@dataclass(frozen=True, slots=True)
class GroupTurnout:
    """One group, or several that are too small to be shown apart."""

    groups: tuple[Group, ...]
    eligible: int
    voted: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """The whole, and the groups where each that is shown holds at least five ballots."""

    eligible: int
    voted: int
    groups: tuple[GroupTurnout, ...] = ()

    @property
    def hides_groups(self) -> bool:
        """Whether a group was too small to be shown."""
        return not self.groups or any(len(shown.groups) > 1 for shown in self.groups)

    def as_facts(self) -> dict[str, Any]:
        return {
            "eligible": self.eligible,
            "voted": self.voted,
            "groups": [
                {
                    "groups": [group.value for group in shown.groups],
                    "eligible": shown.eligible,
                    "voted": shown.voted,
                }
                for shown in self.groups
            ],
        }

    def as_json(self) -> str:
        return canonical_json(self.as_facts())


def publishable_turnout(
    eligible: Mapping[Group, int],
    voted: Mapping[Group, int],
    ballots: Mapping[Group, int] | None = None,
    *,
    others: tuple[int, int] = (0, 0),
) -> Turnout:
    """The turnout without small numbers.

    `ballots` decides which groups are shown: those that hold marks, where that is known; else all
    that were cast. `others` are eligible and voted outside any group (imported elections); then no
    group is shown at all.
    """
    cast = voted if ballots is None else ballots
    cells = shown_groups({group: cast.get(group, 0) for group in eligible})
    return Turnout(
        sum(eligible.values()) + others[0],
        sum(voted.values()) + others[1],
        ()
        if others[0]
        else tuple(
            GroupTurnout(names, _sum(eligible, names), _sum(voted, names)) for names in cells
        ),
    )


def _sum(counts: Mapping[Group, int], names: tuple[Group, ...]) -> int:
    return sum(counts.get(name, 0) for name in names)


def turnout_from_facts(facts: Mapping[str, Any]) -> Turnout:
    """The other way: from a sealed result or a campaign's row."""
    return Turnout(
        facts["eligible"],
        facts["voted"],
        tuple(
            GroupTurnout(
                tuple(Group(name) for name in shown["groups"]), shown["eligible"], shown["voted"]
            )
            for shown in facts["groups"]
        ),
    )


def turnout_from_json(text: str | None) -> Turnout | None:
    """The turnout as last written; None where none was."""
    return turnout_from_facts(json.loads(text)) if text else None


def whole_hour(moment: datetime) -> datetime:
    """The hour `moment` lies in. Turnout is written once an hour, before the hour's first vote, so
    that it never moves with a single one."""
    return moment.replace(minute=0, second=0, microsecond=0)
