"""Taking a plan out of a Word or Excel file, as a leader does it."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.learning.queries.content import list_themes
from app.learning.services import approve_plan
from app.models import Body, Plan, PlanTheme, PlanVersion, SignUp, Upload
from tests.support.clock import FixedClock
from tests.support.factories import AFTER_CLOSE, actor_of, make_body, make_person
from tests.support.plan_tables import HEADING, ROWS, excel_plan, repacked, word_plan
from tests.support.plans import (
    make_activity,
    make_filled_plan,
    make_outcome,
    make_plan,
    make_theme,
)


@pytest.fixture
def plan(app):
    with app.app_context(), atomic() as session:
        unit = make_body(session, name="Etaten Neset")
        leader = make_person(session, body=unit, role=Role.LEADER)
        plan = make_filled_plan(session, unit=unit)
        return {"url": f"/planer/{unit.slug}/2027-1", "leader": leader, "id": plan.id}


@pytest.fixture
def leader(plan, new_browser):
    return new_browser().sign_in(plan["leader"])


def send(leader, plan, content, name="plan.docx"):
    """The page that one meets after sending a file."""
    token = leader.token("/personvern")
    # Put together here: a test client keeps a large form in a file that it never closes.
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    )
    return leader.client.post(
        f"{plan['url']}/hent-inn",
        data=parts.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )


def preview(leader, plan, content, name="plan.docx"):
    answer = send(leader, plan, content, name)
    assert answer.status_code == 303, answer.text[:2000]
    return answer.location, leader.open(answer.location)


def take_in(leader, url, page, status=200, **fields):
    chosen = {
        choice["name"]: choice.select_one("option[selected]")["value"]
        for choice in page.select('select[name^="way-"]')
    }
    return leader.submit(url, status=status, **(chosen | fields))


def themes_of(app, plan):
    with app.app_context():
        return {
            theme.title: [line.cells for line in theme.rows]
            for theme in list_themes(db.session, plan["id"])
        }


@pytest.mark.parametrize(
    ("content", "name"), [(word_plan(), "Vår plan.docx"), (excel_plan(), "Vår plan.xlsx")]
)
def test_every_cell_of_a_file_is_shown_and_then_stands_in_the_plan(
    app, leader, plan, content, name
):
    url, page = preview(leader, plan, content, name)

    shown = [cell.get_text(strip=True) for cell in page.select("table.plan tbody :is(th, td)")]
    assert [cell for row in ROWS for cell in row] == shown
    assert "Arbeid med bistand" not in themes_of(app, plan)

    told = take_in(leader, url, page)

    assert "1 tema er hentet inn. 3 rader i alt." in told.text
    assert themes_of(app, plan)["Arbeid med bistand"] == list(ROWS)
    with app.app_context():
        theme = db.session.scalar(select(PlanTheme).where(PlanTheme.title == "Arbeid med bistand"))
        assert theme.reason == f"Importert fra {name}"
        assert db.session.scalar(select(Upload)) is None


@pytest.mark.parametrize(
    ("way", "before"),
    [("add", [("Kunne 1.1", "Kontormøte", "Foredrag", "Alle", "I mai")]), ("replace", [])],
)
def test_rows_are_added_to_a_theme_or_take_the_place_of_its_rows(app, leader, plan, way, before):
    with app.app_context():
        theme_id = db.session.scalar(select(PlanTheme.id).where(PlanTheme.plan_id == plan["id"]))
    url, page = preview(leader, plan, word_plan())

    take_in(leader, url, page, **{"way-1": f"{way}:{theme_id}"})

    assert themes_of(app, plan) == {"Tema 1": [*before, *ROWS]}


def test_a_theme_of_the_same_name_is_suggested(leader, plan):
    _url, page = preview(leader, plan, word_plan([("Tema: Tema 1", ROWS)]))
    assert page.select_one("option[selected]").text == "Legg radene til «Tema 1»"


def test_a_theme_can_be_left_out(app, leader, plan):
    before = themes_of(app, plan)
    url, page = preview(leader, plan, word_plan())
    take_in(leader, url, page, **{"way-1": "skip"})
    assert themes_of(app, plan) == before


def test_a_spreadsheet_that_comes_back_as_it_went_changes_nothing(app, leader, plan):
    with app.app_context(), atomic() as session:
        theme = make_theme(session, session.get_one(Plan, plan["id"]), title="Formler")
        outcome = make_outcome(session, theme, text="=1+1", level="insight")
        make_activity(session, outcome, arena="@a", method="", participants="-2", time="")
        make_outcome(session, theme, text="Uten aktivitet")
        make_theme(session, session.get_one(Plan, plan["id"]), title="Tomt")
    before, kept = themes_of(app, plan), activity_ids(app, plan)
    content = leader.client.get(f"{plan['url']}/last-ned/plan.xlsx?sprak=nn").data

    url, page = preview(leader, plan, content, "plan.xlsx")
    take_in(leader, url, page)

    assert themes_of(app, plan) == before
    assert activity_ids(app, plan) == kept


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
def test_a_spreadsheet_takes_all_that_is_planned_to_another_half_year(app, leader, plan, locale):
    facts = {
        "lecturer": "Høgskolen",
        "place": "Kantina",
        "link": "https://etaten.example/kurs",
        "minutes": 90,
        "capacity": 12,
        "service_users": "to brukere",
        "is_voluntary": True,
        "evaluate_on": date(2027, 9, 15),
    }
    with app.app_context(), atomic() as session:
        here = session.get_one(Plan, plan["id"])
        theme = make_theme(session, here, title="Klart språk")
        make_outcome(session, theme, text="Uten aktivitet", level="convey")
        outcome = make_outcome(session, theme, text="Kunne skrive", level="apply")
        make_activity(session, outcome, method="Øving", evaluate_on=date(2027, 6, 15))
        make_activity(session, outcome, method="Kurs", **facts)
        there = make_plan(session, unit=session.get_one(Body, here.unit_id), half_year="2027-2")
        there_id = there.id
    content = leader.client.get(f"{plan['url']}/last-ned/plan.xlsx?sprak={locale}").data
    next_plan = plan | {"url": plan["url"].replace("2027-1", "2027-2")}

    url, page = preview(leader, next_plan, content, "plan.xlsx")
    assert "Kolonner planen ikke har" not in page.text
    take_in(leader, url, page)

    with app.app_context():
        outcomes = list_themes(db.session, there_id)[-1].outcomes
        assert [each.outcome.level for each in outcomes] == ["convey", "apply"]
        first, second = outcomes[1].activities
        assert {name: getattr(second, name) for name in facts} == facts
        assert (first.capacity, first.is_voluntary, first.place) == (None, False, "")
        assert first.evaluate_on is None, "it was evaluated before this half-year"


def test_a_word_file_that_comes_back_as_it_went_changes_nothing(app, leader, plan):
    before = themes_of(app, plan)
    content = leader.client.get(f"{plan['url']}/last-ned/plan.docx").data
    url, page = preview(leader, plan, content)
    take_in(leader, url, page)
    assert themes_of(app, plan) == before


def test_a_changed_cell_in_a_spreadsheet_changes_that_activity_alone(app, leader, plan):
    kept = activity_ids(app, plan)
    book = load_workbook(io.BytesIO(leader.client.get(f"{plan['url']}/last-ned/plan.xlsx").data))
    book.worksheets[0]["D2"] = "Nytt sted"
    file = io.BytesIO()
    book.save(file)

    url, page = preview(leader, plan, file.getvalue(), "plan.xlsx")
    take_in(leader, url, page)

    assert themes_of(app, plan) == {
        "Tema 1": [("Kunne 1.1", "Nytt sted", "Foredrag", "Alle", "I mai")]
    }
    assert activity_ids(app, plan) == kept


def activity_ids(app, plan):
    with app.app_context():
        return [
            line.activity_id for theme in list_themes(db.session, plan["id"]) for line in theme.rows
        ]


def test_an_approved_plan_asks_why_and_becomes_one_new_version(app, leader, plan):
    with app.app_context(), atomic() as session:
        actor = actor_of(session, plan["leader"], now=AFTER_CLOSE)
        approve_plan(session, actor, plan["id"], clock=FixedClock(AFTER_CLOSE))
    url, page = preview(leader, plan, word_plan([("A", ROWS), ("B", ROWS)]))

    asked = take_in(leader, url, page, status=422)
    assert asked.select_one("#change_reason")["aria-invalid"] == "true"
    assert len(themes_of(app, plan)) == 1

    take_in(leader, url, page, change_reason="Slått sammen med den gamle planen")
    with app.app_context():
        versions = db.session.scalars(select(PlanVersion.reason)).all()
    assert sorted(versions) == ["", "Slått sammen med den gamle planen"]


def test_rows_that_people_signed_up_for_are_never_replaced(app, leader, plan):
    with app.app_context(), atomic() as session:
        activity_id = activity_ids(app, plan)[0]
        session.add(
            SignUp(
                activity_id=activity_id,
                person_id=plan["leader"].id,
                seq=1,
                is_waiting=False,
                signed_at=AFTER_CLOSE,
            )
        )
        theme_id = session.scalar(select(PlanTheme.id).where(PlanTheme.plan_id == plan["id"]))
    before = themes_of(app, plan)
    url, page = preview(leader, plan, word_plan())

    refused = take_in(leader, url, page, status=422, **{"way-1": f"replace:{theme_id}"})

    assert "meldt seg på" in refused.text
    assert themes_of(app, plan) == before


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"x" * 5_000_001, 413, "for stor"),
        (b"%PDF-1.7", 415, "Word-fil"),
        (b"\xd0\xcf\x11\xe0 gammel", 415, "Word-fil"),
        (word_plan()[:3000], 415, "skadet"),
        (repacked(word_plan(), {"a": b"0" * 9_000_000}), 415, "trygt"),
        (excel_plan([("Ark", [("Navn", "Alder"), ("Ola", 3)])]), 422, "ingen tabell"),
        (excel_plan([("Ark", [HEADING, *(ROWS * 700)])]), 415, "mange rader"),
        (b"", 422, "Velg en fil"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(leader, plan, content, status, said):
    answer = send(leader, plan, content, "" if content == b"" else "fil")
    assert answer.status_code == status
    assert said in answer.text


def test_a_theme_that_is_too_long_is_pointed_out_and_stores_nothing(app, leader, plan):
    rows = [("Kunne det", f"Rad {nr}", "", "", "") for nr in range(41)]
    url, page = preview(leader, plan, word_plan([("Langt", rows)]))
    assert "flere rader enn en plan har plass til" in page.text

    take_in(leader, url, page, status=422)

    assert "Langt" not in themes_of(app, plan)


def test_what_a_plan_has_no_room_for_is_told_before_anything_is_stored(leader, plan):
    content = excel_plan([("A", [(*HEADING, "Budsjett"), (*ROWS[0], "5000")])])
    _url, page = preview(leader, plan, content, "plan.xlsx")
    assert "Budsjett" in page.text


def test_somebody_elses_file_leads_to_the_plan(app, leader, plan, new_browser):
    url, _page = preview(leader, plan, word_plan())
    with app.app_context(), atomic() as session:
        unit_id = session.get_one(Plan, plan["id"]).unit_id
        body = session.get_one(Body, unit_id)
        other = make_person(session, body=body, role=Role.LEADER)
    answer = new_browser().sign_in(other).client.get(url)
    assert answer.location.endswith(plan["url"])
