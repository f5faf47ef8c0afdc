"""What changed between two texts, word by word, so that a person can read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_WORDS = 4_000
"""Comparing takes time with the square of the length; longer texts are shown whole."""
_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (`same`), went (`gone`) or came (`new`), with their spaces."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in reading order; one `same` piece where nothing changed."""
    if before == after:
        return [Piece("same", after)] if after else []
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        return [Piece("gone", before), Piece("new", after)]
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[from_old:to_old]))
            continue
        if to_old > from_old:
            yield Piece("gone", "".join(old[from_old:to_old]))
        if to_new > from_new:
            yield Piece("new", "".join(new[from_new:to_new]))
