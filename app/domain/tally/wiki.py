"""Which of two: a survey that helps to find a shortlist. It never decides, so it has no winners.

Salganik & Levy (2015), "Wiki Surveys: Open and Quantifiable Social Data Collection", PLOS ONE 10.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import IdeaId

RULE = "wiki@1"

Answer = tuple[IdeaId, IdeaId]
"""Winner and loser. A pair that was skipped is no answer."""

STEPS = 1_000
"""The ends of an interval are found to this part of one: a tenth of a per cent."""
TAIL = Fraction(1, 40)
"""What lies beyond each end of an interval: 2.5 per cent."""
FIXED_POINT = 1 << 96
"""What the largest term of a tail is set to, so that whole numbers are fine enough for the rest."""
PRECISION = 1e-9
"""Strengths are found when none of them changes by more than this part of itself."""
MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class WikiStanding:
    """How one idea does. Equal scores share a rank (1, 1, 3)."""

    idea: IdeaId
    wins: int
    losses: int
    opponents: int
    """How many different ideas it has met."""
    score: Fraction
    """The expected chance, in per cent, of being preferred to an idea picked by chance."""
    interval: tuple[Fraction, Fraction]
    """Where that chance lies with 95 per cent certainty, from wins and losses alone."""
    rank: int


def count_answers(answers: Iterable[Answer]) -> Counter[Answer]:
    """How often each idea was preferred to each other."""
    return Counter(answers)


def wiki_standings(ideas: Collection[IdeaId], answers: Mapping[Answer, int]) -> list[WikiStanding]:
    """Every idea, best first; in the natural order of ids where scores are equal.

    Answers about ideas that are not among `ideas` are left out.
    """
    wins, losses = Counter[IdeaId](), Counter[IdeaId]()
    met: dict[IdeaId, set[IdeaId]] = defaultdict(set)
    for (winner, loser), number in answers_among(ideas, answers).items():
        wins[winner] += number
        losses[loser] += number
        met[winner].add(loser)
        met[loser].add(winner)
    scores = {idea: wiki_score(wins[idea], losses[idea]) for idea in ideas}
    found: list[WikiStanding] = []
    for idea in sorted(scores, key=lambda one: (-scores[one], natural_order(one))):
        last = found[-1] if found else None
        rank = last.rank if last and last.score == scores[idea] else len(found) + 1
        won, lost = wins[idea], losses[idea]
        spread = interval(won, lost)
        found.append(WikiStanding(idea, won, lost, len(met[idea]), scores[idea], spread, rank))
    return found


def answers_among(ideas: Collection[IdeaId], answers: Mapping[Answer, int]) -> dict[Answer, int]:
    """The answers where both ideas are among `ideas`."""
    among = set(ideas)
    return {pair: number for pair, number in answers.items() if among.issuperset(pair)}


def wiki_score(wins: int, losses: int) -> Fraction:
    """100 · (wins + 1) / (wins + losses + 2): what to expect of an idea, starting from even."""
    return Fraction(100 * (wins + 1), wins + losses + 2)


@lru_cache(maxsize=4_096)
def interval(wins: int, losses: int) -> tuple[Fraction, Fraction]:
    """The middle 95 per cent of Beta(wins + 1, losses + 1), in per cent, rounded outwards.

    The Beta's lower tail up to x is the chance of `wins` + 1 or more in `wins` + `losses` + 1
    throws with chance x each; so whole numbers suffice, and every machine finds the same.
    """
    throws = wins + losses + 1

    def lower_tail(step: int) -> Fraction:
        return _chance_of(wins + 1, throws, Fraction(step, STEPS))

    low = bisect_right(range(STEPS + 1), TAIL, key=lower_tail) - 1
    high = bisect_left(range(STEPS + 1), 1 - TAIL, key=lower_tail)
    return Fraction(100 * low, STEPS), Fraction(100 * high, STEPS)


def _chance_of(least: int, throws: int, chance: Fraction) -> Fraction:
    """The chance of `least` or more hits in `throws`.

    The terms are built outwards from the largest until they vanish, so that the work grows with
    the spread and not with the number of throws.
    """
    hit, miss = chance.numerator, chance.denominator - chance.numerator
    if not hit or not miss:
        return Fraction(bool(hit))
    mode = (throws + 1) * hit // chance.denominator
    upwards = _terms(range(mode, throws + 1), lambda j: ((throws - j) * hit, (j + 1) * miss))
    downwards = _terms(range(mode, -1, -1), lambda j: (j * miss, (throws - j + 1) * hit))
    terms = dict(upwards) | dict(downwards)
    return Fraction(sum(term for j, term in terms.items() if j >= least), sum(terms.values()))


def _terms(
    hits: Iterable[int], to_next: Callable[[int], tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Each number of hits with its term; `to_next` is the ratio (over, under) to the term after."""
    term = FIXED_POINT
    for j in hits:
        yield j, term
        over, under = to_next(j)
        term = term * over // under
        if not term:
            return


def strengths(ideas: Collection[IdeaId], answers: Mapping[Answer, int]) -> dict[IdeaId, float]:
    """A second opinion that heeds whom each idea met: Bradley–Terry strengths, 1 being average.

    Found by minorisation–maximisation (Hunter 2004, "MM Algorithms for Generalized Bradley–Terry
    Models", Annals of Statistics 32) from a fixed start in a fixed order. Each idea also has half a
    win and half a loss against an average one, so that also those never beaten get a number.
    """
    wins = dict.fromkeys(sorted(set(ideas), key=natural_order), 0.5)
    met: dict[IdeaId, Counter[IdeaId]] = {idea: Counter() for idea in wins}
    for (winner, loser), number in sorted(answers_among(ideas, answers).items()):
        wins[winner] += number
        met[winner][loser] += number
        met[loser][winner] += number
    strength = dict.fromkeys(wins, 1.0)
    for _ in range(MOST_ROUNDS):
        largest_change = 0.0
        for idea, opponents in met.items():
            own = strength[idea]
            shares = (number / (own + strength[other]) for other, number in opponents.items())
            strength[idea] = wins[idea] / (sum(shares) + 1 / (own + 1))
            largest_change = max(largest_change, abs(strength[idea] / own - 1))
        if largest_change < PRECISION:
            break
    return strength
