"""What may be attached to a proposal, and under which name it is handed out."""

import re

from app.domain.learning.materials import DOCX, ENDINGS, LARGEST_BYTES, media_type_of
from app.domain.text import clean_line

MOST_ATTACHMENTS = 5
"""Of one proposal: a drawing, a letter, some pictures. More belongs in a link."""
LONGEST_NAME = 100
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_DOS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_NAMELESS = "vedlegg"


def file_name(given: str, media_type: str) -> str:
    """A name that every system takes, with the ending of what the file is.

    Of a whole path only the last part is kept; it may tell whose machine it was.
    """
    last = re.split(r"[/\\]", clean_line(given))[-1]
    stem = last.rpartition(".")[0] or last
    stem = clean_line(_UNSAFE.sub(" ", stem)).strip(". ")[:LONGEST_NAME].strip()
    if not stem or _DOS.fullmatch(stem):
        stem = _NAMELESS
    return f"{stem}.{ENDINGS[media_type]}"


__all__ = [
    "DOCX",
    "ENDINGS",
    "LARGEST_BYTES",
    "LONGEST_NAME",
    "MOST_ATTACHMENTS",
    "file_name",
    "media_type_of",
]
