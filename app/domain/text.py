"""Text from people and files brought into one safe form before it is stored."""

import re
import unicodedata

from app.domain.errors import InvalidInputError

# C0 without \n and \t, DEL, C1, and lone surrogates: databases, XML and terminals choke on them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks nobody sees: they make two titles look alike, hide words from search, or turn text around.
# The joiners U+200C and U+200D stay out too; neither Norwegian nor Sámi needs them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LINE_END = re.compile("\r\n?|\x85|\u2028|\u2029")
_BLANK_END = re.compile(r"[^\S\n]+(?=\n|$)")
_MANY_BLANK_LINES = re.compile(r"\n{4,}")


def clean_text(text: str) -> str:
    """Text of several lines: NFC, `\\n` between lines, nothing invisible, trimmed.

    A line's own indent and tabs stay, since Markdown reads them.
    """
    text = _visible(_LINE_END.sub("\n", text))
    text = _MANY_BLANK_LINES.sub("\n\n\n", _BLANK_END.sub("", text))
    return text.strip("\n") if text.strip() else ""


def clean_line(text: str) -> str:
    """Text of one line: as `clean_text`, with all white space as single spaces."""
    return " ".join(_visible(_LINE_END.sub("\n", text)).split())


def within(text: str, *, field: str, most: int, least: int = 0) -> str:
    """`text` itself, if it has from `least` to `most` characters.

    Raises InvalidInputError with the reason `missing`, `too_short` or `too_long`.
    """
    if len(text) > most:
        raise InvalidInputError(field=field, reason="too_long", most=most)
    if len(text) < least:
        reason = "too_short" if text else "missing"
        raise InvalidInputError(field=field, reason=reason, least=least)
    return text


def same_line(text: str) -> str:
    """The form in which two titles are the same: case, accents' spelling and spacing set aside."""
    return unicodedata.normalize("NFKC", clean_line(text)).casefold()


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _CONTROL.sub("", text)))
