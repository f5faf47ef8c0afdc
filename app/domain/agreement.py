"""Which ideas unite the groups and which divide them, from the sealed result alone.

The result holds the groups' support already joined where a group was small, so that nothing here
can say more than the result does.
"""

from dataclasses import dataclass
from uuid import UUID

from app.domain.groups import Group
from app.domain.results import PublishedResult

UNITES_WITHIN, DIVIDES_FROM = 0.1, 0.2
"""Ten percentage points apart is chance in groups of this size; twenty is a difference."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One idea. `shares` are what it got of each group, from 0 to 1, in whole hundredths: what is
    shown is what is compared."""

    idea_id: UUID
    shares: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Every group counts the same here, whatever its size."""
        return sum(self.shares) / len(self.shares)

    @property
    def spread(self) -> float:
        return round(max(self.shares) - min(self.shares), 2)


@dataclass(frozen=True, slots=True)
class AgreementMap:
    """`groups` in the order of the shares; `ideas` in the result's order."""

    groups: tuple[tuple[Group, ...], ...]
    ideas: tuple[Agreement, ...]

    @property
    def uniting(self) -> list[Agreement]:
        """Backed more than most, and about as much by all groups."""
        middle = sorted(idea.mean for idea in self.ideas)[len(self.ideas) // 2]
        near = [each for each in self.ideas if each.spread <= UNITES_WITHIN and each.mean >= middle]
        return sorted(near, key=lambda each: (-each.mean, each.spread))

    @property
    def dividing(self) -> list[Agreement]:
        far = [each for each in self.ideas if each.spread >= DIVIDES_FROM]
        return sorted(far, key=lambda each: (-each.spread, -each.mean))


def agreement_map(result: PublishedResult) -> AgreementMap | None:
    """None where the result shows fewer than two groups, or no idea.

    In approval an idea's share is how many of the group's voters chose it. Other ballots give
    points: there it is the part of all the group's points.
    """
    cells = result.turnout.groups
    ideas = [each for each in result.standings if len(each.group_support) == len(cells)]
    if len(cells) < 2 or not ideas:
        return None
    given = [
        [max(0.0, float(each.group_support[place])) for each in ideas]
        for place in range(len(cells))
    ]
    is_approval = result.rule == "approval"
    wholes = [
        float(cell.voted) if is_approval else sum(given[place]) for place, cell in enumerate(cells)
    ]
    return AgreementMap(
        tuple(cell.groups for cell in cells),
        tuple(
            Agreement(
                each.idea_id,
                tuple(
                    round(min(1.0, given[place][at] / wholes[place]), 2) if wholes[place] else 0.0
                    for place in range(len(cells))
                ),
            )
            for at, each in enumerate(ideas)
        ),
    )
