"""A council's page, its room in a dugnad, joint drafts, meetings and the pack."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from icalendar import Calendar
from sqlalchemy import select

from app.campaigns.queries.concerned import list_deadline_entries
from app.core.db import atomic, db
from app.domain.groups import Group
from app.domain.permissions import Role
from app.models import Body, Campaign, CouncilDecision, CouncilSettings, Idea, Office, Person
from tests.support.attached import jpeg
from tests.support.councils import (
    OWN_DEADLINE,
    approve,
    end_membership_of,
    make_scene,
    write,
)
from tests.support.factories import (
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.statements import recorded_statements


@pytest.fixture
def scene(app):
    with app.app_context(), atomic() as session:
        return make_scene(session)


@pytest.fixture
def draft(app, scene):
    """The address of a draft begun by the leader."""
    with app.app_context(), atomic() as session:
        return scene.draft(write(session, scene).id)


@pytest.fixture
def as_person(app, new_browser):
    def as_person(person_id):
        with app.app_context():
            return new_browser().sign_in(db.session.get_one(Person, person_id))

    return as_person


def test_the_page_shows_own_deadline_drafts_proposals_and_terms(app, scene, draft, as_person):
    with app.app_context(), atomic() as session:
        member = session.get_one(Person, scene.members[1])
        dugnad = make_campaign(session, audiences=[make_body(session)])
        make_idea(session, campaign=dugnad, author=member, title="Ikke utvalgets")
        sent = make_idea(
            session, campaign=dugnad, author=member, on_behalf_of=scene.council_id, title="Vårt"
        )
        sent.status = "going_forward"

    page = as_person(scene.members[1]).open(scene.page)

    assert "søndag 4. oktober kl. 15.00" in page.select_one("section[aria-labelledby=open]").text
    assert "Kortere brev" in page.select_one("section[aria-labelledby=drafts]").text
    proposals = page.select_one("section[aria-labelledby=proposals]").text
    assert "Vårt" in proposals
    assert "går videre" in proposals
    assert "Alle har fått svar." in proposals
    assert "Ikke utvalgets" not in page.text
    leader = page.select_one("section[aria-labelledby=members] tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in leader.select("td")][:2] == [
        "Berit Leder brukerrepresentant",
        "Leder",
    ]
    assert re.fullmatch(r"\d+\.\xa0\w+\.?\xa0\d{4}", leader.select("td")[2].text)


def test_the_page_takes_the_same_few_statements_at_two_sizes(app, scene, draft, as_person):
    member = as_person(scene.members[1])
    with recorded_statements() as few:
        member.open(scene.page)
    with app.app_context(), atomic() as session:
        for _ in range(6):
            write(session, scene, title="Enda et")
            make_campaign(session, audiences=[_body(session, scene)])
            make_person(session, body=_body(session, scene), role=Role.COUNCIL_MEMBER)
    with recorded_statements() as many:
        member.open(scene.page)

    assert len(few) == len(many) <= 14, "one for the unread notice of the draft"


def _body(session, scene):
    return session.get_one(Body, scene.council_id)


@pytest.mark.parametrize("who", ["staff", "other council", "former member"])
def test_page_room_and_draft_are_hidden_from_others_ac2(app, scene, draft, as_person, who):
    with app.app_context(), atomic() as session:
        if who == "former member":
            end_membership_of(session, scene, 2)
            person_id = scene.members[2]
        else:
            kind = "unit" if who == "staff" else "council"
            person_id = make_person(session, body=make_body(session, kind=kind)).id
    stranger = as_person(person_id)

    for address in (scene.page, scene.room, draft, f"{scene.room}/motepakke.pdf"):
        stranger.open(address, status=404)


def test_who_looks_after_the_unit_sees_the_council_but_none_of_its_drafts(scene, draft, as_person):
    keeper = as_person(scene.facilitator)

    for address in (scene.page, scene.room, f"{scene.room}/motepakke"):
        assert "Kortere brev" not in keeper.open(address).text
    keeper.open(draft, status=403)


def test_members_write_approve_and_hand_in_together(app, scene, as_person):
    ola, kari = as_person(scene.members[1]), as_person(scene.members[2])
    ola.submit(f"{scene.room}/utkast/nytt", title="Kortere ventetid", body="Ring tilbake.")
    with app.app_context():
        idea = db.session.scalars(select(Idea)).one()
        address = scene.draft(idea.id)

    page = kari.submit(address, to=f"{address}/kommentarer", body="Enig.")
    assert "Enig." in page.select_one("#samtalen").text
    kari.submit(address, to=f"{address}/godkjenn", version="1")
    page = kari.submit(address, to=f"{address}/send", version="1", status=403)
    ola.submit(address, to=f"{address}/godkjenn", version="1")
    page = ola.submit(address, to=f"{address}/send", version="1")

    assert page.h1.text == "Kortere ventetid"
    assert "Brukerutvalget" in page.main.text
    assert "Godkjent av 2 medlemmer." in page.main.text
    page = kari.submit(scene.page, to=f"{address}/send", version="1", status=409)
    assert "Det finnes bare ett." in page.main.text


def test_a_meetings_decision_is_recorded_and_follows_the_proposal(app, scene, draft, as_person):
    ola = as_person(scene.members[1])
    filled = {"version": "1", "present": "Alle tre", "dissent": "Én var imot."}

    ola.submit(f"{draft}/vedtak", decided_on="2027-01-01", status=422, **filled)
    page = ola.submit(f"{draft}/vedtak", decided_on="14.09.2026", **filled)
    assert "Vedtatt i møte mandag 14. september." in page.main.text
    page = ola.submit(draft, to=f"{draft}/send", version="1")

    assert "Vedtatt i møte mandag 14. september." in page.main.text
    assert "Mindretallet: Én var imot." in page.main.text


def test_of_two_who_edit_the_slower_sees_both_texts(scene, draft, as_person):
    ola, kari = as_person(scene.members[1]), as_person(scene.members[2])
    ola.submit(f"{draft}/rediger", title="Olas tekst", body="Fra Ola", version="1")

    page = kari.submit(f"{draft}/rediger", title="Karis tekst", version="1", status=409)

    assert "Olas tekst" in page.select_one(".ds-alert").text
    assert page.select_one("#title")["value"] == "Karis tekst"
    page = kari.submit(f"{draft}/rediger", title="Begges tekst", version="2")
    assert page.h1.text == "Begges tekst"


def test_dl4_after_the_deadline_the_draft_says_where_it_stands(app, clock, scene, as_person):
    with app.app_context(), atomic() as session:
        idea = write(session, scene)
        approve(session, scene, idea, 0)
        address = scene.draft(idea.id)
    clock.moment = OWN_DEADLINE + timedelta(minutes=1)
    ola = as_person(scene.members[1])

    page = ola.open(address)

    assert "Fristen gikk ut søndag 4. oktober kl. 15.00" in page.main.text
    assert "Godkjent av 1 av 2 som trengs. Utkastet ble ikke sendt inn." in page.main.text
    assert page.select_one("form[action$=godkjenn]") is None
    assert ola.post(f"{address}/godkjenn", version="1").status_code == 409
    assert "Fristen gikk ut, ikke sendt inn" in ola.open(scene.page).main.text


def test_the_heads_manage_offices_meetings_and_approvals_and_members_do_not(app, scene, as_person):
    berit, ola = as_person(scene.leader), as_person(scene.members[1])
    form = f"{scene.page}/innstillinger"
    ola.open(form, status=403)
    assert ola.post(f"{scene.page}/verv", person=scene.members[1], kind="leader").status_code == 403

    berit.submit(form, approvals_needed="1", status=422)
    berit.submit(form, approvals_needed="3", phone="22 00 00 00", phone_name="Berit")
    office = {"person": str(scene.members[1]), "kind": "leader"}
    berit.submit(form, to=f"{scene.page}/verv", **office | {"kind": "representative"}, status=422)
    berit.submit(form, to=f"{scene.page}/moter", day="2026-09-20", time_of_day="12.00", place="A")
    assert "Neste møte: søndag 20. september kl. 12.00" in " ".join(
        ola.open(scene.page).text.split()
    )
    page = berit.submit(form, to=f"{scene.page}/verv", **office, status=403)

    with app.app_context():
        assert db.session.get_one(CouncilSettings, scene.council_id).approvals_needed == 3
        terms = db.session.execute(
            select(Office.person_id, Office.ends_at.is_(None)).order_by(Office.starts_at)
        )
        assert [tuple(row) for row in terms] == [(scene.leader, False), (scene.members[1], True)]
    assert page.h1, "who handed over the office may no longer manage"


def test_a_member_without_an_account_is_added_by_who_looks_after_the_unit(app, scene, as_person):
    form = f"{scene.page}/innstillinger"
    new = {"name": "Nils Ny", "email": "nils@etaten.example"}
    assert as_person(scene.leader).post(f"{scene.page}/medlemmer", **new).status_code == 403
    keeper = as_person(scene.facilitator)

    keeper.submit(form, to=f"{scene.page}/medlemmer", **new)
    page = keeper.submit(form, to=f"{scene.page}/medlemmer", **new, status=422)

    assert "Personen er medlem fra før." in page.main.text
    leader = {"name": "Berit", "email": "berit@etaten.example"}
    with app.app_context(), atomic() as session:
        session.get_one(Person, scene.leader).email = leader["email"]
    page = keeper.submit(form, to=f"{scene.page}/medlemmer", **leader, status=422)
    assert "Inviter personen i stedet." in page.main.text
    assert "Nils Ny" in keeper.open(scene.page).select_one("section[aria-labelledby=members]").text


def test_the_pack_holds_question_drafts_and_voting_sheet_as_page_and_files(
    app, scene, draft, as_person
):
    with app.app_context(), atomic() as session:
        person = session.get_one(Person, scene.facilitator)
        campaign = session.get_one(Campaign, scene.campaign_id)
        make_idea(session, campaign=campaign, author=person, title="Stille time")
    ola = as_person(scene.members[1])

    page = ola.open(f"{scene.room}/motepakke")
    assert "Kortere brev" in page.select_one("section[aria-labelledby=own]").text
    assert "Stille time" in page.select_one("section[aria-labelledby=sheet] table").text
    assert "Brukerutvalget kan komme med forslag" in page.select_one(".agenda").text
    word = ola.client.get(f"{scene.room}/motepakke.docx")
    document = Document(BytesIO(word.data))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Kortere brev" in said
    assert [row.cells[1].text for row in document.tables[-1].rows] == ["Forslag", "Stille time"]
    pdf = ola.client.get(f"{scene.room}/motepakke.pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
    ola.open(f"{scene.room}/motepakke.exe", status=404)


def test_the_calendar_has_meetings_and_own_deadlines_while_one_is_a_member(app, scene, as_person):
    berit, ola = as_person(scene.leader), as_person(scene.members[1])
    form = f"{scene.page}/innstillinger"
    berit.submit(form, to=f"{scene.page}/moter", day="2026-09-20", time_of_day="12.00", place="A")
    page = ola.submit(scene.page, to=f"{scene.page}/kalender")
    address = page.select_one(".agenda").text.split("127.0.0.1", 1)[1].split("/", 1)[1]

    feed = ola.client.get(f"/{address}")
    assert feed.content_type == "text/calendar; charset=utf-8"
    assert "SUMMARY:Møte i Brukerutvalget" in feed.text
    assert "DTSTART;TZID=Europe/Oslo:20261004T150000" in feed.text
    with app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, scene.campaign_id)
        mailed = {each.uid for each in list_deadline_entries(session, campaign, Group.COUNCILS)}
        subscribed = {str(event["UID"]) for event in Calendar.from_ical(feed.text).events}
        assert mailed < subscribed, "what is mailed and what is subscribed to is one entry"
        end_membership_of(session, scene, 1)
    assert ola.client.get(f"/{address}").status_code == 404


def test_decisions_stand_on_the_councils_page(app, scene, as_person):
    with app.app_context(), atomic() as session:
        author = session.get_one(Person, scene.leader)
        campaign = session.get_one(Campaign, scene.campaign_id)
        idea = make_idea(session, campaign=campaign, author=author, on_behalf_of=scene.council_id)
        session.add(
            CouncilDecision(
                campaign_id=campaign.id,
                idea_id=idea.id,
                version=1,
                body_id=scene.council_id,
                way="approvals",
                decided_on=WHILE_SUBMITTING.date(),
                approvals=4,
                recorded_by=author.id,
                recorded_at=WHILE_SUBMITTING,
                submitted_by=author.id,
            )
        )

    page = as_person(scene.members[1]).open(scene.page)

    assert "4 godkjente" in page.select_one("section[aria-labelledby=proposals]").text


def test_the_first_page_shows_members_what_the_council_has_not_sent(scene, draft, as_person):
    page = as_person(scene.members[1]).open("/")

    assert page.find("a", string="Kortere brev")["href"] == draft
    assert as_person(scene.facilitator).open("/").find("a", string="Kortere brev") is None


def test_the_leader_takes_a_proposal_back_and_the_members_read_why(app, scene, draft, as_person):
    berit, ola = as_person(scene.leader), as_person(scene.members[1])
    for member in (berit, ola):
        member.submit(draft, to=f"{draft}/godkjenn", version="1")
    page = berit.submit(draft, to=f"{draft}/send", version="1")
    address = f"{draft}/trekk"
    assert page.select_one(f'a[href="{address}"]') is not None
    sent = f"/dugnader/{scene.campaign_slug}/forslag/1"
    assert ola.open(sent).select_one(f'a[href="{address}"]') is None
    ola.open(address, status=403)

    berit.submit(address, reason="", status=422)
    berit.submit(address, reason="Saken er løst.")
    assert "Vil dere trekke" not in berit.open(address).main.text, "it is done already"

    assert "Saken er løst." in ola.open(scene.page).main.text
    page = ola.open(sent)
    assert "Bare medlemmene i Brukerutvalget og fasilitatoren ser det." in page.main.text
    assert "Saken er løst." in page.main.text
    with app.app_context(), atomic() as session:
        office = session.get_one(Body, scene.office_id)
        other = make_person(session, body=office).id
    as_person(other).open(sent, status=404)


def test_a_file_beside_a_draft_asks_everybody_anew_and_is_handed_in_with_it(
    scene, draft, as_person
):
    berit, ola = as_person(scene.leader), as_person(scene.members[1])
    keeper = as_person(scene.facilitator)
    berit.submit(draft, to=f"{draft}/godkjenn", version="1")
    files = draft.replace(scene.room, f"/dugnader/{scene.campaign_slug}") + "/vedlegg"

    berit.submit(files, file=(BytesIO(jpeg()), "skilt.jpg"))

    page = ola.open(draft)
    assert "Godkjent av 0 av 2 som trengs" in page.main.text
    download = page.find("a", string="skilt.jpg")["href"]
    assert ola.client.get(download).status_code == 200
    assert keeper.client.get(download).status_code == 404
    for member in (berit, ola):
        member.submit(draft, to=f"{draft}/godkjenn", version="2")
    page = berit.submit(draft, to=f"{draft}/send", version="2")
    assert page.find("a", string="skilt.jpg") is not None
    assert page.find("a", string="Legg ved en fil") is None
    berit.open(f"/dugnader/{scene.campaign_slug}/forslag/1/vedlegg", status=409)


def test_what_councils_propose_has_a_lane_on_every_overview_until_it_is_answered(
    app, clock, scene, as_person
):
    clock.moment = WHILE_SUBMITTING
    with app.app_context(), atomic() as session:
        dugnad = session.get_one(Campaign, scene.campaign_id)
        member = session.get_one(Person, scene.members[1])
        ours = {"on_behalf_of": scene.council_id, "title": "Vårt"}
        idea = make_idea(session, campaign=dugnad, author=member, status="under_review", **ours)
        key = (idea.campaign_id, idea.id)
        make_idea(session, campaign=dugnad, author=member, title="Mitt")
    ola, facilitator = as_person(scene.members[1]), as_person(scene.facilitator)
    overviews = [f"/dugnader/{scene.campaign_slug}", f"/dugnader/{scene.campaign_slug}/forslag"]

    def lanes():
        return [
            ola.open(each).select_one("section[aria-labelledby=lane]").text for each in overviews
        ]

    for lane in lanes():
        assert "Vårt" in lane
        assert "Mitt" not in lane
        assert "0 av 1 er besvart. Alle skal få svar." in lane
    assert "0 av 1 har fått svar." in ola.open(scene.page).main.text
    desk = facilitator.open(f"/dugnader/{scene.campaign_slug}/pult").main.text
    assert "1 forslag fra brukermedvirkningen mangler svar" in desk

    with app.app_context(), atomic() as session:
        session.get_one(Idea, key).omitted_reason = "Det er gjort."
    assert all("Alle er besvart." in lane for lane in lanes())
    assert "Alle har fått svar." in ola.open(scene.page).main.text
