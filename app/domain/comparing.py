"""Which of two matters most: one person's answers, and the advice they add up to.

Never a decision: the numbers help to make a shortlist, and people make it.
"""

from collections.abc import Callable
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
