"""What the desk computes: pairs that look alike, topics, participation and agreement."""

import json
import random
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.agreement import agreement_map
from app.domain.duplicates import alike_pairs, shared_words
from app.domain.groups import Group
from app.domain.participation import Act, participation, shown_units
from app.domain.results import IdeaResult, PublishedResult
from app.domain.similarity import SimilarityIndex
from app.domain.topic_words import suggested_topics
from app.domain.turnout import GroupTurnout, Turnout

TUNING = json.loads((Path(__file__).parent / "similar_tuning.json").read_text(encoding="utf-8"))
MONDAY = date(2026, 9, 7)


def index_of(*titles):
    return SimilarityIndex(enumerate(titles))


# Pairs


def test_all_pairs_score_as_one_question_at_a_time_does():
    titles = [pair[name] for pair in TUNING for name in ("one", "other")]
    index = index_of(*titles)
    asked = {
        (place, match.key): match.score
        for place, title in enumerate(titles)
        for match in index.nearest(title, limit=len(titles), at_least=0.3)
        if place < match.key
    }

    found = {(pair.low, pair.high): pair.score for pair in alike_pairs(index, at_least=0.3)}

    assert found.keys() == asked.keys()
    assert all(abs(found[pair] - asked[pair]) < 0.001 for pair in found)


def test_the_most_alike_come_first_and_nothing_is_like_nothing():
    index = index_of("Stille time", "Stille morgener", "Sykkelparkering", "Ein stille time")

    assert [(pair.low, pair.high) for pair in alike_pairs(index)][0] == (0, 3)
    assert alike_pairs(index_of("Stille time")) == []
    assert alike_pairs(index_of("", "")) == []


def test_only_the_nearest_are_compared_exactly_however_many_there_are(monkeypatch):
    """One product of matrices and a few exact comparisons, and never all of them."""
    index = SimilarityIndex((place, f"Forslag om tavle {place}") for place in range(100))
    exact = []
    monkeypatch.setattr("app.domain.duplicates._MOST_EXACT", 40)
    monkeypatch.setattr(
        "app.domain.duplicates._Vectors.cosine", lambda _self, low, high: exact.append(low) or 0.0
    )

    alike_pairs(index)

    assert len(exact) == 40


def test_a_pair_is_explained_by_the_words_both_hold():
    assert shared_words("Møtefrie fredager for alle", "Fredagar utan møte") == ["fredager"]


# Topics


def test_a_word_that_several_but_not_all_use_is_a_topic():
    texts = [
        (1, "Opplæring i klarspråk"),
        (2, "Klarspråk i brevene"),
        (3, "Mer klarspråk på nett"),
        (4, "Sykkelparkering under tak"),
        (5, "Parkering for el-sykler"),
        (6, "Stille time"),
        (7, "Kurs i førstehjelp"),
    ]

    [topic] = suggested_topics(texts)

    assert (topic.word, topic.numbers) == ("klarspråk", (1, 2, 3))
    assert suggested_topics(texts, ["Klarspråk"]) == []


def test_both_written_forms_are_one_word():
    texts = [(1, "Rettleiinga må bli lettare"), (2, "Korte veiledninger"), (3, "Fast veiledning")]
    texts += [(nr, f"Ting {nr}") for nr in range(4, 9)]

    assert [topic.numbers for topic in suggested_topics(texts)] == [(1, 2, 3)]


def test_a_word_that_stands_in_no_title_is_no_topic():
    texts = [(nr, f"Forslag {nr}\nVi vil gjerne prøve.") for nr in range(1, 5)]

    assert suggested_topics([*texts, *((nr, "Noe annet") for nr in range(5, 12))]) == []


# Participation


def acts(group, number, *, on=MONDAY, unit=None):
    return [Act(uuid4(), on, group, unit) for _ in range(number)]


def weeks_of(periods):
    """First week, last week and numbers of each period, counted from the first Monday."""
    return [
        ((each.first - MONDAY).days // 7, (each.last - MONDAY).days // 7, each.numbers)
        for each in periods
    ]


def later(weeks):
    return MONDAY + timedelta(weeks=weeks, days=3)


def test_a_handful_is_never_told():
    shown = participation(acts(Group.STAFF, 4))

    assert (shown.total, shown.periods, shown.columns, shown.units) == (None, (), (), ())


def test_small_weeks_are_joined_with_those_around_them():
    shown = participation(
        acts(Group.STAFF, 7)
        + acts(Group.STAFF, 3, on=later(1))
        + acts(Group.STAFF, 2, on=later(3))
        + acts(Group.STAFF, 4, on=later(4))
    )

    assert weeks_of(shown.periods) == [(0, 0, (7,)), (1, 4, (9,))]
    assert shown.total == 16


def test_a_small_group_is_joined_with_the_next_and_its_periods_are_longer():
    shown = participation(
        acts(Group.STAFF, 9)
        + acts(Group.COUNCILS, 4)
        + acts(Group.STAFF, 7, on=later(1))
        + acts(Group.COUNCILS, 2, on=later(1))
        + acts(Group.PARTNERS, 2, on=later(2))
    )

    assert shown.columns == ((Group.STAFF,), (Group.COUNCILS, Group.PARTNERS))
    assert weeks_of(shown.periods) == [(0, 0, (13,)), (1, 2, (11,))]
    assert weeks_of(shown.group_periods) == [(0, 2, (16, 8))]


def test_a_person_counts_once_in_the_first_week():
    person = uuid4()
    often = [Act(person, on, Group.STAFF, "A") for on in (later(2), MONDAY, later(1))]

    shown = participation(often + acts(Group.STAFF, 5) + acts(Group.STAFF, 6, on=later(1)))

    assert weeks_of(shown.periods) == [(0, 0, (6,)), (1, 1, (6,))]


def test_no_difference_between_numbers_on_the_page_is_a_handful():
    """Over many made-up campaigns: sums are the same everywhere, and every cell is five or more."""
    chance = random.Random(7)
    for _ in range(200):
        shown = participation(
            act
            for week in range(12)
            for group in Group
            for act in acts(group, chance.choice((0, 0, 0, 1, 2, 3)), on=later(week))
        )
        numbers = [number for each in shown.periods for number in each.numbers]
        cells = [number for each in shown.group_periods for number in each.numbers]
        assert all(number >= 5 for number in numbers + cells)
        assert sum(numbers) == (shown.total or 0)
        assert not shown.columns or sum(shown.sums) == sum(cells) == shown.total
        ends = [each.last for each in shown.periods]
        assert all(each.last in ends for each in shown.group_periods)


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({"A": 9, "B": 6}, ((("A",), 9), (("B",), 6))),
        ({"A": 9, "B": 6, "C": 3, "D": 2}, ((("A",), 9), (("B",), 6), (("C", "D"), 5))),
        ({"A": 9, "B": 6, "C": 2}, ((("A",), 9), (("B", "C"), 8))),
        ({"A": 9, "B": 1}, ()),
        ({"A": 3}, ()),
    ],
)
def test_small_units_are_joined_until_none_is_a_handful(people, shown):
    assert shown_units(people) == shown


@pytest.mark.parametrize(
    ("beside", "is_told"), [((6, 0), True), ((0, 0), True), ((3, 0), False), ((6, 2), False)]
)
def test_no_sum_without_the_units_gives_a_handful_away(beside, is_told):
    councils, staff_without_unit = beside
    shown = participation(
        acts(Group.STAFF, 9, unit="A")
        + acts(Group.STAFF, 6, unit="B")
        + acts(Group.STAFF, staff_without_unit)
        + acts(Group.COUNCILS, councils)
    )

    assert bool(shown.units) == is_told


# Agreement


def result_of(supports, *, cells=((Group.STAFF, 20), (Group.COUNCILS, 10)), rule="approval@1"):
    turnout = Turnout(40, 30, tuple(GroupTurnout((group,), voted, voted) for group, voted in cells))
    standings = tuple(
        IdeaResult(uuid4(), sum(support), place + 1, False, tuple(support))
        for place, support in enumerate(supports)
    )
    return PublishedResult("", "", {"rule": rule}, turnout, 30, standings, ())


def test_what_all_groups_back_unites_and_what_one_backs_divides():
    shown = agreement_map(result_of([(16, 8), (18, 1), (2, 1)]))

    first, second, _third = shown.ideas
    assert first.shares == (0.8, 0.8)
    assert shown.uniting[0] == first
    assert shown.dividing == [second]


def test_what_is_shown_is_what_is_compared():
    """19.6 points apart are shown as twenty, and count as twenty."""
    cells = ((Group.STAFF, 250), (Group.COUNCILS, 250))
    [first, *_] = agreement_map(result_of([(125, 76), (9, 9)], cells=cells)).ideas

    assert (first.shares, first.spread) == ((0.5, 0.3), 0.2)


def test_all_that_divide_are_marked_and_not_the_first_few_alone():
    shown = agreement_map(result_of([(16, 1)] * 8))

    assert len(shown.dividing) == 8


def test_where_points_are_given_a_share_is_of_the_groups_own_points():
    shown = agreement_map(result_of([(30, 10), (10, 30)], rule="dots@1"))

    assert [idea.shares for idea in shown.ideas] == [(0.75, 0.25), (0.25, 0.75)]


def test_without_two_groups_there_is_no_map():
    assert agreement_map(result_of([(5,)], cells=((Group.STAFF, 20),))) is None
    assert agreement_map(result_of([()], cells=())) is None
