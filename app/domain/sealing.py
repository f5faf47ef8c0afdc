"""Canonical JSON, hash chain and commitments: what makes a later change visible.

Canonical JSON is RFC 8785 (Rundgren, Jordan, Erdtman 2020) restricted to strings in NFC, integers,
booleans, arrays and objects with ASCII keys. Under that restriction Python's own writer gives the
bytes the standard asks for, and no number can be written in two ways.
"""

import hmac
import json
import unicodedata
from collections.abc import Mapping
from hashlib import sha256

LARGEST_INTEGER = 2**53 - 1
"""The largest integer every JSON reader reads exactly."""
CHAIN_START = "0" * 64
"""What the first event of a chain points back to."""
SALT_BYTES = 32


def canonical_json(value: object) -> str:
    """The one way to write `value`. ValueError or TypeError for what has no such way."""
    return json.dumps(_checked(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _checked(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("integer beyond what JSON readers hold exactly")
        return value
    if isinstance(value, list | tuple):
        return [_checked(item) for item in value]
    if isinstance(value, Mapping):
        return {_checked_key(key): _checked(item) for key, item in value.items()}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _checked_key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise ValueError("keys are ASCII strings")
    return key


def sha256_hex(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def chain_hash(previous: str, canonical: str) -> str:
    """The hash of a chain's next link: SHA-256(previous hash in hexadecimal ‖ canonical event)."""
    return sha256_hex(previous + canonical)


def commitment(salt: bytes, canonical_ballot: str) -> str:
    """SHA-256(salt ‖ canonical ballot): fixes a ballot and tells nothing about it."""
    return sha256(salt + canonical_ballot.encode()).hexdigest()


def commitments_hash(commitments: list[str]) -> str:
    """One hash over all commitments, sorted, one a line."""
    return sha256_hex("".join(f"{line}\n" for line in sorted(commitments)))


def keyed_hash(key: bytes, text: str) -> bytes:
    """HMAC-SHA256: says nothing to whoever lacks the key."""
    return hmac.digest(key, text.encode(), "sha256")
