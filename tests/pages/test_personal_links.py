"""Members without an account: one mail, one link, one button, and nothing more than that."""

from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.routing import UUIDConverter

from app.accounts.services.invitations import write_invitation
from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import Attachment, Body, Campaign, DraftApproval, Person, PersonalLink, SignIn
from app.rooms.services.meetings import end_meeting
from app.web.by_link import ALWAYS_OPEN, BY_LINK
from app.web.parameters import NumberInAddress
from tests.support.councils import end_membership_of, make_scene, write
from tests.support.factories import (
    WHILE_SUBMITTING,
    actor_of,
    make_campaign,
    make_idea,
    make_membership,
)
from tests.support.mail import deliver, link_in
from tests.support.rooms import make_room

ARGUMENTS = {NumberInAddress: 1, UUIDConverter: UUID(int=1)}
REACHES_FILES = {"static"}


@pytest.fixture
def scene(app):
    with app.app_context(), atomic() as session:
        return make_scene(session)


@pytest.fixture
def sent(app, scene, new_browser):
    """The path of the link in the mail that the third member got from the leader."""
    with app.app_context():
        leader = new_browser().sign_in(db.session.get_one(Person, scene.leader))
    leader.submit(scene.room, to=f"{scene.room}/lenker", person=str(scene.members[2]))
    (message,) = deliver(app)
    assert message["To"].addresses[0].display_name == "Kari Medlem"
    return link_in(message, "/personlig/")


@pytest.fixture
def inside(browser, sent):
    """The member's browser after the button."""
    browser.submit(sent)
    return browser


def test_looking_at_the_link_changes_nothing_and_the_button_lets_in_tk3(app, browser, scene, sent):
    page = browser.open(sent)
    assert [button.text.strip() for button in page.main.select("button")] == ["Gå inn"]
    with app.app_context():
        assert db.session.scalars(select(SignIn).where(SignIn.link_id.is_not(None))).all() == []

    page = browser.submit(sent)

    assert "Brukerutvalget" in page.main.text
    assert [link.text.strip() for link in page.select("nav.doors a")] == ["Utvalget"]


def test_by_link_one_reads_comments_and_approves(app, scene, inside):
    with app.app_context(), atomic() as session:
        address = scene.draft(write(session, scene).id)

    page = inside.open(address)
    assert page.select_one("form[action$=send]") is None
    inside.submit(address, to=f"{address}/kommentarer", body="Enig fra meg.")
    page = inside.submit(address, to=f"{address}/godkjenn", version="1")

    assert "Godkjent av 1 av 2 som trengs" in page.main.text
    with app.app_context():
        assert db.session.scalars(select(DraftApproval.person_id)).all() == [scene.members[2]]


def test_by_link_one_opens_what_lies_beside_a_draft_and_lays_nothing_there(app, scene, inside):
    with app.app_context(), atomic() as session:
        idea = write(session, scene)
        file = Attachment(
            campaign_id=idea.campaign_id,
            idea_id=idea.id,
            name="skisse.png",
            media_type="image/png",
            size=5,
            content=b"bytes",
            added_by=scene.leader,
            added_at=WHILE_SUBMITTING,
        )
        session.add(file)
        session.flush()
        address, files = scene.draft(idea.id), f"/dugnader/{scene.campaign_slug}/utkast/{idea.id}"

    download = inside.open(address).find("a", string="skisse.png")["href"]
    assert inside.client.get(download).status_code == 200
    inside.open(f"{files}/vedlegg", status=403)


def test_nothing_else_is_reached_by_link(app, inside):
    """Every endpoint there is, asked by whoever came by link."""
    reached = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ALWAYS_OPEN | BY_LINK | REACHES_FILES:
            continue
        values = {
            name: ARGUMENTS.get(type(converter), "x")
            for name, converter in rule._converters.items()
        }
        url = app.url_map.bind("").build(rule.endpoint, values, method=min(rule.methods))
        for method in rule.methods & {"GET", "POST"}:
            ask = inside.client.get if method == "GET" else inside.post
            answer = ask(url)
            if answer.status_code != 403:
                reached.append((method, rule.endpoint, answer.status_code))
    assert reached == []


def test_another_dugnad_of_the_same_council_is_out_of_reach(app, scene, inside):
    with app.app_context(), atomic() as session:
        council = session.get_one(Body, scene.council_id)
        other = make_campaign(session, audiences=[council]).slug

    inside.open(f"/dugnader/{other}", status=404)
    inside.open(f"{scene.page}/dugnader/{other}", status=404)
    inside.open(f"/dugnader/{scene.campaign_slug}")


def test_a_member_by_link_comes_into_the_meeting_like_anybody_in_the_room(app, scene, inside):
    with app.app_context(), atomic() as session:
        make_room(session, session.get_one(Campaign, scene.campaign_id))

    page = inside.submit("/rom", code="BCD234", name="Kari")
    assert "Du er med som Kari" in page.text


def test_by_link_one_reads_the_minutes_of_the_dugnads_meetings(app, scene, inside):
    with app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, scene.campaign_id)
        person = session.get_one(Person, campaign.created_by)
        make_idea(session, campaign=campaign, author=person)
        opener = actor_of(session, person)
        meeting_id = make_room(session, campaign).id
        held = (session, opener, campaign.slug, meeting_id)
        end_meeting(*held, present=12, now=WHILE_SUBMITTING)

    page = inside.open(f"/dugnader/{scene.campaign_slug}/forslag")
    page = inside.open(page.find("a", string="Møter i dugnaden")["href"])
    minutes = page.find("a", string="Kontormøte")["href"]
    for link in (*page.select(".crumbs a"), *inside.open(minutes).select(".crumbs a")):
        inside.open(link["href"])
    assert inside.client.get(f"{minutes}.docx").status_code == 200


def test_it_is_revoked_at_once(app, scene, sent, inside, new_browser):
    with app.app_context():
        leader = new_browser().sign_in(db.session.get_one(Person, scene.leader))
        link_id = db.session.scalars(select(PersonalLink.id)).one()

    leader.submit(scene.room, to=f"{scene.room}/lenker/{link_id}/trekk")

    assert "/logg-inn" in inside.client.get(scene.room).location
    new_browser().open(sent, status=410)


def test_it_lasts_a_week_and_a_new_one_comes_to_the_same_address(app, clock, scene, sent, inside):
    clock.move(days=7, seconds=1)
    assert "/logg-inn" in inside.client.get(scene.room).location

    page = inside.open(sent)
    assert "Denne lenken er for gammel." in page.main.text
    inside.submit(sent, to=f"{sent}/ny")
    (message,) = deliver(app)

    assert message["To"].addresses[0].display_name == "Kari Medlem"
    renewed = link_in(message, "/personlig/")
    assert renewed != sent
    inside.open(sent, status=410)
    inside.submit(renewed)
    inside.open(scene.room)


def test_when_the_term_ends_the_link_says_so_and_lets_nobody_in_ac5(
    app, scene, sent, inside, new_browser
):
    with app.app_context(), atomic() as session:
        end_membership_of(session, scene, 2)

    page = inside.open(scene.room, status=403)

    assert "Du er ikke lenger med der lenken gjelder." in page.main.text
    new_browser().open(sent, status=410)


def test_the_token_is_stored_as_a_hash_only_tk6(app, sent):
    token = sent.rsplit("/", 1)[1]
    with app.app_context():
        link = db.session.scalars(select(PersonalLink)).one()

    assert len(token) >= 43
    assert token not in repr(vars(link))


def test_a_member_who_is_no_head_sends_no_links(app, scene, new_browser):
    with app.app_context():
        ola = new_browser().sign_in(db.session.get_one(Person, scene.members[1]))

    answer = ola.post(f"{scene.room}/lenker", person=str(scene.members[2]))

    assert answer.status_code == 403
    assert deliver(app) == []


def test_links_go_to_members_alone(app, scene, new_browser):
    with app.app_context():
        leader = new_browser().sign_in(db.session.get_one(Person, scene.leader))

    page = leader.submit(scene.room, to=f"{scene.room}/lenker", person=str(scene.facilitator))

    assert "Velg minst ett medlem." in page.text
    assert deliver(app) == []


def test_five_links_an_hour_is_the_most_and_others_still_get_theirs(app, clock, scene, new_browser):
    ola, kari = (str(person_id) for person_id in scene.members[1:])
    with app.app_context():
        leader = new_browser().sign_in(db.session.get_one(Person, scene.leader))
    send = {"to": f"{scene.room}/lenker"}
    for _ in range(5):
        leader.submit(scene.room, person=kari, **send)
        clock.move(minutes=1)

    page = leader.submit(scene.room, person=kari, status=429, **send)
    assert "Kari Medlem har fått så mange lenker" in page.text
    assert "Vent 55 minutter." in page.text
    page = leader.submit(scene.room, person=[ola, kari], **send)
    assert "1 lenke er sendt." in page.text
    assert "Kari Medlem har fått så mange lenker" in page.text

    *_, last = (link_in(each, "/personlig/") for each in deliver(app) if "Kari" in str(each["To"]))
    new_browser().submit(last, to=f"{last}/ny", status=429)
    clock.move(minutes=55)
    new_browser().submit(last, to=f"{last}/ny")


def test_by_link_one_is_a_member_whatever_else_one_is(app, scene, new_browser):
    """A facilitator in the body itself, and its leader, come in as members like the others."""
    with app.app_context(), atomic() as session:
        leader = session.get_one(Person, scene.leader)
        council = session.get_one(Body, scene.council_id)
        make_membership(session, leader, council, role=Role.FACILITATOR)
    with app.app_context():
        sender = new_browser().sign_in(db.session.get_one(Person, scene.leader))
    sender.submit(scene.room, to=f"{scene.room}/lenker", person=str(scene.leader))
    (message,) = deliver(app)
    inside = new_browser()
    page = inside.submit(link_in(message, "/personlig/"))

    assert "Send lenke" not in page.main.text
    assert "Ola Medlem" not in page.main.text
    page = inside.open(f"/dugnader/{scene.campaign_slug}")
    assert "Neste steg for deg som fasilitator" not in page.text


@pytest.fixture
def eva(app, scene, new_browser):
    """Added to the council by its facilitator: she has no account."""
    with app.app_context():
        keeper = new_browser().sign_in(db.session.get_one(Person, scene.facilitator))
    address = f"{scene.page}/innstillinger"
    eva = {"name": "Eva Uten", "email": "eva@frivillig.example"}
    keeper.submit(address, to=f"{scene.page}/medlemmer", **eva)
    with app.app_context():
        person_id = db.session.scalar(select(Person.id).where(Person.email == eva["email"]))
    keeper.submit(scene.room, to=f"{scene.room}/lenker", person=str(person_id))
    deliver(app)
    return eva["email"]


@pytest.mark.parametrize("asked", ["/logg-inn/lenke", "/nytt-passord"])
def test_who_has_no_account_gets_the_personal_link_anew_instead_of_a_way_in(
    app, scene, eva, browser, asked
):
    browser.submit(asked, email=eva)

    (message,) = deliver(app)
    page = browser.submit(link_in(message, "/personlig/"))
    assert "Brukerutvalget" in page.main.text
    browser.open("/mitt", status=403)


def test_nobody_is_thrown_out_because_somebody_else_asks_about_their_address(
    app, scene, eva, browser, new_browser
):
    browser.submit("/logg-inn/lenke", email=eva)
    (message,) = deliver(app)
    inside = new_browser()
    inside.submit(link_in(message, "/personlig/"))

    browser.submit("/logg-inn/lenke", email=eva)
    (message,) = deliver(app)
    later = new_browser()
    later.submit(link_in(message, "/personlig/"))
    inside.open(scene.room)

    with app.app_context():
        keeper = new_browser().sign_in(db.session.get_one(Person, scene.facilitator))
    (revoke,) = (
        each["action"] for each in keeper.open(scene.room).select("form[action$='/trekk']")
    )
    keeper.submit(scene.room, to=revoke)
    for each in (inside, later):
        assert each.client.get(scene.room).status_code == 303, "one press ends all of them"


def test_whose_link_is_revoked_gets_nothing_by_asking(app, scene, eva, browser):
    with app.app_context(), atomic() as session:
        for link in session.scalars(select(PersonalLink)):
            link.revoked_at = link.created_at

    browser.submit("/logg-inn/lenke", email=eva)

    assert deliver(app) == []


def test_an_invitation_makes_a_member_without_an_account_a_user(app, scene, eva, new_browser):
    with app.app_context(), atomic() as session:
        write_invitation(
            session,
            email=eva,
            body_id=scene.council_id,
            role=Role.COUNCIL_MEMBER,
            invited_by=scene.facilitator,
            now=WHILE_SUBMITTING,
        )
    (message,) = deliver(app)
    new_browser().submit(link_in(message, "/invitasjon/"), name="Eva Bruker", password="")

    new_browser().submit("/logg-inn/lenke", email=eva)
    (message,) = deliver(app)
    inside = new_browser()
    inside.submit(link_in(message, "/lenke/"))
    assert "Eva Bruker" in inside.open("/mitt/innstillinger").text


def test_no_page_that_is_reached_by_link_leads_to_a_refusal(app, scene, inside):
    with app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, scene.campaign_id)
        author = session.get_one(Person, scene.members[1])
        make_idea(session, campaign=campaign, author=author, on_behalf_of=scene.council_id)
        draft = scene.draft(write(session, scene).id)
    dugnad = f"/dugnader/{scene.campaign_slug}"
    pages = [scene.room, f"{scene.room}/motepakke", draft, dugnad]
    pages += [f"{dugnad}/forslag", f"{dugnad}/forslag/1"]

    links = {
        (page, link["href"]): link["href"].partition("#")[0]
        for page in pages
        for link in inside.open(page).select("a[href^='/']")
    }
    refused = {url for url in set(links.values()) if inside.client.get(url).status_code == 403}

    assert [place for place, url in links.items() if url in refused] == []
