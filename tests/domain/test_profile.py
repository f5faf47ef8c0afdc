"""Ballots as arrays: what is kept of them, and what is left when ideas or groups are taken out."""

import random
from collections import Counter

import pytest

from app.domain.errors import InvalidBallotError
from app.domain.tally.outcome import BallotKind, Candidate
from app.domain.tally.profile import (
    NO_GROUP,
    ProfileBuilder,
    exact_sums,
    positions,
    profile_of,
)
from tests.support.tallies import make_profile, ranked

APPROVAL, DOTS, SCORE, RANKED = BallotKind
GROUPS = ["staff", "councils", None, "staff"]


def ballots_in(profile):
    """Marks, group and number of each line."""
    names = [one.id for one in profile.candidates]
    groups = [NO_GROUP] * profile.lines if profile.groups is None else profile.groups.tolist()
    for line in range(profile.lines):
        part = slice(int(profile.starts[line]), int(profile.starts[line + 1]))
        ideas, values = profile.ideas[part].tolist(), profile.values[part].tolist()
        assert ideas == sorted(set(ideas)), "each idea once, in the order of candidates"
        group = None if groups[line] == NO_GROUP else profile.group_names[groups[line]]
        marks = {names[idea]: value for idea, value in zip(ideas, values, strict=True)}
        yield marks, group, int(profile.multiplicities[line])


def marks_in(profile):
    return [marks for marks, _, _ in ballots_in(profile)]


def random_marks(chance, kind, ideas):
    chosen = chance.sample(ideas, chance.randint(0, len(ideas)))
    if kind is RANKED:
        return {idea: place for place, idea in enumerate(chosen, start=1)}
    low, high = {APPROVAL: (1, 1), DOTS: (1, 9), SCORE: (0, 5)}[kind]
    return {idea: chance.randint(low, high) for idea in chosen}


# Building


def test_ballots_keep_marks_groups_and_numbers():
    builder = ProfileBuilder(DOTS, [Candidate("b", 3), Candidate("a", 1)])
    builder.add({"a": 2, "b": 1}, "staff").add({"b": 4}, count=3).add({"a": 1}, "councils")

    profile = builder.build()

    assert list(ballots_in(profile)) == [
        ({"b": 1, "a": 2}, "staff", 1),
        ({"b": 4}, None, 3),
        ({"a": 1}, "councils", 1),
    ]
    assert (profile.lines, profile.n) == (3, 5)
    assert profile.candidates == (Candidate("b", 3), Candidate("a", 1))
    assert profile.mark_lines().tolist() == [0, 0, 1, 2]


def test_abstentions_and_ballots_that_nobody_gave_are_left_out():
    builder = ProfileBuilder(APPROVAL, [Candidate("a")])

    profile = builder.add({}).add(["a"]).add([], "staff").add(["a"], count=0).build()

    assert list(ballots_in(profile)) == [({"a": 1}, None, 1)]


def test_without_ballots_there_is_nothing_to_count():
    profile = make_profile(SCORE, "ab", [])

    assert (profile.lines, profile.n, marks_in(profile)) == (0, 0, [])
    assert marks_in(profile.without(["a"])) == []
    assert profile.of_group("staff").n == 0


def test_names_alone_are_approvals():
    profile = profile_of(APPROVAL, map(Candidate, "abc"), ["ca", ["b"]])

    assert marks_in(profile) == [{"a": 1, "c": 1}, {"b": 1}]


def test_ballots_at_hand_go_with_their_groups():
    profile = profile_of(APPROVAL, map(Candidate, "ab"), ["a", "b", "ab", "a"], GROUPS)

    assert [group for _, group, _ in ballots_in(profile)] == GROUPS
    assert profile.group_names == ("staff", "councils")


def test_numbers_and_groups_are_kept_only_where_there_are_any():
    plain = make_profile(APPROVAL, "a", [["a"], ["a"]])
    several = make_profile(APPROVAL, "a", [(2, ["a"]), (1, ["a"])])

    assert (plain.counts, plain.groups, plain.group_names) == (None, None, ())
    assert plain.multiplicities.tolist() == [1, 1]
    assert several.counts.tolist() == [2, 1]
    assert (plain.n, several.n) == (2, 3)


@pytest.mark.parametrize(
    ("kind", "marks", "reason"),
    [
        (APPROVAL, {"z": 1}, "not_on_ballot"),
        (APPROVAL, {"a": 0}, "value"),
        (APPROVAL, {"a": 2}, "value"),
        (DOTS, {"a": 0}, "value"),
        (DOTS, {"a": -1}, "value"),
        (RANKED, {"a": 0}, "value"),
        (SCORE, {"a": -1}, "value"),
    ],
)
def test_a_mark_that_fits_no_such_ballot_is_refused(kind, marks, reason):
    with pytest.raises(InvalidBallotError) as refusal:
        make_profile(kind, "ab", [{"b": 1}, marks])

    assert refusal.value.facts["reason"] == reason


def test_a_score_may_be_nothing():
    assert marks_in(make_profile(SCORE, "a", [{"a": 0}])) == [{"a": 0}]


def test_no_two_candidates_have_the_same_id():
    with pytest.raises(ValueError, match="same id"):
        ProfileBuilder(APPROVAL, [Candidate("a", 1), Candidate("a", 2)])


# Taking out


def test_without_an_idea_its_marks_are_gone_and_empty_ballots_too():
    profile = make_profile(
        DOTS, "abc", [{"a": 1, "c": 2}, (4, {"b": 3}), {"c": 5}], groups=["x", "y", "x"]
    )

    fewer = profile.without(["b"])

    assert [one.id for one in fewer.candidates] == ["a", "c"]
    assert list(ballots_in(fewer)) == [({"a": 1, "c": 2}, "x", 1), ({"c": 5}, "x", 1)]
    assert (profile.n, fewer.n) == (6, 2)


def test_places_close_up_and_ties_stay():
    profile = make_profile(RANKED, "abcd", ["a b c d", "d c=b a", "b", "b=a c=d"])

    assert marks_in(profile.without(["b"])) == [
        ranked("a c d"),
        ranked("d c a"),
        ranked("a c=d"),
    ]
    assert marks_in(profile.without(["a", "d"])) == [
        ranked("b c"),
        ranked("b=c"),
        ranked("b"),
        ranked("b c"),
    ]


def test_scores_and_dots_are_not_moved():
    profile = make_profile(SCORE, "abc", [{"a": 0, "b": 5, "c": 3}])

    assert marks_in(profile.without(["b"])) == [{"a": 0, "c": 3}]


def test_without_nothing_all_stays_and_without_all_nothing():
    profile = make_profile(RANKED, "abc", ["a b", "c b a"])

    assert marks_in(profile.without([])) == marks_in(profile)
    assert marks_in(profile.without(["not there"])) == marks_in(profile)
    assert (profile.without("abc").lines, profile.without("abc").candidates) == (0, ())


@pytest.mark.parametrize("kind", list(BallotKind))
def test_random_ballots_without_random_ideas_are_as_if_cast_without_them(kind):
    chance = random.Random(f"without {kind}")
    ideas = list("abcdef")
    for _ in range(60):
        cast = [random_marks(chance, kind, ideas) for _ in range(chance.randint(0, 8))]
        groups = [chance.choice(["staff", "councils", None]) for _ in cast]
        out = set(chance.sample(ideas, chance.randint(0, 6)))
        stay = [{idea: value for idea, value in one.items() if idea not in out} for one in cast]
        if kind is RANKED:
            stay = [{idea: n for n, idea in enumerate(sorted(one, key=one.get), 1)} for one in stay]

        fewer = make_profile(kind, ideas, cast, groups=groups).without(out)

        expected = [(one, group) for one, group in zip(stay, groups, strict=True) if one]
        assert [(marks, group) for marks, group, _ in ballots_in(fewer)] == expected


def test_a_group_alone_keeps_its_ballots_and_their_numbers():
    marks = [{"a": 1}, (3, {"b": 1}), {"a": 1, "b": 1}, (2, {"b": 1})]
    profile = make_profile(APPROVAL, "ab", marks, groups=GROUPS)

    assert list(ballots_in(profile.of_group("staff"))) == [
        ({"a": 1}, "staff", 1),
        ({"b": 1}, "staff", 2),
    ]
    assert profile.of_group("councils").n == 3
    assert profile.of_group("partners").n == 0
    assert profile.candidates == profile.of_group("partners").candidates


def test_several_groups_together_leave_out_whoever_is_in_none():
    profile = make_profile(APPROVAL, "a", [["a"]] * 4, groups=GROUPS)

    assert profile.of_groups(["staff", "councils"]).n == 3
    assert profile.of_groups(["staff", "councils"]).of_group("councils").n == 1
    assert profile.of_groups([]).n == 0
    assert make_profile(APPROVAL, "a", [["a"]]).of_groups(["staff"]).n == 0


# Order and numbers


def test_the_order_of_marks_on_a_ballot_is_not_kept():
    marks = [{"c": 1, "a": 3, "b": 2}, {"b": 1, "a": 2}]
    turned = [dict(reversed(one.items())) for one in marks]

    profile, other = (make_profile(RANKED, "abc", one) for one in (marks, turned))

    assert marks_in(profile) == marks_in(other) == [ranked("c b a"), ranked("b a")]
    assert profile.ideas.tolist() == other.ideas.tolist() == [0, 1, 2, 0, 1]
    assert profile.values.tolist() == other.values.tolist() == [3, 2, 1, 2, 1]


def test_equal_ballots_written_together_are_as_many():
    lines = [(2, {"a": 1}), (1, {"a": 1, "b": 1}), (3, {"b": 1})]
    apart = [marks for number, marks in lines for _ in range(number)]

    together, single = make_profile(APPROVAL, "ab", lines), make_profile(APPROVAL, "ab", apart)

    assert (together.lines, single.lines) == (3, 6)
    assert together.n == single.n == 6
    written = Counter()
    for marks, _, number in ballots_in(together):
        written[frozenset(marks)] += number
    assert written == Counter(frozenset(marks) for marks in marks_in(single))


def test_positions_tell_how_many_come_before_and_how_many_share_a_place():
    profile = make_profile(RANKED, "abcde", ["b a=d c", "e"])

    before, tied = positions(profile)

    # a, b, c, d of the first ballot, then e of the second.
    assert before.tolist() == [1, 0, 3, 1, 0]
    assert tied.tolist() == [2, 1, 1, 2, 1]


@pytest.mark.parametrize("largest", [5, 2**31, 2**53 + 1, 2**62])
def test_sums_are_exact_however_large(largest):
    chance = random.Random(largest)
    marks = [{chance.choice("abcd"): chance.randint(1, largest)} for _ in range(500)]
    profile = make_profile(DOTS, "abcd", [*marks, {"a": largest}, {"a": largest}])

    sums = exact_sums(profile.ideas, profile.values, 4)

    assert sums == [
        sum(one.get(idea, 0) for one in marks) + (2 * largest if idea == "a" else 0)
        for idea in "abcd"
    ]
