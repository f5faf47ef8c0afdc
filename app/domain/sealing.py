"""Canonical JSON, its hash, and the chain that campaign events form."""

import json
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""What the first link of a chain points back to."""


def canonical_json(value: Any) -> str:
    """One spelling for each value: sorted keys, no blanks, UTF-8 as it is.

    Equals RFC 8785 (JSON Canonicalization Scheme) for what is sealed here: text, whole numbers,
    booleans, null, lists, and objects whose keys are ASCII. A float is refused with ValueError.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def link_hash(previous: str, canonical: str) -> str:
    """The hash of a link: over the one before it and its own content."""
    return sha256_of(previous + canonical)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("numbers that are sealed are whole")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)
