"""The order of names as Norwegians know it, the same on every database."""

import unicodedata

_LAST = str.maketrans(
    {
        # After «z» in ASCII, so that comparing bytes gives the order.
        "æ": "{", "ä": "{", "ø": "|", "ö": "|", "œ": "|", "å": "}",
        # Letters without an accent to take off.
        "ð": "d", "đ": "d", "ł": "l", "þ": "th", "ü": "y", "ŋ": "n", "ŧ": "t",
    }
)  # fmt: skip


def sort_key(text: str) -> str:
    """`text` so that plain comparison puts æ, ø and å last, «Aa» with «Å», and é beside e."""
    lower = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_LAST)
    parted = unicodedata.normalize("NFKD", lower)
    return "".join(sign for sign in parted if not unicodedata.combining(sign))
