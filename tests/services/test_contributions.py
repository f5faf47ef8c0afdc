"""Files beside a proposal, people asked to stand behind it, reports to the facilitator."""

import json

import pytest
from sqlalchemy import func, select

from app.campaigns.queries import get_campaign_view
from app.contributions.queries import (
    count_reported,
    get_attachment,
    list_reported,
    list_settled,
)
from app.contributions.services import (
    answer_invitation,
    attach_file,
    attach_to_draft,
    invite_co_author,
    remove_attachment,
    report,
    settle_reports,
    show_idea_again,
    take_back_invitation,
)
from app.contributions.services.attaching import SentFile
from app.domain.attachments import MOST_ATTACHMENTS
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Role
from app.domain.reports import MOST_WAITING
from app.ideas.queries.likeness import find_similar
from app.ideas.queries.single import get_idea_view
from app.ideas.services import withdraw_idea, write_comment
from app.models import Attachment, CoAuthor, CoAuthorInvitation, Comment, Idea, OutboxMail, Report
from app.organisation.services.people import erase_person
from tests.support.clock import FixedClock
from tests.support.factories import (
    IN_REVIEW,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)

NOW = FixedClock(WHILE_SUBMITTING)
FILE = {"name": "kart.png", "media_type": "image/png", "content": b"bytes of a picture"}


class Scene:
    """A proposal by Kari; Per is a colleague, Frida looks after the campaign."""

    def __init__(self, session):
        self.session = session
        self.office = make_body(session)
        self.campaign = make_campaign(session, owner=self.office)
        self.kari = make_person(session, name="Kari", body=self.office)
        self.per = make_person(session, name="Per", body=self.office, email="per@etaten.example")
        self.frida = make_person(session, name="Frida", body=self.office, role=Role.FACILITATOR)
        self.idea = make_idea(session, campaign=self.campaign, author=self.kari)
        self.place = (self.campaign.slug, self.idea.nr)

    def as_(self, person):
        return (self.session, actor_of(self.session, person), *self.place)

    def attach(self, person=None, *, clock=NOW):
        return attach_file(*self.as_(person or self.kari), **FILE, clock=clock)

    def seen_by(self, person):
        actor = actor_of(self.session, person)
        view = get_campaign_view(self.session, actor, self.campaign.slug)
        return get_idea_view(self.session, view, self.idea.nr)

    def mails(self, kind):
        rows = self.session.execute(
            select(OutboxMail.person_id, OutboxMail.facts).where(OutboxMail.kind == kind)
        )
        return [(person_id, json.loads(facts)) for person_id, facts in rows]

    def report(self, person=None, *, comment=None, concern="offensive", text="Ikke greit."):
        report(
            *self.as_(person or self.per),
            comment_id=comment.id if comment else None,
            concern=concern,
            text=text,
            now=WHILE_SUBMITTING,
        )

    def settle(self, outcome, *, person=None, comment=None, reason="Fordi.", clock=NOW):
        settle_reports(
            *self.as_(person or self.frida),
            comment_id=comment.id if comment else None,
            outcome=outcome,
            reason=reason,
            clock=clock,
        )

    def comment(self, author):
        return write_comment(*self.as_(author), body="Tullete forslag.", now=WHILE_SUBMITTING)


@pytest.fixture
def scene(session):
    return Scene(session)


# Files


def test_only_the_author_attaches_and_only_until_the_deadline(scene):
    scene.attach()

    for person in (scene.per, scene.frida):
        with pytest.raises(NotAllowedError):
            scene.attach(person)
    with pytest.raises(DeadlinePassedError):
        scene.attach(clock=FixedClock(IN_REVIEW))


def test_a_proposal_takes_so_many_files_and_no_more(scene):
    for _ in range(MOST_ATTACHMENTS):
        scene.attach()

    with pytest.raises(InvalidInputError):
        scene.attach()


def test_the_author_removes_until_the_deadline_and_a_facilitator_also_later(scene):
    first, second = scene.attach(), scene.attach()

    with pytest.raises(NotAllowedError):
        remove_attachment(*scene.as_(scene.per), first.id, now=WHILE_SUBMITTING)
    with pytest.raises(DeadlinePassedError):
        remove_attachment(*scene.as_(scene.kari), first.id, now=WHILE_VOTING)
    remove_attachment(*scene.as_(scene.kari), first.id, now=WHILE_SUBMITTING)
    remove_attachment(*scene.as_(scene.frida), second.id, now=WHILE_VOTING)

    assert scene.session.scalar(select(func.count(Attachment.id))) == 0


def test_a_file_is_found_beside_its_own_proposal_alone(scene):
    kept = scene.attach()
    other = make_idea(scene.session, campaign=scene.campaign, author=scene.kari)
    scene.place = (scene.campaign.slug, other.nr)
    scene.idea = other

    with pytest.raises(NotFoundError):
        get_attachment(scene.session, scene.seen_by(scene.kari), kept.id)


def test_the_files_of_a_withdrawn_proposal_are_deleted(scene):
    scene.attach()

    withdraw_idea(*scene.as_(scene.kari), clock=NOW)

    assert scene.session.scalar(select(func.count(Attachment.id))) == 0


def test_the_files_of_a_hidden_proposal_are_for_the_facilitator_alone(scene):
    kept = scene.attach()
    scene.report()
    scene.settle("hidden")

    assert get_attachment(scene.session, scene.seen_by(scene.frida), kept.id)
    with pytest.raises(NotFoundError):
        get_attachment(scene.session, scene.seen_by(scene.kari), kept.id)


# Co-authors


def invite(scene, email="per@etaten.example", *, person=None, clock=NOW):
    invite_co_author(*scene.as_(person or scene.kari), email=email, clock=clock)


def test_whoever_is_asked_gets_a_mail_and_stands_behind_it_by_saying_yes(scene):
    invite(scene, " Per@Etaten.example ")
    [(asked, facts)] = scene.mails("co_author_invited")
    assert (asked, facts["title"]) == (scene.per.id, scene.idea.title)
    assert "Kari" not in json.dumps(facts)
    assert scene.session.scalars(select(CoAuthor)).all() == []

    for _ in range(2):
        answer_invitation(*scene.as_(scene.per), accepts=True, clock=NOW)

    [behind] = scene.session.scalars(select(CoAuthor)).all()
    assert (behind.person_id, behind.is_anonymous, behind.merged_from) == (
        scene.per.id,
        False,
        None,
    )


def test_a_no_stays_a_no_and_can_be_given_until_voting_opens(scene):
    invite(scene)

    with pytest.raises(DeadlinePassedError):
        answer_invitation(*scene.as_(scene.per), accepts=True, clock=FixedClock(WHILE_VOTING))
    answer_invitation(*scene.as_(scene.per), accepts=False, clock=FixedClock(IN_REVIEW))
    answer_invitation(*scene.as_(scene.per), accepts=True, clock=FixedClock(IN_REVIEW))

    assert scene.session.scalars(select(CoAuthor)).all() == []


def test_behind_a_proposal_without_a_name_one_stands_without_a_name(scene):
    scene.idea.is_anonymous = True
    invite(scene)

    answer_invitation(*scene.as_(scene.per), accepts=True, clock=NOW)

    assert scene.session.scalars(select(CoAuthor.is_anonymous)).all() == [True]


def test_an_address_tells_nobody_whether_somebody_has_it(scene):
    make_person(scene.session, email="langt@borte.example", body=make_body(scene.session))

    for email in ("finnes@ikke.example", "langt@borte.example"):
        invite(scene, email)

    assert scene.mails("co_author_invited") == []
    shown = scene.session.execute(select(CoAuthorInvitation.email, CoAuthorInvitation.answer))
    assert sorted(tuple(row) for row in shown) == [
        ("finnes@ikke.example", None),
        ("langt@borte.example", None),
    ]


def test_only_the_author_invites_and_each_address_once(scene):
    invite(scene)

    with pytest.raises(NotAllowedError):
        invite(scene, "noen@etaten.example", person=scene.per)
    with pytest.raises(InvalidInputError):
        invite(scene)
    with pytest.raises(DeadlinePassedError):
        invite(scene, "noen@etaten.example", clock=FixedClock(IN_REVIEW))


def test_an_invitation_taken_back_can_no_longer_be_answered(scene):
    invite(scene)
    take_back_invitation(*scene.as_(scene.kari), email="per@etaten.example", clock=NOW)

    with pytest.raises(NotFoundError):
        answer_invitation(*scene.as_(scene.per), accepts=True, clock=NOW)


# Reports


def test_a_hidden_proposal_is_gone_for_all_but_its_author_and_the_facilitator(scene):
    scene.report()
    scene.settle("hidden", reason="Her kan en bruker kjennes igjen.")

    assert scene.seen_by(scene.kari).idea.hidden_reason == "Her kan en bruker kjennes igjen."
    assert scene.seen_by(scene.frida)
    with pytest.raises(NotFoundError):
        scene.seen_by(scene.per)
    assert find_similar(scene.session, scene.campaign, scene.idea.title) == []


def test_the_reporter_is_told_and_the_author_never_learns_who(scene):
    scene.report(text="Hilsen Per, som så det.")
    scene.settle("hidden", reason="Her kan en bruker kjennes igjen.")

    [(told, answer)] = scene.mails("report_settled")
    [(author, notice)] = scene.mails("idea_hidden")
    assert (told, answer["outcome"], answer["reason"]) == (
        scene.per.id,
        "hidden",
        "Her kan en bruker kjennes igjen.",
    )
    assert author == scene.kari.id
    assert "Per" not in json.dumps(notice)
    assert scene.session.scalars(select(Report.reporter_id)).all() == [None]


def test_facilitators_are_told_once_of_each_thing_that_comes_into_the_queue(scene):
    comment = scene.comment(scene.frida)
    for person in (scene.per, make_person(scene.session, body=scene.office)):
        scene.report(person)
        scene.report(person, comment=comment)

    told = scene.mails("report_waiting")

    # Not of the comment, which is her own.
    assert [person for person, _ in told if person == scene.frida.id] == [scene.frida.id]
    assert "Per" not in json.dumps([facts for _, facts in told])


def test_whoever_is_forgotten_is_forgotten_here_too(scene):
    administrator = make_person(scene.session, body=scene.office, role=Role.ADMINISTRATOR)
    invite(scene)
    scene.report()
    draft = make_idea(scene.session, campaign=scene.campaign, author=scene.per, state="draft")
    sent = SentFile(**FILE)
    attach_to_draft(
        scene.session,
        actor_of(scene.session, scene.per),
        scene.campaign.slug,
        draft.id,
        sent=sent,
        clock=NOW,
    )

    erase_person(
        scene.session, actor_of(scene.session, administrator), scene.per.id, now=WHILE_SUBMITTING
    )

    assert scene.session.scalars(select(Attachment.id)).all() == []
    assert scene.session.scalars(select(CoAuthorInvitation)).all() == []
    assert scene.session.scalars(select(Report.reporter_id)).all() == [None]
    scene.settle("kept")


def test_the_queue_names_no_reporter(scene):
    scene.report()

    [thing] = list_reported(scene.session, scene.campaign.id, scene.frida.id)

    assert [(concern, text) for concern, text, _at in thing.said] == [("offensive", "Ikke greit.")]
    assert "Per" not in repr((thing.author, thing.said))


def test_all_reports_of_one_comment_are_settled_at_once_and_it_is_hidden(scene):
    comment = scene.comment(scene.kari)
    other = make_person(scene.session, body=scene.office)
    for person in (scene.per, other):
        scene.report(person, comment=comment)
    assert count_reported(scene.session, scene.campaign.id, scene.frida.id) == 1

    scene.settle("hidden", comment=comment)

    assert scene.session.get_one(Comment, comment.id).hidden_at == WHILE_SUBMITTING
    assert {person for person, _ in scene.mails("report_settled")} == {scene.per.id, other.id}
    assert count_reported(scene.session, scene.campaign.id, scene.frida.id) == 0
    assert scene.idea.state == "submitted"
    assert len(list_settled(scene.session, scene.campaign.id)) == 1


def test_what_is_kept_stays_and_its_author_hears_nothing(scene):
    scene.report()
    scene.settle("kept", reason="Det er en mening.")

    assert scene.seen_by(scene.per)
    assert [facts["outcome"] for _, facts in scene.mails("report_settled")] == ["kept"]
    assert scene.mails("idea_hidden") == []


def test_nobody_reports_or_judges_their_own_words(scene):
    with pytest.raises(NotAllowedError):
        scene.report(scene.kari)
    comment = scene.comment(scene.frida)
    scene.report(comment=comment)

    with pytest.raises(NotAllowedError):
        scene.settle("kept", comment=comment)
    assert list_reported(scene.session, scene.campaign.id, scene.frida.id) == []


def test_saying_it_again_is_the_same_report_and_nobody_floods_the_queue(scene):
    for text in ("En gang.", "To ganger."):
        scene.report(text=text)
    assert scene.session.scalars(select(Report.text)).all() == ["To ganger."]

    for _ in range(MOST_WAITING - 1):
        scene.report(comment=scene.comment(make_person(scene.session, body=scene.office)))
    with pytest.raises(InvalidInputError):
        scene.report(comment=scene.comment(scene.frida))


def test_a_settlement_needs_a_reason_and_a_report(scene):
    with pytest.raises(NotFoundError):
        scene.settle("hidden")
    scene.report()
    with pytest.raises(ReasonMissingError):
        scene.settle("hidden", reason="  ")
    with pytest.raises(NotAllowedError):
        scene.settle("hidden", person=scene.per)


def test_a_proposal_on_the_ballot_can_be_hidden_no_longer(scene):
    scene.report()

    with pytest.raises(DeadlinePassedError):
        scene.settle("hidden", clock=FixedClock(WHILE_VOTING))
    scene.settle("kept", clock=FixedClock(WHILE_VOTING))
    assert scene.idea.state == "submitted"


def test_what_is_hidden_can_be_shown_again_until_voting_opens(scene):
    scene.report()
    scene.settle("hidden")

    with pytest.raises(NotFoundError):
        show_idea_again(*scene.as_(make_person(scene.session)), clock=NOW)
    with pytest.raises(DeadlinePassedError):
        show_idea_again(*scene.as_(scene.frida), clock=FixedClock(WHILE_VOTING))
    show_idea_again(*scene.as_(scene.frida), clock=NOW)
    with pytest.raises(ConflictError):
        show_idea_again(*scene.as_(scene.frida), clock=NOW)

    assert scene.session.get_one(Idea, (scene.campaign.id, scene.idea.id)).state == "submitted"
    assert [person for person, _ in scene.mails("idea_shown_again")] == [scene.kari.id]
