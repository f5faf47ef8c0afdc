"""Local dugnader as people meet them: sending on, the centre's overview, owners, examples."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.domain.permissions import Role
from app.jobs.following_up import remind_of_following_up
from app.models import (
    Assignment,
    Campaign,
    Example,
    Forwarding,
    Idea,
    OutboxMail,
    Topic,
)
from tests.support.factories import (
    AFTER_CLOSE,
    VOTING_CLOSES,
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_person,
)
from tests.support.local import Local
from tests.support.mail import deliver, link_in
from tests.support.statements import recorded_statements

LONGER = {
    "submission_closes_at": VOTING_CLOSES + timedelta(days=30),
    "voting_opens_at": VOTING_CLOSES + timedelta(days=31),
    "voting_closes_at": VOTING_CLOSES + timedelta(days=40),
}
SOON = (WHILE_SUBMITTING + timedelta(days=14)).date().isoformat()


@pytest.fixture
def local(app, clock):
    clock.moment = WHILE_SUBMITTING
    return Local(app, **LONGER)


@pytest.fixture
def facilitator(local, browser):
    return browser.sign_in(local.facilitator)


@pytest.fixture
def centre(local, new_browser):
    return new_browser().sign_in(local.centre)


@pytest.fixture
def kari(local, new_browser):
    return new_browser().sign_in(local.kari)


def mails(app, kind):
    with app.app_context(), atomic() as session:
        return session.scalars(select(OutboxMail.person_id).where(OutboxMail.kind == kind)).all()


def test_a_larger_dugnad_offers_one_of_ones_own_with_its_question_and_topics(
    app, local, facilitator, kari
):
    with app.app_context(), atomic() as session:
        session.add(Topic(campaign_id=local.above_id, position=1, name_nb="Tilgjengelighet"))

    page = facilitator.open(f"/dugnader/{local.above}")
    (link,) = [each for each in page.select("a") if "Lag en lokal dugnad" in each.text]
    form = facilitator.open(link["href"])

    assert form.select_one("#title_nb")["value"] == "Fremtidens møteplasser"
    assert form.select_one("#topics-0-name_nb")["value"] == "Tilgjengelighet"
    chosen = form.select_one("#parent_id option[selected]")
    assert chosen["value"] == str(local.above_id)
    assert "Fabelvik kontor" in form.select_one("input[name=owners][checked]").parent.text
    assert "Lag en lokal dugnad" not in kari.open(f"/dugnader/{local.above}").text


def test_one_is_told_where_the_dates_come_too_late_to_send_on(local, facilitator):
    form = f"/dugnader/ny?del-av={local.above}"
    assert "sender dere videre dit før" in facilitator.open(form).main.text
    closes = LONGER["submission_closes_at"].date()

    def told(proposed, voted):
        page = facilitator.submit(
            form,
            to="/dugnader/ny",
            status=422,
            parent_id=str(local.above_id),
            propose_until=(closes + timedelta(days=proposed)).isoformat(),
            vote_until=(closes + timedelta(days=voted)).isoformat(),
        )
        assert page.select_one("h1").text.strip() == "Lag en lokal dugnad"
        return page.main.text

    assert "må avstemningen være ferdig før det" not in told(-5, -2)
    assert "må avstemningen være ferdig før det" in told(-5, 5)
    assert "Det som kommer inn hos dere etter det" in told(5, 9)


def test_moving_a_local_deadline_past_the_larger_one_s_is_said(app, local, facilitator):
    form = f"/dugnader/{local.below}/frister"
    day = (LONGER["submission_closes_at"] + timedelta(days=3)).date().isoformat()

    page = facilitator.submit(
        form, deadline="voting_closes_at", day=day, time_of_day="15:00", reason="Flere vil være med"
    )

    assert "må avstemningen være ferdig før det" in page.text


def test_one_ticks_what_goes_on_and_everyone_sees_what_became_of_it(
    app, local, facilitator, centre, kari
):
    nr = local.idea(local.below, title="Kafé i mottaket")
    stays = local.idea(local.below, title="Lese sammen")
    url = f"/dugnader/{local.below}/send-videre"

    refused = facilitator.submit(url, status=422)
    assert "Merk minst ett forslag." in refused.main.text
    page = facilitator.submit(url, nr=[nr])

    assert "1 forslag er sendt videre." in page.text
    assert "Venter på svar" in page.main.text
    left = facilitator.open(url)
    assert [box["value"] for box in left.select("input[name=nr]")] == [str(stays)]

    (above,) = kari.open(f"/dugnader/{local.below}/sendt-videre").select("main td a")
    centre.post(above["href"] + "/svar", status="going_forward", text="Det vil vi prøve.")
    seen = kari.open(f"/dugnader/{local.below}/sendt-videre").main
    assert "Går videre" in seen.text
    story = kari.open(above["href"]).select_one(".timeline")
    assert "Kom fra den lokale dugnaden i Fabelvik kontor" in story.text
    assert "Sendt videre til «Fremtidens møteplasser»" in (
        kari.open(f"/dugnader/{local.below}/forslag/{nr}").select_one(".timeline").text
    )
    discussion = kari.open(above["href"]).select_one("#diskusjon")
    assert discussion.find("a", string="Les hva som ble sagt i Fabelvik kontor")
    origin = kari.open(above["href"] + "/opphav")
    assert "Ikke stemt over da det ble sendt videre" in origin.main.text


@pytest.mark.parametrize(("ballots", "told"), [(4, "Færre enn fem stemte"), (5, "2 av 5 støttet")])
def test_what_a_handful_voted_stays_with_them(app, local, facilitator, ballots, told):
    nr = local.idea(local.below)
    facilitator.submit(f"/dugnader/{local.below}/send-videre", nr=[nr])
    with app.app_context(), atomic() as session:
        sent = session.scalar(select(Forwarding))
        sent.support, sent.ballots = 2, ballots

    idea = f"/dugnader/{local.above}/forslag/1"

    assert told in facilitator.open(f"{idea}/opphav").main.text
    story = facilitator.open(idea).select_one(".timeline").text
    assert (f"2 av {ballots} støttet" in story) == (ballots == 5)


def test_what_the_larger_one_lacks_is_said_with_the_number_and_the_ticks_stay(
    app, local, facilitator
):
    with app.app_context(), atomic() as session:
        session.get_one(Campaign, local.above_id).required_parts = "topic"
        session.add(Topic(campaign_id=local.above_id, position=1, name_nb="Tilgjengelighet"))
    numbers = [local.idea(local.below), local.idea(local.below)]

    page = facilitator.submit(f"/dugnader/{local.below}/send-videre", nr=numbers, status=422)

    assert "Noen av forslagene mangler noe." in page.main.text
    for nr in numbers:
        box = page.select_one(f"input[name=nr][value='{nr}']")
        assert box.has_attr("checked")
        assert "Mangler et tema" in page.select_one(f"#{box['aria-describedby']}").text


def test_what_is_not_counted_is_not_given_away(local, browser, clock):
    nr = local.idea(local.below)
    clock.moment = AFTER_CLOSE

    facilitator = browser.sign_in(local.facilitator)
    page = facilitator.submit(f"/dugnader/{local.below}/send-videre", nr=[nr], status=422)

    assert "Stemmene er ikke talt ennå." in page.main.text
    assert not page.select("input[name=nr]"), "nothing to press where nothing can be sent"


def test_once_the_larger_deadline_is_out_the_page_says_so_before_one_ticks(
    local, new_browser, clock
):
    local.idea(local.below)
    clock.moment = LONGER["submission_closes_at"]

    page = new_browser().sign_in(local.facilitator).open(f"/dugnader/{local.below}/send-videre")

    assert "Fristen for å foreslå i den større dugnaden er ute." in page.main.text
    assert not page.select("input[name=nr]")


def test_the_centre_sees_where_nothing_happens_yet(app, local, centre, facilitator):
    local.idea(local.below)
    with app.app_context(), atomic() as session:
        make_body(session, parent=session.merge(local.root), name="Aldeles stille")
    local.idea(local.above, author=local.ola)
    local.idea(local.above, author=local.ola, is_anonymous=True)

    page = centre.open(f"/dugnader/{local.above}/lokalt")
    rows = {row.th.text.strip(): row for row in page.select("tbody tr")}

    assert "Møteplassene våre" in rows["Fabelvik kontor"].text
    assert rows["Soria kontor"].select("td")[-1].text.strip() == "1", "the nameless one is left out"
    assert "Ingen ennå" in rows["Aldeles stille"].text
    still = centre.open(f"/dugnader/{local.above}/lokalt?vis=stille")
    assert [row.th.text.strip() for row in still.select("tbody tr")] == ["Aldeles stille"]
    facilitator.open(f"/dugnader/{local.above}/lokalt", status=403)


def test_the_centre_reminds_those_who_lead_where_nothing_happens_once_a_week(
    app, clock, local, centre, kari, new_browser
):
    with app.app_context(), atomic() as session:
        office = make_body(session, parent=session.merge(local.root), name="Aldeles stille")
        make_body(session, parent=session.merge(local.root), name="Uten leder")
        leader = make_person(session, name="Lise Leder", body=office, role=Role.LEADER)
        make_person(session, body=office)
    quiet = f"/dugnader/{local.above}/lokalt?vis=stille"
    remind = f"/dugnader/{local.above}/lokalt/paaminnelse"
    page = centre.open(quiet).main
    ticked = [box["aria-label"] for box in page.select("input[name=unit]")]
    assert ticked == ["Aldeles stille"], "nobody leads the others"
    assert "Ingen å minne på" in page.text

    local.idea(local.above, author=local.ola)
    units = [str(office.id), str(local.other.id), str(local.office.id)]
    said = centre.submit(quiet, to=remind, unit=units)
    assert "i 1 enhet har fått en påminnelse" in said.text, "the others have begun"
    again = centre.submit(quiet, to=remind, unit=units)
    assert "minnet på" in again.main.text

    assert mails(app, "local_reminder") == [leader.id]
    assert kari.post(remind, unit=units[0]).status_code == 403
    clock.moment += timedelta(days=3)
    centre = new_browser().sign_in(local.centre)
    centre.submit(quiet, to=remind, unit=units)
    assert mails(app, "local_reminder") == [leader.id], "left alone for a week"
    clock.moment += timedelta(days=4)
    centre = new_browser().sign_in(local.centre)
    assert "Merk minst én enhet." in centre.submit(quiet, to=remind).text
    centre.submit(quiet, to=remind, unit=units)
    assert mails(app, "local_reminder") == [leader.id] * 2


def test_nobody_is_reminded_once_nothing_can_be_proposed(app, clock, local, new_browser):
    clock.moment = AFTER_CLOSE + timedelta(days=60)
    centre, here = new_browser().sign_in(local.centre), f"/dugnader/{local.above}/lokalt"
    quiet = f"{here}?vis=stille"

    assert 'name="unit"' not in str(centre.open(quiet))
    said = centre.submit(quiet, to=f"{here}/paaminnelse", unit=[str(local.other.id)])
    assert "ingenting å minne på" in said.text
    assert mails(app, "local_reminder") == []


def test_a_team_s_dugnad_stands_with_its_office_and_a_region_s_with_those_it_invites(
    app, local, centre
):
    with app.app_context(), atomic() as session:
        office = session.merge(local.other)
        team = make_body(session, parent=office, unit_kind="team", name="Teamet")
        make_body(session, parent=office, name="Under Soria")
        for title, owner, audience in (
            ("Teamets egen", team, team),
            ("For alle under", office, office),
        ):
            made = make_campaign(session, owner=owner, audiences=[audience], title=title)
            made.parent_id = local.above_id

    page = centre.open(f"/dugnader/{local.above}/lokalt")
    rows = {row.th.text.strip(): row.text for row in page.select("tbody tr")}

    assert "Teamets egen" in rows["Soria kontor"]
    assert "Med i «For alle under»" in rows["Under Soria"]
    assert "Der ingenting skjer ennå 0" in " ".join(page.select_one("nav.filters").text.split())


def test_the_overview_takes_the_same_statements_however_many_units(app, local, centre):
    def cost():
        with recorded_statements() as statements:
            centre.open(f"/dugnader/{local.above}/lokalt")
        return len(statements)

    few = cost()
    with app.app_context(), atomic() as session:
        for _ in range(5):
            make_body(session, parent=session.merge(local.office))
    assert cost() == few


def test_an_owner_is_named_with_a_date_and_reports_back(app, local, centre, new_browser):
    nr = local.idea(local.above, author=local.ola, title="Døgnåpen chat")
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session, unit_kind="directorate")
        owner = make_person(session, name="Eva Eier", email="eva@etaten.example", body=elsewhere)
    url = f"/dugnader/{local.above}/forslag/{nr}/ansvar"

    for fields, *messages in (
        ({}, "Velg hvem som følger opp", "Velg en dato."),
        (
            {"due_on": "2020-01-01", "email": "ingen@etaten.example"},
            "Ingen med konto",
            "Velg en dag som ikke har vært.",
        ),
    ):
        said = centre.submit(url, status=422, **fields).main.text
        assert all(message in said for message in messages), "all that is wrong at once"
    page = centre.submit(url, email="Eva@etaten.example", due_on=SOON, message="Hør med IT.")
    assert "Eva Eier følger opp, innen" in page.select_one(".timeline").text

    eva = new_browser().sign_in(owner)
    link = eva.open("/mitt").find("a", string="Døgnåpen chat")["href"]
    assert "Hør med IT." in eva.open(link).main.text
    eva.open(f"/dugnader/{local.above}", status=404)
    assert "Skriv noen ord." in eva.submit(link, status=422).main.text
    eva.submit(link, report="Det går i 2027.")
    assert mails(app, "idea_reported") == [local.centre.id]
    assert "Det går i 2027." in centre.open(link).main.text
    assert eva.open("/mitt").find("a", string="Døgnåpen chat") is None

    centre.submit(url, email="eva@etaten.example", due_on=SOON, message="Én gang til.")
    with app.app_context(), atomic() as session:
        held = session.scalars(select(Assignment).order_by(Assignment.assigned_at)).all()
    assert [each.ended_at is None for each in held].count(True) == 1, "one has it at a time"
    assert mails(app, "idea_taken_over") == [], "she has it still"


def test_what_is_late_shows_and_one_who_is_relieved_is_told(app, clock, local, centre, new_browser):
    nr = local.idea(local.above, author=local.ola, title="Døgnåpen chat")
    url = f"/dugnader/{local.above}/forslag/{nr}/ansvar"
    with app.app_context(), atomic() as session:
        owner = make_person(session, name="Eva Eier", email="eva@etaten.example")
        make_person(session, name="Per Neste", email="per@etaten.example")
    overview = f"/dugnader/{local.above}/ansvar"
    assert "Ingen følger opp noe ennå" in centre.open(overview).main.text
    centre.submit(url, email="eva@etaten.example", due_on=SOON, message="Hør med IT.")
    assert "På tide" not in centre.open(overview).main.text

    clock.moment += timedelta(days=20)
    eva, centre = new_browser().sign_in(owner), new_browser().sign_in(local.centre)
    assert "På tide" in eva.open("/mitt").main.text
    assert "På tide" in centre.open(overview).main.text
    desk = centre.open(f"/dugnader/{local.above}/pult")
    assert desk.find("a", string="1 oppfølging er over fristen")["href"] == overview
    for _ in range(2):
        with app.app_context():
            remind_of_following_up()
    [mail] = [mail for mail in deliver(app) if mail["Subject"] == "Fristen er ute: «Døgnåpen chat»"]
    assert "Hør med IT." in eva.open(link_in(mail, "/ansvar/")).main.text
    again = centre.open(url)
    assert again.select_one("input[name=owner][checked]").parent.text.strip() == "Eva Eier"
    assert "Hør med IT." in again.select_one("#message").text, "nothing is typed twice"
    later = (clock.moment + timedelta(days=9)).date().isoformat()
    centre.submit(url, email="per@etaten.example", due_on=later)

    assert mails(app, "idea_taken_over") == [owner.id]
    assert "Per Neste" in centre.open(overview).main.text
    assert "På tide" not in eva.open("/mitt").main.text
    assert "over fristen" not in centre.open(f"/dugnader/{local.above}/pult").text


@pytest.fixture
def example(app, local, centre):
    """The address of an example that the centre has published."""
    nr = local.idea(
        local.above, author=local.ola, title="Kafé", is_anonymous=True, status="carried_out"
    )
    url = f"/dugnader/{local.above}/forslag/{nr}/eksempel"
    page = centre.submit(url, title="Kafé i mottaket", body="Vi åpnet **dørene**.")
    assert "Ola" not in page.main.text
    with app.app_context(), atomic() as session:
        return f"/inspirasjon/{session.scalar(select(Example.id))}"


@pytest.fixture
def nils(app, new_browser):
    """Somebody from elsewhere."""
    with app.app_context(), atomic() as session:
        stranger = make_person(session, name="Nils Ny", body=make_body(session))
    return new_browser().sign_in(stranger)


def ask(person, example, **fields):
    return person.submit(example, to=f"{example}/spor", kind="visit", **fields)


def test_only_what_is_carried_out_becomes_an_example(local, centre):
    url = f"/dugnader/{local.above}/forslag/{local.idea(local.above)}/eksempel"

    page = centre.submit(url, status=422, title="Kafé", body="Vi åpnet.")

    assert "Bare det som er gjennomført" in page.main.text


def test_asking_twice_is_asking_once_and_loses_nothing(app, centre, kari, nils, example):
    assert "Velg hva du vil ha." in kari.submit(example, to=example + "/spor", status=422).main.text
    for person in (kari, nils):
        ask(person, example, message="Gjerne i mars.")
    again = ask(nils, example, message="Helst i april.")

    assert "spurt om dette fra før" in again.text
    assert "Helst i april." in again.main.text, "nothing that was typed is lost"
    assert "Kari" not in again.main.text
    assert "2 spørsmål, 0 besvart." in nils.open("/inspirasjon").main.text
    for page in ("/inspirasjon", "/mitt"):
        assert "2 venter på svar fra deg" in centre.open(page).main.text


def test_one_answer_with_a_day_and_a_place_goes_to_many_and_can_be_called_off(
    app, local, centre, kari, nils, example
):
    for person in (kari, nils):
        ask(person, example)
    empty = centre.submit(example, to=example + "/svar", starts_time="09:00", status=422)
    for told in ("Merk hvem svaret er til.", "Skriv et svar.", "Velg en dag også."):
        assert told in empty.main.text, "all that is wrong at once"
    assert not empty.select("input[name=request][checked]"), "nobody is ticked behind one's back"
    requests = [box["value"] for box in empty.select("input[name=request]")]
    assert nils.post(example + "/svar", text="x", request=requests[0]).status_code == 403

    visit = {"text": "Kom til oss.", "starts_on": SOON, "starts_time": "09:00", "place": "Mottaket"}
    centre.submit(example, to=example + "/svar", request=requests, **visit)
    assert len(set(mails(app, "example_answered"))) == len(mails(app, "example_answered")) == 2
    letter = next(text for each in deliver(app) if "Kom til" in (text := each.get_content()))
    for text in ("Kom til oss.", "kl. 09.00", "Mottaket"):
        assert text in nils.open(example).main.text
        assert text in letter

    (change,) = (each["href"] for each in centre.open(example).select("a[href*='/svar/']"))
    nils.open(change, status=403)
    link = "https://etaten.example/film"
    centre.submit(change, text="Avlyst. Se filmen.", starts_on="", starts_time="", place=link)
    assert len(mails(app, "example_answer_changed")) == 2
    seen = nils.open(example).main.text
    assert "Avlyst" in seen
    assert nils.open(example).find("a", href=link)
    assert "kl. 09.00" not in seen
    assert "2 spørsmål, 2 besvart." in seen
    centre.open(change, status=404)


def test_a_question_is_taken_back_and_those_who_wait_hear_that_an_example_goes(
    app, local, centre, kari, nils, example
):
    for person in (kari, nils):
        ask(person, example)
    back = kari.open(example).select_one("form[action*='/angre/']")["action"]

    assert nils.post(back).status_code == 404, "for one's own alone"
    assert "Spørsmålet er trukket." in kari.submit(example, to=back).text
    assert "Kari" not in centre.open(example).main.text
    assert "1 spørsmål, 0 besvart." in centre.open("/inspirasjon").main.text
    ask(kari, example)
    kari.submit(example, to=kari.open(example).select_one("form[action*='/angre/']")["action"])
    assert len(mails(app, "example_asked")) == 2, "asking anew fills nobody's mailbox"

    centre.submit(example + "/trekk")
    assert len(mails(app, "example_withdrawn")) == 1
    nils.open(example, status=404)


def test_what_is_hidden_is_hidden_in_what_was_made_of_it(
    app, local, centre, kari, nils, example, new_browser
):
    ask(nils, example)
    with app.app_context(), atomic() as session:
        owner = make_person(session, email="eva@etaten.example")
        idea = session.scalar(select(Idea).where(Idea.campaign_id == local.above_id))
        idea.title, idea.body = "Kafé hos Per", "Per sa noe."
        nr = idea.nr
    url = f"/dugnader/{local.above}/forslag/{nr}/ansvar"
    centre.submit(url, email="eva@etaten.example", due_on=SOON)
    eva = new_browser().sign_in(owner)
    held = eva.open("/mitt").find("a", string="Kafé hos Per")["href"]
    assert "Per sa noe." in eva.open(held).main.text

    with app.app_context(), atomic() as session:
        session.scalar(select(Idea).where(Idea.campaign_id == local.above_id)).state = "hidden"

    for person, page in ((eva, "/mitt"), (eva, held), (nils, "/mitt"), (nils, "/inspirasjon")):
        seen = person.open(page).text
        assert "Per sa noe." not in seen
        assert "Kafé" not in seen
    nils.open(example, status=404)


def test_questions_to_one_who_has_left_reach_those_who_lead_the_unit(
    app, clock, local, centre, kari, example
):
    with app.app_context(), atomic() as session:
        gone = make_person(session)
        gone.disabled_at = clock.now()
        session.scalar(select(Example)).contact_id = gone.id

    ask(kari, example)

    assert local.centre.id in mails(app, "example_asked")
    assert gone.id not in mails(app, "example_asked")


def test_who_has_no_account_is_named_as_nothing_they_could_not_open(app, clock, local, centre):
    nr = local.idea(local.above, status="carried_out")
    with app.app_context(), atomic() as session:
        make_person(session, email="eva@frivillig.example").link_only_since = clock.now()
    address = f"/dugnader/{local.above}/forslag/{nr}"
    eva = "eva@frivillig.example"

    centre.submit(f"{address}/ansvar", email=eva, due_on=SOON, status=422)
    text = {"title": "Kafé", "body": "Vi åpnet."}
    centre.submit(f"{address}/eksempel", contact=eva, **text, status=422)


def test_only_those_who_look_after_it_may_name_owners_or_publish(local, kari):
    nr = local.idea(local.above)
    for page in ("ansvar", "eksempel"):
        kari.open(f"/dugnader/{local.above}/forslag/{nr}/{page}", status=403)


def test_a_leader_of_the_unit_stands_first_among_owners(app, local, facilitator):
    nr = local.idea(local.below)
    with app.app_context(), atomic() as session:
        leader = make_person(session, name="Lise Leder", body=local.office, role=Role.LEADER)
    url = f"/dugnader/{local.below}/forslag/{nr}/ansvar"

    assert "Lise Leder, Fabelvik kontor" in facilitator.open(url).text
    facilitator.submit(url, owner=str(leader.id), due_on=SOON)

    assert mails(app, "idea_assigned") == [leader.id]


def test_what_needs_the_centre_is_offered_to_those_above_first(app, local, facilitator):
    at_hand, central = local.idea(local.below), local.idea(local.below, reach="centre")
    with app.app_context(), atomic() as session:
        make_person(session, name="Lise Leder", body=local.office, role=Role.LEADER)
        make_person(session, name="Siri Sentral", body=local.root, role=Role.LEADER)

    def offered(nr):
        page = facilitator.open(f"/dugnader/{local.below}/forslag/{nr}/ansvar")
        return [each.parent.text.strip() for each in page.select("input[name=owner]")]

    assert offered(at_hand) == ["Lise Leder, Fabelvik kontor"]
    assert offered(central) == ["Siri Sentral, Direktoratet", "Lise Leder, Fabelvik kontor"]
