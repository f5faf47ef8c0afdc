"""Plans that people bring in tables: which column is what, and which rows make which theme."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.columns import Names, guess_columns
from app.domain.learning.facts import Facts, fact_of, with_fact
from app.domain.learning.lines import COLUMNS, Line
from app.domain.text import clean_line, same_line

# For each column the headings it goes by, the likeliest first: bokmål, nynorsk, English.
PLAN_COLUMNS: Names = {
    "outcome": (
        "læringsutbytte", "læringsutbyte", "forventet læringsutbytte", "venta læringsutbyte",
        "læringsmål", "utbytte", "utbyte", "mål", "kompetansemål", "learning outcome",
        "learning outcomes", "outcome", "outcomes", "goal",
    ),
    "arena": (
        "arena", "arenaer", "læringsarena", "læringsarenaer", "arena for læring", "møteplass",
        "møteplassar", "hvor", "kvar", "sted", "stad", "arenas", "where",
    ),
    "method": (
        "pedagogisk virkemiddel", "pedagogiske virkemidler", "pedagogisk verkemiddel",
        "pedagogiske verkemiddel", "virkemiddel", "virkemidler", "verkemiddel", "metode",
        "metoder", "metodar", "pedagogisk metode", "læringsmetode", "arbeidsform", "arbeidsmåte",
        "tiltak", "method", "methods", "teaching method", "how",
    ),
    "participants": (
        "deltakere", "deltakarar", "deltagere", "deltager", "deltaker", "deltakar", "målgruppe",
        "hvem", "kven", "participants", "participant", "who",
    ),
    "time": (
        "tid for gjennomføring", "tid", "gjennomføring", "tidspunkt", "tidsplan", "tidsrom",
        "når", "dato", "frist", "time", "time for carrying out", "date", "when", "deadline",
    ),
    "theme": ("tema", "læringstema", "kompetanseområde", "område", "theme", "topic"),
    "activity_id": ("id", "aktivitets id", "aktivitet id", "activity id"),
}  # fmt: skip
FEWEST_COLUMNS = 3
"""Of the five: fewer could be any table."""
HEADING_WITHIN = 10
"""Rows from the top among which the heading must stand."""
_NUMBERED = re.compile(r"(?:læringstema|tema|theme)\s*\d*\s*[:.–-]\s*(?=\S)", re.IGNORECASE)
_NAMELESS = re.compile(r"(?:ark|sheet|tabell|table)\s*\d*", re.IGNORECASE)
"""What a program calls a sheet that nobody has named."""
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in a file, with what stands above it or what its sheet is called."""

    above: str
    rows: Sequence[Sequence[str]]
    is_sheet: bool = False


@dataclass(slots=True)
class FoundTheme:
    """A theme as the file has it."""

    title: str
    lines: list[Line] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    """What else each of the lines says."""


@dataclass(slots=True)
class FoundPlan:
    """All that was found, and what was not taken, so that nothing goes missing unseen."""

    themes: list[FoundTheme] = field(default_factory=list)
    fact_columns: list[str] = field(default_factory=list)
    """Headings of columns beside the five that are taken in for activities that are new."""
    other_columns: list[str] = field(default_factory=list)
    """Headings of columns with something in them that no theme has room for."""
    other_tables: int = 0
    """Tables that are not plans."""
    other_cells: list[str] = field(default_factory=list)
    """What stands above the headings of a plan's table, and is not the name of its theme."""

    def theme(self, title: str) -> FoundTheme:
        """The theme that goes on, or a new one. Rows of one theme can stand in several tables."""
        for each in self.themes:
            if same_line(each.title) == same_line(title):
                return each
        self.themes.append(FoundTheme(title))
        return self.themes[-1]


def read_plan_tables(
    tables: Iterable[FoundTable], levels: Mapping[str, str] | None = None
) -> FoundPlan:
    """Every cell of the five columns, word for word; empty ones too, rows without a word aside.

    `levels` are the framework's by what they are called.
    """
    found = FoundPlan()
    for table in tables:
        heading = _heading_of(table)
        if heading is None:
            found.other_tables += any(any(cell for cell in row) for row in table.rows)
        else:
            _read_table(table, *heading, found, levels or {})
    return found


def _heading_of(table: FoundTable) -> tuple[int, dict[str, int]] | None:
    """The number of the row that names the columns, and where each of them stands."""
    for number, row in enumerate(table.rows[:HEADING_WITHIN]):
        places = guess_columns([clean_line(cell) for cell in row], PLAN_COLUMNS)
        if sum(name in places for name in COLUMNS) >= FEWEST_COLUMNS:
            return number, places
    return None


def _read_table(
    table: FoundTable,
    start: int,
    places: dict[str, int],
    found: FoundPlan,
    levels: Mapping[str, str],
) -> None:
    heading = list(table.rows[start])
    title = _title_above(table, start, found)
    for row in table.rows[start + 1 :]:
        if list(row) == heading or not any(row):
            continue
        if len(row) == 1 < len(heading):  # one cell over the whole table names what follows
            title = _title(row[0])
            continue
        said = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        title = _title(said.get("theme", "")) or title
        line = _line(said)
        theme = found.theme(title)
        facts = _read_other_columns(heading, row, places, found, levels)
        if not line.is_empty:
            theme.lines.append(line)
            theme.facts.append(facts)


def _title_above(table: FoundTable, start: int, found: FoundPlan) -> str:
    """The name of the theme: in a row of its own above the headings, or above the whole table.

    In a sheet that has a name, such a row names the theme only where it says «Tema».
    """
    above = "" if table.is_sheet and _NAMELESS.fullmatch(table.above) else table.above
    said = [[cell for cell in row if cell] for row in table.rows[:start]]
    alone = [place for place, cells in enumerate(said) if len(cells) == 1]
    at = alone[-1] if alone else None
    if at is not None and table.is_sheet and above and not _NUMBERED.match(said[at][0]):
        at = None
    found.other_cells += [cell for nr, cells in enumerate(said) if nr != at for cell in cells]
    return _title(above if at is None else said[at][0])


def _line(said: dict[str, str]) -> Line:
    words = {name: said.get(name, "") for name in COLUMNS}
    words["time"] = _as_people_write(words["time"])
    return Line(**words, activity_id=_id(said.get("activity_id", "")))


def _as_people_write(time: str) -> str:
    """A cell that holds a date and no words: «22.04.2027»."""
    found = _DATE.fullmatch(time)
    return f"{found[3]}.{found[2]}.{found[1]}" if found else time


def _title(text: str) -> str:
    """A theme's name without the number it had in the document."""
    line = clean_line(text)
    return _NUMBERED.sub("", line, count=1) if _NUMBERED.match(line) else line


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read_other_columns(
    heading: Sequence[str],
    row: Sequence[str],
    places: dict[str, int],
    found: FoundPlan,
    levels: Mapping[str, str],
) -> Facts:
    """What the row says beside the five; what can't be read is noted by its heading."""
    facts = Facts()
    for place, cell in enumerate(row):
        if not cell or place in places.values():
            continue
        name = clean_line(heading[place]) if place < len(heading) else ""
        fact = fact_of(name)
        read = with_fact(facts, fact, cell, levels) if fact else None
        facts = read or facts
        noted = found.fact_columns if read else found.other_columns
        if (name or str(place + 1)) not in noted:
            noted.append(name or str(place + 1))
    return facts
