"""A plan's life: who may take it a step further, when, and who is told."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
    ReasonMissingError,
)
from app.domain.learning.document import read_json
from app.domain.permissions import Role
from app.domain.sealing import sha256_hex
from app.learning import services
from app.learning.queries.hearing import list_comments
from app.learning.queries.plans import lock_plan
from app.learning.services.states import LONGEST_HEARING
from app.models import (
    Affiliation,
    Follower,
    GroupMember,
    Notice,
    OutboxMail,
    Person,
    PlanTheme,
    PlanVersion,
    ThemeComment,
)
from tests.support.clock import FixedClock
from tests.support.factories import (
    AFTER_CLOSE,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.plans import make_filled_plan, make_theme

DAY = timedelta(days=1)
ENDS = AFTER_CLOSE + 14 * DAY


@pytest.fixture
def clock():
    return FixedClock(AFTER_CLOSE)


@pytest.fixture
def unit(session):
    return make_body(session)


@pytest.fixture
def plan(session, unit):
    return make_filled_plan(session, unit=unit, themes=2)


@pytest.fixture
def theme(session, plan):
    """The first theme's id."""
    themes = select(PlanTheme.id).where(PlanTheme.plan_id == plan.id)
    return session.scalar(themes.order_by(PlanTheme.position).limit(1))


@pytest.fixture
def someone(session, unit):
    """An actor with a role in the unit, or in another body."""

    def someone(role=Role.STAFF, body=None):
        person = make_person(session, body=body or unit, role=role)
        return actor_of(session, person, now=AFTER_CLOSE)

    return someone


@pytest.fixture
def council(session, unit):
    council = make_body(session, kind="council")
    session.add(Affiliation(unit_id=unit.id, body_id=council.id))
    session.flush()
    return council


def hear(session, plan, actor, clock, ends_at=ENDS):
    services.send_to_hearing(session, actor, plan.id, ends_at=ends_at, clock=clock)


def mails(session, kind):
    found = session.scalars(select(OutboxMail).where(OutboxMail.kind == kind))
    return {mail.person_id: json.loads(mail.facts) for mail in found}


def count_versions(session):
    return session.scalar(select(func.count()).select_from(PlanVersion))


def test_a_hearing_tells_the_councils_and_the_working_group(session, plan, someone, council, clock):
    leader, member = someone(Role.LEADER), someone(Role.COUNCIL_MEMBER, council)
    colleague, outsider = someone(), someone()
    session.add(GroupMember(plan_id=plan.id, person_id=colleague.person_id))
    unreachable = someone(Role.COUNCIL_MEMBER, council)
    session.get_one(Person, unreachable.person_id).email = None

    hear(session, plan, leader, clock)

    assert (plan.state, plan.hearing_ends_at) == ("hearing", ENDS)
    told = mails(session, "plan_hearing")
    assert set(told) == {member.person_id, colleague.person_id}
    assert outsider.person_id not in told
    noticed = set(session.scalars(select(Notice.person_id).where(Notice.kind == "plan_hearing")))
    assert noticed == {*told, unreachable.person_id}, "without an address one reads it here"
    assert told[member.person_id]["ends_at"] == ENDS.isoformat()


@pytest.mark.parametrize(
    ("ends_at", "reason"),
    [
        (AFTER_CLOSE, "passed"),
        (AFTER_CLOSE + LONGEST_HEARING + DAY, "too_far"),
    ],
)
def test_a_hearing_ends_in_the_near_future(session, plan, someone, clock, ends_at, reason):
    with pytest.raises(InvalidInputError) as refused:
        hear(session, plan, someone(Role.LEADER), clock, ends_at)

    assert refused.value.facts["reason"] == reason
    assert plan.state == "draft"


def test_a_hearing_is_only_ever_made_longer(session, plan, someone, clock):
    leader = someone(Role.LEADER)
    hear(session, plan, leader, clock)

    hear(session, plan, leader, clock, ENDS + DAY)
    with pytest.raises(InvalidInputError):
        hear(session, plan, leader, clock, ENDS)

    assert plan.hearing_ends_at == ENDS + DAY


def say(session, plan, actor, theme, clock, text="Mer om språk.", **given):
    return services.comment_on_theme(
        session, actor, plan.id, theme, text=text, clock=clock, **given
    )


def test_the_last_microsecond_counts_and_the_end_itself_does_not(
    session, plan, theme, someone, clock
):
    hear(session, plan, someone(Role.LEADER), clock)
    colleague = someone()

    clock.moment = ENDS - timedelta(microseconds=1)
    say(session, plan, colleague, theme, clock)
    clock.moment = ENDS
    with pytest.raises(DeadlinePassedError) as late:
        say(session, plan, colleague, theme, clock, "For sent.")

    assert late.value.facts["deadline"] == ENDS
    assert session.scalar(select(func.count()).select_from(ThemeComment)) == 1


def test_nobody_comments_on_a_draft(session, plan, theme, someone, clock):
    with pytest.raises(NotOpenError):
        say(session, plan, someone(), theme, clock)


def test_a_council_speaks_through_its_members_alone(session, plan, theme, someone, council, clock):
    hear(session, plan, someone(Role.LEADER), clock)
    member, colleague = someone(Role.COUNCIL_MEMBER, council), someone()
    elsewhere = make_body(session, kind="council")
    stranger_too = actor_of(session, make_person(session, body=elsewhere), now=AFTER_CLOSE)

    comment = say(session, plan, member, theme, clock, on_behalf_of=council.id)

    assert comment.on_behalf_of == council.id
    for actor, body in ((colleague, council), (member, elsewhere), (member, make_body(session))):
        with pytest.raises(NotAllowedError):
            say(session, plan, actor, theme, clock, "Ikke vårt.", on_behalf_of=body.id)
    with pytest.raises(NotFoundError):
        say(session, plan, stranger_too, theme, clock)


def test_a_form_sent_twice_is_one_comment(session, plan, theme, someone, clock):
    hear(session, plan, someone(Role.LEADER), clock)
    colleague = someone()

    first = say(session, plan, colleague, theme, clock)
    again = say(session, plan, colleague, theme, clock)

    assert first.id == again.id


def test_an_answered_comment_is_not_taken_back(session, plan, theme, someone, clock):
    leader, colleague = someone(Role.LEADER), someone()
    hear(session, plan, leader, clock)
    kept = say(session, plan, colleague, theme, clock)
    gone = say(session, plan, colleague, theme, clock, "Glem dette.")

    services.answer_comment(session, leader, plan.id, kept.id, text="Takk!", now=AFTER_CLOSE)
    services.withdraw_comment(session, colleague, plan.id, gone.id, clock=clock)
    with pytest.raises(FrozenError):
        services.withdraw_comment(session, colleague, plan.id, kept.id, clock=clock)
    with pytest.raises(NotAllowedError):
        services.withdraw_comment(session, leader, plan.id, kept.id, clock=clock)

    assert session.scalars(select(ThemeComment.text)).all() == ["Mer om språk."]


def test_what_is_hidden_is_read_by_its_author_alone_who_is_told_why(
    session, plan, theme, someone, clock
):
    leader, colleague = someone(Role.LEADER), someone()
    hear(session, plan, leader, clock)
    comment = say(session, plan, colleague, theme, clock, "Navngitt bruker.")

    with pytest.raises(ReasonMissingError):
        services.hide_comment(session, leader, plan.id, comment.id, reason=" ", now=AFTER_CLOSE)
    with pytest.raises(NotAllowedError):
        services.hide_comment(session, colleague, plan.id, comment.id, reason="x", now=AFTER_CLOSE)
    services.hide_comment(session, leader, plan.id, comment.id, reason="Navn.", now=AFTER_CLOSE)

    for actor, text in ((colleague, "Navngitt bruker."), (leader, None)):
        view = lock_plan(session, actor, plan.id)
        assert list_comments(session, view)[theme][0].text == text
    assert mails(session, "theme_comment_hidden")[colleague.person_id]["reason"] == "Navn."


def test_a_plan_is_not_approved_while_it_is_heard(session, plan, someone, clock):
    leader = someone(Role.LEADER)
    hear(session, plan, leader, clock)

    with pytest.raises(NotOpenError) as early:
        services.approve_plan(session, leader, plan.id, clock=clock)
    clock.moment = ENDS
    services.approve_plan(session, leader, plan.id, clock=clock)

    assert early.value.facts["until"] == ENDS
    assert plan.state == "approved"


def test_only_a_leader_approves_and_only_once(session, plan, someone, clock):
    for role in (Role.FACILITATOR, Role.STAFF):
        with pytest.raises(NotAllowedError):
            services.approve_plan(session, someone(role), plan.id, clock=clock)
    leader = someone(Role.LEADER)
    services.approve_plan(session, leader, plan.id, clock=clock)

    with pytest.raises(FrozenError):
        services.approve_plan(session, leader, plan.id, clock=clock)

    assert count_versions(session) == 1


def test_the_approved_plan_is_kept_whole_with_its_hash(session, plan, someone, clock):
    leader = someone(Role.LEADER)

    version = services.approve_plan(session, leader, plan.id, clock=clock)

    assert (version.number, version.approved_by, version.approved_at) == (
        1,
        leader.person_id,
        AFTER_CLOSE,
    )
    assert version.sha256 == sha256_hex(version.canonical)
    assert [theme.title for theme in read_json(version.canonical).themes] == ["Tema 1", "Tema 2"]


def test_those_behind_the_themes_proposals_hear_of_the_approval(session, unit, someone, clock):
    leader = someone(Role.LEADER)
    campaign = make_campaign(session, owner=unit)
    author, follower = make_person(session, body=unit), make_person(session, body=unit)
    council, left = make_body(session, kind="council"), make_person(session)
    member = make_person(session, body=council, role=Role.COUNCIL_MEMBER)
    make_membership(session, left, council, role=Role.COUNCIL_MEMBER, ends_at=AFTER_CLOSE)
    idea = make_idea(session, campaign=campaign, author=author, on_behalf_of=council.id)
    other = make_idea(session, campaign=campaign, author=make_person(session))
    session.add(Follower(campaign_id=campaign.id, idea_id=idea.id, person_id=follower.id))
    plan = make_filled_plan(session, unit=unit)
    make_theme(session, plan, campaign_id=campaign.id, idea_id=idea.id)

    services.approve_plan(session, leader, plan.id, clock=clock)

    assert set(mails(session, "plan_approved")) == {author.id, follower.id, member.id}
    assert other.author_id not in mails(session, "plan_approved")


@pytest.mark.parametrize(
    "act", ["UPDATE plan_versions SET reason = 'x'", "DELETE FROM plan_versions"]
)
def test_a_version_refuses_to_be_changed(session, plan, someone, clock, act):
    services.approve_plan(session, someone(Role.LEADER), plan.id, clock=clock)

    with pytest.raises(DatabaseError):
        session.connection().exec_driver_sql(act)
    session.rollback()


def test_an_evaluated_plan_is_archived_by_a_leader_and_stays_so(session, plan, someone, clock):
    leader, facilitator = someone(Role.LEADER), someone(Role.FACILITATOR)
    with pytest.raises(NotOpenError):
        services.mark_evaluated(lock_plan(session, facilitator, plan.id))
    services.approve_plan(session, leader, plan.id, clock=clock)
    services.mark_evaluated(lock_plan(session, facilitator, plan.id))
    assert plan.state == "evaluated"

    with pytest.raises(NotAllowedError):
        services.archive_plan(session, facilitator, plan.id)
    services.archive_plan(session, leader, plan.id)
    with pytest.raises(FrozenError):
        services.archive_plan(session, leader, plan.id)

    assert plan.state == "archived"
