"""The five-column table: rows as they are typed, and the outcomes and activities behind them.

Rows that follow each other with the same words in the first column are activities of one outcome.
A row with nothing but an outcome is an outcome that has no activity yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from uuid import UUID

COLUMNS = ("outcome", "arena", "method", "participants", "time")
"""In the order that offices know."""
ACTIVITY_COLUMNS = COLUMNS[1:]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table, as typed. Two rows with the same words are equal."""

    outcome: str = ""
    arena: str = ""
    method: str = ""
    participants: str = ""
    time: str = ""
    activity_id: UUID | None = field(default=None, compare=False)
    """The activity the row was opened on; None where it is new, or no activity yet."""

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in COLUMNS)

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    @property
    def has_activity(self) -> bool:
        return any(cell.strip() for cell in self.cells[1:])


def by_outcome(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Each outcome's words with its rows. Rows without an outcome do not belong together."""
    for words, rows in groupby(lines, key=lambda line: line.outcome):
        if words:
            yield words, list(rows)
        else:
            yield from ((words, [row]) for row in rows)


def fingerprint_of(lines: Sequence[Line]) -> str:
    """What a table said, in short: the same as long as nobody changes a word."""
    spelled = "\x1e".join("\x1f".join(line.cells) for line in lines)
    return sha256(spelled.encode()).hexdigest()[:16]


def fingerprint_of_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A row with its place among the activities of its outcome, for showing the table."""

    line: Line
    place: int
    """Counted from 0 within the outcome."""
    size: int
    """How many rows the outcome has."""

    @property
    def is_first(self) -> bool:
        return self.place == 0

    @property
    def is_last(self) -> bool:
        return self.place == self.size - 1

    @property
    def is_alone(self) -> bool:
        return self.size == 1


def placed(lines: Sequence[Line]) -> list[PlacedLine]:
    """Every row of the table, where the same outcome is one with several activities."""
    return [
        PlacedLine(line, place, len(group))
        for _, group in by_outcome(lines)
        for place, line in enumerate(group)
    ]
