"""Names for addresses: lower-case ASCII words with hyphens, made from what people wrote."""

import re
import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})
_NOT_WORD = re.compile("[^a-z0-9]+")


def slug_of(text: str, *, most: int = 60, default: str = "dugnad") -> str:
    """`text` as an address of at most `most` characters, cut between words; never empty."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    words = _NOT_WORD.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")
    if len(words) > most:
        words = words[: most + 1].rpartition("-")[0] or words[:most]
    return words or default
