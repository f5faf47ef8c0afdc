"""A theme, an outcome and an activity, each on its own page."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from app.core.db import atomic, db
from app.domain.half_years import HalfYear
from app.domain.permissions import Role
from app.learning.queries.plans import lock_plan
from app.learning.services.times import write_days
from app.learning.services.versions import seal_first_version
from app.models import Activity, Arena, Body, LearningOutcome, Plan, PlanTheme, PlanVersion
from tests.support.factories import AFTER_CLOSE, LONG_AGO, actor_of, make_body, make_person
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme
from tests.support.statements import recorded_statements

NATIONAL_ID = "03025500023"


@pytest.fixture
def made(app):
    """A unit with a team, and a plan with one theme, one outcome and one activity."""
    with app.app_context(), atomic() as session:
        unit = make_body(session, name="Etaten Fabelvik")
        team = make_body(session, unit_kind="team", parent=unit, name="Team mottak")
        plan = make_plan(session, unit=unit)
        theme = make_theme(session, plan, title="Klarspråk")
        outcome = make_outcome(session, theme, text="Forstå brukeren")
        activity = make_activity(session, outcome, time="12. mars kl. 9–11.30", participants="")
        write_days(session, activity, HalfYear.parse(plan.half_year))
        leader = make_person(session, body=unit, role=Role.LEADER)
        arena = Arena(unit_id=unit.id, name="Personalseminar")
        session.add(arena)
        session.flush()
        return SimpleNamespace(
            url=f"/planer/{unit.slug}/2027-1",
            unit_id=unit.id,
            team_id=team.id,
            theme_id=theme.id,
            outcome_id=outcome.id,
            activity_id=activity.id,
            arena_id=arena.id,
            leader=leader,
            colleague=make_person(session, body=unit, name="Kari Kollega"),
            teammate=make_person(session, body=team),
        )


@pytest.fixture
def leader(made, new_browser):
    return new_browser().sign_in(made.leader)


@pytest.fixture
def activity_url(made):
    return f"{made.url}/aktivitet/{made.activity_id}"


def filled(page, form="main form", **changes):
    """Everything the page's form would send, with some fields changed."""
    sent = {}
    for control in page.select(f"{form} :is(input[name], textarea[name], select[name])"):
        if control.get("type") == "checkbox" and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            value = chosen["value"]
        else:
            value = control.text.lstrip("\n") if control.name == "textarea" else control["value"]
        sent.setdefault(control["name"], []).append(value)
    sent.pop("csrf_token", None)
    return sent | changes


def edited(browser, url, *, status=200, **changes):
    form = browser.open(f"{url}/rediger")
    return browser.submit(f"{url}/rediger", status=status, **filled(form, **changes))


def test_the_theme_shows_outcomes_with_their_activities(leader, made, activity_url):
    page = leader.open(f"{made.url}/tema/{made.theme_id}")

    assert page.h1.text == "Klarspråk"
    assert "Vi trenger det." in page.text
    outcome = page.select_one("#utbytte-1")
    assert outcome.select_one(f"a[href='{activity_url}']")
    assert "Forstått som: fredag 12. mars 2027 kl. 09.00–11.30." in outcome.text


def test_an_outcome_that_cannot_be_seen_gets_advice_until_it_can(leader, made):
    theme = f"{made.url}/tema/{made.theme_id}"
    assert "vanskelig å se utenfra" in leader.open(theme).text

    page = edited(
        leader,
        f"{made.url}/utbytte/{made.outcome_id}",
        text="Kunne forklare brevet",
        level="insight",
    )

    assert "Kunnskap: ha innsikt i" in page.text
    assert "vanskelig å se utenfra" not in page.text


def test_the_writing_aid_offers_the_verbs_of_each_kind(leader, made):
    url = f"{made.url}/utbytte/{made.outcome_id}"
    edited(leader, url, text="Kunne bruke den", level="apply")

    page = leader.open(f"{url}/rediger")

    opened = [each.summary.text for each in page.select("main details[open]")]
    assert opened == ["Ferdigheter"]
    assert "henvise til" in page.select("main details")[1].text
    assert "beskrive" in page.select("main details")[0].text


def test_an_outcome_needs_words_and_a_known_level(leader, made):
    url = f"{made.url}/utbytte/{made.outcome_id}"

    edited(leader, url, status=422, text=" ")
    edited(leader, url, status=422, level="genius")


def test_the_time_is_shown_as_it_was_understood(leader, activity_url):
    page = edited(leader, activity_url, time="22. eller 23. april")
    assert "en av dagene torsdag 22. april 2027 og fredag 23. april 2027" in page.text

    page = edited(leader, activity_url, time="når vi rekker det")
    assert "Forstått som" not in page.text
    assert "Ingen dag kan leses ut" in leader.open(f"{activity_url}/rediger").text


def test_everything_known_of_an_activity_is_kept_and_shown(leader, made, activity_url):
    page = edited(
        leader,
        activity_url,
        place="Møterom 2",
        link="https://kurs.example/klarsprak",
        minutes="90",
        capacity="12",
        lecturer="Høgskolen",
        service_users="fire brukere",
        responsible_id=str(made.colleague.id),
        evaluate_on="2027-06-15",
        is_voluntary="y",
    )

    for words in (
        "Møterom 2",
        "1 time og 30 minutter",
        "12",
        "Høgskolen",
        "fire brukere",
        "Kari Kollega",
        "tirsdag 15. juni 2027",
        "Frivillig",
    ):
        assert words in page.text, words
    assert page.select_one("a[href='https://kurs.example/klarsprak'][rel]")


def test_chosen_participants_fill_an_empty_cell_and_no_other(leader, made, activity_url):
    chosen = {
        "who": [f"body:{made.team_id}", f"person:{made.colleague.id}", ""],
        "role": ["", "", "to fra kommunen"],
        "need": ["needs", "wants", "needs"],
    }
    edited(leader, activity_url, **chosen)
    table = leader.open(made.url).select_one("#tema-1 table")
    assert "Team mottak, to fra kommunen" in table.text
    assert "Kari Kollega" not in table.text

    page = edited(leader, activity_url, participants="Alle som vil", **chosen)
    assert "Alle som vil" in leader.open(made.url).select_one("#tema-1 table").text
    wants = page.find("h3", string="Ønsker den").find_next("ul")
    assert [each.text for each in wants.select("li")] == ["Kari Kollega"]


def test_an_arena_of_the_register_fills_an_empty_cell_and_no_other(leader, made, activity_url):
    edited(leader, activity_url, arena="", arena_id=str(made.arena_id))
    assert "Personalseminar" in leader.open(made.url).select_one("#tema-1 table").text

    edited(leader, activity_url, arena="På fjellet", arena_id=str(made.arena_id))
    table = leader.open(made.url).select_one("#tema-1 table")
    assert "På fjellet" in table.text
    assert "Personalseminar" not in table.text


def test_rows_of_participants_are_added_and_removed_without_saving(leader, made, activity_url):
    form = leader.open(f"{activity_url}/rediger")
    rows = {"who": [f"body:{made.team_id}", ""], "role": ["", "leger"], "need": ["wants", "needs"]}

    page = leader.submit(f"{activity_url}/rediger", **filled(form, **rows), add="1")
    assert [each["value"] for each in page.select("input[name=role]")][:2] == ["", "leger"]

    page = leader.submit(f"{activity_url}/rediger", **filled(form, **rows), remove="0")
    assert [each["value"] for each in page.select("input[name=role]")][:1] == ["leger"]
    assert "Det står ikke ennå hvem" in leader.open(activity_url).text


@pytest.mark.parametrize(
    "changes",
    [
        {"service_users": f"Ola, {NATIONAL_ID}"},
        {"participants": NATIONAL_ID},
        {"role": [NATIONAL_ID, ""], "who": ["", ""], "need": ["needs", "needs"]},
        {"link": "javascript:alert(1)"},
        {"minutes": "0"},
        {"capacity": "mange"},
        {"evaluate_on": "i mai en gang"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_does_not_belong_is_refused_and_kept_on_the_page(leader, activity_url, changes):
    page = edited(leader, activity_url, status=422, place="Kantina", **changes)

    assert page.select_one("[name=place]")["value"] == "Kantina"
    assert page.select_one("ds-error-summary")
    assert "Kantina" not in leader.open(activity_url).text


def test_what_two_changed_is_a_conflict_and_a_second_save_decides(leader, activity_url):
    early = leader.open(f"{activity_url}/rediger")
    edited(leader, activity_url, place="Den andres")

    page = leader.submit(f"{activity_url}/rediger", status=409, **filled(early, place="Min"))
    assert "Den andres" in leader.open(activity_url).text

    page = leader.submit(f"{activity_url}/rediger", **filled(page))
    assert "Min" in page.text
    assert "Den andres" not in page.text


def test_an_outcome_is_added_on_the_themes_own_page(leader, made, new_browser):
    theme = f"{made.url}/tema/{made.theme_id}"
    (new,) = leader.open(theme).select(f"a[href='{theme}/utbytte']")
    form = leader.submit(new["href"], status=422, text="", level="apply")
    assert form.select_one("ds-error-summary a[href='#text']")

    page = leader.submit(new["href"], text="Kunne stille åpne spørsmål", level="apply")

    assert page.select(".outcome h3")[-1].text == "Kunne stille åpne spørsmål"
    assert (
        leader.open(f"{made.url}?les=1").select("#tema-1 tbody th")[-1].text
        == page.select(".outcome h3")[-1].text
    )
    new_browser().sign_in(made.teammate).open(new["href"], status=403)


def test_nobody_from_elsewhere_can_be_chosen(app, leader, activity_url):
    with app.app_context(), atomic() as session:
        stranger = make_person(session, body=make_body(session))
        body = make_body(session)

    form = leader.open(f"{activity_url}/rediger")
    for who in (f"person:{stranger.id}", f"body:{body.id}"):
        rows = {"who": [who], "role": [""], "need": ["needs"]}
        leader.submit(f"{activity_url}/rediger", status=404, **filled(form, **rows))


def test_a_theme_is_renamed_given_to_a_team_and_moved(app, leader, made):
    theme = f"{made.url}/tema/{made.theme_id}"
    page = edited(leader, theme, title="Klart språk", team_id=str(made.team_id), is_voluntary="y")
    assert page.h1.text == "Klart språk"
    assert "Team mottak" in page.text
    assert "Frivillig" in page.text

    leader.submit(f"{made.url}/tema", title="Førstehjelp", reason="Loven krever det.")
    leader.post(f"{theme}/flytt", to="down")
    titles = [each.text for each in leader.open(made.url).select(".theme h2")]
    assert titles == ["Førstehjelp", "Klart språk"]


def test_the_team_writes_its_own_theme_and_no_other(leader, made, activity_url, new_browser):
    teammate = new_browser().sign_in(made.teammate)
    teammate.open(f"{activity_url}/rediger", status=403)

    edited(leader, f"{made.url}/tema/{made.theme_id}", team_id=str(made.team_id))
    leader.submit(f"{made.url}/tema", title="Alles tema", reason="Loven krever det.")

    assert set(lacking(teammate.open(made.url)).values()) == {
        f"{made.url}/utbytte/{made.outcome_id}/rediger",
        f"{activity_url}/rediger",
    }, "of the team's own theme alone"
    assert "Kantina" in edited(teammate, activity_url, place="Kantina").text
    theme = f"{made.url}/tema/{made.theme_id}"
    assert teammate.open(theme).select(f"a[href='{theme}/rediger']")
    assert edited(teammate, theme, title="Vårt eget").h1.text == "Vårt eget"
    form = teammate.open(f"{theme}/rediger")
    assert len(form.select("#team_id option")) == 1
    teammate.submit(f"{theme}/rediger", status=422, **filled(form, team_id=""))


def test_who_only_reads_sees_no_buttons(made, activity_url, new_browser):
    reader = new_browser().sign_in(made.colleague)

    assert not reader.open(activity_url).select(f"a[href='{activity_url}/rediger']")
    theme = reader.open(f"{made.url}/tema/{made.theme_id}")
    assert not theme.select("main form")
    assert "vanskelig å se" not in theme.text
    reader.open(f"{activity_url}/rediger", status=403)


def test_what_belongs_to_another_plan_is_not_found_here(app, leader, made):
    with app.app_context(), atomic() as session:
        unit = session.get_one(Body, made.unit_id)
        other = make_plan(session, unit=unit, half_year="2027-2")
        theme = make_theme(session, other)
        outcome = make_outcome(session, theme)
        activity = make_activity(session, outcome)

    for path in (f"tema/{theme.id}", f"utbytte/{outcome.id}/rediger", f"aktivitet/{activity.id}"):
        leader.open(f"{made.url}/{path}", status=404)


@pytest.mark.parametrize("locale", ["nn", "en"])
def test_the_pages_speak_the_readers_language(leader, made, activity_url, locale):
    leader.post(f"/sprak/{locale}")
    words = {"nn": "Læringsutbyte: Forstå brukeren", "en": "Learning outcome: Forstå brukeren"}

    assert words[locale] in leader.open(activity_url).text


def lacking(page):
    return {each.get_text(): each.get("href") for each in page.select("#mangler li > a")}


def test_what_is_missing_is_listed_with_the_page_where_it_is_mended(leader, made, activity_url):
    found = lacking(leader.open(made.url))

    assert found == {
        "«Forstå brukeren» er vanskelig å se utenfra.": (
            f"{made.url}/utbytte/{made.outcome_id}/rediger"
        ),
        "«Klarspråk»: 1 aktivitet har ingen ansvarlig.": f"{activity_url}/rediger",
        "«Klarspråk»: 1 aktivitet har ingen dato for evaluering.": f"{activity_url}/rediger",
    }
    edited(leader, f"{made.url}/utbytte/{made.outcome_id}", text="Kunne forklare brevet")
    edited(leader, activity_url, responsible_id=str(made.colleague.id), evaluate_on="2027-06-15")
    page = leader.open(made.url)
    assert lacking(page) == {}
    assert "Planen er fylt ut" in page.select_one("#mangler").text


def test_two_activities_at_once_for_a_team_and_too_many_hours(app, leader, made, activity_url):
    with app.app_context(), atomic() as session:
        plan = session.scalars(select(Plan).where(Plan.unit_id == made.unit_id)).one()
        plan.minutes_each = 60
        outcome = session.get_one(LearningOutcome, made.outcome_id)
        other = make_activity(
            session, outcome, method="Øving", time="12.3. kl. 11", participants="Team mottak"
        )
        write_days(session, other, HalfYear.parse("2027-1"))
    edited(leader, activity_url, participants="Alle", minutes="150")

    found = lacking(leader.open(made.url))
    clash = "Team mottak har to aktiviteter samtidig fredag 12. mars 2027: «Foredrag» og «Øving»."
    assert clash in found
    (hours,) = (text for text in found if text.startswith("Team mottak skal bruke 2 timer og 30"))
    assert found[hours] == f"{made.url}/arbeidsgruppe#timer"
    assert "Personalseminar" in leader.open(made.url).select_one("p.print-only").text, (
        "on paper too"
    )


def test_the_methods_are_a_picture_with_a_table_behind(leader, made):
    section = leader.open(made.url).select_one("#mangler")

    assert [each["data-method"] for each in section.select("svg[role=img] rect")] == ["lecture"]
    assert section.select_one("tbody tr").text == "Foredrag og innlegg1"


def test_who_only_reads_the_plan_is_told_nothing_of_what_is_missing(made, new_browser):
    reader = new_browser().sign_in(made.colleague)

    assert not reader.open(made.url).select("#mangler")


def test_a_long_history_costs_no_statement_more(app, leader, made, activity_url):
    urls = (made.url, f"{made.url}/tema/{made.theme_id}", activity_url, f"{activity_url}/rediger")
    before = [statements_of(leader, url) for url in urls]
    with app.app_context(), atomic() as session:
        fill_forty_half_years(session, made.unit_id)

    assert [statements_of(leader, url) for url in urls] == before
    assert max(before) <= 20


def statements_of(browser, url):
    with recorded_statements() as statements:
        browser.open(url)
    return len(statements)


def fill_forty_half_years(session, unit_id):
    """2 000 activities in 40 other half-years of the unit."""
    creator = make_person(session).id
    plans, themes, outcomes, activities = [], [], [], []
    for nr in range(40):
        plan, theme, outcome = uuid4(), uuid4(), uuid4()
        half_year = f"{2030 + nr // 2}-{nr % 2 + 1}"
        plans.append(
            {"id": plan, "unit_id": unit_id, "half_year": half_year, "created_by": creator}
            | {"created_at": LONG_AGO}
        )
        themes.append({"id": theme, "plan_id": plan, "position": 1, "title": "Tema", "reason": "R"})
        outcomes.append({"id": outcome, "theme_id": theme, "position": 1, "text": "Kunne"})
        activities += [
            {"outcome_id": outcome, "position": place, "time": "Mai"} for place in range(50)
        ]
    for model, rows in (
        (Plan, plans),
        (PlanTheme, themes),
        (LearningOutcome, outcomes),
        (Activity, activities),
    ):
        session.execute(insert(model), rows)


@pytest.fixture
def approved(app, made):
    """The plan once it is approved."""
    with app.app_context(), atomic() as session:
        plan = session.scalars(select(Plan).where(Plan.unit_id == made.unit_id)).one()
        view = lock_plan(session, actor_of(session, made.leader, now=AFTER_CLOSE), plan.id)
        plan.state = "approved"
        seal_first_version(session, view, now=AFTER_CLOSE)
    return made


def reasons(app):
    with app.app_context():
        versions = select(PlanVersion.reason).order_by(PlanVersion.number)
        return list(db.session.scalars(versions))


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("aktivitet/{activity_id}", {"place": "Kantina", "service_users": "fire"}),
        ("utbytte/{outcome_id}", {"text": "Kunne forklare brevet"}),
        ("tema/{theme_id}", {"title": "Klart språk"}),
    ],
)
def test_a_change_of_an_approved_plan_says_why_and_is_a_version(
    app, leader, approved, path, changes
):
    url = f"{approved.url}/{path.format(**vars(approved))}"

    page = edited(leader, url, status=422, **changes)
    assert page.select_one("#change_reason[aria-invalid]")
    assert all(value in str(page) for value in changes.values())
    assert reasons(app) == [""]

    edited(leader, url, change_reason="Rommet ble bygd om.", **changes)
    assert reasons(app) == ["", "Rommet ble bygd om."]


def test_moving_a_theme_of_an_approved_plan_says_so_itself(app, leader, approved):
    leader.submit(f"{approved.url}/tema", title="Førstehjelp", reason="Loven krever det.")
    leader.post(f"{approved.url}/tema/{approved.theme_id}/flytt", to="down")

    assert reasons(app) == ["", "Loven krever det.", "Rekkefølgen på temaene er endret."]


def test_the_plan_says_which_themes_are_a_teams_or_voluntary(leader, made):
    assert not leader.open(made.url).select("#tema-1 > p.row .tag")

    theme = f"{made.url}/tema/{made.theme_id}"
    edited(leader, theme, team_id=str(made.team_id), is_voluntary="y")

    tags = leader.open(made.url).select("#tema-1 > p.row .tag")
    assert [each.text for each in tags] == ["Team mottak", "Frivillig"]
