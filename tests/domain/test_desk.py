"""What the desk computes: pairs that look alike, topics, participation and agreement."""

import json
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


def test_a_handful_is_never_told():
    shown = participation(acts(Group.STAFF, 4))

    assert (shown.total, shown.columns, shown.units) == (None, (), ())
    assert [(week.total, week.groups) for week in shown.weeks] == [(None, None)]


def test_a_small_group_is_joined_with_the_next_and_a_small_week_tells_the_total_alone():
    shown = participation(
        acts(Group.STAFF, 9)
        + acts(Group.COUNCILS, 6)
        + acts(Group.PARTNERS, 2)
        + acts(Group.STAFF, 7, on=MONDAY + timedelta(days=8))
    )

    assert shown.columns == ((Group.STAFF,), (Group.COUNCILS, Group.PARTNERS))
    assert shown.sums == (16, 8)
    assert [(week.total, week.groups) for week in shown.weeks] == [(17, (9, 8)), (7, None)]


def test_a_person_counts_once_and_a_quiet_week_is_there():
    person, later = uuid4(), MONDAY + timedelta(weeks=2)
    often = [Act(person, on, Group.STAFF, "A") for on in (MONDAY, MONDAY, later)]

    shown = participation(often + acts(Group.STAFF, 5))

    assert shown.total == 6
    assert [week.total for week in shown.weeks] == [6, 0, None]


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


def test_where_points_are_given_a_share_is_of_the_groups_own_points():
    shown = agreement_map(result_of([(30, 10), (10, 30)], rule="dots@1"))

    assert [idea.shares for idea in shown.ideas] == [(0.75, 0.25), (0.25, 0.75)]


def test_without_two_groups_there_is_no_map():
    assert agreement_map(result_of([(5,)], cells=((Group.STAFF, 20),))) is None
    assert agreement_map(result_of([()], cells=())) is None
