"""Opens an election in a file, whatever its format, and reads no more of it than is asked for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.elections import Election, Lines
from app.domain.errors import UnreadableError
from app.domain.pabulib import read_pabulib
from app.domain.package_reading import read_package
from app.domain.preflib import read_preflib
from app.domain.scottish import read_scottish

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; the largest known election has about a tenth of that."""
LONGEST_LINE = 1024 * 1024
PACKAGE_START = b"PK\x03\x04"
_TWO_NUMBERS = re.compile(r"[0-9]+ *,")
_NUMBER = re.compile(r"[0-9]+")


def open_election(path: Path, *, as_score: bool = False) -> Election:
    """The election in a Pabulib, PrefLib or Scottish CSV file or a package, told by how it begins.

    Categories of PrefLib are read as approval of the first one unless `as_score`. Raises
    UnreadableError, or UnsupportedError for ballots of a kind that is not known.
    """
    with _told():
        if not path.is_file():
            raise UnreadableError("there is no such file" if not path.exists() else "not a file")
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"the file is larger than {LARGEST_FILE >> 20} MB")
        with path.open("rb") as file:
            if file.read(len(PACKAGE_START)) == PACKAGE_START:
                return read_package(path)
        return _read(lambda: _lines(path), as_score=as_score)


def _read(lines: Lines, *, as_score: bool) -> Election:
    first = next((line.strip() for line in lines() if line.strip()), "")
    if first.startswith("#"):
        return read_preflib(lines, as_score=as_score)
    if first.rstrip("; ").upper() == "META":
        return read_pabulib(lines)
    if _TWO_NUMBERS.match(first):
        return read_scottish(lines)
    if _NUMBER.fullmatch(first):
        raise UnreadableError("PrefLib's format from before 2022, or none that is known", 1)
    if not first:
        raise UnreadableError("the file is empty")
    raise UnreadableError("neither a Pabulib, a PrefLib nor a Scottish election file", 1)


def _lines(path: Path) -> Iterator[str]:
    with _told(), path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise UnreadableError(f"longer than {LONGEST_LINE} bytes", number)
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                raise UnreadableError("not text in UTF-8", number) from error
            yield text.removeprefix("\ufeff") if number == 1 else text


@contextmanager
def _told() -> Iterator[None]:
    """What the file system refuses, as any other fault of a file."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(error.strerror or "the file cannot be read") from error
