"""Handing in: who may, until when, once only, and what is never lost."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
)
from app.domain.permissions import Role
from app.domain.proposals import MAX_BODY, MAX_TITLE, Proposal
from app.ideas.services import discard_draft, save_draft, submit_idea
from app.models import Campaign, Idea, Notice, OutboxMail, Topic
from tests.support.clock import FixedClock
from tests.support.factories import (
    BEFORE_OPENING,
    LONG_AGO,
    OPENS,
    SUBMISSION_CLOSES,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)

SECOND = timedelta(seconds=1)
# 23.59 typed on the last summer-time Saturday and the last winter-time Saturday, Europe/Oslo.
AFTER_AUTUMN_CHANGE = datetime(2026, 10, 25, 23, tzinfo=UTC)
AFTER_SPRING_CHANGE = datetime(2027, 3, 28, 22, tzinfo=UTC)


@pytest.fixture
def office(session):
    return make_body(session, name="Kontoret")


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office)


@pytest.fixture
def actor(session, office):
    return actor_of(session, make_person(session, body=office))


@pytest.fixture
def send(session, campaign, actor):
    def send(title="Stille time", *, at=WHILE_SUBMITTING, by=None, idea_id=None, **parts):
        return submit_idea(
            session,
            by or actor,
            campaign.slug,
            idea_id=idea_id or uuid4(),
            proposal=Proposal(title=title, **parts),
            clock=FixedClock(at),
        )

    return send


def test_only_a_title_is_required(send):
    idea = send("  Stille   time ")

    assert (idea.title, idea.body, idea.nr, idea.state) == ("Stille time", "", 1, "submitted")


def test_numbers_follow_each_other(send):
    assert [send(f"Forslag {n}").nr for n in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (BEFORE_OPENING, NotOpenError),
        (OPENS - SECOND, NotOpenError),
        (SUBMISSION_CLOSES, DeadlinePassedError),
        (SUBMISSION_CLOSES + SECOND, DeadlinePassedError),
    ],
)
def test_dl1_outside_the_period_nothing_is_taken(session, send, moment, error):
    with pytest.raises(error) as refused:
        send(at=moment)

    assert {"opens", "deadline"} & set(refused.value.facts)
    assert session.scalars(select(Idea)).all() == []


@pytest.mark.parametrize(
    "closes", [SUBMISSION_CLOSES, AFTER_AUTUMN_CHANGE, AFTER_SPRING_CHANGE], ids=str
)
def test_dl1_the_last_second_counts_and_the_deadline_does_not(session, office, actor, closes):
    campaign = make_campaign(
        session,
        owner=office,
        submission_closes_at=closes,
        voting_opens_at=closes,
        voting_closes_at=closes + timedelta(days=7),
    )

    def send(moment):
        return submit_idea(
            session,
            actor,
            campaign.slug,
            idea_id=uuid4(),
            proposal=Proposal(title="I siste liten"),
            clock=FixedClock(moment),
        )

    assert send(closes - SECOND).submitted_at == closes - SECOND
    with pytest.raises(DeadlinePassedError):
        send(closes)


def test_a_council_has_its_own_later_deadline_and_staff_do_not(session, office):
    council = make_body(session, kind="council")
    later = SUBMISSION_CLOSES + timedelta(days=2)
    campaign = make_campaign(
        session,
        owner=office,
        audiences=[office, council],
        councils_submission_closes_at=later,
        voting_opens_at=later,
    )
    member = make_person(session, body=council, role=Role.COUNCIL_MEMBER)
    staff = make_person(session, body=office)

    def send(person, moment):
        return submit_idea(
            session,
            actor_of(session, person),
            campaign.slug,
            idea_id=uuid4(),
            proposal=Proposal(title="Spør oss først"),
            clock=FixedClock(moment),
        )

    assert send(member, SUBMISSION_CLOSES + SECOND).nr == 1
    with pytest.raises(DeadlinePassedError) as late_staff:
        send(staff, SUBMISSION_CLOSES + SECOND)
    with pytest.raises(DeadlinePassedError) as late_council:
        send(member, later)
    assert late_staff.value.facts["deadline"] == SUBMISSION_CLOSES
    assert late_council.value.facts["deadline"] == later


def test_a_topic_has_its_own_period(session, campaign, send):
    closes = WHILE_SUBMITTING + timedelta(hours=1)
    topic = Topic(campaign_id=campaign.id, position=1, name_nb="Mat", closes_at=closes)
    session.add(topic)
    session.flush()

    send(topic_id=topic.id, at=closes - SECOND)
    with pytest.raises(DeadlinePassedError) as late:
        send(topic_id=topic.id, at=closes)

    assert late.value.facts == {"deadline": closes, "topic": "Mat"}


def test_a_topic_of_another_campaign_does_not_exist(session, send):
    topic = Topic(campaign_id=make_campaign(session).id, position=1, name_nb="Annet")
    session.add(topic)
    session.flush()

    with pytest.raises(NotFoundError):
        send(topic_id=topic.id)


@pytest.mark.parametrize("part", ["body", "topic", "horizon", "reach", "sources", "cost"])
def test_a_part_the_campaign_requires_is_missed_by_name(campaign, send, part):
    campaign.required_parts = part

    with pytest.raises(InvalidInputError) as missed:
        send()

    assert missed.value.facts == {"field": part, "reason": "missing"}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"title": " \u200b "}, "missing"),
        ({"title": "x" * (MAX_TITLE + 1)}, "too_long"),
        ({"title": "x", "body": "x" * (MAX_BODY + 1)}, "too_long"),
        ({"title": "x", "cost": -1}, "out_of_range"),
    ],
)
def test_what_is_too_little_or_too_much_is_refused(send, parts, reason):
    with pytest.raises(InvalidInputError) as refused:
        send(**parts)

    assert refused.value.facts["reason"] == reason


def test_ac5_one_speaks_only_for_bodies_one_belongs_to_now(session, office, campaign, send):
    network, other = make_body(session, kind="network"), make_body(session, kind="council")
    person = make_person(session, body=office)
    held = make_membership(session, person, network)

    idea = send(by=actor_of(session, person), on_behalf_of=network.id)
    assert idea.on_behalf_of == network.id
    with pytest.raises(NotAllowedError):
        send(by=actor_of(session, person), on_behalf_of=other.id)

    held.ends_at = WHILE_SUBMITTING
    session.flush()
    with pytest.raises(NotAllowedError):
        send(by=actor_of(session, person), on_behalf_of=network.id)


def test_without_a_name_only_where_the_campaign_allows_it(campaign, send):
    with pytest.raises(ConflictError):
        send(is_anonymous=True)

    campaign.allows_anonymous = True
    assert send(is_anonymous=True).is_anonymous


def test_somebody_with_no_part_in_it_cannot_see_the_campaign(session, send):
    stranger = make_person(session, body=make_body(session))

    with pytest.raises(NotFoundError):
        send(by=actor_of(session, stranger))


def test_who_only_looks_after_a_campaign_proposes_nothing(session, office, actor):
    region = make_body(session, unit_kind="region")
    campaign = make_campaign(session, owner=region, audiences=[office])
    keeper = make_person(session, body=region, role=Role.FACILITATOR)

    with pytest.raises(NotAllowedError):
        submit_idea(
            session,
            actor_of(session, keeper),
            campaign.slug,
            idea_id=uuid4(),
            proposal=Proposal(title="x"),
            clock=FixedClock(WHILE_SUBMITTING),
        )


def test_the_same_form_sent_twice_gives_one_proposal(session, campaign, send):
    form = uuid4()

    first, second = send(idea_id=form), send("Endret i mellomtiden", idea_id=form)

    assert first is second
    assert second.title == "Stille time"
    assert send("Neste").nr == 2, "no number was used up"
    mails = session.scalars(select(OutboxMail).where(OutboxMail.kind == "idea_receipt")).all()
    assert len(mails) == 2


def test_the_receipt_is_queued_with_the_proposal_or_not_at_all(session, send):
    send()
    for kind in (OutboxMail.kind, Notice.kind):
        assert session.scalars(select(kind)).all() == ["idea_receipt"], (
            "by mail, and under the bell"
        )


def test_a_refusal_uses_up_no_number(app, session, campaign, actor):
    slug = campaign.slug
    session.commit()
    with pytest.raises(DeadlinePassedError), atomic() as writing:
        submit_idea(
            writing,
            actor,
            slug,
            idea_id=uuid4(),
            proposal=Proposal(title="For sent"),
            clock=FixedClock(SUBMISSION_CLOSES),
        )

    assert session.scalar(select(Campaign.idea_counter).where(Campaign.slug == slug)) == 0


def test_a_draft_is_kept_and_sent_under_the_same_id(session, campaign, actor, send):
    form = uuid4()

    def save(text):
        return save_draft(
            session,
            actor,
            campaign.slug,
            idea_id=form,
            proposal=Proposal(title=text),
            now=WHILE_SUBMITTING,
        )

    save("Stille")
    draft = save("Stille ti")
    assert (draft.state, draft.nr, draft.title) == ("draft", None, "Stille ti")

    sent = send("Stille time", idea_id=form)
    late = save("Et sent lagret utkast")

    assert sent.id == form
    assert (late.state, late.title) == ("submitted", "Stille time")


def test_dl2_a_draft_can_be_saved_after_the_deadline(session, campaign, actor):
    draft = save_draft(
        session,
        actor,
        campaign.slug,
        idea_id=uuid4(),
        proposal=Proposal(title="For sent"),
        now=SUBMISSION_CLOSES,
    )

    assert draft.title == "For sent"


def test_nothing_typed_is_no_draft(session, campaign, actor):
    saved = save_draft(
        session,
        actor,
        campaign.slug,
        idea_id=uuid4(),
        proposal=Proposal(title=" "),
        now=WHILE_SUBMITTING,
    )

    assert saved is None
    assert session.scalars(select(Idea)).all() == []


def test_a_draft_drops_what_could_not_be_sent_instead_of_refusing(session, campaign, actor):
    draft = save_draft(
        session,
        actor,
        campaign.slug,
        idea_id=uuid4(),
        proposal=Proposal(title="x", topic_id=uuid4(), on_behalf_of=make_body(session).id),
        now=WHILE_SUBMITTING,
    )

    assert (draft.topic_id, draft.on_behalf_of) == (None, None)


def test_ac3_another_persons_draft_does_not_exist(session, office, campaign, actor, send):
    draft = make_idea(
        session, campaign=campaign, author=make_person(session, body=office), state="draft"
    )
    arguments = (session, actor, campaign.slug)

    with pytest.raises(NotFoundError):
        save_draft(
            *arguments, idea_id=draft.id, proposal=Proposal(title="Min nå"), now=WHILE_SUBMITTING
        )
    with pytest.raises(NotFoundError):
        discard_draft(*arguments, draft.id)
    with pytest.raises(NotFoundError):
        send(idea_id=draft.id)
    assert draft.state == "draft"


def test_a_campaign_nobody_has_opened_takes_nothing(session, office, actor):
    campaign = make_campaign(session, owner=office, launched=False, opens_at=LONG_AGO)

    with pytest.raises(NotFoundError):
        submit_idea(
            session,
            actor,
            campaign.slug,
            idea_id=uuid4(),
            proposal=Proposal(title="x"),
            clock=FixedClock(WHILE_SUBMITTING),
        )
