"""Groups in a count: reserved seats, equal weight, a floor in several of them."""

from fractions import Fraction

from app.domain.groups import Group
from app.domain.tally.outcome import BallotKind, Floor
from tests.support.tallies import elect, make_profile

COUNCILS, PARTNERS, STAFF = (group.value for group in Group)


def supports(outcome):
    return {one.idea: one.support for one in outcome.standings}


def taken(outcome):
    return [(step.idea, step.is_taken, dict(step.facts)) for step in outcome.rounds]


def in_groups(staff, councils=(), partners=(), ideas=("a", "b", "c", "d", "e")):
    """Approvals, each a string of ideas."""
    voters = [(STAFF, staff), (COUNCILS, councils), (PARTNERS, partners)]
    ballots = [(name, list(ballot)) for name, votes in voters for ballot in votes]
    names = [name for name, _ in ballots]
    return make_profile(
        BallotKind.APPROVAL, list(ideas), [marks for _, marks in ballots], groups=names
    )


def test_a_group_fills_its_reserved_seats_before_all_fill_the_rest():
    profile = in_groups(staff=["ab"] * 8 + ["a"], councils=["d"] * 3 + ["de"] * 2, partners=["c"])

    outcome = elect("approval", profile, 3, reserved={STAFF: 1, COUNCILS: 1, PARTNERS: 1})

    # Councils come first, a single partner has no seat of its own, staff take their best.
    assert taken(outcome) == [
        ("d", True, {"margin": 3, "reserved": COUNCILS}),
        ("a", True, {"margin": 1, "reserved": STAFF}),
        ("b", True, {"margin": 6}),
    ]
    assert [step.support for step in outcome.rounds] == [5, 9, 8]
    assert outcome.winners == ["d", "a", "b"]
    assert [one.idea for one in outcome.standings] == ["a", "b", "d", "e", "c"]


def test_a_reserved_seat_is_for_what_the_group_supports_and_all_find_good_enough():
    profile = in_groups(staff=["ab"] * 9, councils=["d"] * 4 + ["c"])

    outcome = elect("approval", profile, 3, reserved={COUNCILS: 3}, minimum_support=2)

    assert outcome.winners == ["d", "a", "b"]
    assert [step.facts.get("reserved") for step in outcome.rounds] == [COUNCILS, None, None]


def test_no_more_are_taken_than_there_are_seats_whatever_is_reserved():
    profile = in_groups(staff=["abc"] * 5, councils=["cde"] * 5)

    outcome = elect("approval", profile, 2, reserved={COUNCILS: 2, STAFF: 2})

    assert outcome.winners == ["c", "d"]


def test_a_lot_within_a_group_is_told():
    profile = in_groups(staff=["a"] * 9, councils=["d", "d", "e", "e", "c"])

    outcome = elect("approval", profile, 2, reserved={COUNCILS: 1})

    (tie,) = outcome.ties
    assert (tie.ideas, tie.taken, tie.otherwise, tie.support) == (("d", "e"), ("d",), ("e",), 2)
    assert outcome.otherwise == ["e", "a"]


def test_a_lot_is_told_where_the_group_alone_finds_them_equal():
    profile = in_groups(staff=["a"] * 9 + ["d"], councils=["d", "d", "e", "e", "c"])

    outcome = elect("approval", profile, 2, reserved={COUNCILS: 1})

    assert [(tie.ideas, tie.support) for tie in outcome.ties] == [(("d", "e"), 2)]


def test_a_lot_within_a_group_that_changes_nobody_is_not_told():
    # d and e both win whichever the councils take; the lot decides between a and b alone.
    profile = in_groups(
        staff=["de"] * 9 + ["a"] * 3 + ["b"] * 3, councils=["d", "d", "e", "e", "c"]
    )

    outcome = elect("approval", profile, 3, reserved={COUNCILS: 1})

    assert [(tie.ideas, tie.support) for tie in outcome.ties] == [(("a", "b"), 3)]


def test_reserved_seats_go_by_the_mean_where_that_is_the_rule():
    ballots = [{"a": 5}] * 6 + [{"b": 4, "c": 1}, {"b": 2, "c": 5}] + [{"b": 3}] * 3
    groups = [STAFF] * 6 + [COUNCILS] * 5

    profile = make_profile(BallotKind.SCORE, ["a", "b", "c"], ballots, groups=groups)
    outcome = elect("score", profile, 2, raters=3, reserved={COUNCILS: 1})

    # Two raters are too few for c, though it leads among the councils.
    assert [(step.idea, step.support) for step in outcome.rounds] == [("b", 3), ("a", 5)]


def test_balanced_every_group_weighs_the_same():
    profile = in_groups(staff=["a"] * 6 + ["b"] * 2, councils=["b"])

    raw = elect("approval", profile, 1)
    balanced = elect("approval", profile, 1, is_balanced=True)

    assert (raw.winners, supports(raw)["a"], supports(raw)["b"]) == (["a"], 6, 3)
    # 9 ballots, 2 groups: 9/16 for each of the staff and 9/2 for the one.
    assert supports(balanced)["a"] == Fraction(27, 8)
    assert supports(balanced)["b"] == Fraction(45, 8)
    assert balanced.winners == ["b"]


def test_a_floor_asks_every_group_that_is_large_enough():
    profile = in_groups(staff=["ab"] * 8 + ["b"] * 2, councils=["b"] + ["c"] * 4, partners=["c"])

    outcome = elect("approval", profile, 3, floor=Floor(percent=20, groups=2))

    # b reaches 20 per cent of the councils exactly; one partner is not asked.
    assert outcome.winners == ["b"]
