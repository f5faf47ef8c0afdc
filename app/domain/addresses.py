"""Mail addresses: one form for each, so that nobody can be two people or look like another."""

import re
import unicodedata

from app.domain.errors import InvalidInputError

LONGEST_ADDRESS = 254
"""RFC 5321's limit on a path, which mail servers keep to."""
LONGEST_LOCAL_PART = 64
_LOCAL = r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+"
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}"
_ADDRESS = re.compile(f"{_LOCAL}@{_DOMAIN}")


def same_address(text: str) -> str:
    """The form in which two spellings are one address: NFKC, lower case, no blanks. Never fails."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def valid_address(text: str) -> str:
    """The same for an address that is to be stored.

    Letters outside ASCII are refused: a Cyrillic «а» would make two people look like one.
    Raises InvalidInputError on `email`, with the reason `not_an_address`.
    """
    address = same_address(text)
    local, _, _ = address.partition("@")
    is_short = len(address) <= LONGEST_ADDRESS and len(local) <= LONGEST_LOCAL_PART
    if not is_short or not _ADDRESS.fullmatch(address):
        raise InvalidInputError(field="email", reason="not_an_address")
    return address
