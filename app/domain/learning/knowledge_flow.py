"""The map of how knowledge flows: nine transfers between three structures.

After Karl-Erik Sveiby, «A knowledge-based theory of the firm to guide in strategy formulation»
(2001): individual competence, internal structure and external structure, each as the source and
as the target.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import product

MOST_ROWS = 20
"""Rows of one cell."""


class Structure(StrEnum):
    """Where knowledge is."""

    INDIVIDUAL = "individual"
    INTERNAL = "internal"
    """Routines, systems and meetings of one's own."""
    EXTERNAL = "external"
    """Users, employers, partners, and what one has with them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the nine: knowledge goes from `source` to `target`."""

    source: Structure
    target: Structure

    @classmethod
    def parse(cls, text: str) -> "Cell | None":
        """What `str` of a cell gave; None for anything else."""
        return next((cell for cell in CELLS if str(cell) == text), None)

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


CELLS = tuple(Cell(source, target) for source, target in product(Structure, Structure))
"""Row by row."""


@dataclass(frozen=True, slots=True)
class FlowRow:
    """What is done, where, and who sees to it."""

    activity: str = ""
    arena: str = ""
    responsible: str = ""

    @property
    def words(self) -> tuple[str, str, str]:
        return self.activity, self.arena, self.responsible

    @property
    def is_empty(self) -> bool:
        return not any(word.strip() for word in self.words)


Flow = Mapping[Cell, Sequence[FlowRow]]


def fingerprint_of_rows(rows: Iterable[FlowRow]) -> str:
    """What a cell said, in short: the same as long as nobody changes a word."""
    spelled = "\x1e".join("\x1f".join(row.words) for row in rows)
    return sha256(spelled.encode()).hexdigest()[:16]


def fingerprint_of_flow(flow: Flow) -> str:
    """What the whole map said, in short."""
    spelled = "\x1d".join(fingerprint_of_rows(flow.get(cell, ())) for cell in CELLS)
    return sha256(spelled.encode()).hexdigest()[:16]


def count_filled(flow: Flow) -> int:
    """How many of the nine say something."""
    return sum(bool(flow.get(cell)) for cell in CELLS)


class Change(StrEnum):
    """What became of a row from one half-year to the next."""

    KEPT = "kept"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A cell in two half-years, each row with what became of it."""

    cell: Cell
    before: Sequence[tuple[FlowRow, Change]]
    after: Sequence[tuple[FlowRow, Change]]


def compare_flows(before: Flow, after: Flow) -> Iterator[ComparedCell]:
    """The nine cells, side by side."""
    for cell in CELLS:
        old, new = before.get(cell, ()), after.get(cell, ())
        yield ComparedCell(
            cell,
            [(row, Change.KEPT if row in new else Change.GONE) for row in old],
            [(row, Change.KEPT if row in old else Change.NEW) for row in new],
        )
