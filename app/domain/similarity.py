"""Finding texts about the same thing: IDF-weighted character grams of stems, compared by cosine.

Method: character n-grams with tf-idf and cosine as in Salton & Buckley (1988), on stems, with a
feature more for words of near meaning. No dependency, no model, nothing leaves the machine.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import Generic, TypeVar

from app.domain.norwegian import stem, subject_stems
from app.domain.norwegian_words import NEAR_MEANINGS

Key = TypeVar("Key", int, str)

GRAM_SIZES = (3, 4, 5)
# Tuned on tests/domain/similar_tuning.json, with titles alone.
MEANING_WEIGHT = 4.0
# What the body counts for, beside a title of 1: enough to find, not enough to drown the title.
BODY_WEIGHT = 0.3
# A long body says its subject early; the rest costs memory and blurs.
MAX_BODY_WORDS = 150
MAX_TITLE_WORDS = 60
AT_LEAST = 0.1
ANSWERS_REMEMBERED = 500
"""With texts of a page each, about a megabyte."""
_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """A text that resembles the one asked about; `score` from 0 (nothing) to 1 (the same words)."""

    key: Key
    score: float


class SimilarityIndex(Generic[Key]):
    """An inverted index over short texts. Built once, then only read, so that it remembers what it
    answered: a proposal's page asks the same at every visit.

    The first line of a text is its title and weighs more than the lines after it.
    """

    def __init__(self, entries: Iterable[tuple[Key, str]]) -> None:
        self._keys: list[Key] = []
        self._in_title: defaultdict[str, list[int]] = defaultdict(list)
        self._in_body: defaultdict[str, list[int]] = defaultdict(list)
        for place, (key, text) in enumerate(entries):
            self._keys.append(key)
            title, body = _features(text)
            for feature in title:
                self._in_title[feature].append(place)
            for feature in body:
                self._in_body[feature].append(place)
        self._lengths = self._measure()
        self._answers: dict[tuple[str, int, float], list[Match[Key]]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def nearest(self, text: str, limit: int = 5, at_least: float = AT_LEAST) -> list[Match[Key]]:
        """The texts most like `text`, best first; equal scores stand in the order of their keys."""
        question = (text, limit, at_least)
        if question not in self._answers:
            if len(self._answers) >= ANSWERS_REMEMBERED:
                self._answers.clear()
            self._answers[question] = self._nearest(*question)
        return self._answers[question]

    @property
    def keys(self) -> Sequence[Key]:
        """In the order they were given; a place in `postings` counts here."""
        return self._keys

    @property
    def lengths(self) -> Sequence[float]:
        return self._lengths

    def postings(self) -> Iterator[tuple[str, Sequence[int], float]]:
        """Each feature with the places of the texts that hold it and what it weighs in them."""
        for postings, share in ((self._in_title, 1.0), (self._in_body, BODY_WEIGHT)):
            for feature, places in postings.items():
                yield feature, places, share * self._weight(feature)

    def _nearest(self, text: str, limit: int, at_least: float) -> list[Match[Key]]:
        shares = _shares(text)
        weights = {feature: share * self._weight(feature) for feature, share in shares.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        matches = (
            Match(self._keys[place], round(product / (length * self._lengths[place]), 4))
            for place, product in enumerate(self._products(weights))
            if product
        )
        good = (match for match in matches if match.score >= at_least)
        return nsmallest(limit, good, key=lambda match: (-match.score, match.key))

    def _products(self, weights: dict[str, float]) -> list[float]:
        """The inner product of the text asked about and each text of the index."""
        products = [0.0] * len(self._keys)
        for feature, weight in weights.items():
            part = weight * self._weight(feature)
            _add(products, self._in_title.get(feature, ()), part)
            _add(products, self._in_body.get(feature, ()), part * BODY_WEIGHT)
        return products

    def _measure(self) -> list[float]:
        squares = [0.0] * len(self._keys)
        for postings, share in ((self._in_title, 1.0), (self._in_body, BODY_WEIGHT)):
            for feature, places in postings.items():
                _add(squares, places, (share * self._weight(feature)) ** 2)
        return [math.sqrt(square) or 1.0 for square in squares]

    def _weight(self, feature: str) -> float:
        """Rare features tell most; what all texts hold still tells a little."""
        holders = len(self._in_title.get(feature, ())) + len(self._in_body.get(feature, ()))
        rarity = math.log(1 + (len(self._keys) + 1) / (holders + 0.5))
        return rarity * (MEANING_WEIGHT if feature.startswith("=") else 1.0)


def _add(sums: list[float], places: Iterable[int], part: float) -> None:
    for place in places:
        sums[place] += part


def _shares(text: str) -> dict[str, float]:
    title, body = _features(text)
    return dict.fromkeys(body, BODY_WEIGHT) | dict.fromkeys(title, 1.0)


def _features(text: str) -> tuple[list[str], list[str]]:
    """The features of the title, and those that only the body has.

    In the order of the text, not as sets: sums of floats then come out the same in every run.
    """
    title, _, body = text.strip().partition("\n")
    of_title = dict.fromkeys(_features_of(subject_stems(title)[:MAX_TITLE_WORDS]))
    of_body = dict.fromkeys(_features_of(subject_stems(body)[:MAX_BODY_WORDS]))
    return list(of_title), [feature for feature in of_body if feature not in of_title]


def _features_of(words: list[str]) -> Iterator[str]:
    for word in words:
        yield from _word_features(word)


@lru_cache(maxsize=20_000)
def _word_features(word: str) -> tuple[str, ...]:
    """Grams of one stem with its edges marked, and its meanings where a group knows it."""
    edged = f" {word} "
    grams = [
        edged[start : start + size]
        for size in GRAM_SIZES
        for start in range(max(1, len(edged) - size + 1))
    ]
    return (*grams, *_meanings(word))


def _meanings(word: str) -> Iterator[str]:
    """The groups of near meaning that `word`, or the head or tail of a compound, belongs to."""
    yield from _GROUPS.get(word, ())
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        yield from _GROUPS.get(word[:cut], ())
        yield from _GROUPS.get(word[cut:], ())


def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for number, line in enumerate(NEAR_MEANINGS.strip().splitlines()):
        for word in line.split():
            groups.setdefault(stem(word), []).append(f"={number}")
    return groups


_GROUPS = _groups()
