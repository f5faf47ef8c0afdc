"""Who does not meet before the deadline is told of, and a later one is one press away."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.domain.dates import OSLO, instant_of
from app.domain.permissions import Role
from app.models import Affiliation, Campaign, CouncilMeeting
from tests.pages.test_campaigns_new import FORM, six_fields
from tests.support.factories import WHILE_SUBMITTING, make_body, make_person

WARNING = "Brukerutvalget i Kongleby har ikke møte før fristen (neste: tirsdag 6. oktober)."


@pytest.fixture
def council(session):
    return make_body(session, kind="council", name="Brukerutvalget i Kongleby")


@pytest.fixture
def frida(browser, session, council):
    office = make_body(session, name="Kontoret i Kongleby")
    session.add(Affiliation(unit_id=office.id, body_id=council.id))
    person = make_person(session, body=office, role=Role.FACILITATOR)
    session.commit()
    return browser.sign_in(person)


def meets(session, council, *days, **columns):
    for day in days:
        at = datetime(2026, 10, day, 12, tzinfo=OSLO)
        session.add(
            CouncilMeeting(body_id=council.id, starts_at=at, revised_at=WHILE_SUBMITTING, **columns)
        )
    session.commit()


def send(frida, **changes):
    return frida.submit(FORM, **six_fields(frida.open(FORM), **changes))


def test_without_javascript_one_is_told_first_and_one_press_sets_the_later_deadline(
    session, frida, council
):
    meets(session, council, 6)

    page = send(frida)
    assert WARNING in page.main.text
    assert session.scalars(select(Campaign)).all() == []
    session.rollback()
    button = page.select_one("button[name=later]")
    assert button.text.strip() == "Gi brukermedvirkning frist til og med torsdag 8. oktober"
    page = send(frida, later=button["value"])
    assert page.select_one("#councils_until")["value"] == "2026-10-08"
    assert WARNING not in page.main.text

    send(frida, councils_until="2026-10-08")

    campaign = session.scalars(select(Campaign)).one()
    assert campaign.councils_submission_closes_at == instant_of(date(2026, 10, 8))


def test_who_has_seen_it_may_go_on_and_the_draft_still_says_so(session, frida, council):
    meets(session, council, 6)

    page = send(frida, gaps_seen="1")

    assert WARNING in page.main.text
    assert page.select_one("button[name=later]") is None
    assert session.scalars(select(Campaign.councils_submission_closes_at)).one() is None


def test_a_meeting_after_the_vote_gets_words_and_no_button(session, frida, council):
    meets(session, council, 20)

    page = send(frida)

    assert "Møtet er etter siste dag å stemme." in page.main.text
    assert page.select_one("button[name=later]") is None


@pytest.mark.parametrize("case", ["in time", "none entered", "called off"])
def test_nothing_is_said_where_there_is_nothing_to_say(session, frida, council, case):
    if case == "in time":
        meets(session, council, 1, 6)
    elif case == "called off":
        meets(session, council, 6, cancelled_at=WHILE_SUBMITTING)

    send(frida)

    assert len(session.scalars(select(Campaign)).all()) == 1


def test_the_live_preview_says_it_as_one_types(session, frida, council):
    meets(session, council, 6)
    fields = six_fields(frida.open(FORM)) | {"csrf_token": frida.token(FORM)}

    answer = frida.client.post(FORM, data=fields, headers={"HX-Request": "true"})

    assert WARNING in answer.text
    assert 'name="later"' in answer.text


def test_who_moves_a_deadline_is_told_too_and_offered_the_councils_own(session, frida, council):
    meets(session, council, 6)
    send(frida, gaps_seen="1")
    address = f"/dugnader/{session.scalars(select(Campaign.slug)).one()}/frister"
    session.rollback()
    typed = {"deadline": "staff_submission_closes_at", "day": "2026-10-02", "time_of_day": "12:00"}

    page = frida.open(address)
    assert WARNING in page.main.text
    button = page.select_one("button[name=later]")
    page = frida.submit(address, later=button["value"], reason="De møtes sent.", **typed)
    chosen = page.select_one("input[name=deadline][checked]")
    assert chosen["value"] == "councils_submission_closes_at"
    assert page.select_one("#day")["value"] == "2026-10-08"
    assert page.select_one("#reason").text.strip() == "De møtes sent."
    assert WARNING not in page.main.text

    typed |= {"deadline": chosen["value"], "day": "2026-10-08"}
    frida.submit(address, reason="De møtes sent.", **typed)
    moved = session.scalars(select(Campaign.councils_submission_closes_at)).one()
    assert moved == datetime(2026, 10, 8, 12, tzinfo=OSLO)
