"""A council writes together, decides, and hands in once: AC5 and DL4."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.councils.queries.drafts import get_room, get_standing
from app.councils.services import (
    comment_on_draft,
    discard,
    edit_draft,
    record_decision,
    submit_draft,
    withdraw_proposal,
)
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from app.domain.proposals import Proposal
from app.ideas.services import edit_idea, save_draft, submit_idea, withdraw_idea
from app.models import Body, CouncilDecision, CouncilWithdrawal, Idea, Notice, OutboxMail, Person
from tests.support.clock import FixedClock
from tests.support.councils import (
    OWN_DEADLINE,
    actor,
    add_office,
    approve,
    council_of,
    end_membership_of,
    make_scene,
    write,
)
from tests.support.factories import (
    SUBMISSION_CLOSES,
    WHILE_SUBMITTING,
    make_body,
    make_membership,
    make_person,
)

AT = FixedClock(WHILE_SUBMITTING)


@pytest.fixture
def scene(session):
    return make_scene(session)


def hand_in(session, scene, idea, by=0, *, at=WHILE_SUBMITTING, version=None):
    return submit_draft(
        session,
        actor(session, scene.members[by], at=at),
        scene.slug,
        scene.campaign_slug,
        idea.id,
        version=version or idea.version,
        clock=FixedClock(at),
    )


def standing(session, scene, idea, *, at=WHILE_SUBMITTING):
    who = actor(session, scene.leader, at=at)
    room = get_room(session, who, scene.slug, scene.campaign_slug, now=at)
    return get_standing(session, room, idea, now=at).backing


def change(session, scene, idea, by, *, title, version, at=WHILE_SUBMITTING):
    return edit_draft(
        session,
        actor(session, scene.members[by], at=at),
        scene.slug,
        scene.campaign_slug,
        idea.id,
        proposal=Proposal(title=title),
        version=version,
        clock=FixedClock(at),
    )


def test_as_many_as_the_council_has_set_must_approve(session):
    scene = make_scene(session, approvals=3)
    idea = write(session, scene)

    approve(session, scene, idea, 0, 1)
    with pytest.raises(NotAllowedError):
        hand_in(session, scene, idea)
    approve(session, scene, idea, 2)
    sent = hand_in(session, scene, idea)

    assert (sent.state, sent.on_behalf_of) == ("submitted", scene.council_id)
    decision = session.get_one(CouncilDecision, (sent.campaign_id, sent.id, sent.version))
    assert (decision.way, decision.approvals) == ("approvals", 3)


def test_nobody_approves_for_two(session, scene):
    idea = write(session, scene)

    approve(session, scene, idea, 0, 0)

    assert standing(session, scene, idea).approvals == 1


def test_an_edit_asks_everybody_anew(session, scene):
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)

    change(session, scene, idea, 2, title="Enda kortere brev", version=1)

    assert standing(session, scene, idea).approvals == 0
    with pytest.raises(NotAllowedError):
        hand_in(session, scene, idea)
    with pytest.raises(ConflictError):
        approve(session, scene, idea, 0, version=1)


def test_of_two_who_edit_the_slower_is_told_and_nothing_is_overwritten(session, scene):
    idea = write(session, scene)
    change(session, scene, idea, 1, title="Min tekst", version=1)

    with pytest.raises(ConflictError):
        change(session, scene, idea, 2, title="En annen tekst", version=1)

    assert (idea.title, idea.version) == ("Min tekst", 2)


def test_a_meeting_decides_with_its_dissent(session, scene):
    idea = write(session, scene)
    told = {"present": "Fem av sju", "decision": "Vedtatt.", "dissent": "Én ville vente."}

    def record(decided_on):
        return record_decision(
            session,
            actor(session, scene.members[1]),
            scene.slug,
            scene.campaign_slug,
            idea.id,
            version=1,
            decided_on=decided_on,
            clock=AT,
            **told,
        )

    with pytest.raises(InvalidInputError):
        record(date(2026, 9, 16))
    record(date(2026, 9, 14))
    sent = hand_in(session, scene, idea, by=2)

    decision = session.get_one(CouncilDecision, (sent.campaign_id, sent.id, 1))
    assert (decision.way, decision.dissent) == ("meeting", "Én ville vente.")
    assert decision.submitted_by == scene.members[2]


def test_every_member_gets_the_receipt_and_nobody_else(session, scene):
    end_membership_of(session, scene, 2)
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)

    hand_in(session, scene, idea)

    for table in (OutboxMail, Notice):
        told = session.scalars(select(table.person_id).where(table.kind == "council_receipt")).all()
        assert sorted(told) == sorted(scene.members[:2])


def test_ac5_the_second_of_two_members_is_told_and_there_is_one_proposal(session, scene):
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)

    first = hand_in(session, scene, idea, by=0)
    with pytest.raises(ConflictError):
        hand_in(session, scene, idea, by=1, version=1)
    session.expire_all()

    assert hand_in(session, scene, idea, by=0, version=1).nr == first.nr
    assert len(session.scalars(select(Idea).where(Idea.nr.is_not(None))).all()) == 1


def test_ac5_an_approval_by_somebody_who_has_left_no_longer_counts(session, scene):
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)

    end_membership_of(session, scene, 1)

    with pytest.raises(NotAllowedError):
        hand_in(session, scene, idea)


@pytest.mark.parametrize("who", ["former member", "member of another", "facilitator"])
def test_ac5_others_neither_read_nor_hand_in(session, scene, who):
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)
    if who == "former member":
        end_membership_of(session, scene, 2)
        person_id = scene.members[2]
    elif who == "facilitator":
        person_id = scene.facilitator
    else:
        person_id = make_person(session, body=make_body(session, kind="council")).id
    expected = NotAllowedError if who == "facilitator" else NotFoundError

    with pytest.raises(expected):
        submit_draft(
            session,
            actor(session, person_id),
            scene.slug,
            scene.campaign_slug,
            idea.id,
            version=1,
            clock=AT,
        )


def test_dl4_half_approved_at_the_deadline_it_is_kept_and_says_where_it_stands(session, scene):
    idea = write(session, scene)
    approve(session, scene, idea, 0)

    late = OWN_DEADLINE
    for act in (
        lambda: approve(session, scene, idea, 1, at=late),
        lambda: hand_in(session, scene, idea, at=late),
        lambda: change(session, scene, idea, 1, title="For sent", version=1, at=late),
    ):
        with pytest.raises(DeadlinePassedError):
            act()

    kept = standing(session, scene, idea, at=late)
    assert (kept.approvals, kept.needed, idea.title) == (1, 2, "Kortere brev")


def test_the_councils_own_deadline_counts_and_not_the_general_one(session, scene):
    idea = write(session, scene)
    between = SUBMISSION_CLOSES + timedelta(hours=1)
    approve(session, scene, idea, 0, 1, at=between)

    assert hand_in(session, scene, idea, at=OWN_DEADLINE - timedelta(seconds=1)).nr == 1


def test_a_partner_speaks_on_a_mandate_and_only_its_representative_does(session):
    scene = make_scene(session, kind="municipality")
    idea = write(session, scene)
    council = council_of(session, scene)
    with pytest.raises(NotAllowedError):
        hand_in(session, scene, idea)

    person = actor(session, scene.members[1]).person_id
    add_office(session, council, type("P", (), {"id": person}), "representative", mandate="Sak 14")
    with pytest.raises(NotAllowedError):
        hand_in(session, scene, idea, by=0)
    sent = hand_in(session, scene, idea, by=1)

    decision = session.get_one(CouncilDecision, (sent.campaign_id, sent.id, 1))
    assert (decision.way, decision.decision) == ("mandate", "Sak 14")


def test_what_the_council_decided_on_is_changed_by_nobody_alone(session, scene):
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)
    sent = hand_in(session, scene, idea)

    with pytest.raises(FrozenError):
        edit_idea(
            session,
            actor(session, scene.leader),
            scene.campaign_slug,
            sent.nr,
            proposal=Proposal(title="Mitt eget"),
            version=1,
            clock=AT,
        )


def take_back(session, scene, idea, by, *, reason="Vi tok feil.", at=WHILE_SUBMITTING):
    return withdraw_proposal(
        session,
        actor(session, scene.members[by], at=at),
        scene.slug,
        scene.campaign_slug,
        idea.id,
        reason=reason,
        clock=FixedClock(at),
    )


def handed_in(session, scene, by=1):
    idea = write(session, scene, by=by)
    approve(session, scene, idea, 0, 1)
    return hand_in(session, scene, idea, by=by)


def test_the_leader_takes_back_with_a_reason_that_every_member_gets(session, scene):
    end_membership_of(session, scene, 2)
    sent = handed_in(session, scene)

    with pytest.raises(InvalidInputError):
        take_back(session, scene, sent, 0, reason=" ")
    take_back(session, scene, sent, 0)
    take_back(session, scene, sent, 0, reason="En gang til.")

    assert sent.state == "withdrawn"
    assert session.scalars(select(CouncilWithdrawal.reason)).all() == ["Vi tok feil."]
    for told in (Notice, OutboxMail):
        people = select(told.person_id).where(told.kind == "council_idea_withdrawn")
        assert sorted(session.scalars(people)) == sorted(scene.members[:2])


def test_no_ordinary_member_takes_back_what_the_council_decided(session, scene):
    sent = handed_in(session, scene)
    beginner = actor(session, scene.members[1])

    with pytest.raises(FrozenError):
        withdraw_idea(session, beginner, scene.campaign_slug, sent.nr, clock=AT)
    for by in (1, 2):
        with pytest.raises(NotAllowedError):
            take_back(session, scene, sent, by)
    assert sent.state == "submitted"


def test_where_nobody_leads_the_representative_takes_back(session):
    scene = make_scene(session, kind="municipality")
    sent = handed_in(session, scene)
    with pytest.raises(NotAllowedError):
        take_back(session, scene, sent, 1)

    kari = session.get_one(Person, scene.members[2])
    add_office(session, council_of(session, scene), kari, "representative", mandate="Sak 14")
    leader = session.get_one(Person, scene.leader)
    held = add_office(session, council_of(session, scene), leader, "leader")
    with pytest.raises(NotAllowedError):
        take_back(session, scene, sent, 2)
    session.delete(held)
    session.flush()

    assert take_back(session, scene, sent, 2).state == "withdrawn"


def test_nothing_is_taken_back_after_the_councils_own_deadline(session, scene):
    sent = handed_in(session, scene)

    with pytest.raises(DeadlinePassedError):
        take_back(session, scene, sent, 0, at=OWN_DEADLINE)


def test_ac5_who_has_left_takes_nothing_back_in_the_councils_name(session, scene):
    sent = handed_in(session, scene)
    office = session.get_one(Body, scene.office_id)
    for number in (0, 1):
        make_membership(session, session.get_one(Person, scene.members[number]), office)
        end_membership_of(session, scene, number)

    with pytest.raises(NotAllowedError):
        withdraw_idea(
            session, actor(session, scene.members[1]), scene.campaign_slug, sent.nr, clock=AT
        )
    with pytest.raises(NotFoundError):
        take_back(session, scene, sent, 0)


def test_no_way_round_by_ones_own_form(session, scene):
    idea = write(session, scene)
    who = actor(session, scene.leader)

    with pytest.raises(ConflictError):
        submit_idea(
            session,
            who,
            scene.campaign_slug,
            idea_id=idea.id,
            proposal=Proposal(title="Alene"),
            clock=AT,
        )
    with pytest.raises(NotAllowedError):
        submit_idea(
            session,
            who,
            scene.campaign_slug,
            idea_id=uuid4(),
            proposal=Proposal(title="Alene", on_behalf_of=scene.council_id),
            clock=AT,
        )
    save_draft(
        session,
        who,
        scene.campaign_slug,
        idea_id=idea.id,
        proposal=Proposal(title="Sen autolagring"),
        now=WHILE_SUBMITTING,
    )
    assert idea.title == "Kortere brev"


def test_members_talk_inside_and_only_its_beginner_or_the_heads_discard(session, scene):
    idea = write(session, scene, by=1)
    place = (scene.slug, scene.campaign_slug, idea.id)
    said = {"body": "Bra!", "now": WHILE_SUBMITTING}
    ola, kari = (actor(session, scene.members[number]) for number in (1, 2))

    assert comment_on_draft(session, kari, *place, **said).id == (
        comment_on_draft(session, kari, *place, **said).id
    ), "a second press is no second comment"
    with pytest.raises(NotAllowedError):
        discard(session, kari, *place, now=WHILE_SUBMITTING)
    discard(session, ola, *place, now=WHILE_SUBMITTING)

    assert session.scalars(select(Idea)).all() == []


def test_the_others_hear_of_a_draft_and_of_a_text_they_must_look_at_again(session, scene):
    def told():
        rows = session.execute(select(Notice.person_id, Notice.event_key))
        return sorted((row[1].rsplit(":", 1)[1], scene.members.index(row[0])) for row in rows)

    idea = write(session, scene, by=0)
    change(session, scene, idea, 0, title="Bare en slurv", version=1)
    assert told() == [("1", 1), ("1", 2)]
    approve(session, scene, idea, 1)
    change(session, scene, idea, 0, title="Noe annet", version=2)

    assert told() == [("1", 1), ("1", 2), ("3", 1), ("3", 2)]


def test_whoever_has_left_the_council_takes_nothing_of_its_own_back(session, scene):
    idea = write(session, scene)
    approve(session, scene, idea, 0, 1)
    hand_in(session, scene, idea, by=1)
    end_membership_of(session, scene, 0)
    author, office = session.get_one(Person, scene.leader), session.get_one(Body, scene.office_id)
    make_membership(session, author, office)
    who = actor(session, author.id)

    with pytest.raises(NotAllowedError):
        withdraw_idea(session, who, scene.campaign_slug, idea.nr, clock=AT)
