"""The plan as it is read and filled in."""

import pytest
from bs4 import BeautifulSoup

from app.domain.learning.lines import COLUMNS
from app.domain.permissions import Role
from app.learning.services.table import LONGEST_CELL
from app.models import Plan
from tests.support.factories import make_body, make_person
from tests.support.outcomes import (
    change_campaign,
    change_idea,
    decide_with_plan,
    facilitator_of,
    make_counted,
    make_planned,
    member,
    office_slug,
)
from tests.support.statements import recorded_statements


@pytest.fixture
def counted(app):
    return make_planned(app)


@pytest.fixture
def plan_url(app, counted):
    return f"/planer/{office_slug(app, counted)}/2027-1"


@pytest.fixture
def facilitator(app, counted, new_browser):
    return new_browser().sign_in(facilitator_of(app, counted))


@pytest.fixture
def colleague(app, counted, new_browser):
    return new_browser().sign_in(member(app, counted))


def form_of(page, **changes):
    """Everything the edit form would send, with some fields changed."""
    form = page.select_one("#plan")
    sent = {}
    for control in form.select("input[name], textarea[name]"):
        value = control.text.lstrip("\n") if control.name == "textarea" else control.get("value")
        sent.setdefault(control["name"], []).append(value or "")
    return sent | changes


def cell(page, column, nr=1, row=1):
    return page.select_one(f"#{column}-{nr}-{row}")


def test_a_new_plan_is_for_the_coming_half_year_unless_another_is_chosen(facilitator):
    page = facilitator.open("/planer")

    options = page.select("#half_year option")
    assert [option["value"] for option in options] == ["2026-2", "2027-1", "2027-2"]
    assert page.select_one("#half_year option[selected]")["value"] == "2027-1"


def test_the_plan_names_its_half_year_in_words(colleague, plan_url):
    page = colleague.open(plan_url)

    assert page.h1.text == "Plan for læring, våren 2027"


def test_each_theme_leads_back_to_its_proposal_and_decision(colleague, counted, plan_url):
    page = colleague.open(plan_url)

    theme = page.select_one("#tema-1")
    assert theme.select_one(f"a[href='/dugnader/{counted.slug}/forslag/1']")
    assert theme.select_one(f"a[href='/dugnader/{counted.slug}/beslutning']")
    assert "6 stemmer" in theme.text
    assert "Prøve Person" in theme.text


def test_no_numbers_stand_in_the_plan_before_the_result_is_published(
    app, colleague, counted, plan_url
):
    change_campaign(app, counted, shows_result_at="publication")

    assert "stemmer" not in colleague.open(plan_url).select_one("#tema-1").text


def test_the_sources_are_listed_by_themselves(colleague, counted, plan_url):
    page = colleague.open(plan_url)

    assert page.select_one(f"ul a[href='/dugnader/{counted.slug}']")


def test_rows_are_filled_in_and_shown_with_all_five_columns(facilitator, colleague, plan_url):
    form = facilitator.open(plan_url)
    cells = {
        cell(form, column)["name"]: words
        for column, words in {
            "outcome": "Kjenne bedriftene",
            "arena": "Kontormøte",
            "method": "Innlegg",
            "participants": "Alle",
            "time": "To ganger i løpet av våren",
        }.items()
    }

    saved = facilitator.submit(f"{plan_url}/rediger", **form_of(form, **cells))

    assert [cell(saved, column).text.strip() for column in COLUMNS] == list(cells.values())
    table = colleague.open(plan_url).select_one("#tema-1 table")
    as_read = facilitator.open(f"{plan_url}?les=1").select_one("#tema-1 table")
    assert table.text == as_read.text
    assert [heading.text for heading in table.select("thead th")] == [
        "Læringsutbytte",
        "Arena",
        "Pedagogisk virkemiddel",
        "Deltakere",
        "Tid for gjennomføring",
    ]
    link = table.select_one("tbody .plan__open")
    assert "/aktivitet/" in link.extract()["href"]
    assert [each.text for each in table.select("tbody tr > *")] == list(cells.values())


def test_a_row_is_added_without_saving_or_losing_what_was_typed(facilitator, plan_url):
    form = facilitator.open(f"{plan_url}/rediger")
    typed = form_of(form, **{cell(form, "outcome")["name"]: "Halvferdig"})
    theme = form.select_one("input[name=theme]")["value"]

    page = facilitator.submit(f"{plan_url}/rediger", **typed, step=f"add:{theme}:0")

    assert cell(page, "outcome").text.strip() == "Halvferdig"
    assert cell(page, "outcome", row=2)
    assert "Halvferdig" not in facilitator.open(plan_url).text


@pytest.mark.parametrize(
    ("step", "left"),
    [("up:{}:1", ["to", "en"]), ("down:{}:0", ["to", "en"]), ("remove:{}:0", ["to"])],
)
def test_rows_are_moved_and_removed_by_plain_buttons(facilitator, plan_url, step, left):
    form = facilitator.open(f"{plan_url}/rediger")
    theme = form.select_one("input[name=theme]")["value"]
    columns = ("outcome", "arena", "method", "participants", "time")
    rows = {f"{column}-{theme}": ["", ""] for column in columns} | {
        f"outcome-{theme}": ["en", "to"]
    }

    page = facilitator.submit(
        f"{plan_url}/rediger", **form_of(form, **rows), step=step.format(theme)
    )

    assert [area.text.strip() for area in page.select(f"[name='outcome-{theme}']")] == left


def rows_of(page):
    """Outcome and arena of each row, as the form would send them."""
    return [
        (row.select_one("[name^=outcome]"), row.select_one("[name^=arena]"))
        for row in page.select("#tema-1 tbody tr")
    ]


def words_of(page):
    return [
        ((first.get("value") or first.text).strip(), second.text.strip())
        for first, second in rows_of(page)
    ]


def stepped(facilitator, plan_url, rows, step):
    """The page after a button was pressed in a table with these outcomes and arenas."""
    form = facilitator.open(f"{plan_url}/rediger")
    theme = form.select_one("input[name=theme]")["value"]
    outcomes, arenas = zip(*rows, strict=True)
    typed = {f"outcome-{theme}": list(outcomes), f"arena-{theme}": list(arenas)}
    sent = form_of(form, **typed) | {"step": step.format(theme)}
    return facilitator.submit(f"{plan_url}/rediger", **sent)


TWO_AND_ONE = (("Lese", "a"), ("Lese", "b"), ("Skrive", "c"))


def test_an_outcome_stands_once_with_its_activities_below(facilitator, plan_url):
    page = stepped(facilitator, plan_url, TWO_AND_ONE, "add:{}:0")

    assert [first.name for first, _ in rows_of(page)] == [
        "textarea",
        "input",
        "textarea",
        "textarea",
    ]
    assert [each.text for each in page.select("#tema-1 .plan__same")] == ["Lese"]


@pytest.mark.parametrize(
    ("step", "arenas"),
    [
        ("also:{}:0", "ab_c"),
        ("also:{}:2", "abc_"),
        ("down:{}:0", "bac"),
        ("up:{}:1", "bac"),
        ("up:{}:2", "cab"),
        ("down:{}:1", "cab"),
        ("lower:{}:0", "cab"),
        ("raise:{}:2", "cab"),
        ("raise:{}:0", "abc"),
        ("up:{}:0", "abc"),
        ("down:{}:2", "abc"),
        ("remove:{}:0", "bc"),
        ("remove:{}:9", "abc"),
    ],
)
def test_activities_move_within_their_outcome_and_outcomes_as_a_whole(
    facilitator, plan_url, step, arenas
):
    page = stepped(facilitator, plan_url, TWO_AND_ONE, step)

    belongs = {"a": "Lese", "b": "Lese", "c": "Skrive"}
    moved = [(outcome, arena or "_") for outcome, arena in words_of(page)]
    assert "".join(arena for _, arena in moved) == arenas
    assert all(belongs.get(arena, outcome) == outcome for outcome, arena in moved)
    new = [outcome for outcome, arena in moved if arena == "_"]
    assert new == ([] if "_" not in arenas else ["Lese"] if arenas == "ab_c" else ["Skrive"])


def test_a_changed_outcome_is_changed_for_all_its_activities(facilitator, plan_url):
    page = stepped(facilitator, plan_url, TWO_AND_ONE, "add:{}:0")
    theme = page.select_one("input[name=theme]")["value"]
    sent = form_of(page)
    sent[f"outcome-{theme}"][0] = "Lese høyt"

    facilitator.submit(f"{plan_url}/rediger", **sent)

    saved = facilitator.open(f"{plan_url}?les=1")
    outcomes = [each.get_text() for each in saved.select("#tema-1 tbody th")]
    assert outcomes == ["Lese høyt", "Lese høyt", "Skrive"]


def test_a_text_that_is_too_long_is_told_at_its_cell_and_kept(facilitator, plan_url):
    page = stepped(facilitator, plan_url, TWO_AND_ONE, "add:{}:0")
    theme = page.select_one("input[name=theme]")["value"]
    sent = form_of(page)
    sent[f"arena-{theme}"][1] = "å" * (LONGEST_CELL + 1)
    sent[f"time-{theme}"][2] = "03025500023"

    page = facilitator.submit(f"{plan_url}/rediger", status=422, **sent)

    links = page.select("ds-error-summary a")
    assert [link["href"] for link in links] == ["#arena-1-2", "#time-1-3"]
    assert "Arena, rad 2" in links[0].text
    assert cell(page, "arena", row=2).text.strip() == sent[f"arena-{theme}"][1]
    assert [each["id"] for each in page.select("[aria-invalid]")] == ["arena-1-2", "time-1-3"]


def test_a_page_that_is_swapped_in_goes_on_where_the_button_led(app, facilitator, plan_url):
    page = stepped(facilitator, plan_url, TWO_AND_ONE, "add:{}:0")
    theme = page.select_one("input[name=theme]")["value"]
    swapped = {"headers": {"HX-Request": "true"}}
    token = facilitator.token(plan_url)

    def pressed(**more):
        sent = form_of(page, csrf_token=token, **more)
        return BeautifulSoup(
            facilitator.client.post(f"{plan_url}/rediger", data=sent, **swapped).text, "html.parser"
        )

    steps = {"add": "outcome-1-5", "also": "arena-1-3", "down": "arena-1-2", "remove": "arena-1-1"}
    found = {act: pressed(step=f"{act}:{theme}:0").select("[autofocus]") for act in steps}
    assert {act: [each["id"] for each in focus] for act, focus in found.items()} == {
        act: [field] for act, field in steps.items()
    }
    assert "Planen er lagret" in pressed().select_one("#plan [role=status]").text


def test_a_conflict_keeps_both_texts_and_a_second_save_decides(facilitator, plan_url):
    edit = f"{plan_url}/rediger"
    early = facilitator.open(plan_url)
    name = cell(early, "outcome")["name"]
    facilitator.submit(edit, **form_of(early, **{name: "Den andres ord"}))

    page = facilitator.submit(edit, status=409, **form_of(early, **{name: "Mine ord"}))

    assert cell(page, "outcome").text.strip() == "Mine ord"
    assert "Den andres ord" in page.select_one("#tema-1 details").text
    page = facilitator.submit(edit, **form_of(page))
    assert cell(page, "outcome").text.strip() == "Mine ord"
    assert "Den andres ord" not in page.select_one("#plan").text


def test_a_theme_is_added_by_hand_with_a_reason(facilitator, plan_url):
    facilitator.submit(f"{plan_url}/tema", status=422, title="Klarspråk", reason="")
    facilitator.submit(f"{plan_url}/tema", title="Klarspråk", reason="Det står i brevet.")

    page = facilitator.open(plan_url)
    assert "Det står i brevet." in page.select_one("#tema-4").text


def test_those_who_only_read_cannot_edit(colleague, plan_url):
    assert not colleague.open(plan_url).select("#plan, main textarea")
    colleague.open(f"{plan_url}/rediger", status=403)


def test_the_invited_council_reads_the_plan(app, counted, new_browser, plan_url):
    person = member(app, counted, role=Role.COUNCIL_MEMBER, body="council")

    page = new_browser().sign_in(person).open("/planer")

    assert page.select_one(f"a[href='{plan_url}']")


def test_a_plan_that_is_not_there_or_not_for_me_looks_the_same(app, colleague, new_browser):
    other = make_planned(app)

    colleague.open(f"/planer/{office_slug(app, other)}/2027-1", status=404)
    colleague.open("/planer/finnes-ikke/2027-1", status=404)
    colleague.open("/planer/finnes-ikke/tull", status=404)


def test_a_leader_starts_an_empty_plan(app, facilitator, counted):
    page = facilitator.submit("/planer", unit_id=str(counted.election.office), half_year="2026-2")

    assert page.h1.text == "Plan for læring, høsten 2026"
    assert page.select_one("#plan #introduction")
    assert "Fyll ut planen" not in page.select_one("main").text


def test_a_text_stays_a_text(app, facilitator, plan_url):
    nasty = "<script>alert(1)</script>"
    form = facilitator.open(f"{plan_url}/rediger")

    page = facilitator.submit(
        f"{plan_url}/rediger",
        **form_of(form, **{cell(form, "arena")["name"]: nasty, "introduction": nasty}),
    )

    assert nasty in page.select_one("#tema-1").text
    assert not page.select("main script")


def test_the_plan_asks_the_database_as_often_however_long_it_is(app, new_browser):
    counts = []
    for size in (1, 3):
        counted = make_counted(app, seats=size)
        decide_with_plan(app, counted)
        browser = new_browser().sign_in(facilitator_of(app, counted))
        url = f"/planer/{office_slug(app, counted)}/2027-1"
        form = browser.open(f"{url}/rediger")
        rows = {
            area["name"]: [f"rad {nr}" for nr in range(size * 5)]
            for area in form.select("#plan textarea")
            if "-" in area["name"]
        }
        browser.submit(f"{url}/rediger", **form_of(form, **rows))
        with recorded_statements() as statements:
            browser.open(url)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 16


def test_units_stand_as_norwegians_know_the_alphabet(app, session, browser):
    administrator = make_person(session, body=make_body(session), role=Role.ADMINISTRATOR)
    for name in ("Åsane", "Østfold", "Ærfugl", "Ål", "Aalesund", "Bø"):
        unit = make_body(session, name=name)
        for half_year in ("2026-2", "2027-1"):
            session.add(
                Plan(
                    unit_id=unit.id,
                    half_year=half_year,
                    created_by=administrator.id,
                    created_at=administrator.created_at,
                )
            )
    session.commit()

    page = browser.sign_in(administrator).open("/planer")

    lists = [[card.text.strip() for card in part.select("h3")] for part in page.select("section")]
    ordered = ["Bø", "Ærfugl", "Østfold", "Ål", "Aalesund", "Åsane"]
    assert [names for names in lists if names] == [ordered, ordered]


def test_a_councils_proposal_that_nobody_answered_is_among_what_is_missing(
    app, facilitator, counted, plan_url
):
    council = {"on_behalf_of": counted.election.council}
    change_idea(app, counted, counted.ideas[3], status=None, **council)
    change_idea(app, counted, counted.ideas[4], **council)
    change_idea(app, counted, counted.ideas[2], status=None)

    listed = facilitator.open(plan_url).select("#mangler li a[href^='/dugnader/']")

    assert [each["href"] for each in listed] == [f"/dugnader/{counted.slug}/forslag/4"]
    assert "har ikke fått svar på" in listed[0].text
