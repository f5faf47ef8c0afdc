"""Units as a tree, and the page a council has for itself."""

import pytest
from sqlalchemy import select

from app.domain.permissions import Role
from app.models import Affiliation, Body
from tests.support.factories import (
    SUBMISSION_CLOSES,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.statements import recorded_statements

URL = "/administrasjon/enheter"


@pytest.fixture
def office(session):
    return make_body(session, name="Etaten Prøvevik")


@pytest.fixture
def admin(browser, session, office):
    person = make_person(session, body=office, role=Role.ADMINISTRATOR)
    session.commit()
    browser.sign_in(person)
    return person


def test_the_tree_is_shown_as_nested_lists(browser, session, admin, office):
    make_body(session, name="Team under", parent=office, unit_kind="team")
    session.commit()

    page = browser.open(URL)

    assert "Team under" in page.select_one("main li li").text


def test_a_unit_is_made_moved_and_dissolved(browser, session, admin, office):
    page = browser.submit(f"{URL}/ny", name="Nytt team", kind="team", parent=str(office.id))
    assert page.h1.text == "Nytt team"

    browser.submit(f"{URL}/nytt-team", to=f"{URL}/nytt-team/flytt", parent="")
    unit = session.scalars(select(Body).where(Body.slug == "nytt-team")).one()
    assert unit.parent_id is None
    session.rollback()

    browser.submit(f"{URL}/nytt-team/legg-ned")
    assert "Nytt team" not in browser.open(URL).main.select_one("ul").text


def test_moving_below_itself_is_refused_in_words(browser, session, admin, office):
    team = make_body(session, name="Team under", parent=office, unit_kind="team")
    session.commit()
    form = f"{URL}/{office.slug}"

    assert str(team.id) not in str(browser.open(form).select_one("#parent"))
    browser.submit(form, to=f"{form}/flytt", parent=str(team.id), status=422)


def test_a_council_is_tied_to_a_unit_and_parted(browser, session, admin, office):
    council = make_body(session, kind="council", name="Brukerutvalget")
    session.commit()
    form = f"{URL}/{office.slug}"

    page = browser.submit(form, to=f"{form}/hor-sammen", other=str(council.id))
    assert "Brukerutvalget" in page.select_one("section[aria-labelledby=tie] ul").text

    browser.post(f"{form}/skill/{council.id}")
    assert browser.open(form).select_one("section[aria-labelledby=tie] ul") is None


@pytest.fixture
def council(session, office):
    body = make_body(session, kind="council", name="Brukerutvalget i Prøvevik")
    session.add(Affiliation(unit_id=office.id, body_id=body.id))
    session.flush()
    return body


@pytest.fixture
def member(session, council):
    return make_person(session, name="Berit Prøve", body=council, role=Role.COUNCIL_MEMBER)


def test_a_council_sees_its_own_deadline_its_proposals_and_its_members(
    browser, session, office, council, member
):
    campaign = make_campaign(
        session,
        owner=office,
        audiences=[office, council],
        title="Hva skal vi lære?",
        councils_submission_closes_at=SUBMISSION_CLOSES.replace(day=1, hour=10),
    )
    answered = make_idea(session, campaign=campaign, author=member, on_behalf_of=council.id)
    answered.status = "going_forward"
    other = make_person(session, body=council, role=Role.COUNCIL_MEMBER)
    for author, title in ((member, "Mitt utkast"), (other, "En annens utkast")):
        make_idea(
            session,
            campaign=campaign,
            author=author,
            on_behalf_of=council.id,
            state="draft",
            title=title,
        )
    make_idea(session, campaign=campaign, author=member, title="Bare mitt eget")
    session.commit()
    page = browser.sign_in(member).open(f"/utvalg/{council.slug}")

    assert "torsdag 1. oktober kl. 12.00" in page.select_one("section[aria-labelledby=open]").text
    proposals = page.select_one("section[aria-labelledby=proposals]").text
    assert answered.title in proposals
    assert "går videre" in proposals
    assert "Bare mitt eget" not in proposals
    assert "Mitt utkast" in page.text
    assert "En annens utkast" not in page.text
    assert "Berit Prøve" in page.select_one("section[aria-labelledby=members]").text


def test_the_page_takes_the_same_few_statements_at_two_sizes(
    browser, session, office, council, member
):
    session.commit()
    url = f"/utvalg/{council.slug}"
    browser.sign_in(member)
    with recorded_statements() as few:
        browser.open(url)
    for _ in range(12):
        campaign = make_campaign(session, owner=office, audiences=[council])
        make_idea(session, campaign=campaign, author=member, on_behalf_of=council.id)
        make_person(session, body=council, role=Role.COUNCIL_MEMBER)
    session.commit()
    with recorded_statements() as many:
        browser.open(url)

    assert len(few) == len(many) <= 7


@pytest.mark.parametrize("who", ["staff", "other council", "former member"])
def test_the_page_is_hidden_from_others_ac2(browser, session, clock, office, council, who):
    if who == "former member":
        person = make_person(session)
        make_membership(session, person, council, role=Role.COUNCIL_MEMBER, ends_at=clock.now())
    else:
        body = office if who == "staff" else make_body(session, kind="council")
        person = make_person(session, body=body)
    session.commit()

    browser.sign_in(person).open(f"/utvalg/{council.slug}", status=404)


def test_those_who_look_after_the_unit_see_it(browser, session, office, council):
    person = make_person(session, body=office, role=Role.FACILITATOR)
    session.commit()

    browser.sign_in(person).open(f"/utvalg/{council.slug}")
