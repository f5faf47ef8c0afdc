"""What the plan page points out: advice, each where the rule behind it speaks and nowhere else."""

from dataclasses import replace
from datetime import date, time
from uuid import UUID, uuid4

import pytest

from app.domain.learning.checks import (
    ActivityFacts,
    Lack,
    OutcomeFacts,
    PlanFacts,
    Proposal,
    ThemeFacts,
    advice_on,
    bodies_named_in,
    is_everyone,
)
from app.domain.learning.methods import MethodKind, is_only_lectures, kinds_in, method_mix
from app.domain.learning.times import Day, TimeKind

UNIT, RECEPTION, FOLLOW_UP, COUNCIL = "/a/", "/a/m/", "/a/o/", "/c/"
NAMES = {UNIT: "Kontoret", RECEPTION: "Mottak", FOLLOW_UP: "Oppfølging", COUNCIL: "Utvalget"}
KARI = UUID(int=1)


def activity(**facts):
    """One with nothing to say about it."""
    usual = {
        "method": "Gruppearbeid",
        "has_responsible": True,
        "has_evaluation": True,
        "words": "Gruppearbeid",
    }
    return ActivityFacts(uuid4(), **usual | facts)


def plan(*activities, **facts):
    outcome = OutcomeFacts(uuid4(), "Kunne forklare brevet", activities)
    theme = ThemeFacts(uuid4(), "Klarspråk", (outcome,))
    usual = {"themes": [theme], "names": NAMES | {KARI: "Kari"}, "teams": (RECEPTION, FOLLOW_UP)}
    return PlanFacts(**usual | facts)


def lacks(facts):
    return [advice.lack for advice in advice_on(facts)]


def on(written, starts=None, ends=None):
    return Day(date.fromisoformat(f"2027-{written}"), starts, ends)


def dated(*days, kind=TimeKind.DATE, **facts):
    return activity(kind=kind, days=days, **facts)


def test_a_plan_that_is_filled_in_lacks_nothing():
    assert lacks(plan(activity(), activity(method="Foredrag"))) == []


def test_a_theme_without_an_outcome_and_an_outcome_without_an_activity():
    empty = ThemeFacts(uuid4(), "Tomt")
    bare = ThemeFacts(uuid4(), "Bart", (OutcomeFacts(uuid4(), "Kunne bruke den"),))

    found = advice_on(PlanFacts([empty, bare]))

    assert [(each.lack, each.theme) for each in found] == [
        (Lack.THEME_WITHOUT_OUTCOME, empty),
        (Lack.OUTCOME_WITHOUT_ACTIVITY, bare),
    ]


def test_an_outcome_that_nobody_can_see():
    theme = ThemeFacts(uuid4(), "T", (OutcomeFacts(uuid4(), "Bli bevisst", (activity(),)),))

    assert lacks(PlanFacts([theme])) == [Lack.NOT_OBSERVABLE]


def test_who_is_responsible_and_when_it_is_evaluated_are_told_once_a_theme():
    bare = {"has_responsible": False, "has_evaluation": False}
    found = advice_on(plan(activity(**bare), activity(), activity(**bare)))

    assert [(each.lack, len(each.activities)) for each in found] == [
        (Lack.NOBODY_RESPONSIBLE, 2),
        (Lack.NO_EVALUATION_DATE, 2),
    ]


def test_lectures_alone_are_pointed_out_and_one_lecture_is_not():
    lecture = {"method": "Foredrag av fylket"}

    assert lacks(plan(activity(**lecture), activity(method="Innlegg"))) == [Lack.LECTURES_ONLY]
    assert lacks(plan(activity(**lecture))) == []
    assert lacks(plan(activity(**lecture), activity(method="Foredrag og gruppearbeid"))) == []


@pytest.mark.parametrize("who", [{"people": frozenset({KARI})}, {"bodies": frozenset({RECEPTION})}])
def test_whoever_is_in_everything_is_named(who):
    everything = [activity(**who) for _ in range(4)]

    found = advice_on(plan(*everything, activity()))
    assert [(each.lack, each.name) for each in found] == [
        (Lack.SAME_PEOPLE, "Kari" if "people" in who else "Mottak")
    ]
    assert lacks(plan(*everything[:3])) == []
    assert lacks(plan(*everything, activity(bodies=frozenset({COUNCIL})))) == []


MORNING = (time(9), time(11))


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (on("03-12"), on("03-12"), True),
        (on("03-12"), on("03-13"), False),
        (on("03-12", *MORNING), on("03-12"), True),
        (on("03-12", *MORNING), on("03-12", time(10), time(12)), True),
        (on("03-12", *MORNING), on("03-12", time(11), time(12)), False),
        (on("03-12", time(9)), on("03-12", time(13), time(14)), True),
    ],
)
def test_two_at_once_for_the_same_team_clash(one, other, clashes):
    bodies = frozenset({RECEPTION})
    facts = plan(dated(one, bodies=bodies), dated(other, bodies=bodies))

    found = advice_on(facts)

    assert [each.lack for each in found] == ([Lack.CLASH] if clashes else [])
    assert all(each.name == "Mottak" and each.day == date(2027, 3, 12) for each in found)


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ({UNIT}, {RECEPTION}, "Mottak"),
        ({RECEPTION, COUNCIL}, {FOLLOW_UP, COUNCIL}, "Utvalget"),
        ({RECEPTION}, {FOLLOW_UP}, None),
        (set(), set(), None),
    ],
)
def test_a_clash_concerns_whoever_is_in_both(first, second, name):
    facts = plan(*(dated(on("03-12"), bodies=frozenset(each)) for each in (first, second)))

    assert [each.name for each in advice_on(facts)] == ([name] if name else [])


def test_a_person_cannot_be_in_two_places():
    people = frozenset({KARI})
    facts = plan(dated(on("03-12"), people=people), dated(on("03-12"), people=people))

    assert [each.name for each in advice_on(facts)] == ["Kari"]


@pytest.mark.parametrize("kind", [TimeKind.ALTERNATIVES, TimeKind.BY])
def test_days_that_are_not_settled_clash_with_nothing(kind):
    bodies = frozenset({RECEPTION})
    facts = plan(dated(on("03-12"), bodies=bodies), dated(on("03-12"), bodies=bodies, kind=kind))
    assert lacks(facts) == []


def test_two_that_meet_twice_are_told_once():
    days = (on("03-12"), on("04-09"))
    bodies = frozenset({RECEPTION})
    facts = plan(*(dated(*days, kind=TimeKind.DATES, bodies=bodies) for _ in range(2)))

    assert lacks(facts) == [Lack.CLASH]


def test_hours_above_what_the_leader_stated_are_summed_by_team_and_person():
    facts = plan(
        activity(minutes=300, bodies=frozenset({UNIT})),
        activity(minutes=200, bodies=frozenset({RECEPTION})),
        activity(minutes=250, people=frozenset({KARI})),
        minutes_each=499,
        places={KARI: (FOLLOW_UP,)},
    )

    told = [(each.name, each.minutes) for each in advice_on(facts)]
    assert told == [("Mottak", 500), ("Kari", 550)]
    assert lacks(replace(facts, minutes_each=550)) == []
    assert lacks(replace(facts, minutes_each=None)) == []


def test_who_is_in_a_team_that_is_told_is_not_told_too():
    facts = plan(
        activity(minutes=500, bodies=frozenset({RECEPTION})),
        activity(minutes=10, people=frozenset({KARI})),
        minutes_each=499,
        places={KARI: (RECEPTION,)},
    )
    assert [each.name for each in advice_on(facts)] == ["Mottak"]


def test_a_councils_proposal_without_an_answer_is_remembered():
    proposal = Proposal(uuid4(), 7, "Snakk med oss først", "Utvalget")

    (found,) = advice_on(plan(activity(), unanswered=[proposal]))

    assert (found.lack, found.proposal) == (Lack.UNANSWERED, proposal)


def test_bodies_are_found_in_words_by_their_whole_names():
    names = {RECEPTION: "Team mottak", FOLLOW_UP: "Team oppfølging", UNIT: "NAV"}

    found = bodies_named_in("Team Mottak og team oppfølging", names)
    assert found == {RECEPTION, FOLLOW_UP}
    assert bodies_named_in("Teamet mottaker, navigatører", names) == frozenset()
    assert is_everyone("Alle.")
    assert not is_everyone("Alle veiledere")


@pytest.mark.parametrize(
    ("method", "kinds"),
    [
        ("Foredrag av en veileder", {MethodKind.LECTURE}),
        ("Foredrag om det brukere trenger", {MethodKind.LECTURE}),
        ("E-læringsmodul", {MethodKind.COURSE}),
        ("Forelesning, så gruppearbeid", {MethodKind.LECTURE, MethodKind.GROUP}),
        ("Skulder til skulder", {MethodKind.GUIDANCE}),
        ("Rollespill med kort", {MethodKind.PRACTICE}),
        ("Bedriftsbesøk og intervju", {MethodKind.VISIT}),
        ("Kollegarettleiing", {MethodKind.GUIDANCE}),
        ("Ti minutter om", {MethodKind.OTHER}),
        (" ", set()),
    ],
)
def test_methods_are_put_into_kinds_by_their_words(method, kinds):
    assert kinds_in(method) == kinds


def test_the_mix_counts_every_kind_in_a_fixed_order():
    mix = method_mix(["Øving", "Foredrag", "Innlegg og øving", ""])

    assert mix == [(MethodKind.LECTURE, 2), (MethodKind.PRACTICE, 2)]
    assert not is_only_lectures(["", "Foredrag"])
