"""Topics suggested from the words people use: a word many proposals share, and most do not.

Counted, not understood: a suggestion names its words and its proposals, so that whoever looks
after the campaign can see why it stands there, and nothing follows from it by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from app.domain.norwegian import stem, subject_stems, tokens

FEWEST_PROPOSALS = 3
"""A word of fewer is no topic."""
LARGEST_SHARE = 0.5
"""What more than half of all speak of is what the campaign asks about."""
SHORTEST_WORD = 4
MOST_TOPICS = 10
_SAYS_LITTLE = frozenset(
    subject_stems(
        "alle bedre bruk bruke egen egne enklere fast faste felles flere forslag færre få gi gjøre"
        " god gode ha hver kan klar kort lage lengre mer mindre mulig ny nye samme sammen skal"
        " si snakke stor tid ting tydelig tydeligere under uten vanlig viktig være år måned uke dag"
    )
)
"""Common in proposals about anything."""
_SAME_TOPIC = 0.6
"""A word whose proposals mostly hold a better one already says the same."""


@dataclass(frozen=True, slots=True)
class SuggestedTopic:
    """A word as most people write it, other words used with it, and where they stand."""

    word: str
    also: tuple[str, ...]
    numbers: tuple[int, ...]
    """Of the proposals that hold the word, lowest first."""


def suggested_topics(
    texts: Iterable[tuple[int, str]], known: Iterable[str] = ()
) -> list[SuggestedTopic]:
    """At most ten topics of proposals (number, text), the most telling first.

    The first line of a text is its title. A topic is a word of some title, whatever else people
    write much of: titles say what proposals are about, and texts how they are meant. Words in
    `known`, the names of the topics there are, are not suggested again.
    """
    holders, spellings, total = _count(texts := list(texts))
    in_titles = {each for _, text in texts for each in subject_stems(text.partition("\n")[0])}
    left_out = {each for name in known for each in subject_stems(name)}
    words = {
        word: numbers
        for word, numbers in holders.items()
        if word in in_titles
        and word not in left_out
        and word not in _SAYS_LITTLE
        and len(word) >= SHORTEST_WORD - 1
        and len(numbers) >= FEWEST_PROPOSALS
        and len(numbers) <= max(FEWEST_PROPOSALS, LARGEST_SHARE * total)
    }
    ranked = sorted(words, key=lambda word: (-_tells(len(words[word]), total), word))
    return _grouped(ranked, words, spellings)


def _count(
    texts: Iterable[tuple[int, str]],
) -> tuple[dict[str, set[int]], dict[str, Counter[str]], int]:
    holders: defaultdict[str, set[int]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    total = 0
    for number, text in texts:
        total += 1
        subjects = set(subject_stems(text))
        for word in tokens(text):
            root = stem(word)
            if root in subjects and word.isalpha() and len(word) >= SHORTEST_WORD:
                holders[root].add(number)
                spellings[root][word] += 1
    return holders, spellings, total


def _tells(number: int, total: int) -> float:
    """How much a word says: many speak of it, and yet not all do."""
    return number * log(1 + total / number)


def _grouped(
    ranked: list[str], words: Mapping[str, set[int]], spellings: Mapping[str, Counter[str]]
) -> list[SuggestedTopic]:
    leaders: dict[str, list[str]] = {}
    for word in ranked:
        leader = next(
            (
                one
                for one in leaders
                if len(words[word] & words[one]) >= _SAME_TOPIC * len(words[word])
            ),
            None,
        )
        if leader is not None:
            leaders[leader].append(word)
        elif len(leaders) < MOST_TOPICS:
            leaders[word] = []
    return [
        SuggestedTopic(
            _usual(spellings[word]),
            tuple(_usual(spellings[each]) for each in also[:3]),
            tuple(sorted(words[word])),
        )
        for word, also in leaders.items()
    ]


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda word: (-spellings[word], len(word), word))
