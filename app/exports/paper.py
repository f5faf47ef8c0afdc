"""A document of headings, texts and tables before it is a file: the same for Word and for PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 stands right below the document's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; line breaks in it are kept. A quiet one is smaller."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list with a mark before each point."""

    points: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading row that is repeated on every page.

    `summary` says what it holds, for those who hear it. With `joins`, cells of the first column
    that say the same as the one above are one cell.
    """

    summary: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()
    """Parts of the page's width, one a column; none: all alike."""
    joins: bool = False

    @property
    def shares(self) -> Sequence[int]:
        return self.widths or [1] * len(self.headings)

    def without_empty_columns(self) -> "Grid":
        """The same without the columns that say nothing in any row."""
        kept = [place for place in range(len(self.headings)) if any(r[place] for r in self.rows)]
        return replace(
            self,
            headings=[self.headings[place] for place in kept],
            rows=[[row[place] for place in kept] for row in self.rows],
            widths=[self.shares[place] for place in kept],
        )

    def runs(self) -> list[tuple[int, int]]:
        """Where each cell of the first column begins and over how many rows it goes."""
        found: list[tuple[int, int]] = []
        for place, row in enumerate(self.rows):
            if found and self.joins and row[0] and row[0] == self.rows[found[-1][0]][0]:
                found[-1] = (found[-1][0], found[-1][1] + 1)
            else:
                found.append((place, 1))
        return found


Block = Heading | Text | Points | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole document. `stamp` stands on every page, as «UTKAST» does."""

    title: str
    locale: str
    """nb, nn or en."""
    under: str = ""
    """What stands below the title: whose it is."""
    stamp: str = ""
    footer: str = ""
    blocks: list[Block] = field(default_factory=list)
    is_wide: bool = False

    def add(self, *blocks: Block) -> None:
        self.blocks.extend(blocks)

    def add_texts(self, text: str) -> None:
        """A text of several paragraphs."""
        self.add(*(Text(part.strip()) for part in text.split("\n\n") if part.strip()))
