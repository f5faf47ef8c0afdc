"""Joining and carrying out, on the activity's page."""

from io import BytesIO
from types import SimpleNamespace

import pytest

from app.core.db import atomic
from app.learning import services
from app.models import Affiliation
from tests.support.doing import BEFORE, make_office, people_of
from tests.support.factories import make_body, make_person
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 11
PDF = b"%PDF-1.7\n..."


@pytest.fixture
def office(session, clock):
    clock.moment = BEFORE
    office = make_office(session, capacity=1)
    session.commit()
    return office


@pytest.fixture
def leader(office, new_browser):
    return new_browser().sign_in(SimpleNamespace(id=office.leader_id))


@pytest.fixture
def colleagues(session, office, new_browser):
    """Browsers of three colleagues, by order."""
    actors = people_of(session, office, 3)
    session.commit()
    return [new_browser().sign_in(SimpleNamespace(id=one.person_id)) for one in actors]


def press(browser, url, action):
    """The button on the page that posts to an address ending so."""
    page = browser.open(url)
    form = page.select_one(f"form[action$='{action}']")
    assert form, f"there is a button for {action}"
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return browser._page(browser.client.post(form["action"], data=sent, follow_redirects=True), 200)


def part(page, name):
    return " ".join(page.select_one(f"section[aria-labelledby={name}]").text.split())


def test_one_signs_up_gets_a_receipt_and_the_next_stands_in_line(office, colleagues):
    first, second, third = colleagues

    assert "Du er påmeldt." in part(press(first, office.url, "/meld-pa"), "pamelding")
    assert "nummer 1 på ventelisten" in part(press(second, office.url, "/meld-pa"), "pamelding")
    assert "nummer 2 på ventelisten" in part(press(third, office.url, "/meld-pa"), "pamelding")
    press(first, office.url, "/meld-av")
    assert "Du er påmeldt." in part(second.open(office.url), "pamelding")
    assert "nummer 1 på ventelisten" in part(third.open(office.url), "pamelding")


def test_others_see_how_many_and_makers_see_who(session, office, leader, colleagues):
    body = make_body(session, kind="partner")
    session.add(Affiliation(unit_id=office.unit_id, body_id=body.id))
    partner = make_person(session, name="Petra Partner", body=body)
    session.commit()
    joining, looking, _ = colleagues
    press(joining.sign_in(partner), office.url, "/meld-pa")

    assert "1 er påmeldt." in part(looking.open(office.url), "pamelding")
    assert "Petra Partner" not in looking.open(office.url).text
    assert "Petra Partner" in part(leader.open(office.url), "pamelding")


def test_an_activity_is_moved_done_and_undone(office, leader):
    page = leader.submit(f"{office.url}/gjennomforing?som=moved", time="16. april", note="Salen.")
    told = part(page, "gjennomforing")
    assert "Flyttet til 16. april." in told
    assert "2. mars og 9. april" in told

    page = leader.submit(f"{office.url}/gjennomforing?som=done", attended="12")
    assert "12 deltok." in part(page, "gjennomforing")
    assert "Flyttet til" in part(press(leader, office.url, "/angre"), "gjennomforing")
    assert not press(leader, office.url, "/angre").select("section[aria-labelledby=gjennomforing]")


def test_a_cancellation_without_a_reason_is_explained_beside_the_field(office, leader):
    url = f"{office.url}/gjennomforing?som=cancelled"
    for nothing in ("", "  "):
        page = leader.submit(url, note=nothing, status=422)
        assert page.select_one("#note")["aria-invalid"] == "true"

    assert "Avlyst." in part(leader.submit(url, note="Syk foreleser."), "gjennomforing")


def test_the_plan_says_how_far_it_has_come(session, office, leader):
    leader.submit(f"{office.url}/gjennomforing?som=done", attended="3")

    assert "1 av 1 aktivitet er gjennomført" in " ".join(leader.open(office.plan_url).text.split())


def test_names_are_asked_for_only_when_the_leader_said_why(session, office, leader, colleagues):
    press(colleagues[0], office.url, "/meld-pa")
    url = f"{office.url}/gjennomforing"
    assert not leader.open(url).select("[name=names]")

    leader.submit(f"{office.plan_url}/fremmote", reason="Godkjenningen krever det.")
    page = leader.open(url)
    assert "Godkjenningen krever det." in page.text
    (box,) = page.select("[name=names]")
    page = leader.submit(url, names=box["value"])
    assert "Disse kom:" in part(page, "gjennomforing")
    assert "Disse kom:" not in colleagues[1].open(office.url).text


def test_a_file_is_kept_and_handed_out_as_a_download(office, leader, colleagues):
    file = (BytesIO(PDF), "lysark.exe")
    page = leader.submit(f"{office.url}/materiell", title="Lysark fra Åse", file=file)
    link = page.select_one("section[aria-labelledby=materiell] li a")
    assert link.text == "Lysark fra Åse"

    answer = colleagues[0].client.get(link["href"])
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''Lysark%20fra%20%C3%85se.pdf"
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"file": (b"<script>alert(1)</script>", "lysark.pdf")}, "#file"),
        ({"link": "javascript:alert(1)"}, "#link"),
        ({"link": ""}, "#link"),
    ],
)
def test_what_is_neither_a_known_file_nor_a_web_address_is_refused(office, leader, fields, wrong):
    if "file" in fields:
        content, name = fields["file"]
        fields = {"file": (BytesIO(content), name)}
    page = leader.submit(f"{office.url}/materiell", status=422, **fields)
    assert page.select_one(wrong)["aria-invalid"] == "true"


def test_a_link_is_added_and_taken_away(office, leader):
    page = leader.submit(
        f"{office.url}/materiell", title="Om metoden", link="https://nav.example/se"
    )
    assert page.select_one("a[href='https://nav.example/se']")
    address = page.select_one("section[aria-labelledby=materiell] a.meta")["href"]

    page = leader.submit(address)
    assert not page.select("a[href='https://nav.example/se']")


def test_the_activity_costs_the_same_however_many_have_joined(app, session, office, colleagues):
    def statements():
        with recorded_statements() as found:
            colleagues[0].client.get(office.url)
        return found

    before = len(statements())
    with atomic() as unit:
        for actor in people_of(unit, office, 12):
            services.sign_up(
                unit, actor, office.plan_id, office.activity_id, clock=app.extensions["clock"]
            )

    assert len(statements()) == before <= MOST_STATEMENTS, statements()


def test_who_only_takes_part_carries_nothing_out(office, colleagues):
    page = colleagues[0].open(office.url)
    assert not page.select("section[aria-labelledby=merk]")
    colleagues[0].open(f"{office.url}/gjennomforing", status=403)


def test_an_activity_is_carried_out_in_three_ways_and_no_other(leader, office):
    assert leader.client.get(f"{office.url}/gjennomforing?som=tull").status_code == 404
