"""Which of two: scores, how sure they are, whom to ask about next."""

import csv
import random
from collections import Counter
from fractions import Fraction
from math import comb, log

import pytest

from app.domain.tally.catch_up import next_pair
from app.domain.tally.wiki import (
    answers_among,
    count_answers,
    interval,
    strengths,
    wiki_score,
    wiki_standings,
)
from tests.support.real_data import REAL_DATA, needed
from tests.support.real_elections import oracles, read_oracle

IDEAS = ["a", "b", "c", "d"]


def test_the_score_starts_from_even():
    # Salganik & Levy (2015): the posterior mean from a uniform prior.
    assert wiki_score(0, 0) == 50
    assert wiki_score(2, 0) == 75
    assert wiki_score(1, 4) == Fraction(200, 7)


def test_standings_tell_what_the_score_is_made_of():
    answers = count_answers([("a", "b"), ("a", "c"), ("b", "a"), ("a", "b"), ("c", "x")])

    first, *rest = wiki_standings(IDEAS, answers)

    assert (first.idea, first.wins, first.losses, first.opponents) == ("a", 3, 1, 2)
    assert [(one.idea, one.rank) for one in [first, *rest]] == [
        ("a", 1),
        ("d", 2),  # never met anybody: even
        ("b", 3),
        ("c", 3 + 1),
    ]
    assert rest[0].score == 50


def test_equal_scores_share_a_rank_in_the_natural_order():
    ranks = [(one.idea, one.rank) for one in wiki_standings(["10", "2", "1"], {("1", "7"): 3})]

    assert ranks == [("1", 1), ("2", 1), ("10", 1)]


@pytest.mark.parametrize(
    ("wins", "losses", "low", "high"),
    [
        # By hand, outwards to a tenth: the lower tails are x, 1 − (1 − x)² and x².
        (0, 0, Fraction(5, 2), Fraction(195, 2)),
        (0, 1, Fraction(12, 10), Fraction(842, 10)),
        (1, 0, Fraction(158, 10), Fraction(988, 10)),
    ],
)
def test_the_interval_is_that_of_the_beta_distribution(wins, losses, low, high):
    assert interval(wins, losses) == (low, high)


def exact_interval(wins, losses):
    throws = wins + losses + 1

    def lower_tail(step):
        terms = [
            comb(throws, j) * step**j * (1_000 - step) ** (throws - j)
            for j in range(wins + 1, throws + 1)
        ]
        return Fraction(sum(terms), 1_000**throws)

    low = max(step for step in range(1_001) if lower_tail(step) <= Fraction(1, 40))
    high = min(step for step in range(1_001) if lower_tail(step) >= Fraction(39, 40))
    return Fraction(low, 10), Fraction(high, 10)


@pytest.mark.parametrize(("wins", "losses"), [(0, 0), (3, 0), (0, 5), (1, 2), (4, 3), (9, 2)])
def test_the_interval_equals_the_one_from_whole_sums(wins, losses):
    assert interval(wins, losses) == exact_interval(wins, losses)


def test_the_interval_closes_in_with_many_answers():
    low, high = interval(60_000, 40_000)

    assert (low, high) == (Fraction(596, 10), Fraction(604, 10))


def test_strengths_explain_the_answers_as_well_as_any_can():
    answers = {("a", "b"): 7, ("b", "a"): 2, ("b", "c"): 4, ("c", "a"): 1, ("d", "c"): 3}

    found = strengths(IDEAS, answers)

    for idea in IDEAS:  # what a maximum of the likelihood fulfils (Hunter 2004)
        met = Counter()
        for pair, number in answers.items():
            if idea in pair:
                met[pair[1 - pair.index(idea)]] += number
        expected = found[idea] / (found[idea] + 1) + sum(
            number * found[idea] / (found[idea] + found[other]) for other, number in met.items()
        )
        wins = sum(number for (winner, _), number in answers.items() if winner == idea)
        assert expected == pytest.approx(wins + 0.5, abs=1e-6)


def test_strengths_heed_whom_an_idea_has_met():
    # b and d won once each, but b against the strong a.
    answers = {("a", "c"): 6, ("b", "a"): 1, ("d", "c"): 1}
    scores = {one.idea: one.score for one in wiki_standings(IDEAS, answers)}
    found = strengths(IDEAS, answers)

    assert scores["b"] == scores["d"]
    assert found["b"] > found["d"]


def read_answers(question):
    pairs = Counter()
    path = needed(REAL_DATA / "wikisurvey-wzb/pairwise_society_region.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["question"] != question:
                continue
            for number in range(1, 11):
                pair = row[f"wiki_pair_{number}"].split(",")
                chosen = row[f"wiki_{number}"]
                if chosen in pair and len(pair) == 2:
                    pairs[chosen, pair[1 - pair.index(chosen)]] += 1
    return pairs


@pytest.mark.parametrize("question", ["region", "society"])
def test_a_real_survey_is_scored_as_others_score_it(question):
    (path,) = oracles("pairwise/*.json")
    oracle = read_oracle(path)["questions"][question]
    answers = read_answers(question)

    standings = wiki_standings(oracle["items"], answers)

    assert sum(answers_among(oracle["items"], answers).values()) == oracle["votes"]
    for one in standings:
        item = oracle["items"][one.idea]
        assert (one.wins, one.losses) == (item["wins"], item["losses"])
        assert one.score == Fraction(item["score_exact"])
    assert {one.score for one in standings[:5]} == {
        Fraction(oracle["items"][idea]["score_exact"]) for idea in oracle["ranking_by_score"][:5]
    }


@pytest.mark.parametrize("question", ["region", "society"])
def test_strengths_in_a_real_survey_are_close_to_those_of_choix(question):
    (path,) = oracles("pairwise/*.json")
    theirs = read_oracle(path)["questions"][question]["bradley_terry_choix_ilsr_alpha0_01"]
    ours = strengths(theirs.keys(), read_answers(question))

    # They add a hundredth of a win to every pair, we half a one to every idea.
    pairs = [(theirs[idea], log(ours[idea])) for idea in theirs]
    mean_x, mean_y = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs)
    assert covariance / spread**0.5 > 0.99


def draws(ideas, answers, done=(), times=2_000):
    below = random.Random(7).randrange
    return Counter(next_pair(ideas, answers, done, below) for _ in range(times))


def test_every_pair_is_as_likely_while_all_have_few_answers():
    found = draws(IDEAS, {("a", "b"): 19})

    assert len(found) == 12  # six pairs, either way round
    assert all(100 < number < 240 for number in found.values())


def test_an_idea_that_came_late_is_asked_about_until_it_has_caught_up():
    answers = dict.fromkeys([("a", "b"), ("b", "c"), ("c", "a")], 199)

    found = draws(IDEAS, answers)

    late = sum(number for pair, number in found.items() if "d" in pair)
    assert late == pytest.approx(2_000 * 30 / 33, abs=60)  # weights 3 · 1/20 and 3 · 1/200


def test_nobody_is_asked_about_a_pair_twice():
    done = [("b", "a"), ("c", "d"), ("a", "c"), ("x", "a")]

    found = draws(IDEAS, {}, done, times=200)

    assert {frozenset(pair) for pair in found} == {
        frozenset("ad"),
        frozenset("bc"),
        frozenset("bd"),
    }


def test_with_every_pair_done_there_is_none_left():
    assert next_pair(["a", "b"], {}, [("b", "a")], random.Random(1).randrange) is None
    assert next_pair(["a"], {}, [], random.Random(1).randrange) is None


def test_the_choice_follows_from_the_chance_alone():
    first = [next_pair(IDEAS, {}, [], random.Random(seed).randrange) for seed in range(20)]
    again = [next_pair(IDEAS[::-1], {}, [], random.Random(seed).randrange) for seed in range(20)]

    assert first == again
