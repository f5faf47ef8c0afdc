"""Writing a proposal: one field, nothing lost, warned before something goes out by mistake."""

import json
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.dates import END_OF_DAY, instant_of
from app.domain.permissions import Role
from app.models import Idea, OutboxMail, Person, Topic
from tests.support.factories import (
    SUBMISSION_CLOSES,
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.statements import recorded_statements

NATIONAL_ID = "03025500023"  # the control digits of somebody born in 1855
MOST_STATEMENTS = 8


@pytest.fixture
def campaign(app):
    with app.app_context(), atomic() as session:
        owner = make_body(session, name="Kontoret")
        council = make_body(session, kind="council", name="Brukerutvalget")
        campaign = make_campaign(
            session,
            owner=owner,
            audiences=[owner, council],
            councils_submission_closes_at=SUBMISSION_CLOSES + timedelta(days=1),
        )
        make_person(session, name="Kari Nordmann", email="kari@etaten.example", body=owner)
        make_person(session, name="Per Hansen", email="per@etaten.example", body=owner)
        make_person(session, email="utvalg@etaten.example", body=council, role=Role.COUNCIL_MEMBER)
        return campaign


@pytest.fixture
def address(campaign):
    return f"/dugnader/{campaign.slug}/forslag/nytt"


@pytest.fixture
def person(app):
    def person(email="kari@etaten.example"):
        with app.app_context():
            return db.session.scalar(select(Person).where(Person.email == email))

    return person


@pytest.fixture
def kari(browser, person, campaign):
    return browser.sign_in(person())


def ideas(app):
    with app.app_context():
        return db.session.scalars(select(Idea).order_by(Idea.created_at)).all()


def test_the_form_asks_for_a_title_and_says_who_publishes_and_what_follows(kari, address):
    page = kari.open(address)

    assert page.select_one("#title")
    assert "Ikke skriv noe som kan kjenne igjen en bruker" in page.main.text
    assert "Du publiserer som Kari Nordmann." in page.main.text
    assert "Du får en kvittering på e-post med en gang." in page.main.text
    assert "fredag 2. oktober kl. 15.00" in page.main.text


def test_sending_gives_a_receipt_on_screen_and_by_mail(app, kari, address):
    page = kari.submit(address, title="Stille time")

    assert page.h1.text == "Takk! Forslaget ditt er sendt inn."
    assert "Stille time" in page.main.text
    with app.app_context():
        mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.kind == "idea_receipt"
    assert json.loads(mail.facts)["nr"] == 1


def test_a_missing_title_is_explained_beside_the_field(app, kari, address):
    page = kari.submit(address, status=422, title="", body="En time uten møter.")

    control = page.select_one("#title")
    assert control["aria-invalid"] == "true"
    assert page.select_one("#title-error").text == "Skriv en tittel."
    assert "En time uten møter." in page.select_one("#body").text
    assert ideas(app) == []


def test_everything_a_proposal_can_hold_is_stored(app, campaign, kari, address):
    with app.app_context(), atomic() as session:
        topic = Topic(campaign_id=campaign.id, position=1, name_nb="Veiledning")
        session.merge(campaign).asks_cost = True
        session.add(topic)
        session.flush()

    page = kari.submit(
        address,
        title="Kurs",
        body="Om *lytting*",
        topic=str(topic.id),
        horizon="long",
        reach="centre",
        sources=["users", "research"],
        cost="1,5",
    )

    idea = ideas(app)[0]
    assert (idea.topic_id, idea.horizon, idea.reach) == (topic.id, "long", "centre")
    assert (idea.sources, idea.cost) == ("research,users", 90)
    page = kari.open(f"/dugnader/{campaign.slug}/forslag/1")
    assert page.select_one(".prose em").text == "lytting"
    assert "1,5 timer" in page.main.text


def test_ac8_fields_that_are_not_in_the_form_change_nothing(app, kari, address, person):
    kari.submit(
        address,
        title="Kurs",
        author_id=str(person("per@etaten.example").id),
        nr="77",
        state="merged",
        support="9",
        is_on_ballot="1",
    )

    idea = ideas(app)[0]
    assert (idea.author_id, idea.nr, idea.state) == (person().id, 1, "submitted")
    assert (idea.support, idea.is_on_ballot) == (None, False)


def test_each_topic_says_in_words_when_it_takes_proposals(session, campaign, kari, address):
    periods = {
        "Samtaler": (None, None),
        "Papir": (None, instant_of(date(2026, 9, 25))),
        "Reiser": (None, instant_of(date(2026, 9, 14))),
        "Mat": (instant_of(date(2026, 9, 28), time(8)), instant_of(date(2026, 9, 30), END_OF_DAY)),
    }
    for position, (name, (opens_at, closes_at)) in enumerate(periods.items()):
        session.add(
            Topic(
                campaign_id=campaign.id,
                position=position,
                name_nb=name,
                opens_at=opens_at,
                closes_at=closes_at,
            )
        )
    session.commit()

    page = kari.open(address)

    assert [option.text for option in page.select("#topic option")] == [
        "Velg tema",
        "Samtaler",
        "Papir (fram til fredag 25. september kl. 15.00)",
    ]
    assert page.select_one("#topic-hint").text == (
        "Ikke åpne nå: Reiser (fram til mandag 14. september kl. 15.00);"
        " Mat (fra mandag 28. september til og med onsdag 30. september)."
    )


def test_dl2_a_deadline_that_passes_while_one_writes_keeps_the_text(
    app, clock, kari, person, address
):
    clock.moment = SUBMISSION_CLOSES - timedelta(minutes=10)
    token = kari.sign_in(person()).token(address)
    clock.moment = SUBMISSION_CLOSES

    answer = kari.client.post(
        address, data={"csrf_token": token, "title": "For sent", "body": "Men ikke borte"}
    )

    assert answer.status_code == 409
    assert "Fristen gikk ut fredag 2. oktober kl. 15.00. Utkastet ditt er lagret." in answer.text
    assert "Du kan endre eller trekke forslaget" not in answer.text
    assert ">Send inn<" not in answer.text
    assert "Lagre utkast" in answer.text
    assert "Men ikke borte" in answer.text
    assert [(idea.state, idea.title) for idea in ideas(app)] == [("draft", "For sent")]
    drafts = kari.open("/mitt/forslag")
    assert "For sent" in drafts.main.text
    assert "Fristen gikk ut fredag 2. oktober kl. 15.00" in drafts.main.text


def test_a_council_sends_after_the_staffs_deadline_and_one_minute_late_it_is_kept(
    app, clock, browser, person, address
):
    member = browser.sign_in(person("utvalg@etaten.example"))
    clock.moment = SUBMISSION_CLOSES + timedelta(days=1, minutes=-10)
    member.sign_in(person("utvalg@etaten.example"))
    assert "lørdag 3. oktober kl. 15.00" in member.open(address).main.text
    member.submit(address, title="Spør oss først")

    token = member.token(address)
    clock.moment = SUBMISSION_CLOSES + timedelta(days=1, minutes=1)
    late = member.client.post(address, data={"csrf_token": token, "title": "Ett til"})

    assert late.status_code == 409
    assert "Fristen gikk ut lørdag 3. oktober kl. 15.00" in late.text
    assert [idea.state for idea in ideas(app)] == ["submitted", "draft"]


def test_after_the_deadline_the_form_says_when_it_was(clock, kari, person, address):
    clock.moment = SUBMISSION_CLOSES
    kari.sign_in(person())

    page = kari.open(address, status=409)

    assert "Fristen gikk ut fredag 2. oktober kl. 15.00." in page.main.text


@pytest.mark.parametrize("field", ["title", "body"])
def test_pr11_a_national_identity_number_is_asked_about_first(app, kari, address, field, caplog):
    typed = {"title": "Om en bruker", field: f"Gjelder {NATIONAL_ID}"}

    page = kari.submit(address, status=422, **typed)

    assert "Står det et fødselsnummer her?" in page.main.text
    assert page.select_one("button[name=confirm_id]").text.strip() == "Send likevel"
    assert page.select_one("a[href='#title']").text == "Rediger"
    assert ideas(app) == []

    kari.submit(address, confirm_id="1", **typed)
    assert len(ideas(app)) == 1
    assert NATIONAL_ID not in caplog.text


def test_without_javascript_similar_proposals_are_a_step_before_sending(
    app, campaign, kari, address
):
    kari.submit(address, title="Stille time uten møter hver dag")

    page = kari.submit(address, title="Ei stille stund utan møte kvar dag")

    link = page.select_one("#similar a")
    assert link["href"] == f"/dugnader/{campaign.slug}/forslag/1"
    assert sorted(idea.state for idea in ideas(app)) == ["draft", "submitted"]
    assert page.select_one("#title")["value"] == "Ei stille stund utan møte kvar dag"
    assert "Send inn likevel" in page.main.text
    seen = page.select_one("input[name=similar_seen]")["value"]
    draft = page.select_one("main form")["action"]
    kari.submit(draft, title="Ei stille stund utan møte kvar dag", similar_seen=seen)
    assert [idea.state for idea in ideas(app)] == ["submitted", "submitted"]


def test_going_back_from_the_receipt_asks_nobody_to_send_again(campaign, kari, address):
    """Each page on the way is an answer to a question, none to a form that was sent."""
    kari.submit(address, title="Stille time uten møter hver dag")

    step = kari.post(address, title="Stille time uten møter hver dag")
    assert step.status_code == 303
    sent = kari.post(step.location, title="Stille time uten møter", similar_seen="1")
    proposal = f"/dugnader/{campaign.slug}/forslag/2"
    assert (sent.status_code, sent.location) == (303, f"{proposal}/kvittering")

    back = kari.client.get(step.location)
    assert (back.status_code, back.location) == (303, proposal)


def test_while_the_title_is_typed_similar_proposals_come_as_a_fragment(campaign, kari, address):
    kari.submit(address, title="Stille time uten møter hver dag")
    similar = f"/dugnader/{campaign.slug}/lignende?title=Stille+time+kvar+dag"

    fragment = kari.client.get(similar, headers={"HX-Request": "true"})

    assert fragment.text.lstrip().startswith("<div")
    assert "Stille time uten møter hver dag" in fragment.text
    assert "HX-Request" in fragment.headers["Vary"]
    assert "Stille time uten møter hver dag" in kari.open(similar).main.text


def test_a_draft_is_saved_by_a_button_and_found_again(app, campaign, kari, address):
    page = kari.submit(address, title="Halvferdig", save="1")

    assert "Utkastet er lagret. Bare du ser det." in page.main.text
    draft = ideas(app)[0]
    assert draft.state == "draft"
    found = kari.open(f"/dugnader/{campaign.slug}/utkast/{draft.id}")
    assert found.select_one("#title")["value"] == "Halvferdig"
    assert "Halvferdig" not in kari.open(f"/dugnader/{campaign.slug}/forslag").main.text


def test_a_draft_can_be_thrown_away(app, campaign, kari, address):
    kari.submit(address, title="Halvferdig", save="1")
    draft = f"/dugnader/{campaign.slug}/utkast/{ideas(app)[0].id}"
    assert kari.open(draft).select_one("button[name=discard]")

    page = kari.submit(draft, discard="1")

    assert "Utkastet er slettet." in page.main.text
    assert ideas(app) == []
    kari.open(draft, status=404)


def test_autosave_follows_the_form_and_sending_ends_it(app, campaign, kari, address):
    form = kari.open(address)
    autosave = form.select_one("form[data-autosave]")["data-autosave"]
    fields = {"csrf_token": form.select_one("input[name=csrf_token]")["value"]}
    form_id = {"idea_id": form.select_one("input[name=idea_id]")["value"]}
    wants_json = {"Accept": "application/json"}

    for title in ("Sti", "Stille time"):
        saved = kari.client.post(autosave, data=fields | {"title": title}, headers=wants_json)
        assert (saved.status_code, saved.json) == (200, {"fields": {}})
    kari.client.post(address, data=fields | form_id | {"title": "Stille time"})
    kari.client.post(address, data=fields | form_id | {"title": "Stille time"})
    kari.client.post(autosave, data=fields | {"title": "Sent"}, headers=wants_json)

    assert [(idea.state, idea.title) for idea in ideas(app)] == [("submitted", "Stille time")]
    kari.open(f"/dugnader/{campaign.slug}/utkast/{form_id['idea_id']}")


def test_ac3_another_persons_draft_is_not_there(app, campaign, kari, new_browser, person, address):
    kari.submit(address, title="Hemmelig tanke", save="1")
    draft = f"/dugnader/{campaign.slug}/utkast/{ideas(app)[0].id}"
    per = new_browser().sign_in(person("per@etaten.example"))

    per.open(draft, status=404)
    assert per.post(draft, title="Stjålet").status_code == 404
    assert per.post(address, title="x", idea_id=str(ideas(app)[0].id)).status_code == 404
    assert [idea.title for idea in ideas(app)] == ["Hemmelig tanke"]


def test_ac5_speaking_for_a_council_one_has_no_part_in_is_refused_and_kept(app, kari, address):
    with app.app_context(), atomic() as session:
        other = make_body(session, kind="council")

    page = kari.submit(address, status=403, title="Vi mener", on_behalf_of=str(other.id))

    assert "Du kan ikke sende inn på vegne av dem du har valgt." in page.main.text
    assert [(idea.state, idea.on_behalf_of) for idea in ideas(app)] == [("draft", None)]


def test_in_the_councils_name_it_becomes_a_draft_that_the_council_decides_on(
    app, browser, person, address
):
    member = browser.sign_in(person("utvalg@etaten.example"))
    option = member.open(address).find("option", string="Brukerutvalget")

    page = member.submit(address, title="Vi mener", on_behalf_of=option["value"])

    assert page.h1.text == "Vi mener"
    assert "Godkjent av 0 av 2 som trengs" in page.main.text
    kept = ideas(app)[0]
    assert (kept.state, str(kept.on_behalf_of)) == ("draft", option["value"])
    assert kept.shared_at is not None


@pytest.mark.parametrize("is_draft", [False, True])
def test_a_new_proposal_costs_at_most_eight_statements(app, campaign, kari, address, is_draft):
    with app.app_context(), atomic() as session:
        campaign = session.merge(campaign)
        for _ in range(30):
            make_idea(session, campaign=campaign, author=make_person(session))
    form = kari.open(address)
    hidden = {
        name: form.select_one(f"input[name={name}]")["value"] for name in ("csrf_token", "idea_id")
    }
    if is_draft:
        kari.client.post(address, data=hidden | {"title": "Helt nytt", "save": "1"})

    with recorded_statements() as statements:
        answer = kari.client.post(
            address, data=hidden | {"title": "Helt nytt", "similar_seen": "1"}
        )

    assert answer.status_code == 303
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_do2_a_title_of_a_million_characters_is_refused_with_words(kari, address):
    page = kari.submit(address, status=422, title="x" * 1_000_000)

    assert page.select_one("#title-error").text == "Tittelen kan ha høyst 300 tegn."


def test_the_moment_of_sending_is_the_servers(app, kari, address):
    kari.submit(address, title="Stille time", submitted_at="2020-01-01")

    assert ideas(app)[0].submitted_at == WHILE_SUBMITTING
