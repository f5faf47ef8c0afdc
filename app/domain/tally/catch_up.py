"""Which two ideas to ask about next: rather those that have been asked about little.

The "catch-up" choice of All Our Ideas (Salganik & Levy 2015): an idea that came late is asked about
until it has caught up. Nothing here throws dice: whoever asks brings the chance along.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import accumulate

from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import IdeaId
from app.domain.tally.wiki import Answer, answers_among

Pair = tuple[IdeaId, IdeaId]
Below = Callable[[int], int]
"""A whole number by chance, from 0 up to but not including its argument: `secrets.randbelow`."""

SATURATION = 20
"""Pairs with fewer answers than this are equally likely: 1 ÷ (answers + 1), but at most 1/20."""
WEIGHT = 1 << 40
FULL = WEIGHT // SATURATION


def next_pair(
    ideas: Collection[IdeaId],
    answers: Mapping[Answer, int],
    done: Collection[Pair],
    below: Below,
) -> Pair | None:
    """Two ideas in the order they are to be shown, or None where this person has had all pairs.

    `done` are the pairs the person has answered or skipped, either way round. An idea is drawn by
    the weight of all its pairs and then its opponent by the weight of that pair, which gives each
    pair the chance it would have in a table of all pairs, without the table.
    """
    ordered = sorted(set(ideas), key=natural_order)
    uncommon = _uncommon_weights(ideas, answers, done)
    rows = [
        FULL * (len(ordered) - 1 - len(uncommon[idea])) + sum(uncommon[idea].values())
        for idea in ordered
    ]
    if not sum(rows):
        return None
    first = ordered[_drawn(rows, below)]
    opponents = [idea for idea in ordered if idea != first]
    weights = [uncommon[first].get(idea, FULL) for idea in opponents]
    return first, opponents[_drawn(weights, below)]


def _uncommon_weights(
    ideas: Collection[IdeaId], answers: Mapping[Answer, int], done: Collection[Pair]
) -> dict[IdeaId, dict[IdeaId, int]]:
    """The weights of the pairs that differ from FULL, both ways round."""
    answered = Counter[frozenset[IdeaId]]()
    for pair, number in answers_among(ideas, answers).items():
        answered[frozenset(pair)] += number
    weights: dict[IdeaId, dict[IdeaId, int]] = defaultdict(dict)
    among = set(ideas)
    often = {pair: WEIGHT // (n + 1) for pair, n in answered.items() if n >= SATURATION}
    over = dict.fromkeys((frozenset(pair) for pair in done if among.issuperset(pair)), 0)
    for (one, other), weight in (often | over).items():
        weights[one][other] = weights[other][one] = weight
    return weights


def _drawn(weights: Sequence[int], below: Below) -> int:
    """A position, each with a chance in proportion to its weight."""
    cut = below(sum(weights))
    return next(place for place, total in enumerate(accumulate(weights)) if cut < total)
