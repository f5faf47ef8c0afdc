"""All pairs of texts that resemble each other, in bounded time, and the words they share.

Comparing 2 000 texts two and two by their features would take minutes. Instead each text becomes
a short row of numbers (feature hashing: Weinberger et al., 2009), all rows are compared in one
product of matrices, and the pairs that may be near are then compared by their features, exactly
as `SimilarityIndex.nearest` does.
"""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from app.domain.norwegian import stem, subject_stems
from app.domain.similarity import Key, SimilarityIndex

MOST_COMPARED = 2_000
"""Texts in one go; the newest, where there are more."""
ALIKE_FROM = 0.4
"""In tests/domain/similar_tuning.json 23 of 24 pairs from here on mean the same; with those
of similar_later.json half of them. From 0.3 on there are twice as many, and two more are right."""
MOST_PAIRS = 200
"""Nobody looks through more; the most alike are kept."""
_COLUMNS = 4_096
_NOISE = 0.08
"""What a row of so many numbers may err by: five times the deviation of 1 / sqrt(4 096)."""
_MOST_EXACT = 20 * MOST_PAIRS
_ROWS_AT_ONCE = 500

Numbers = Any
"""A numpy array."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places in what was given, the lower first, and how alike they are, from 0 to 1."""

    low: int
    high: int
    score: float


def alike_pairs(
    index: SimilarityIndex[Key], *, at_least: float = ALIKE_FROM, most: int = MOST_PAIRS
) -> list[Pair]:
    """The pairs of texts that are most alike, best first."""
    if len(index) < 2 or not any(index.postings()):
        return []
    vectors = _Vectors(index)
    candidates = _candidates(vectors.rows(), at_least - _NOISE)
    exact = (Pair(low, high, vectors.cosine(low, high)) for low, high in candidates)
    pairs = [pair for pair in exact if pair.score >= at_least]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.low, pair.high))[:most]


class _Vectors:
    """The features of each text as numbers, of unit length."""

    def __init__(self, index: SimilarityIndex[Key]) -> None:
        numbers: dict[str, int] = {}
        hashes: list[int] = []
        places, features, weights = [], [], []
        for feature, holders, weight in index.postings():
            number = numbers.setdefault(feature, len(numbers))
            if number == len(hashes):
                hashes.append(crc32(feature.encode()))
            places.append(np.array(holders, dtype=np.int32))
            features.append(np.full(len(holders), number, dtype=np.int32))
            weights.append(np.full(len(holders), weight))
        self._number = len(index)
        self._hashes = np.array(hashes, dtype=np.int64)
        place = np.concatenate(places)
        order = np.lexsort((np.concatenate(features), place))
        self._features = np.concatenate(features)[order]
        lengths = np.array(index.lengths)
        self._weights = (np.concatenate(weights) / lengths[place])[order]
        self._starts = np.searchsorted(place[order], np.arange(self._number + 1))

    def rows(self) -> Numbers:
        """Each text as a row of `_COLUMNS` numbers; products of rows are near the cosine."""
        rows = np.zeros((self._number, _COLUMNS), dtype=np.float32)
        hashes = self._hashes[self._features]
        columns, signs = hashes % _COLUMNS, 1 - 2 * (hashes // _COLUMNS % 2)
        for place in range(self._number):
            part = slice(self._starts[place], self._starts[place + 1])
            rows[place] = np.bincount(
                columns[part], signs[part] * self._weights[part], minlength=_COLUMNS
            )
        return rows

    def cosine(self, low: int, high: int) -> float:
        one, other = (slice(self._starts[at], self._starts[at + 1]) for at in (low, high))
        _, here, there = np.intersect1d(
            self._features[one], self._features[other], assume_unique=True, return_indices=True
        )
        return round(float(self._weights[one][here] @ self._weights[other][there]), 4)


def _candidates(rows: Numbers, at_least: float) -> list[tuple[int, int]]:
    """Pairs that may be near enough, at most `_MOST_EXACT` of them, the nearest first."""
    found: list[tuple[float, int, int]] = []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        products = rows[start : start + _ROWS_AT_ONCE] @ rows.T
        low, high = np.nonzero(products >= at_least)
        is_pair = low + start < high
        low, high = low[is_pair], high[is_pair]
        scores = products[low, high]
        best = np.argsort(-scores, kind="stable")[:_MOST_EXACT]
        found += [(-float(scores[at]), int(low[at]) + start, int(high[at])) for at in best]
    return [(low, high) for _, low, high in sorted(found)[:_MOST_EXACT]]


def shared_words(one: str, other: str) -> list[str]:
    """The words of `one` that `other` also uses, in some form: why two texts look alike."""
    known = set(subject_stems(other))
    words = dict.fromkeys(word.strip('.,:;!?«»"()').lower() for word in one.split())
    subjects = set(subject_stems(one)) & known
    return [word for word in words if word and stem(word) in subjects]
