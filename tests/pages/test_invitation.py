"""Invitations: sent, taken up once, refused to others, taken back."""

import pytest
from sqlalchemy import select

from app.domain.permissions import Role
from app.models import Affiliation, Invitation, Membership, Person
from tests.support.factories import make_body, make_person
from tests.support.mail import deliver, link_in

INVITE = "/administrasjon/inviter"
NEW = "ny@etaten.example"


@pytest.fixture
def office(session):
    return make_body(session, name="Etaten Prøvevik")


@pytest.fixture
def admin(session, office):
    person = make_person(session, name="Alma Prøve", body=office, role=Role.ADMINISTRATOR)
    session.commit()
    return person


@pytest.fixture
def invite(app, new_browser, admin, office):
    """Invites as an administrator and returns the link from the mail."""

    def send(email=NEW, body=office, role=Role.STAFF):
        browser = new_browser().sign_in(admin)
        browser.submit(INVITE, email=email, body=str(body.id), role=role.value)
        [message] = deliver(app)
        return link_in(message, "/invitasjon/")

    return send


def people_at(session, email):
    session.rollback()  # what was read before may be older than what a page has written
    return session.scalars(select(Person).where(Person.email == email)).all()


def roles_of(session, email):
    session.rollback()
    return session.scalars(
        select(Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.email == email)
    ).all()


def accept(browser, link, **fields):
    token = browser.token("/logg-inn")
    return browser.client.post(
        link, data={"csrf_token": token, "name": "Ny Prøve", "password": "", **fields}
    )


def test_the_mail_says_who_invites_to_what(app, browser, admin, office):
    browser.sign_in(admin)
    browser.submit(INVITE, email=" NY@etaten.example", body=str(office.id), role="staff")
    [message] = deliver(app)

    assert message["To"] == NEW
    assert message["Subject"] == "Du er invitert til Etaten Prøvevik i Dugnad"
    assert "Alma Prøve har invitert deg til Etaten Prøvevik som ansatt." in message.get_content()


def test_somebody_new_gets_an_account_and_the_role_and_is_signed_in(browser, session, invite):
    link = invite()
    assert "Etaten Prøvevik" in browser.open(link).text

    browser.submit(link, name="Ny Prøve", password="fire ville hester")

    assert browser.client.get("/mitt/innstillinger").status_code == 200
    [person] = people_at(session, NEW)
    assert (person.name, roles_of(session, NEW)) == ("Ny Prøve", [Role.STAFF])
    assert person.password_hash.startswith("$argon2id$")


def test_a_password_is_not_needed_but_a_short_one_is_refused(browser, session, invite):
    link = invite()
    assert "minst 12 tegn" in browser.submit(link, name="Ny", password="kort", status=422).text

    browser.submit(link, name="Ny", password="")

    assert people_at(session, NEW)[0].password_hash is None


def test_looking_uses_nothing_up_tk3(browser, session, invite):
    link = invite()
    for _ in range(3):
        assert browser.client.get(link).status_code == 200
        assert browser.client.head(link).status_code == 200

    assert session.scalars(select(Invitation.accepted_at)).one() is None


def test_it_is_used_once_tk2(new_browser, session, invite):
    link = invite()

    assert accept(new_browser(), link).status_code == 303
    assert accept(new_browser(), link).status_code == 410
    assert len(people_at(session, NEW)) == 1


def test_an_expired_one_is_dead_on_every_path_tk1(app, browser, clock, session, invite):
    link = invite()
    clock.move(days=14)

    assert accept(browser, link).status_code == 410
    for way in ("/nytt-passord", "/logg-inn/lenke"):
        browser.submit(way, email=NEW)
    assert deliver(app) == []
    assert people_at(session, NEW) == []


def test_somebody_else_cannot_take_it_up_tk4(browser, session, invite):
    other = make_person(session, email="annen@etaten.example")
    session.commit()
    link = invite()
    browser.sign_in(other)

    assert "annen@etaten.example" in browser.open(link, status=403).text
    assert accept(browser, link).status_code == 403
    assert roles_of(session, other.email) == []
    assert session.scalars(select(Invitation.accepted_at)).one() is None


def test_an_existing_account_takes_it_up_only_when_signed_in_tk4(new_browser, session, invite):
    known = make_person(session, email=NEW)
    session.commit()
    link = invite()
    stranger, owner = new_browser(), new_browser().sign_in(known)

    assert "har alt en konto" in stranger.open(link).text
    assert accept(stranger, link).status_code == 200
    assert roles_of(session, NEW) == []

    owner.submit(link)
    assert roles_of(session, NEW) == [Role.STAFF]


def test_it_waits_among_the_settings_too(browser, session, invite):
    known = make_person(session, email=NEW)
    session.commit()
    invite()
    browser.sign_in(known)
    page = browser.open("/mitt/innstillinger")
    [form] = page.select("form[action*='/invitasjoner/']")

    browser.post(form["action"])

    assert roles_of(session, NEW) == [Role.STAFF]


def test_one_from_the_settings_page_is_bound_to_its_address_too_tk4(browser, session, invite):
    other = make_person(session, email="annen@etaten.example")
    session.commit()
    invite()
    waiting = session.scalars(select(Invitation)).one()
    browser.sign_in(other)

    answer = browser.post(f"/mitt/innstillinger/invitasjoner/{waiting.id}")

    assert answer.status_code == 404


def test_a_revoked_one_gives_nothing_tk5(new_browser, session, admin, invite):
    link = invite()
    waiting = session.scalars(select(Invitation)).one()
    new_browser().sign_in(admin).post(f"/administrasjon/invitasjoner/{waiting.id}/trekk")

    assert accept(new_browser(), link).status_code == 410
    assert people_at(session, NEW) == []


def test_a_new_one_with_another_role_ends_the_old_tk5(new_browser, session, invite):
    old, new = invite(role=Role.LEADER), invite(role=Role.STAFF)

    assert accept(new_browser(), old).status_code == 410
    assert accept(new_browser(), new).status_code == 303
    assert roles_of(session, NEW) == [Role.STAFF]


def test_only_its_hash_is_stored_tk6(session, invite):
    token = invite().rpartition("/")[2]

    stored = session.scalars(select(Invitation)).one()
    assert len(token) >= 43
    assert token not in str(vars(stored))


def test_a_disabled_person_cannot_take_one_up_au9(browser, session, clock, invite):
    known = make_person(session, email=NEW)
    session.commit()
    link = invite()
    known.disabled_at = clock.now()
    session.commit()

    assert accept(browser, link).status_code == 410


def test_one_taken_back_before_the_mail_left_is_not_sent(app, browser, session, admin, office):
    browser.sign_in(admin)
    browser.submit(INVITE, email=NEW, body=str(office.id), role="staff")
    waiting = session.scalars(select(Invitation)).one()
    browser.post(f"/administrasjon/invitasjoner/{waiting.id}/trekk")

    assert deliver(app) == []


def test_a_look_alike_address_is_refused_au5(browser, admin, office):
    browser.sign_in(admin)
    page = browser.submit(
        INVITE, email="аdmin@etaten.example", body=str(office.id), role="staff", status=422
    )

    assert "ikke en e-postadresse vi kan bruke" in page.text


@pytest.fixture
def facilitator(session, office):
    person = make_person(session, body=office, role=Role.FACILITATOR)
    session.commit()
    return person


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.LEADER, Role.ADMINISTRATOR])
def test_a_facilitator_gives_no_role_beside_or_above_their_own_ac9(
    browser, session, facilitator, office, role
):
    browser.sign_in(facilitator)

    answer = browser.post(INVITE, email=NEW, body=str(office.id), role=role.value)

    assert answer.status_code == 403
    assert session.scalars(select(Invitation)).all() == []


def test_a_facilitator_invites_below_and_beside_but_not_elsewhere_ac2(
    browser, session, facilitator, office
):
    team = make_body(session, parent=office, unit_kind="team")
    council, foreign = make_body(session, kind="council"), make_body(session)
    session.add(Affiliation(unit_id=team.id, body_id=council.id))
    session.commit()
    browser.sign_in(facilitator)

    def status(body, role):
        answer = browser.post(INVITE, email=NEW, body=str(body.id), role=role)
        return answer.status_code

    assert status(team, "staff") == 303
    assert status(council, "council_member") == 303
    assert status(foreign, "staff") == 404
    assert status(council, "staff") == 422


def test_staff_may_not_invite(browser, session, office):
    staff = make_person(session, body=office)
    session.commit()
    browser.sign_in(staff)

    browser.open(INVITE, status=403)


def test_a_facilitator_takes_back_only_what_they_could_have_sent(
    browser, session, facilitator, admin, invite
):
    elsewhere = make_body(session)
    session.commit()
    invite(body=elsewhere)
    waiting = session.scalars(select(Invitation)).one()
    browser.sign_in(facilitator)

    answer = browser.post(f"/administrasjon/invitasjoner/{waiting.id}/trekk")

    assert answer.status_code == 404
