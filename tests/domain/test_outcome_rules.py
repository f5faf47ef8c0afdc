"""The pure rules behind choosing, planning and answering."""

from datetime import date
from uuid import uuid4

import pytest

from app.domain.errors import InvalidInputError, ReasonMissingError
from app.domain.half_years import HalfYear
from app.domain.permissions import Actor, BodyKind, BodyRef, MembershipRef, Role
from app.domain.plan_access import PlanPermission, PlanScope, may_in_plan
from app.domain.promotion import Choice, require_reasons
from app.domain.strategy_answers import given_answer

SPRING, AUTUMN = HalfYear(2027, 1), HalfYear(2027, 2)


@pytest.mark.parametrize(
    ("day", "half_year"),
    [
        (date(2027, 1, 1), SPRING),
        (date(2027, 6, 30), SPRING),
        (date(2027, 7, 1), AUTUMN),
        (date(2027, 12, 31), AUTUMN),
    ],
)
def test_a_half_year_turns_in_july(day, half_year):
    assert HalfYear.of(day) == half_year


def test_after_autumn_comes_spring():
    assert SPRING.next() == AUTUMN
    assert AUTUMN.next() == HalfYear(2028, 1)


@pytest.mark.parametrize("text", ["", "2027", "2027-3", "2027-1 ", "27-1", "２０２７-1", "1999-1"])
def test_only_its_own_writing_is_read(text):
    with pytest.raises(InvalidInputError):
        HalfYear.parse(text)


def test_what_is_written_is_read_again():
    assert HalfYear.parse(str(AUTUMN)) == AUTUMN


def choice(*, rule, people, reason=""):
    return Choice(uuid4(), is_rule_winner=rule, is_going_forward=people, reason=reason)


def reasons(*choices, rule_proposes=True, is_advisory=False, reason=""):
    require_reasons(choices, rule_proposes=rule_proposes, is_advisory=is_advisory, reason=reason)


def test_agreement_with_the_rule_needs_no_words():
    reasons(choice(rule=True, people=True), choice(rule=False, people=False))


@pytest.mark.parametrize(("rule", "people"), [(True, False), (False, True)])
def test_disagreement_needs_its_own_words(rule, people):
    with pytest.raises(ReasonMissingError):
        reasons(choice(rule=rule, people=people), reason="En grunn for det hele.")

    reasons(choice(rule=rule, people=people, reason="En grunn."))


def test_without_a_proposal_from_the_rule_the_whole_needs_words():
    with pytest.raises(ReasonMissingError):
        reasons(choice(rule=False, people=True), rule_proposes=False)

    reasons(choice(rule=False, people=True), rule_proposes=False, reason="En grunn.")


def test_an_advisory_result_needs_words_also_where_it_is_followed():
    with pytest.raises(ReasonMissingError):
        reasons(choice(rule=True, people=True), is_advisory=True)


@pytest.mark.parametrize(
    ("status", "passage", "reason", "refused"),
    [
        ("taken_in", "Kapittel 3", "", None),
        ("taken_in", " ", "Fordi", InvalidInputError),
        ("considered", "", "", None),
        ("not_taken_in", "", "Fordi", None),
        ("not_taken_in", "Kapittel 3", "\n", ReasonMissingError),
        ("perhaps", "x", "x", InvalidInputError),
        ("considered", "x" * 4_001, "", InvalidInputError),
    ],
)
def test_each_answer_holds_what_it_asks_for(status, passage, reason, refused):
    if refused is None:
        assert given_answer(status, passage, reason).status == status
        return
    with pytest.raises(refused):
        given_answer(status, passage, reason)


def body(path, kind=BodyKind.UNIT):
    return BodyRef(uuid4(), path, kind)


def somebody(path, role=Role.STAFF):
    return Actor(uuid4(), (MembershipRef(body(path), role),))


OFFICE, TEAM, REGION, OTHER = "/r/o/", "/r/o/t/", "/r/", "/r/x/"


@pytest.mark.parametrize(
    ("path", "role", "reads", "edits"),
    [
        (OFFICE, Role.STAFF, True, False),
        (TEAM, Role.STAFF, True, False),
        (REGION, Role.STAFF, False, False),
        (OTHER, Role.STAFF, False, False),
        (OFFICE, Role.LEADER, True, True),
        (REGION, Role.FACILITATOR, True, True),
        (TEAM, Role.LEADER, True, False),
        (OTHER, Role.LEADER, False, False),
        (OTHER, Role.ADMINISTRATOR, True, False),
        ("/council/", Role.COUNCIL_MEMBER, True, False),
        ("/stranger/", Role.COUNCIL_MEMBER, False, False),
    ],
)
def test_rights_in_a_plan_follow_the_tree(path, role, reads, edits):
    actor = somebody(path, role)

    scope = PlanScope(OFFICE, affiliated=("/council/",))
    assert may_in_plan(actor, PlanPermission.PLAN_VIEW, scope) == reads
    assert may_in_plan(actor, PlanPermission.PLAN_EDIT, scope) == edits
