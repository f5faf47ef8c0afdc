"""How far a theme or an outcome has come: how many of its activities are carried out."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total`; what was cancelled counts in neither."""

    done: int
    total: int

    @classmethod
    def of(cls, statuses: Iterable[str]) -> "Progress":
        counted = [status for status in statuses if status != "cancelled"]
        return cls(counted.count("done"), len(counted))

    @property
    def is_complete(self) -> bool:
        return 0 < self.total == self.done
