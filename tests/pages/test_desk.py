"""The facilitator's desk: what waits, what looks alike, who takes part, and how to invite."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.campaigns.routes.starting import Start
from app.core.db import atomic
from app.desk.queries import count_visits
from app.domain.dates import typed_form_of
from app.domain.groups import Group
from app.domain.permissions import Role
from app.domain.turnout import GroupTurnout, Turnout
from app.models import Campaign, DismissedPair, Idea, Report
from tests.support.factories import (
    AFTER_CLOSE,
    BEFORE_OPENING,
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    VOTING_OPENS,
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 11
_DAYS = ("opens_on", "propose_until", "vote_until")


class Scene:
    """Two proposals that say the same in two written forms, one that does not, a silent council."""

    def __init__(self, app, new_browser):
        self.app, self._new_browser = app, new_browser
        with app.app_context(), atomic() as session:
            office = make_body(session)
            council = make_body(session, kind="council", name="Brukerutvalget på Neset")
            self.frida = make_person(session, name="Frida", body=office, role=Role.FACILITATOR)
            self.kari = make_person(session, name="Kari Nordmann", body=office)
            campaign = make_campaign(
                session,
                owner=office,
                audiences=[office, council],
                title_nn="Kva skal vi lære?",
                decided_by="Ledergruppa",
                decision_on=VOTING_CLOSES.date(),
            )
            for title in ("Møtefrie fredager", "Møtefrie fredagar", "Sykkelparkering under tak"):
                make_idea(session, campaign=campaign, author=self.kari, title=title)
            self.id, self.url = campaign.id, f"/dugnader/{campaign.slug}"
        self.desk = f"{self.url}/pult"

    def browser(self, person=None):
        return self._new_browser().sign_in(person or self.frida)

    def rows(self, *what, **where):
        with self.app.app_context(), atomic() as session:
            return session.execute(select(*what).filter_by(**where)).all()

    def add(self, *rows):
        with self.app.app_context(), atomic() as session:
            session.add_all(rows)


@pytest.fixture
def scene(app, clock, new_browser):
    clock.moment = WHILE_SUBMITTING
    return Scene(app, new_browser)


def test_the_desk_says_what_waits_and_leads_there(scene):
    [(idea_id,)] = scene.rows(Idea.id, nr=3)
    scene.add(
        Report(
            campaign_id=scene.id,
            idea_id=idea_id,
            reporter_id=scene.frida.id,
            concern="other",
            text="Se her.",
            reported_at=WHILE_SUBMITTING,
        )
    )
    browser = scene.browser()

    page = browser.open(scene.desk)

    todos = {link.text: link["href"] for link in page.select(".desk-todo a")}
    assert todos["1 melding venter"] == f"{scene.url}/meldinger"
    assert "Brukerutvalget på Neset" in page.select_one(".desk-todos").text
    for url in todos.values():
        browser.open(url)


def todos(page):
    return {link.text: link["href"] for link in page.select(".desk-todo a")}


def test_the_desk_counts_what_is_alike_and_what_is_unanswered_until_it_is_done(scene):
    browser = scene.browser()

    waiting = todos(browser.open(scene.desk))
    assert waiting["1 par forslag ligner"] == f"{scene.desk}/lignende"
    page = browser.open(waiting["3 forslag mangler svar"])
    answers = [link["href"] for link in page.select("main a[href$='/svar']")]
    assert answers == [f"{scene.url}/forslag/{nr}/svar" for nr in (1, 2, 3)]

    browser.submit(f"{scene.desk}/lignende", pair="1-2", act="dismiss")
    for url in answers:
        browser.post(url, status="not_going_forward", text="Ikke nå.")
    waiting = todos(browser.open(scene.desk))
    assert not [text for text in waiting if "ligner" in text or "svar" in text]
    assert "Alle forslagene har fått svar" in browser.open(f"{scene.desk}/ubesvarte").text


def test_drafts_are_counted_near_the_deadline_and_their_words_stay_secret(scene, clock):
    with scene.app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, scene.id)
        make_idea(
            session, campaign=campaign, author=scene.kari, title="Hemmelig tanke", state="draft"
        )
    draft = "1 utkast er ikke sendt inn, og fristen er nær"
    assert draft not in todos(scene.browser().open(scene.desk))

    clock.moment = SUBMISSION_CLOSES - timedelta(days=2)
    browser = scene.browser()

    assert draft in todos(browser.open(scene.desk))
    for address in ("", "/deltakelse", "/lignende", "/temaer", "/ubesvarte"):
        text = browser.open(scene.desk + address).text
        assert "Hemmelig" not in text
        assert "Kari" not in text


def test_a_large_campaign_is_not_compared_in_passing(scene, monkeypatch):
    monkeypatch.setattr("app.desk.alike.COUNTED_UP_TO", 2)
    browser = scene.browser()

    assert "Se etter forslag som ligner" in todos(browser.open(scene.desk))
    browser.open(f"{scene.desk}/lignende")
    assert "1 par forslag ligner" in todos(browser.open(scene.desk))


def test_before_it_opens_the_desk_asks_for_nothing_that_cannot_be_done(scene, clock):
    clock.moment = BEFORE_OPENING
    waiting = todos(scene.browser().open(scene.desk))

    assert waiting == {"Inviter dem som skal være med": f"{scene.desk}/invitasjon"}


def test_after_the_voting_the_desk_says_what_the_campaign_waits_for(scene, clock):
    clock.moment = AFTER_CLOSE
    page = scene.browser().open(scene.desk)

    assert todos(page)["Avslutt og tell stemmene"] == f"{scene.url}/avslutt"
    assert not page.select(f"a[href='{scene.desk}/enighet']")  # closed until the result is shown


@pytest.mark.parametrize(
    ("voted", "moment", "expected"),
    [
        (
            {"groups": [["staff", 60, 40], ["councils", 40, 10]]},
            VOTING_OPENS,
            "få har stemt: brukermedvirkning",
        ),
        ({"groups": []}, VOTING_OPENS, None),
        ({"groups": []}, VOTING_CLOSES - timedelta(days=2), "under halvparten har stemt"),
    ],
)
def test_a_group_that_is_behind_is_named_and_a_small_one_never(
    scene, clock, voted, moment, expected
):
    groups = tuple(GroupTurnout((Group(name),), of, did) for name, of, did in voted["groups"])
    with scene.app.app_context(), atomic() as session:
        session.get_one(Campaign, scene.id).turnout = Turnout(100, 45, groups).as_json()
    clock.moment = moment

    texts = [text.lower() for text in todos(scene.browser().open(scene.desk)) if "stemt" in text]

    assert texts == ([expected] if expected else [])


def test_the_desk_costs_the_same_few_statements_whatever_the_size(scene):
    browser = scene.browser()
    with recorded_statements() as before:
        browser.open(scene.desk)
    with scene.app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, scene.id)
        for _ in range(30):
            make_idea(session, campaign=campaign, author=scene.kari)
    with recorded_statements() as after:
        browser.open(scene.desk)

    assert len(before) == len(after) <= MOST_STATEMENTS


def test_others_do_not_see_the_desk(scene):
    scene.browser(scene.kari).open(scene.desk, status=403)


def test_pairs_are_suggested_with_their_reason_and_merged_when_ticked(scene):
    browser = scene.browser()
    page = browser.open(f"{scene.desk}/lignende")
    [pair] = page.select("input[name=pair]")
    assert pair["value"] == "1-2"
    assert "Felles ord: møtefrie, fredager" in page.text
    assert [row.state for row in scene.rows(Idea.state)] == 3 * ["submitted"]

    browser.submit(f"{scene.desk}/lignende", pair="1-2", act="merge")

    assert scene.rows(Idea.state, Idea.nr, state="merged") == [("merged", 2)]


def test_several_pairs_of_one_proposal_all_end_up_in_the_oldest(scene):
    browser = scene.browser()
    browser.submit(f"{scene.desk}/lignende", pair=["1-2", "2-3"], act="merge")

    [(oldest,)] = scene.rows(Idea.id, nr=1)
    assert {row.merged_into for row in scene.rows(Idea.merged_into, state="merged")} == {oldest}


def test_a_pair_put_aside_is_not_suggested_again(scene):
    browser = scene.browser()
    for _ in range(2):
        browser.submit(
            f"{scene.desk}/lignende", pair=["1-2", "1-1", "x", "7-9", f"{10**40}-1"], act="dismiss"
        )

    assert len(scene.rows(DismissedPair.low_id)) == 1
    assert "Ingen forslag ligner nok" in browser.open(f"{scene.desk}/lignende").text
    assert scene.rows(Idea.nr, state="merged") == []


def test_what_was_done_in_bulk_is_undone_in_bulk(scene):
    browser, address = scene.browser(), f"{scene.desk}/lignende"
    browser.submit(address, pair=["1-3"], act="dismiss")
    browser.submit(address, pair=["1-2"], act="merge")
    page = browser.submit(address, pair=["1-3"], act="merge")
    assert page.select("input[name=merged][value='2']")
    assert not page.select("input[name=aside]")

    page = browser.submit(address, merged=["2", "3", "9"], act="undo")

    assert "2 er angret" in page.text
    assert [row.state for row in scene.rows(Idea.state)] == 3 * ["submitted"]
    browser.submit(address, aside="1-3", act="undo")
    assert not scene.rows(DismissedPair.low_id)
    assert "Ingenting var igjen" in browser.submit(address, aside="1-3", act="undo").text


def test_a_chain_of_merges_is_taken_apart_together(scene):
    browser, address = scene.browser(), f"{scene.desk}/lignende"
    browser.submit(address, pair="2-3", act="merge")
    browser.submit(address, pair="1-2", act="merge")

    browser.submit(address, merged=["3", "2"], act="undo")

    assert [row.state for row in scene.rows(Idea.state)] == 3 * ["submitted"]


def test_what_somebody_else_has_done_meanwhile_does_not_refuse_the_rest(scene):
    stale, address = scene.browser(), f"{scene.desk}/lignende"
    scene.browser().submit(f"{scene.url}/forslag/2/slaa-sammen?med=1", into="1")

    page = stale.submit(address, pair=["1-2", "1-3", "1-77"], act="merge")

    assert "1 forslag er slått sammen" in page.text
    assert "2 par ble stående" in page.text
    assert len(scene.rows(Idea.nr, state="merged")) == 2


def test_ticking_nothing_is_told(scene):
    page = scene.browser().submit(f"{scene.desk}/lignende", status=422, act="merge")

    assert "Kryss av for det det gjelder." in page.text


def test_nothing_is_merged_from_the_desk_once_voting_is_open(scene, clock):
    clock.moment = VOTING_OPENS
    browser = scene.browser()
    token = browser.token("/personvern")

    answer = browser.client.post(
        f"{scene.desk}/lignende", data={"csrf_token": token, "pair": "1-2", "act": "merge"}
    )

    assert answer.status_code == 409
    assert scene.rows(Idea.nr, state="merged") == []


def test_visits_are_counted_and_visitors_are_not(scene, monkeypatch):
    monkeypatch.setattr("app.desk.services.ENOUGH", 6)
    visitor = scene.browser(scene.kari)
    for _ in range(6):
        visitor.client.get(scene.url)
    visitor.client.get(f"{scene.url}/forslag/999")

    with scene.app.app_context(), atomic() as session:
        assert count_visits(session, scene.id) == {"campaign": 6}
    page = scene.browser().open(f"{scene.desk}/deltakelse")
    assert "6 ganger" in page.text
    assert "færre enn fem" in page.text
    assert "Kari" not in page.select_one("main").text


def test_what_groups_agree_on_is_closed_until_the_result_is_shown(scene, clock):
    for moment in (WHILE_SUBMITTING, VOTING_OPENS, AFTER_CLOSE):
        clock.moment = moment
        scene.browser().open(f"{scene.desk}/enighet", status=409)


def test_the_invitation_stands_in_three_languages_and_the_poster_too(scene, clock):
    clock.moment += timedelta(microseconds=7)  # as moments mostly are
    browser = scene.browser()
    page = browser.open(f"{scene.desk}/invitasjon")

    texts = {panel["lang"]: panel.text for panel in page.select(".panel[lang]")}
    assert "Foreslå det du mener" in texts["nb"]
    assert "Kva skal vi lære?" in texts["nn"]
    assert "Propose what you think" in texts["en"]
    assert all(f"http://127.0.0.1:5000{scene.url}" in text for text in texts.values()), texts
    answer = browser.client.get(f"{scene.desk}/plakat.pdf?sprak=nn")
    assert answer.data.startswith(b"%PDF-")
    assert "plakat-" in answer.headers["Content-Disposition"]


def test_a_poster_divides_long_words_and_keeps_to_one_page(scene):
    with scene.app.app_context(), atomic() as session:
        session.get_one(Campaign, scene.id).title_nb = (
            "Kan sykefraværsoppfølgingssamtalekoordinatorordningen bli bedre for alle? " * 2
        )
    answer = scene.browser().client.get(f"{scene.desk}/plakat.pdf?sprak=nb")

    [page] = PdfReader(BytesIO(answer.data)).pages
    assert "sykefraværsoppfølgingssamtalekoordinatorordningen" not in page.extract_text()


@pytest.mark.parametrize(
    ("start", "title", "votes"),
    [
        ("laeringstemaer", "Hva skal vi lære det neste halvåret?", "3"),
        ("laeringspris", "Hvem skal få læringsprisen i år?", "1"),
    ],
)
def test_a_campaign_begins_from_a_template(scene, start, title, votes):
    page = scene.browser().open(f"/dugnader/ny?mal={start}")

    assert page.select_one("#title_nb")["value"] == title
    assert page.select_one("#title_nn")["value"].startswith("Kv")
    assert page.select_one("#votes_per_person")["value"] == votes


def filled_in(page):
    """What a browser sends of a form that nobody touched."""
    sent = {}
    for control in page.select("#campaign-form :is(input, select, textarea)[name]"):
        chosen = control.select_one("option[selected]") if control.name == "select" else control
        if control.name == "textarea":
            value = control.text.removeprefix("\n")
        else:
            value = chosen.get("value", "") if chosen else ""
        if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        sent.setdefault(control["name"], []).append(value)
    del sent["csrf_token"]
    return sent


def test_templates_and_copies_are_sent_as_they_stand_and_started(scene):
    browser, slug = scene.browser(), scene.url.rpartition("/")[2]
    for beginning in (*(f"mal={start}" for start in Start), f"kopi={slug}"):
        form = browser.open(f"/dugnader/ny?{beginning}")
        page = browser.submit(form.select_one("#campaign-form")["action"], **filled_in(form))
        starts = page.select_one("form[action$='/start']")["action"]
        assert "Dugnaden er startet" in browser.submit("/dugnader", to=starts).text, beginning


def test_a_copy_has_the_words_and_people_of_the_earlier_one_and_its_days_moved(scene):
    page = scene.browser().open(f"/dugnader/ny?kopi={scene.url.rpartition('/')[2]}")

    assert page.select_one("#title_nb")["value"] == "Hva skal vi lære til våren?"
    assert page.select_one("#title_nn")["value"] == "Kva skal vi lære?"
    days = {name: date.fromisoformat(page.select_one(f"#{name}")["value"]) for name in _DAYS}
    with scene.app.app_context(), atomic() as session:
        times = session.get_one(Campaign, scene.id).timetable
    assert days["opens_on"] > WHILE_SUBMITTING.date()
    moved = {days["opens_on"] - typed_form_of(times.opens_at)[0]}
    assert moved == {days["propose_until"] - typed_form_of(times.submission_closes_at)[0]}
    assert moved == {days["vote_until"] - typed_form_of(times.voting_closes_at)[0]}
    ticked = [box.find_next("label").text for box in page.select("input[name=audiences][checked]")]
    assert "Brukerutvalget på Neset" in " ".join(ticked)


def test_nobody_copies_what_they_cannot_see(scene, new_browser):
    with scene.app.app_context(), atomic() as session:
        stranger = make_person(session, body=make_body(session), role=Role.FACILITATOR)

    scene.browser(stranger).open(f"/dugnader/ny?kopi={scene.url.rpartition('/')[2]}", status=404)
