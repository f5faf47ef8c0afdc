"""What reading people and units from files has in common: rows, errors, mapping, uploads."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.clock import OSLO
from app.core.tabular import Table, UnreadableTableError, read_table
from app.domain.columns import Names, guess_columns
from app.domain.errors import NotFoundError, UnsupportedError
from app.models import Upload

MOST_ROWS = 5_000
"""People or units in one file: more than any agency moves at once."""
_FORMULA = ("=", "+", "-", "@", "\t", "\uff1d")

Columns = Mapping[str, int]
"""The place of the column that holds each field, counted from 0."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What keeps a row from being imported. `code` is stable; the heading is row 1."""

    row: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class RefusedRowError(Exception):
    """Raised while a row is read, and turned into a RowError."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class SentTable:
    """A file as read: its heading, and what each field's column is guessed to be."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    guess: Columns

    def fields(self, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number and its fields by name."""
        for number, cells in self.rows:
            yield (
                number,
                {
                    name: cells[place] if place < len(cells) else ""
                    for name, place in columns.items()
                },
            )


def read_sent(content: bytes, names: Names) -> SentTable:
    """The table in a file. UnsupportedError, with the `reason`, when it is none we take."""
    try:
        table: Table = read_table(io.BytesIO(content))
        rows = list(table.rows)
    except UnreadableTableError as fault:
        raise UnsupportedError(fault.code, reason=fault.code, **fault.facts) from fault
    if len(rows) > MOST_ROWS:
        raise UnsupportedError("too_many_rows", reason="too_many_rows", most=MOST_ROWS)
    return SentTable(table.headings, rows, guess_columns(table.headings, names))


def keep_upload(
    session: Session, person_id: UUID, *, kind: str, content: bytes, now: datetime
) -> Upload:
    """Keep a file until it is imported, or swept away the next day."""
    upload = Upload(person_id=person_id, kind=kind, content=content, created_at=now)
    session.add(upload)
    session.flush()
    return upload


def get_upload(session: Session, person_id: UUID, upload_id: UUID, *, kind: str) -> Upload:
    """A file one has sent oneself; NotFoundError for everybody else's."""
    upload = session.get(Upload, upload_id)
    if upload is None or upload.person_id != person_id or upload.kind != kind:
        raise NotFoundError(f"upload {upload_id}")
    return upload


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text instead of showing it."""
    return text.startswith(_FORMULA)


def read_day(text: str) -> date | None:
    """«2026-08-01» or «01.08.2026»; None when it is empty. ValueError when it is neither."""
    plain = text.replace("T", " ").split(" ")[0]
    if not plain:
        return None
    if "." in plain:
        day, month, year = plain.split(".")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(plain)


def start_of(day: date) -> datetime:
    """The first moment of a day in Oslo."""
    return datetime.combine(day, time(0), OSLO)
