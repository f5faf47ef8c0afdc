"""The facilitator's page, the big screen and the phone, as the server makes them."""

import io
from html import unescape

import pytest
from docx import Document

from app.accounts.services.throttling import count_tries
from app.core.db import atomic
from app.domain.permissions import Role
from app.domain.rooms import MOST_GROUPS_BY_ROOM
from app.models import Person, RoomMeeting
from app.rooms.routes.joining import CODE_BY_ADDRESS
from app.voting.services import set_mark
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
from tests.support.rooms import make_group, make_note, make_room
from tests.support.statements import recorded_statements


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office, allows_anonymous=True)


@pytest.fixture
def meeting(session, campaign):
    made = make_room(session, campaign)
    session.commit()
    return made


@pytest.fixture
def here(campaign, meeting):
    return f"/dugnader/{campaign.slug}/moter/{meeting.id}"


@pytest.fixture
def facilitator(browser, session, campaign, meeting):
    person = session.get_one(Person, campaign.created_by)
    session.commit()
    return browser.sign_in(person)


@pytest.fixture
def phone(new_browser, meeting):
    """Comes in by the code; gives the browser."""

    def come_in(name=""):
        guest = new_browser()
        guest.submit("/rom", code=meeting.code, name=name)
        return guest

    return come_in


@pytest.fixture
def room(meeting):
    return f"/rom/mote/{meeting.id}"


def write(guest, room, text, key="a-key-of-this-test"):
    return guest.submit(room, to=f"{room}/lapper", text=text, client_key=key)


def test_a_phone_writes_sees_its_own_notes_and_takes_one_back_without_a_script(phone, room):
    kari, ola = phone("Kari"), phone()
    write(kari, room, "Stille time")
    page = write(ola, room, "Felles lunsj", key="another-key")

    own = page.select_one("[data-own-notes]")
    assert "Felles lunsj" in own.text
    assert "Stille time" not in own.text
    page = ola.submit(room, to=own.select_one("form")["action"])
    assert "Felles lunsj" not in page.text


def test_notes_arrive_on_the_screen_with_the_names_that_people_gave(facilitator, phone, room, here):
    write(phone("Kari"), room, "Stille time")

    page = facilitator.open(f"{here}/skjerm")
    assert page.h1.text == "Hva skal vi lære til våren?"
    assert "BCD 234" in page.select_one(".screen__code").text
    assert page.select_one(".note").text.split() == ["Stille", "time", "Kari"]
    assert facilitator.client.get(page.select_one("img")["src"]).mimetype == "image/svg+xml"
    assert page.select_one("noscript meta[http-equiv=refresh]")
    assert facilitator.open(here).select_one("noscript a")["href"] == here


def test_hidden_notes_are_in_nobodys_page_until_they_are_revealed(facilitator, phone, room, here):
    facilitator.submit(here, to=f"{here}/styr", act="hide")
    writer, other = phone(), phone()
    write(writer, room, "Stille time")
    facilitator.submit(here, to=f"{here}/styr", act="let_group")

    screen = facilitator.open(f"{here}/skjerm")
    assert "1 lapp er skrevet" in screen.text
    assert "Stille time" not in screen.text + other.open(room).text

    facilitator.submit(here, to=f"{here}/styr", act="reveal")
    assert "Stille time" in facilitator.open(f"{here}/skjerm").text
    assert "Stille time" in other.open(room).text


def test_a_phone_that_knows_it_all_costs_one_statement_and_no_words(facilitator, phone, room, here):
    guest = phone().client
    fresh = guest.get(f"{room}/nytt")
    known = {"If-None-Match": fresh.headers["ETag"]}

    with recorded_statements() as statements:
        answer = guest.get(f"{room}/nytt", headers=known)
    assert (answer.status_code, answer.data, len(statements)) == (304, b"", 1)

    write(phone(), room, "Andres lapp")
    assert guest.get(f"{room}/nytt", headers=known).status_code == 304
    facilitator.submit(here, to=f"{here}/styr", act="close_notes")
    assert "Det tas ikke imot lapper" in guest.get(f"{room}/nytt", headers=known).text


def test_a_version_nobody_can_have_is_answered_like_any_other(phone, room):
    absurd = {"If-None-Match": "9" * 5_000}

    assert phone().client.get(f"{room}/nytt", headers=absurd).status_code == 200


def test_the_screen_asks_the_same_few_questions_however_many_notes_hang(
    facilitator, session, meeting, here
):
    def questions():
        with recorded_statements() as statements:
            facilitator.client.get(f"{here}/skjerm/nytt")
        return len(statements)

    make_note(session, meeting, "Ro", group=make_group(session, meeting))
    session.commit()
    few = questions()
    for number in range(40):
        make_note(session, meeting, f"Nr. {number}")
    session.commit()
    assert questions() == few <= 8


def test_whoever_guesses_codes_is_stopped_and_a_room_with_one_address_is_not(
    app, new_browser, phone, meeting
):
    for _ in range(3):
        phone()
    page = new_browser().submit("/rom", code="BBBBBB", status=422)
    assert "Ingen møter har denne koden." in page.text

    secret, now = app.secret_key, app.extensions["clock"].now()
    with app.app_context(), atomic() as session:
        for _ in range(CODE_BY_ADDRESS.most - 1):
            assert not count_tries(session, (CODE_BY_ADDRESS, "127.0.0.1"), secret=secret, now=now)
    new_browser().submit("/rom", code=meeting.code, status=429)


def test_reading_the_page_to_join_never_tells_whether_a_code_is_right(new_browser, meeting):
    right, wrong = (
        new_browser().open(f"/rom/{code}").select_one("main").text
        for code in (meeting.code, "BBBBBB")
    )
    assert right == wrong


def test_the_screen_shows_nothing_of_what_the_one_who_shows_it_votes(
    app, facilitator, session, campaign, meeting, here, clock
):
    presenter = session.get_one(Person, campaign.created_by)
    ideas = [make_idea(session, campaign=campaign, author=presenter) for _ in range(2)]
    voter = actor_of(session, presenter, now=WHILE_VOTING)
    session.commit()
    clock.moment = WHILE_VOTING
    facilitator.sign_in(presenter)
    facilitator.submit(here, to=f"{here}/styr", act="show_ballot")
    before = facilitator.open(f"{here}/skjerm").select_one("main")

    with app.app_context(), atomic() as unit:
        marked = {"wanted": True, "version": 0, "key": "a-vote-of-this-test"}
        set_mark(unit, voter, campaign.id, ideas[0].id, **marked, clock=clock)

    after = facilitator.open(f"{here}/skjerm").select_one("main")
    assert "Nå stemmer vi" in after.text
    assert str(after) == str(before)


def test_phones_lead_to_the_campaigns_own_ballot_while_people_vote(
    app, phone, room, campaign, clock
):
    guest = phone()
    clock.moment = WHILE_VOTING
    assert "stemmeseddelen" not in guest.open(room).text
    with app.app_context(), atomic() as unit:
        unit.query(RoomMeeting).update({"shows_ballot": True})

    links = [link["href"] for link in guest.open(room).select("main a")]
    assert f"/dugnader/{campaign.slug}/forslag" in links


def test_notes_are_taken_off_the_wall_when_one_has_said_so_twice(
    facilitator, session, meeting, here
):
    kept, gone = (make_note(session, meeting, text) for text in ("Stille time", "Et navn"))
    session.commit()

    asked = facilitator.submit(here, to=f"{here}/lapper/fjern", note=str(gone.id))
    assert asked.h1.text == "Ta bort 1 lapp?"
    assert "Et navn" in facilitator.open(here).text
    confirmed = asked.select_one("[name=confirmed]")["value"]
    page = facilitator.submit(here, to=f"{here}/lapper/fjern", confirmed=confirmed)
    assert [note["value"] for note in page.select("[name=note]")] == [str(kept.id)]
    facilitator.submit(here, to=f"{here}/lapper/fjern", status=422)


def test_a_group_is_dissolved_and_a_count_removed_when_one_has_said_so_twice(
    facilitator, session, meeting, here
):
    group = make_group(session, meeting, name="Samtaler")
    make_note(session, meeting, "Stille time", group=group)
    session.commit()
    facilitator.submit(
        here, to=f"{here}/handsopprekning", question="Først?", label_0="Ja", hands_0="4"
    )
    for part in ("grupper", "handsopprekning"):
        to = next(
            form["action"]
            for form in facilitator.open(here).select("form[action]")
            if form["action"].startswith(f"{here}/{part}/")
            and form["action"].endswith(("/los-opp", "/fjern"))
        )
        asked = facilitator.submit(here, to=to)
        assert asked.h1.text in (
            "Løse opp gruppen «Samtaler»?",
            "Ta bort opptellingen av «Først?»?",
        )
        assert {"Samtaler", "Først?"} & set(facilitator.open(here).stripped_strings)
        facilitator.submit(here, to=to, confirmed="yes")
        facilitator.submit(here, to=to, status=404)

    left = facilitator.open(here)
    assert "Stille time" in left.text
    assert not {"Samtaler", "Først?"} & set(left.stripped_strings)


def test_a_phone_that_sorts_too_much_is_told_so_and_keeps_what_it_chose(
    session, meeting, phone, room
):
    meeting.room_groups = True
    note = make_note(session, meeting, "Stille time")
    for _ in range(MOST_GROUPS_BY_ROOM):
        make_group(session, meeting)
    session.commit()
    sorting = {"to": f"{room}/grupper", "note": str(note.id), "into": "new", "name": "Ro"}

    page = phone().submit(room, status=409, **sorting)
    assert "Det er ikke plass til flere grupper." in page.text
    assert page.select_one("[name=note][checked]")["value"] == str(note.id)
    assert page.select_one("#new-name")["value"] == "Ro"


def test_a_wall_is_pasted_and_a_file_taken_in(facilitator, here):
    token = facilitator.token(here)
    sent = {
        "csrf_token": token,
        "batch": "made-with-the-form",
        "lines": "- Stille time\n\n2. Kurs",
        "file": (io.BytesIO(b"Nr;Lapp\n1;Fra veggen\n"), "vegg.csv"),
    }
    page = facilitator.client.post(f"{here}/lapper", data=sent, follow_redirects=True).text
    assert "3 lapper er hengt opp." in page
    assert all(text in page for text in ("Stille time", "Kurs", "Fra veggen"))


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(facilitator, here):
    pasted = "Ro\n" + "b" * 281
    page = facilitator.submit(here, to=f"{here}/lapper", status=422, lines=pasted, batch="a" * 32)
    assert "Linje 2: En lapp har plass til 280 tegn." in page.text
    assert pasted in unescape(page.select_one("#lines").text)

    page = facilitator.submit(here, to=f"{here}/grupper", status=422, into="new", name="Ro")
    assert "Kryss av for lappene det gjelder." in page.text
    page = facilitator.submit(
        here, to=f"{here}/handsopprekning", status=422, question="I mai?", label_0="Ja", hands_0="x"
    )
    assert page.select_one("#question")["value"] == "I mai?"
    assert page.select_one("#hands_0")["value"] == "x"
    absurd = {"question": "I mai?", "label_0": "Ja", "hands_0": "9" * 5_000}
    facilitator.submit(here, to=f"{here}/handsopprekning", status=422, **absurd)


def test_from_notes_to_a_proposal_that_tells_where_it_comes_from(
    facilitator, session, meeting, here, campaign, office, new_browser
):
    note = make_note(session, meeting, "Stille time")
    reader = make_person(session, body=office)
    session.commit()
    facilitator.submit(here, to=f"{here}/grupper", note=str(note.id), into="new", name="Ro")
    page = facilitator.open(here)
    form = page.select_one(".wall__group p a")["href"]
    page = facilitator.open(form)
    assert page.select_one("#body").text.strip() == "- Stille time"

    facilitator.submit(form, title="Ro til å tenke", body="- Stille time", topic="")
    page = new_browser().sign_in(reader).open(f"/dugnader/{campaign.slug}/forslag/1")
    assert "Ble til i møtet «Kontormøte», av 1 lapp" in page.text
    assert [item.text for item in page.select("details li")] == ["Stille time"]


@pytest.fixture
def proposing(session, meeting, campaign, here):
    """The form for a group, in a campaign that asks who can solve it."""
    campaign.required_parts = "body,reach"
    group = make_group(session, meeting, "Ro")
    make_note(session, meeting, "Stille time", group=group)
    session.commit()
    return f"{here}/grupper/{group.id}/forslag"


def test_a_group_is_asked_for_what_every_proposal_is_asked_for(facilitator, campaign, proposing):
    typed = {"title": "Ro til å tenke", "body": "- Stille time", "sources": "users"}
    page = facilitator.submit(proposing, **typed, status=422)
    assert "Fyll ut dette feltet." in page.select_one("ds-error-summary").text
    assert page.select_one("#title")["value"] == typed["title"]
    assert page.select_one("#body").text.strip() == typed["body"]
    assert [box["value"] for box in page.select("[name=sources][checked]")] == ["users"]

    facilitator.submit(proposing, **typed, reach="local")
    page = facilitator.open(f"/dugnader/{campaign.slug}/forslag/1/rediger")
    assert page.select_one("[name=reach][checked]")["value"] == "local"


def test_a_text_that_comes_too_late_or_second_is_kept_or_led_to_the_first(
    facilitator, session, campaign, here, proposing, clock
):
    typed = {"title": "Ro til å tenke", "body": "Stille time", "reach": "local"}
    presenter = session.get_one(Person, campaign.created_by)
    clock.moment = IN_REVIEW
    token = {"csrf_token": facilitator.sign_in(presenter).token(here)}
    late = facilitator.client.post(proposing, data=typed | token)
    assert late.status_code == 409
    assert "Fristen gikk ut" in late.text
    assert typed["title"] in late.text

    clock.moment = WHILE_SUBMITTING
    facilitator.sign_in(presenter).submit(proposing, **typed)
    page = facilitator.client.post(
        proposing, data=typed | token | {"title": "Noe annet"}, follow_redirects=True
    )
    assert "Gruppen er sendt inn fra før." in page.text
    assert facilitator.open(proposing).h1.text == typed["title"]


def test_a_page_left_open_does_nothing_to_a_meeting_that_is_over(facilitator, here):
    facilitator.submit(f"{here}/avslutt", present="14")

    for part in ("styr", "lapper", "grupper", "handsopprekning"):
        answer = facilitator.post(f"{here}/{part}", lines="", act="")
        assert answer.status_code == 409, part


def test_those_who_were_in_the_room_read_the_minutes_there_and_nobody_else(
    facilitator, session, meeting, new_browser, here, room
):
    group = make_group(session, meeting, "Ro")
    make_note(session, meeting, "Stille time", group=group)
    session.commit()
    kari = new_browser()
    page = kari.submit("/rom", code=meeting.code, name="", in_minutes="y", status=422)
    assert "Skriv navnet du vil stå i referatet med." in page.text
    page = kari.submit("/rom", code=meeting.code, name="Kari", in_minutes="y")
    assert "Navnet ditt kommer i referatet" in page.text
    kari.open(f"{room}/referat", status=404)
    facilitator.submit(f"{here}/grupper/{group.id}/forslag", title="Ro til å tenke")

    facilitator.submit(f"{here}/avslutt", present="14")

    page = kari.open(kari.open(room).select_one("[data-live] a")["href"])
    assert all(text in page.text for text in ("Kari", "Stille time", "«Ro til å tenke»"))
    assert not page.select("main a[href^='/dugnader']")
    file = Document(io.BytesIO(kari.client.get(f"{room}/referat.docx").data))
    assert "Kari" in [row.cells[1].text for row in file.tables[0].rows]
    for address in (f"{room}/referat", f"{room}/referat.docx"):
        assert new_browser().client.get(address).location == "/rom"


def test_the_minutes_are_a_page_and_a_file_that_keep_hands_apart_from_votes(
    facilitator, session, meeting, here, campaign, office, new_browser
):
    make_note(session, meeting, "Stille time", group=make_group(session, meeting, "Ro"))
    reader = make_person(session, body=office, role=Role.STAFF)
    session.commit()
    facilitator.submit(
        here, to=f"{here}/handsopprekning", question="I mai?", label_0="Ja", hands_0="7"
    )
    new_browser().sign_in(reader).open(f"{here}/referat", status=404)

    facilitator.submit(f"{here}/avslutt", present="14")

    staff = new_browser().sign_in(reader)
    page = staff.open(f"{here}/referat")
    assert "Håndsopprekningene under er ikke stemmer" in page.text
    assert [tag.text for tag in page.select(".hands .tag")] == ["Håndsopprekning"]
    file = Document(io.BytesIO(staff.client.get(f"{here}/referat.docx").data))
    headings = [line.text for line in file.paragraphs if line.style.name.startswith("Heading")]
    assert headings == ["Lapper og grupper", "Ro", "Stemmer", "Håndsopprekning: I mai?"]
    assert ["Ja", "7"] in [[cell.text for cell in row.cells] for row in file.tables[-1].rows]
    assert str(meeting.id) in staff.open(f"/dugnader/{campaign.slug}/moter").decode()
