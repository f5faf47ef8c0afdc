"""An order of one's own: random to others, the same from page to page and day to day.

nr → a·nr² + b·nr + c mod p with coefficients from a hash of person and campaign: three-wise
independent (Wegman & Carter 1981). A straight line would do for pairs, but puts the oldest and
the newest first half as often again as the others. Nothing is stored.
"""

import hashlib
from uuid import UUID

PRIME = 2**31 - 1
"""Larger than any running number, and small enough that a product stays within 64 bits."""

Coefficients = tuple[int, int, int]


def coefficients(campaign_id: UUID, person_id: UUID) -> Coefficients:
    """What sets one person's order in one campaign apart from everybody else's."""
    digest = hashlib.sha256(campaign_id.bytes + person_id.bytes).digest()
    a, b, c = (int.from_bytes(digest[start : start + 8]) % PRIME for start in (0, 8, 16))
    return a, b, c


def place(chosen: Coefficients, nr: int) -> int:
    """What the proposal with running number `nr` is sorted by."""
    a, b, c = chosen
    return ((a * nr + b) % PRIME * nr + c) % PRIME
