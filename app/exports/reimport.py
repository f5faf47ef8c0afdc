"""Reads back the strategy file with the receivers' answers, and says what would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.tabular import Table, UnreadableTableError, read_table
from app.domain.errors import InvalidInputError, ReasonMissingError
from app.domain.strategy_answers import GivenAnswer, given_answer
from app.domain.text import same_line
from app.exports.cells import looks_like_formula
from app.exports.columns import ANSWER_KEYS, answer_headings
from app.exports.strategy import sheet_titles
from app.strategy.queries import InputLine, list_lines_of
from app.strategy.services import is_news
from app.web.language import LOCALES
from app.web.words import strategy_names

SHEETS = ("going_forward", "ideas")
"""Where answers may have been written; the same proposal can stand in both."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """What one row says about one proposal."""

    place: str
    """Sheet and row, for whoever must find it again."""
    idea_id: str
    status: str
    passage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that is not the newest one already."""

    line: InputLine
    answer: GivenAnswer


@dataclass(frozen=True, slots=True)
class RowError:
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be stored, and what stops it: with any error nothing is."""

    changes: list[Change]
    errors: list[RowError]
    unchanged: int


def preview_file(session: Session, campaign_id: UUID, content: bytes) -> Preview:
    """Rows without an answer say nothing. UnreadableTableError where the file is none of ours."""
    found = [row for row in _read(content) if row.status or row.passage or row.reason]
    ids = {row.idea_id: _id(row.idea_id) for row in found}
    lines = list_lines_of(session, campaign_id, [known for known in ids.values() if known])
    changes: dict[UUID, Change] = {}
    errors: list[RowError] = []
    same = set()
    for row in found:
        line = lines.get(ids[row.idea_id] or UUID(int=0))
        answer, message = _judged(row, line)
        if message or line is None or answer is None:
            errors.append(RowError(row.place, message))
        elif not is_news(line, answer):
            same.add(line.idea_id)
        elif (earlier := changes.get(line.idea_id)) and earlier.answer != answer:
            errors.append(RowError(row.place, _("Forslaget har to ulike svar i filen.")))
        else:
            changes[line.idea_id] = Change(line, answer)
    return Preview(list(changes.values()), errors, len(same - changes.keys()))


def _judged(row: FileRow, line: InputLine | None) -> tuple[GivenAnswer | None, str]:
    """The answer in a row, or why it cannot be taken."""
    if line is None:
        return None, _("Forslaget finnes ikke i denne dugnaden.")
    if line.handed_over_at is None:
        return None, _("Forslaget har ingen mottaker ennå.")
    try:
        return given_answer(row.status, row.passage, row.reason), ""
    except ReasonMissingError:
        return None, _("Skriv hvorfor det ikke er tatt inn.")
    except InvalidInputError as error:
        return None, {
            "status": _("Svaret må være «Tatt inn», «Vurderes» eller «Ikke tatt inn»."),
            "passage": _("Skriv hvilket avsnitt det er tatt inn i."),
        }.get(str(error.facts["field"]), _("Teksten er for lang."))


def _read(content: bytes) -> Iterator[FileRow]:
    """The rows of a CSV file, or of both sheets with proposals of a workbook."""
    if not content.startswith(b"PK"):
        yield from _rows_of(read_table(BytesIO(content)), "")
        return
    tables = 0
    for title in _titles():
        try:
            table = read_table(BytesIO(content), sheet=title)
        except UnreadableTableError as error:
            if error.code != "no_such_sheet":
                raise
            continue
        tables += 1
        yield from _rows_of(table, title)
    if not tables:
        raise UnreadableTableError("no_such_sheet")


def _titles() -> list[str]:
    titles = []
    for locale in LOCALES:
        with force_locale(locale):
            titles += [sheet_titles()[name] for name in SHEETS]
    return list(dict.fromkeys(titles))


def _rows_of(table: Table, sheet: str) -> Iterator[FileRow]:
    places = _places(table.headings)
    statuses = _statuses()
    for number, cells in table.rows:
        said = {key: _plain(cells[place]) for key, place in places.items()}
        status = said["strategy_status"]
        yield FileRow(
            _("%(sheet)s, rad %(row)s", sheet=sheet, row=number)
            if sheet
            else _("Rad %(row)s", row=number),
            said["id"],
            statuses.get(same_line(status), status),
            said["strategy_passage"],
            said["strategy_reason"],
        )


def _plain(text: str) -> str:
    """A cell without the apostrophe that keeps a text in a CSV file from being calculated."""
    return text[1:] if text[:1] == "'" and looks_like_formula(text[1:]) else text


def _places(headings: list[str]) -> dict[str, int]:
    """Where the columns stand, by their headings in any of the three written forms."""
    known = _headings()
    places = {
        known[same_line(heading)]: place
        for place, heading in enumerate(headings)
        if same_line(heading) in known
    }
    if missing := {"id", *ANSWER_KEYS} - places.keys():
        raise UnreadableTableError("no_such_column", columns=sorted(missing))
    return places


def _headings() -> dict[str, str]:
    known: dict[str, str] = {}
    for locale in LOCALES:
        with force_locale(locale):
            known |= {same_line(heading): key for key, heading in answer_headings().items()}
    return known


def _statuses() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for locale in LOCALES:
        with force_locale(locale):
            known |= {same_line(name): status for status, name in strategy_names().items()}
    return known


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
