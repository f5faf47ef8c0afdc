"""Sending proposals from a local campaign to the larger one: what follows, what stops it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.core.db import atomic
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
)
from app.ideas.services import withdraw_idea
from app.local.queries.forwardings import list_forwarded, list_origin_comments, list_origins
from app.local.services.forwarding import Wanted, forward_ideas, undo_forwarding
from app.models import Campaign, CampaignBody, CoAuthor, Comment, Idea, OutboxMail, Topic
from tests.support.factories import (
    AFTER_CLOSE,
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    WHILE_SUBMITTING,
)
from tests.support.local import Local

LONGER = {
    "submission_closes_at": VOTING_CLOSES + timedelta(days=30),
    "voting_opens_at": VOTING_CLOSES + timedelta(days=31),
    "voting_closes_at": VOTING_CLOSES + timedelta(days=40),
}


@pytest.fixture
def local(app, clock):
    clock.moment = WHILE_SUBMITTING
    return Local(app, **LONGER)


def forward(local, *wanted, by=None):
    with local.app.app_context(), atomic() as session:
        actor = local.actor(session, by or local.facilitator)
        clock = local.app.extensions["clock"]
        return [
            each.to_idea_id
            for each in forward_ideas(session, actor, local.below, wanted=wanted, clock=clock)
        ]


def above(local):
    with local.app.app_context(), atomic() as session:
        return session.scalars(select(Idea).where(Idea.campaign_id == local.above_id)).all()


def test_it_keeps_author_text_namelessness_and_who_stands_behind_it(local):
    nr = local.idea(local.below, title="Kafé i mottaket", is_anonymous=True, reach="local")
    with local.app.app_context(), atomic() as session:
        below = session.scalar(select(Idea).where(Idea.campaign_id == local.below_id))
        session.add(CoAuthor(campaign_id=local.below_id, idea_id=below.id, person_id=local.ola.id))

    forward(local, Wanted(nr))

    (idea,) = above(local)
    assert (idea.title, idea.body, idea.reach) == ("Kafé i mottaket", below.body, "local")
    assert idea.author_id == local.kari.id
    assert idea.is_anonymous, "that was promised where it was written"
    assert idea.on_behalf_of == local.office.id
    with local.app.app_context(), atomic() as session:
        other = session.scalar(select(CoAuthor).where(CoAuthor.campaign_id == local.above_id))
        assert other.person_id == local.ola.id


def test_a_councils_proposal_stays_the_councils(local):
    nr = local.idea(local.below, on_behalf_of=local.other.id)

    forward(local, Wanted(nr))

    assert above(local)[0].on_behalf_of == local.other.id


def test_sent_twice_it_stands_there_once(local):
    nr = local.idea(local.below)

    forward(local, Wanted(nr))
    again = forward(local, Wanted(nr))

    assert again == []
    assert len(above(local)) == 1


def test_authors_and_followers_hear_of_it_and_the_sender_does_not(local):
    nr = local.idea(local.below, author=local.facilitator)
    other = local.idea(local.below)

    forward(local, Wanted(nr), Wanted(other))

    with local.app.app_context(), atomic() as session:
        mails = session.scalars(select(OutboxMail)).all()
    assert [mail.person_id for mail in mails if mail.kind == "idea_forwarded"] == [local.kari.id]


@pytest.mark.parametrize("person", ["kari", "ola", "centre"])
def test_only_those_who_look_after_the_local_one_send_on(local, person):
    nr = local.idea(local.below)
    # The office belongs to the directorate, whose facilitator looks after its campaigns too.
    refused = {"kari": NotAllowedError, "ola": NotFoundError, "centre": None}[person]
    if refused is None:
        assert forward(local, Wanted(nr), by=local.centre)
        return
    with pytest.raises(refused):
        forward(local, Wanted(nr), by=getattr(local, person))


def test_a_facilitator_above_both_sends_on_without_being_a_participant(local):
    with local.app.app_context(), atomic() as session:
        session.execute(
            delete(CampaignBody).where(
                CampaignBody.campaign_id == local.above_id, CampaignBody.part == "audience"
            )
        )
    nr = local.idea(local.below)

    assert forward(local, Wanted(nr), by=local.centre)


def test_the_larger_deadline_holds(app, clock):
    clock.moment = WHILE_SUBMITTING
    local = Local(app)
    nr = local.idea(local.below)
    clock.moment = SUBMISSION_CLOSES

    with pytest.raises(DeadlinePassedError):
        forward(local, Wanted(nr))
    assert above(local) == []


def test_what_the_larger_one_requires_is_asked_for_and_nothing_is_half_sent(local):
    with local.app.app_context(), atomic() as session:
        session.get_one(Campaign, local.above_id).required_parts = "topic"
        topic = Topic(campaign_id=local.above_id, position=1, name_nb="Tilgjengelighet")
        session.add(topic)
    good, bad, worse = (local.idea(local.below) for _ in range(3))

    with pytest.raises(InvalidInputError) as refusal:
        forward(local, Wanted(good, topic.id), Wanted(bad), Wanted(worse))

    assert refusal.value.facts == {"lacking": {bad: "topic", worse: "topic"}}
    assert above(local) == []


def test_a_topic_of_somewhere_else_is_refused(local):
    with local.app.app_context(), atomic() as session:
        topic = Topic(campaign_id=local.below_id, position=1, name_nb="Lokalt")
        session.add(topic)
    nr = local.idea(local.below)

    with pytest.raises(NotFoundError):
        forward(local, Wanted(nr, topic.id))


def test_after_the_vote_nothing_goes_on_before_it_is_counted(local, clock):
    nr = local.idea(local.below)
    clock.moment = AFTER_CLOSE

    with pytest.raises(NotOpenError, match="count"):
        forward(local, Wanted(nr))


def test_withdrawn_proposals_do_not_go_on(local):
    nr = local.idea(local.below, state="withdrawn")

    with pytest.raises(ConflictError):
        forward(local, Wanted(nr))


def test_it_can_be_taken_back_until_it_is_answered(local, clock):
    first, second = local.idea(local.below), local.idea(local.below)
    forward(local, Wanted(first), Wanted(second))
    with local.app.app_context(), atomic() as session:
        sent = list_forwarded(session, local.below_id)
        answered = session.scalar(
            select(Idea).where(Idea.campaign_id == local.above_id, Idea.nr == sent[1].nr_above)
        )
        answered.status = "under_review"

    def undo(forwarding_id):
        with local.app.app_context(), atomic() as session:
            actor = local.actor(session, local.facilitator)
            undo_forwarding(session, actor, local.below, forwarding_id, clock=clock)

    undo(sent[0].id)
    undo(sent[0].id)
    with pytest.raises(ConflictError):
        undo(sent[1].id)

    states = {idea.nr: idea.state for idea in above(local)}
    assert states == {sent[0].nr_above: "withdrawn", sent[1].nr_above: "submitted"}
    forward(local, Wanted(first))
    assert len(above(local)) == 3, "what was taken back can be sent on again"


def test_joined_proposals_keep_where_each_came_from(local):
    nr = local.idea(local.below, title="Kafé")
    (idea_id,) = forward(local, Wanted(nr))
    between = local.idea(local.above, author=local.ola, title="Kaffe")
    target = local.idea(local.above, author=local.ola, title="Kaffe i mottaket")
    with local.app.app_context(), atomic() as session:
        step, goal = session.scalars(
            select(Idea)
            .where(Idea.campaign_id == local.above_id, Idea.nr.in_((between, target)))
            .order_by(Idea.nr)
        )
        source = session.get_one(Idea, (local.above_id, idea_id))
        for each, into in ((source, step), (step, goal)):
            each.state, each.merged_into = "merged", into.id
        session.flush()

        assert [each.unit for each in list_origins(session, goal)] == ["Fabelvik kontor"]
        (sent,) = list_forwarded(session, local.below_id)
        assert (sent.standing_nr, sent.target_title) == (target, "Kaffe i mottaket")


def test_what_was_said_follows_without_names_and_without_what_was_hidden(local):
    nr = local.idea(local.below)
    with local.app.app_context(), atomic() as session:
        below = session.scalar(select(Idea).where(Idea.campaign_id == local.below_id))
        for body, columns in (
            ("Godt tenkt!", {}),
            ("Skjult", {"hidden_at": WHILE_SUBMITTING}),
            ("Slettet", {"deleted_at": WHILE_SUBMITTING}),
        ):
            session.add(
                Comment(
                    campaign_id=local.below_id,
                    idea_id=below.id,
                    author_id=local.kari.id,
                    body=body,
                    created_at=WHILE_SUBMITTING,
                    **columns,
                )
            )
    (idea_id,) = forward(local, Wanted(nr))

    with local.app.app_context(), atomic() as session:
        comments = list_origin_comments(session, session.get_one(Idea, (local.above_id, idea_id)))

    assert [(each.body, each.unit) for each in comments] == [("Godt tenkt!", "Fabelvik kontor")]
    assert "Kari" not in repr(comments)


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_what_is_out_of_sight_where_it_was_written_is_not_told_above(local, state):
    nr = local.idea(local.below, title="Navngir en bruker")
    (idea_id,) = forward(local, Wanted(nr))
    with local.app.app_context(), atomic() as session:
        below = session.scalar(select(Idea).where(Idea.campaign_id == local.below_id))
        below.state = state
        session.add(
            Comment(
                campaign_id=local.below_id,
                idea_id=below.id,
                author_id=local.kari.id,
                body="Om ham der.",
                created_at=WHILE_SUBMITTING,
            )
        )
        session.flush()
        above = session.get_one(Idea, (local.above_id, idea_id))

        assert list_origins(session, above) == []
        assert list_origin_comments(session, above) == []


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_what_is_out_of_sight_below_is_named_by_its_number_in_the_list_of_what_was_sent(
    local, state
):
    nr = local.idea(local.below, title="Om en som kan kjennes igjen")
    forward(local, Wanted(nr))
    with local.app.app_context(), atomic() as session:
        session.scalar(select(Idea).where(Idea.campaign_id == local.below_id)).state = state

    with local.app.app_context(), atomic() as session:
        (sent,) = list_forwarded(session, local.below_id)
        assert sent.title == f"nr. {nr}"


def test_what_a_council_decided_on_is_no_single_authors_in_the_larger_campaign_either(local):
    nr = local.idea(local.below, on_behalf_of=local.other.id, shared_at=WHILE_SUBMITTING)

    forward(local, Wanted(nr))

    (idea,) = above(local)
    with local.app.app_context(), atomic() as session:
        actor, clock = local.actor(session, local.kari), local.app.extensions["clock"]
        slug = session.get_one(Campaign, local.above_id).slug
        with pytest.raises(NotAllowedError):
            withdraw_idea(session, actor, slug, idea.nr, clock=clock)
