"""Which of two matters most: one person's answers, and the advice they add up to.

Never a decision: the numbers help to make a shortlist, and people make it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app.domain.errors import InvalidBallotError
from app.domain.sealing import keyed_hash
from app.domain.tally.wiki import interval, wiki_score

MOST_ANSWERS = 40
"""So many pairs a person may be asked about in a campaign, so that nobody outweighs the others."""
LEAST_PEOPLE = 5
"""Fewer people than this are shown no numbers about."""
SURE_FROM = 20
"""With fewer comparisons an idea's score is called uncertain."""


class Preference(StrEnum):
    """What a person says of a pair, by the order of the ideas' ids."""

    LOW = "low"
    HIGH = "high"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """One person's answer about an unordered pair."""

    low: UUID
    high: UUID
    preference: Preference

    @property
    def preferred(self) -> UUID | None:
        return {Preference.LOW: self.low, Preference.HIGH: self.high}.get(self.preference)


def answer_of(first: UUID, second: UUID, preferred: UUID | None) -> PairAnswer:
    """The answer, whichever way round the pair was shown. Raises InvalidBallotError."""
    if first == second:
        raise InvalidBallotError(reason="same_idea")
    low, high = sorted((first, second))
    if preferred is None:
        return PairAnswer(low, high, Preference.NEITHER)
    if preferred not in (low, high):
        raise InvalidBallotError(reason="foreign_pair")
    return PairAnswer(low, high, Preference.LOW if preferred == low else Preference.HIGH)


def offer_proof(key: bytes, person: bytes, first: UUID, second: UUID) -> str:
    """What shows that this person was asked about this pair and did not choose it."""
    low, high = sorted((first, second))
    return keyed_hash(key, f"offer {person.hex()} {low} {high}").hex()


def drawn_by(key: bytes, person: bytes, turn: int) -> Callable[[int], int]:
    """Whole numbers below a bound that are the person's own: asking again gives the same pair."""
    throws = iter(range(1 << 30))

    def below(bound: int) -> int:
        throw = keyed_hash(key, f"draw {person.hex()} {turn} {next(throws)}")
        return int.from_bytes(throw) % bound

    return below


@dataclass(frozen=True, slots=True)
class PairStanding:
    """How an idea does beside others, as advice."""

    wins: int
    losses: int
    people: int
    """How many different people have preferred it or another to it."""

    @property
    def comparisons(self) -> int:
        return self.wins + self.losses

    @property
    def score(self) -> Fraction:
        return wiki_score(self.wins, self.losses)

    @property
    def interval(self) -> tuple[Fraction, Fraction]:
        return interval(self.wins, self.losses)

    @property
    def is_uncertain(self) -> bool:
        return self.comparisons < SURE_FROM


def pair_standings(
    answers: Iterable[tuple[UUID, UUID, Preference, bytes]], living: Mapping[UUID, UUID]
) -> dict[UUID, PairStanding]:
    """What is said of each idea: low, high, which was preferred, and by whom, for each answer.

    `living` gives each idea the one it is or was merged into; the others are as if they had never
    been listed. Comparisons of two that have become one are dropped. Empty where too few answered.
    """
    numbers: dict[bytes, int] = {}
    wins, losses = Counter[UUID](), Counter[UUID]()
    people: dict[UUID, set[int]] = defaultdict(set)
    for low, high, preference, person in answers:
        number = numbers.setdefault(person, len(numbers))
        pair = living.get(low), living.get(high)
        winner, loser = pair if preference is Preference.LOW else pair[::-1]
        if winner is None or loser is None or winner == loser:
            continue
        wins[winner] += 1
        losses[loser] += 1
        people[winner].add(number)
        people[loser].add(number)
    if len(numbers) < LEAST_PEOPLE:
        return {}
    return {
        idea: PairStanding(wins[idea], losses[idea], len(those)) for idea, those in people.items()
    }
