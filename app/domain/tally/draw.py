"""The order that parts equals: fixed by a secret committed to before anybody voted.

Ideas are sorted by SHA-256(seed ‖ 0x1f ‖ campaign ‖ 0x1f ‖ idea), seed = SHA-256(pre ‖ post); after
RFC 3797 (Eastlake 2004, "Publicly Verifiable Nominations Committee Random Selection"). `pre` is
committed to when voting opens and revealed at close; `post` is public randomness fixed afterwards,
empty where little is at stake.
"""

from collections.abc import Callable
from hashlib import sha256

from app.domain.tally.outcome import IdeaId

SEPARATOR = b"\x1f"
DrawKey = Callable[[IdeaId], str]
"""Sorts equals; smaller comes first."""


def draw_seed(pre: bytes, post: bytes = b"") -> bytes:
    """The seed of a campaign's draw."""
    return sha256(pre + post).digest()


def draw_order(seed: bytes, campaign_id: str) -> DrawKey:
    """A key for sorting ideas in the order of the draw."""
    start = seed + SEPARATOR + campaign_id.encode() + SEPARATOR

    def key(idea: IdeaId) -> str:
        return sha256(start + idea.encode()).hexdigest()

    return key
