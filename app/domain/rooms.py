"""Meetings in a room: codes one can read aloud, notes of one thought, what the facilitator does."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from app.domain.errors import ConflictError, InvalidInputError
from app.domain.national_id import find_national_ids
from app.domain.text import clean_line, within

CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowels, so that no code is a word, and nothing that looks like something else."""
CODE_LENGTH = 6
MAX_NOTE = 280
MAX_NAME = 100
MAX_GROUP_NAME = 200
MAX_TITLE = 200
MAX_QUESTION = 300
MOST_BY_GUEST = 60
"""Notes of one phone in one meeting: more than anybody writes, few enough to be read."""
MOST_NOTES = 2_000
MOST_GUESTS = 1_000
MOST_GROUPS = 100
MOST_GROUPS_BY_ROOM = 60
"""What the phones can fill a meeting up to; there is always space for the facilitator's own."""
MOST_MINUTES = 240
MOST_HANDS = 100_000
MOST_ALTERNATIVES = 12
CLIENT_KEY = re.compile(r"[0-9A-Za-z-]{8,64}")
_MARK = re.compile(r"^(?:[-*•–—·]|\d{1,3}[.)])\s+")
_NAMES_OF_COLUMN = frozenset({"lapp", "lapper", "lappar", "tekst", "note", "notes", "text"})


class Steering(StrEnum):
    """What a facilitator does to the meeting as a whole."""

    OPEN_NOTES = "open_notes"
    CLOSE_NOTES = "close_notes"
    HIDE = "hide"
    REVEAL = "reveal"
    LET_GROUP = "let_group"
    STOP_GROUPING = "stop_grouping"
    SHOW_BALLOT = "show_ballot"
    HIDE_BALLOT = "hide_ballot"
    START_TIMER = "start_timer"
    STOP_TIMER = "stop_timer"


def make_code(choose: Callable[[str], str]) -> str:
    """A new code; `choose` draws one letter of many."""
    return "".join(choose(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """The code as it is stored, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: 2 * CODE_LENGTH]


def spaced_code(code: str) -> str:
    """The code in two halves, as one reads it aloud."""
    return f"{code[: CODE_LENGTH // 2]} {code[CODE_LENGTH // 2 :]}"


def require_space(what: str, held: int, most: int, *, wanted: int = 1) -> None:
    """ConflictError (`reason` too_many, `what`, `most`) where a meeting has no space for more."""
    if held + wanted > most:
        raise ConflictError(what, reason="too_many", what=what, most=most)


def clean_note(text: str) -> str:
    """A note as it is stored.

    InvalidInputError (field `text`): `missing`, `too_long`, or `national_id` where it seems to
    hold somebody's national identity number, which nobody should see on a wall.
    """
    line = within(clean_line(text), field="text", most=MAX_NOTE, least=1)
    if find_national_ids(line):
        raise InvalidInputError(field="text", reason="national_id")
    return line


def lines_of(pasted: str) -> list[str]:
    """One note a line, without the marks of a list and without the empty ones."""
    lines = (_MARK.sub("", clean_line(line)) for line in pasted.splitlines())
    return [line for line in lines if line]


def notes_of_column(headings: list[str], rows: Iterable[tuple[int, list[str]]]) -> list[str]:
    """The notes of a table: the column named so, else the first, whose heading may be one too."""
    names = [heading.casefold() for heading in headings]
    place = next((nr for nr, name in enumerate(names) if name in _NAMES_OF_COLUMN), None)
    first = [] if place is not None or not headings else [headings[0]]
    cells = [row[place or 0] if len(row) > (place or 0) else "" for _, row in rows]
    return [line for cell in (*first, *cells) for line in [clean_line(cell)] if line]
