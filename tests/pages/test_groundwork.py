"""The pages before and beside a plan: group, meetings, arenas, knowledge flow, source notes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.models import (
    Arena,
    Body,
    GroupDecision,
    GroupMeeting,
    GroupMember,
    GroupWish,
    KnowledgeFlow,
    Plan,
    SourceNote,
    SteeringSignal,
)
from app.outbox.rendering import Draft, render_letter
from tests.support.factories import WHILE_SUBMITTING, make_body, make_campaign, make_person
from tests.support.groundwork import make_planning, one_more
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme
from tests.support.statements import recorded_statements

DAY = date(2026, 11, 10)
NATIONAL_ID = "03025500023"  # the control digits of somebody born in 1855


@pytest.fixture
def planning(app):
    return make_planning(app)


@pytest.fixture
def leader(planning, new_browser):
    return new_browser().sign_in(planning.leader)


@pytest.fixture
def colleague(planning, new_browser):
    return new_browser().sign_in(planning.colleague)


def links(page):
    return [link["href"] for link in page.select("main a")]


# The working group


def test_the_plan_leads_to_its_groundwork_and_to_no_map_before_the_plan(leader, planning):
    page = leader.open(planning.url)

    nav = page.select_one("#forarbeid nav")
    assert [link.text for link in nav.select("a")] == [
        "Arbeidsgruppe",
        "Møter",
        "Arenaer",
        "Kunnskapsflyt",
        "Kildenotater",
    ]
    assert not page.select(".flow")


def test_a_leader_appoints_with_one_press_and_sees_who_is_missing(app, leader, planning):
    url = f"{planning.url}/arbeidsgruppe/oppnevn"
    assert "Kari Nordmann" in leader.open(f"{url}?q=kari").text
    assert "Kari Nordmann" not in leader.open(f"{url}?q=ingenting").select_one("main").text

    leader.submit(url, person=planning.colleague.id)

    page = leader.open(f"{planning.url}/arbeidsgruppe")
    assert "færre enn tre" in page.select_one(".ds-alert[data-color=warning]").text
    missing = page.select(".represented [data-missing]")
    assert ["Oppfølging" in each.text for each in missing] == [True]


def test_a_sixth_member_is_a_warning_and_no_wall(leader, planning, app):
    url = f"{planning.url}/arbeidsgruppe/oppnevn"
    for _ in range(6):
        leader.submit(url, person=one_more(app, planning.office).id)

    page = leader.open(f"{planning.url}/arbeidsgruppe")

    assert len(page.select(".members__one")) == 6
    assert "flere enn fem" in page.select_one(".ds-alert[data-color=warning]").text


def test_staff_see_neither_warnings_nor_wishes(app, colleague, planning):
    with app.app_context(), atomic() as session:
        other = make_person(session, name="Ola Ønsker")
        session.add(
            GroupWish(plan_id=planning.plan.id, person_id=other.id, wished_at=WHILE_SUBMITTING)
        )

    page = colleague.open(f"{planning.url}/arbeidsgruppe")

    assert not page.select(".ds-alert")
    assert "Ola Ønsker" not in page.text
    colleague.open(f"{planning.url}/arbeidsgruppe/oppnevn", status=403)
    colleague.open(f"{planning.url}/arbeidsgruppe/mandat", status=403)


def test_a_wish_is_seen_by_the_leader_and_can_be_taken_back(colleague, leader, planning):
    url = f"{planning.url}/arbeidsgruppe"
    page = colleague.submit(url, to=f"{url}/bli-med", profession="Jurist")
    assert page.select_one("form[action$='bli-med'] input[name=wanted]")["value"] == "0"
    assert "Oppnevn Kari Nordmann" in leader.open(url).text

    colleague.submit(url, to=f"{url}/bli-med", wanted="0")

    assert "Kari Nordmann" not in leader.open(url).text


def test_a_profession_of_an_earlier_group_is_missed(app, leader, planning):
    with app.app_context(), atomic() as session:
        earlier = make_plan(
            session, unit=session.get_one(Body, planning.office.id), half_year="2026-1"
        )
        for plan_id, person_id, profession in (
            (earlier.id, planning.colleague.id, "Jurist"),
            (planning.plan.id, planning.leader.id, "Sosionom"),
        ):
            session.add(GroupMember(plan_id=plan_id, person_id=person_id, profession=profession))

    page = leader.open(f"{planning.url}/arbeidsgruppe")

    missing = page.find("h3", string="Fag").find_parent("div").select("[data-missing] strong")
    assert [each.text for each in missing] == ["Jurist"]


def test_two_who_lead_are_refused_with_what_was_chosen_kept(app, leader, planning):
    url = f"{planning.url}/arbeidsgruppe/oppnevn"
    people = [planning.colleague.id, planning.leader.id]
    for person_id in people:
        leader.submit(url, person=person_id)
    both = {f"part-{person_id}": "lead" for person_id in people}

    page = leader.submit(
        url, to=f"{planning.url}/arbeidsgruppe/medlemmer", status=422, member=people, **both
    )

    assert [each["value"] for each in page.select(".member-row option[selected]")] == ["lead"] * 2


@pytest.mark.parametrize(
    ("typed", "shown"), [("12", "12"), ("7,5", "7,5"), ("7.25", "7,25"), ("0,5", "0,5")]
)
def test_hours_are_typed_and_shown_as_people_write_them(leader, planning, typed, shown):
    url = f"{planning.url}/arbeidsgruppe/mandat"
    leader.submit(url, hours_each=typed)

    assert leader.open(url).select_one("#hours_each")["value"] == shown


@pytest.mark.parametrize("hours", ["mange", "-1", "99999", "1,5,5"])
def test_what_is_no_number_of_hours_is_explained(leader, planning, hours):
    page = leader.submit(f"{planning.url}/arbeidsgruppe/mandat", status=422, hours_each=hours)

    assert page.select_one("#hours_each")["aria-invalid"] == "true"


def test_mandate_and_map_are_skipped_and_taken_up_again(leader, planning):
    for what, path, left_out in (
        ("mandate", "arbeidsgruppe", "uten mandat"),
        ("map", "kunnskapsflyt", "uten kart"),
    ):
        url = f"{planning.url}/{path}"
        skip = f"{planning.url}/arbeidsgruppe/hopp-over"
        page = leader.submit(url, to=skip, what=what)
        assert left_out in page.text
        assert not page.select(".flow")
        assert left_out not in leader.submit(url, to=skip, what=what, wanted="0").text


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
def test_the_mail_to_who_is_appointed_leads_to_the_group(app, locale):
    facts = {"unit": "Etaten Neset", "unit_slug": "neset", "half_year": "2027-1"}
    draft = Draft(uuid4(), "group_appointed", "kari@etaten.example", "Kari", locale, facts)
    with app.test_request_context():
        mail = render_letter(draft)

    assert "/planer/neset/2027-1/arbeidsgruppe" in mail.text
    assert "Etaten Neset" in mail.text
    assert mail.subject


# Meetings


def test_a_meeting_is_written_shown_and_deleted(app, leader, colleague, planning):
    with app.app_context(), atomic() as session:
        theme = make_theme(session, session.get_one(Plan, planning.plan.id))
        about = f"theme:{theme.id}"
    page = leader.submit(
        f"{planning.url}/moter/nytt",
        held_on="10.11.2026",
        agenda="Hvem spør vi?",
        decision=["Vi spør alle.", ""],
        concern=[about, ""],
        minutes_url="https://intranett.example/referat",
        minutes_by="",
    )
    assert page.select_one(".section ol li").text.strip().startswith("Vi spør alle.")
    assert "Gjelder temaet «Klarspråk»" in page.text

    [url] = [link for link in links(colleague.open(f"{planning.url}/moter")) if "/moter/" in link]
    assert not [link for link in links(colleague.open(url)) if link.endswith("/rediger")]
    colleague.open(f"{url}/rediger", status=403)

    leader.submit(f"{url}/slett")
    leader.open(url, status=404)


def test_a_meeting_that_somebody_changed_meanwhile_keeps_both_texts(leader, planning):
    form = f"{planning.url}/moter/nytt"
    leader.submit(form, held_on="2026-11-10", agenda="Først", minutes_by="")
    [url] = [link for link in links(leader.open(f"{planning.url}/moter")) if link[-1] != "t"][-1:]
    edit = f"{url}/rediger"
    early = leader.open(edit).select_one("input[name=base]")["value"]
    typed = {"held_on": "2026-11-10", "minutes_by": ""}
    leader.submit(edit, base=early, agenda="Den andres", **typed)

    page = leader.submit(edit, status=409, base=early, agenda="Min", **typed)

    assert page.select_one("#agenda").text.strip() == "Min"
    assert "Den andres" in page.select_one("main details").text
    assert page.select_one("input[name=base]")["value"] != early


# Arenas


def test_arenas_are_added_in_rows_and_pasted_from_a_table(leader, planning):
    page = leader.submit(
        f"/planer/{planning.office.slug}/arenaer/nye",
        name=["Kontormøte", ""],
        frequency=["Hver 14. dag", ""],
        pasted="Teammøte\tUkentlig\tHvert team\nNettkurs;Etter behov",
    )

    rows = [
        [cell.text.strip() for cell in row.select("th, td")][:3]
        for row in page.select(".arenas tbody tr")
    ]
    assert rows == [
        ["Kontormøte", "Hver 14. dag", ""],
        ["Nettkurs", "Etter behov", ""],
        ["Teammøte", "Ukentlig", "Hvert team"],
    ]


def test_an_arena_without_a_name_is_asked_for_and_what_was_typed_stays(leader, planning):
    url = f"/planer/{planning.office.slug}/arenaer/nye"

    page = leader.submit(url, status=422, name="", frequency="Ukentlig")

    assert "Skriv navnet" in page.select_one(".ds-alert").text


def test_a_name_that_is_taken_is_explained_beside_the_field(leader, planning, app):
    with app.app_context(), atomic() as session:
        arenas = [Arena(unit_id=planning.office.id, name=name) for name in ("Kontormøte", "Kurs")]
        session.add_all(arenas)
        session.flush()
        arena_id = arenas[1].id

    page = leader.submit(
        f"/planer/{planning.office.slug}/arenaer/{arena_id}", status=422, name="Kontormøte"
    )

    assert page.select_one("#name")["aria-invalid"] == "true"


def test_staff_read_the_register_and_others_do_not_know_of_it(
    app, colleague, planning, new_browser
):
    url = f"/planer/{planning.office.slug}/arenaer"
    assert not [link for link in links(colleague.open(url)) if "/arenaer/" in link]
    colleague.open(f"{url}/nye", status=403)

    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)
    new_browser().sign_in(one_more(app, elsewhere)).open(url, status=404)


# Knowledge flow


def fill(app, planning, *, half_year=None, cell="individual-internal", activity="Referat"):
    """A row in one cell of the plan's map, or of another half-year's."""
    with app.app_context(), atomic() as session:
        plan_id = planning.plan.id
        if half_year:
            office = session.get_one(Body, planning.office.id)
            plan_id = make_plan(session, unit=office, half_year=half_year).id
        source, target = cell.split("-")
        session.add(
            KnowledgeFlow(
                plan_id=plan_id, source=source, target=target, position=1, activity=activity
            )
        )


def test_empty_cells_say_in_words_that_they_are_empty(app, colleague, planning):
    fill(app, planning)

    page = colleague.open(f"{planning.url}/kunnskapsflyt")

    cells = page.select(".flow__cell")
    assert len(cells) == 9
    assert sum("Tom rute" in cell.text for cell in cells) == 8
    assert not page.select(".flow form, .flow a")


def test_a_cell_is_filled_in_where_it_stands_and_the_next_one_opens(leader, planning):
    url = f"{planning.url}/kunnskapsflyt"
    page = leader.open(f"{url}?rute=individual-internal")
    base = page.select_one("[data-open] input[name=base]")["value"]

    page = leader.submit(
        f"{url}?rute=individual-internal",
        to=url,
        cell="individual-internal",
        base=base,
        activity=["Skrive referat", ""],
        arena=["Kontormøte", ""],
        responsible=["", ""],
        then="next",
    )

    assert "Skrive referat" in page.select_one("#rute-individual-internal").text
    assert page.select_one("#rute-individual-external[data-open]")


def test_a_cell_that_somebody_filled_meanwhile_keeps_both_texts(app, leader, planning):
    url = f"{planning.url}/kunnskapsflyt"
    opened = leader.open(f"{url}?rute=individual-internal")
    typed = {
        "cell": "individual-internal",
        "base": opened.select_one("[data-open] input[name=base]")["value"],
        "activity": "Mine ord",
    }
    fill(app, planning, activity="Den andres ord")

    page = leader.submit(f"{url}?rute=individual-internal", to=url, status=409, **typed)

    assert page.select_one("#activity-1").text.strip() == "Mine ord"
    assert "Den andres ord" in page.select_one("[data-open] details").text


def test_the_map_comes_anew_when_somebody_changed_it_and_leaves_the_open_cell(
    app, leader, planning
):
    page = leader.open(f"{planning.url}/kunnskapsflyt?rute=individual-internal")
    again = page.select_one("#kart")["hx-get"]
    swapped = {"HX-Request": "true"}
    assert page.select_one("#rute-individual-internal")["hx-morph-skip"] == ""
    idle = app.config["SESSION_IDLE_MINUTES"]
    for minutes, answer in ((idle - 1, 204), (2, 401)):
        app.extensions["clock"].move(minutes=minutes)
        assert leader.client.get(again, headers=swapped).status_code == answer

    leader.sign_in(planning.leader)
    fill(app, planning, activity="Den andres ord")

    newer = leader.open(again, headers=swapped)
    assert newer.select_one("#kart")["hx-get"] != again
    assert newer.select_one("#rute-individual-internal form")
    assert leader.open(again)


def test_what_can_not_be_stored_is_told_at_its_field(leader, planning):
    url = f"{planning.url}/kunnskapsflyt"
    sent = {"activity": ["Lese", "Skrive"], "arena": ["", "x" * 201], "responsible": ["", ""]}
    page = leader.submit(
        f"{url}?rute=individual-internal", to=url, status=422, cell="individual-internal", **sent
    )
    assert page.select_one("ds-error-summary a")["href"] == "#arena-2"
    assert page.select_one("#arena-2[aria-invalid]")["value"] == "x" * 201

    typed = {"held_on": "2027-01-14", "minutes_by": "", "concern": ["", ""]}
    typed |= {"decision": ["Ja", "03025500023"]}
    page = leader.submit(f"{planning.url}/moter/nytt", status=422, **typed)
    assert page.select_one("ds-error-summary a")["href"] == "#decision-2"
    assert page.select_one("#decision-2[aria-invalid]").text == "03025500023"
    typed |= {"decision": ["Ja"], "concern": [""], "agenda": "03025500023"}
    page = leader.submit(f"{planning.url}/moter/nytt", status=422, **typed)
    assert page.select_one("ds-error-summary a")["href"] == "#agenda"


def test_two_half_years_stand_side_by_side_the_older_first(app, colleague, planning):
    fill(app, planning, activity="Nytt")
    fill(app, planning, half_year="2026-1", activity="Gammelt")

    page = colleague.open(f"{planning.url}/kunnskapsflyt/sammenlign")

    assert [each.text for each in page.select("thead th")][1:] == ["Våren 2026", "Våren 2027"]
    before, after = page.select("tbody tr")[1].select("td")
    assert ("Gammelt" in before.text, "Ikke med videre" in before.text) == (True, True)
    assert ("Nytt" in after.text, "Ny siden sist" in after.text) == (True, True)


def test_a_map_is_copied_from_the_half_year_before(app, leader, planning):
    fill(app, planning, half_year="2026-2", activity="Skrive referat")
    url = f"{planning.url}/kunnskapsflyt"
    assert "Kopier fra høsten 2026" in leader.open(url).text

    page = leader.submit(url, to=f"{url}/kopier")

    assert "Skrive referat" in page.select_one("#rute-individual-internal").text


# Source notes

NOTE = {"kind": "council", "held_on": "2026-11-05", "sector": "Helse", "concern": ""}


def test_a_source_note_is_listed_in_the_plan_and_on_its_theme(app, leader, colleague, planning):
    with app.app_context(), atomic() as session:
        theme = make_theme(session, session.get_one(Plan, planning.plan.id))
        about = f"theme:{theme.id}"
    url = f"{planning.url}/kildenotater"
    leader.submit(f"{url}/nytt", text="Svar oss raskere.", **NOTE | {"concern": about})

    plan = colleague.open(planning.url)
    assert len(plan.select("a[href*='#notat-']")) == 2
    assert plan.select_one("#tema-1 a[href*='#notat-']").text == "Innspill fra et brukerutvalg"
    assert not [link for link in links(colleague.open(url)) if link.endswith("/fjern")]
    colleague.open(f"{url}/nytt", status=403)


def test_a_number_that_may_be_somebodys_is_asked_about_first(app, leader, planning):
    form = f"{planning.url}/kildenotater/nytt"
    text = f"Ring {NATIONAL_ID}."

    page = leader.submit(form, status=422, text=text, **NOTE)
    assert "fødselsnummer" in page.select_one(".ds-alert").text
    with app.app_context():
        assert db.session.scalar(select(SourceNote)) is None

    leader.submit(form, text=text, confirm_id="1", **NOTE)
    with app.app_context():
        assert db.session.scalar(select(SourceNote.text)) == text


# Themes


def test_a_theme_comes_from_a_steering_signal_of_the_units_dugnader(app, leader, planning):
    with app.app_context(), atomic() as session:
        office = session.get_one(Body, planning.office.id)
        for nr in (1, 2):
            campaign = make_campaign(session, owner=office)
            signal = SteeringSignal(
                campaign_id=campaign.id,
                kind="grant_letter",
                title="Tilskuddsbrev",
                source="Statsforvalteren",
                added_by=campaign.created_by,
                added_at=WHILE_SUBMITTING + timedelta(days=nr),
            )
            session.add(signal)
        session.flush()
        signal_id = signal.id

    letters = leader.open(f"{planning.url}/tema").select("#signal_id option[value]:not([value=''])")
    assert [each["value"] for each in letters] == [str(signal_id)], "one letter of two dugnader"
    leader.submit(f"{planning.url}/tema", title="Kvalitet", signal_id=signal_id, team_id="")

    page = leader.open(planning.url)
    assert "Fra føringen «Tilskuddsbrev»" in page.select_one("#tema-1").text
    assert "Tilskuddsbrev" in page.select_one("main ul").text


def test_a_team_member_adds_to_the_sub_plan_of_the_team_and_nowhere_else(colleague, planning):
    assert f"{planning.url}/tema" in links(colleague.open(planning.url))
    form = colleague.open(f"{planning.url}/tema")
    assert form.select_one("[name=team_id]")["value"] == str(planning.reception.id)

    colleague.submit(
        f"{planning.url}/tema",
        title="Køordning",
        reason="Vi trenger det.",
        signal_id="",
        team_id=planning.reception.id,
    )

    page = colleague.open(planning.url)
    assert "Mottak" in page.select_one("#tema-1").text
    assert page.select_one("#tema-1 textarea")
    (remove,) = (link for link in links(page) if link.endswith("/fjern"))
    assert remove in links(colleague.open(remove.removesuffix("/fjern")))
    assert not colleague.submit(remove).select("#tema-1")


def test_staff_of_the_whole_office_have_no_sub_plan(app, planning, new_browser):
    page = new_browser().sign_in(one_more(app, planning.office)).open(planning.url)

    assert not page.select("#delplan")


def test_the_pages_ask_the_database_as_often_however_much_there_is(app, leader, planning):
    paths = (
        f"{planning.url}/arbeidsgruppe",
        f"{planning.url}/arbeidsgruppe/oppnevn",
        f"{planning.url}/moter",
        f"{planning.url}/kunnskapsflyt?rute=individual-internal",
        f"{planning.url}/kunnskapsflyt/sammenlign",
        f"{planning.url}/kildenotater",
        f"/planer/{planning.office.slug}/arenaer",
    )

    def counts():
        found = []
        for path in paths:
            with recorded_statements() as statements:
                leader.open(path)
            found.append(len(statements))
        return found

    fill(app, planning, half_year="2026-2")
    crowd(app, planning, 1)
    few = counts()
    crowd(app, planning, 5)

    assert counts() == few
    assert max(few) <= 14, few


def crowd(app, planning, size):
    """More of everything the pages show, in one transaction."""
    with app.app_context(), atomic() as session:
        plan = session.get_one(Plan, planning.plan.id)
        for nr in range(size):
            member, wisher = (
                make_person(session, body=session.get_one(Body, body.id))
                for body in (planning.reception, planning.office)
            )
            arena = Arena(unit_id=planning.office.id, name=f"Arena {uuid4()}")
            meeting = GroupMeeting(plan_id=plan.id, held_on=DAY)
            session.add_all([arena, meeting])
            theme = make_theme(session, plan)
            make_activity(session, make_outcome(session, theme), arena_id=arena.id, minutes=60)
            about = {"plan_id": plan.id, "theme_id": theme.id}
            session.add_all(
                [
                    GroupMember(plan_id=plan.id, person_id=member.id, profession=f"Fag {nr}"),
                    GroupWish(plan_id=plan.id, person_id=wisher.id, wished_at=WHILE_SUBMITTING),
                    GroupDecision(meeting_id=meeting.id, position=1, text="Ja.", theme_id=theme.id),
                    SourceNote(
                        **about,
                        kind="other",
                        held_on=DAY,
                        text="Svar oss.",
                        added_by=planning.leader.id,
                        added_at=WHILE_SUBMITTING,
                    ),
                ]
            )
    fill(app, planning)


def test_a_member_of_the_group_is_reminded_without_having_a_role(app, planning, colleague):
    assert "Lag planen ferdig" not in colleague.open("/").text
    today = app.extensions["clock"].now().date()
    with app.app_context(), atomic() as session:
        plan = session.get_one(Plan, planning.plan.id)
        session.add(GroupMember(plan_id=plan.id, person_id=planning.colleague.id))
        plan.work_ends_on = today
        session.add(GroupMeeting(plan_id=plan.id, held_on=today))

    def told():
        return [each.text for each in colleague.open("/").select("#planarbeid + ul a")]

    assert told() == ["Møte i arbeidsgruppen", "Lag planen ferdig"]
    with app.app_context(), atomic() as session:
        plan = session.get_one(Plan, planning.plan.id)
        plan.state = "approved"
        outcome = make_outcome(session, make_theme(session, plan))
        make_activity(session, outcome, evaluate_on=today)
        make_activity(session, outcome, evaluate_on=today, status="cancelled")
    assert "1 aktivitet skal evalueres denne uka" in told()
    with app.app_context(), atomic() as session:
        session.get_one(Plan, planning.plan.id).state = "archived"
    assert told() == []
