"""The order that parts equals: fixed by a secret committed to before anybody voted.

Ideas are sorted by SHA-256(seed ‖ 0x1f ‖ campaign ‖ 0x1f ‖ idea), seed = SHA-256(pre ‖ post); after
RFC 3797 (Eastlake 2004, "Publicly Verifiable Nominations Committee Random Selection"). `pre` is
committed to when voting opens and revealed at close; `post` is public randomness fixed afterwards,
empty where little is at stake.
"""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256

from app.domain.tally.outcome import IdeaId

SEPARATOR = b"\x1f"
Place = str | tuple[tuple[tuple[int, int, str], ...], str]
DrawKey = Callable[[IdeaId], Place]
"""Sorts equals; smaller comes first. One count uses one kind of place."""

_RUNS = re.compile("[0-9]+|[^0-9]+")


def draw_seed(pre: bytes, post: bytes = b"") -> bytes:
    """The seed of a campaign's draw."""
    return sha256(pre + post).digest()


def draw_order(seed: bytes, campaign_id: str) -> DrawKey:
    """A key for sorting ideas in the order of the draw."""
    start = seed + SEPARATOR + campaign_id.encode() + SEPARATOR

    def key(idea: IdeaId) -> str:
        return sha256(start + idea.encode()).hexdigest()

    return key


def natural_order(idea: IdeaId) -> Place:
    """The order of ids where nothing was drawn (files): "2" before "10", "a2" before "a10".

    Runs of the digits 0–9 are compared as numbers and come before other runs, which are compared
    by code points; the whole id is the last resort ("1" and "01").
    """
    return tuple(map(_run_key, _RUNS.findall(idea))), idea


def _run_key(run: str) -> tuple[int, int, str]:
    if run[0] not in "0123456789":
        return 1, 0, run
    digits = run.lstrip("0")
    return 0, len(digits), digits


def draw_places(ideas: Sequence[IdeaId], draw: DrawKey) -> list[int]:
    """Where each idea stands in the draw, from 0."""
    order = sorted(range(len(ideas)), key=lambda index: (draw(ideas[index]), ideas[index]))
    places = [0] * len(order)
    for place, index in enumerate(order):
        places[index] = place
    return places


def turned(places: Sequence[int]) -> list[int]:
    """The same draw turned round, which shows where the lot mattered."""
    return [len(places) - 1 - place for place in places]
