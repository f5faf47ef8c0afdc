"""The best of many ideas when what they are worth only gets worse: few are looked at again.

A value that was computed in an earlier round is a bound of today's. So only what stands first by
its bound is computed anew, until what stands first is fresh.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from typing import NamedTuple

from app.domain.tally.exact import Exact


class Entry(NamedTuple):
    """Least first. The float is the value rounded, which never turns an order round."""

    rounded: float
    value: Exact
    tie: tuple[Exact, ...]
    """What parts equal values: lower cost, more support."""
    place: int
    """Of the draw."""
    idea: int
    fresh: int
    """The round in which the value was computed."""

    def equals(self, other: "Entry") -> bool:
        """Whether only the draw parts them."""
        return self.value == other.value and self.tie == other.tie


class BestFirst:
    """Ideas by value, then by what parts ties, then by the draw."""

    def __init__(
        self,
        bounds: Iterable[tuple[int, Exact]],
        ties: Sequence[tuple[Exact, ...]],
        places: Sequence[int],
        evaluate: Callable[[int], Exact | None],
    ) -> None:
        """`evaluate` tells an idea's value today, or None where it is out for good."""
        self._evaluate = evaluate
        self._round = 0
        self._heap = [
            Entry(float(bound), bound, ties[idea], places[idea], idea, -1) for idea, bound in bounds
        ]
        heapify(self._heap)

    def take(self) -> tuple[Entry, list[int]] | None:
        """Remove the best. With it come its equals, itself the first, in the order of the draw."""
        best = self.best()
        if best is None:
            return None
        equals = []
        while self._heap and self._heap[0].rounded <= best.rounded:
            entry = self.best()
            if entry is None or not entry.equals(best):
                break
            equals.append(heappop(self._heap))
        for entry in equals[1:]:
            heappush(self._heap, entry)
        return best, [entry.idea for entry in equals]

    def end_round(self) -> None:
        """What ideas are worth changes now."""
        self._round += 1

    def best(self) -> Entry | None:
        """What stands first, computed in this round."""
        while self._heap:
            first = self._heap[0]
            if first.fresh == self._round:
                return first
            value = self._evaluate(first.idea)
            if value is None:
                heappop(self._heap)
            else:
                entry = first._replace(rounded=float(value), value=value, fresh=self._round)
                heapreplace(self._heap, entry)
        return None
