"""The page on which one chooses what goes along to the next half-year."""

import io

import pytest
from docx import Document

from app.core.db import atomic
from app.decisions.services import Grounds
from app.domain.permissions import Role
from tests.support.factories import make_body, make_person
from tests.support.outcomes import decide, facilitator_of, make_counted, office_slug, plan_of
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme


@pytest.fixture
def place(app, new_browser):
    """The address of a plan with a finished theme and one that goes on, and its leader."""
    with app.app_context(), atomic() as session:
        unit = make_body(session)
        leader = make_person(session, body=unit, role=Role.LEADER)
        plan = make_plan(session, unit=unit, half_year="2026-2", state="evaluated")
        done = make_theme(session, plan, title="Ferdig")
        make_activity(session, make_outcome(session, done), status="done")
        make_theme(session, plan, title="Marked", conclusion="change", summary="Flere **besøk**.")
        url = f"/planer/{unit.slug}"
    return url, new_browser().sign_in(leader)


def ticked(page, name="theme"):
    return [box["value"] for box in page.select(f"input[name={name}][checked]")]


def test_what_goes_on_is_ticked_and_marked_in_the_next_plan(place):
    url, leader = place
    page = leader.open(f"{url}/2026-2/videre")
    chosen = ticked(page)
    assert len(chosen) == 1

    page = leader.submit(f"{url}/2026-2/videre", theme=chosen)

    theme = page.select_one("#tema-1")
    assert "Marked" in theme.h2.text
    assert "Videreført fra høsten 2026. Konklusjonen var å endre." in " ".join(theme.text.split())
    assert "Det vi lærte: Flere besøk." in theme.text


def test_nothing_chosen_is_explained(place):
    url, leader = place

    page = leader.submit(f"{url}/2026-2/videre", status=422)

    assert "Velg minst ett tema" in page.text
    assert ticked(page) == []


def test_an_old_proposal_shows_its_old_votes_as_old(app, new_browser):
    counted = make_counted(app)
    left, grounds = counted.ideas[2], Grounds("Brevet ba om noe annet.")
    decide(
        app,
        counted,
        going=counted.winners - {left},
        grounds={left: grounds},
        plan=plan_of(counted),
        reason="To temaer er nok.",
    )
    url = f"/planer/{office_slug(app, counted)}"
    facilitator = new_browser().sign_in(facilitator_of(app, counted))
    page = facilitator.open(f"{url}/2027-1/videre")
    idea = str(left)
    assert idea in [box["value"] for box in page.select("input[name=idea]")]

    page = facilitator.submit(f"{url}/2027-1/videre", status=422, idea=idea)
    assert page.select_one("#reason")["aria-invalid"] == "true"
    assert ticked(page, "idea") == [idea]
    page = facilitator.submit(f"{url}/2027-1/videre", idea=idea, reason="Flere har bedt om det.")

    theme = page.select_one("#tema-1")
    assert "telles ikke på nytt" in theme.text
    assert "Flere har bedt om det." in theme.text
    assert "Valgt av" not in theme.text
    assert "Brevet ba om noe annet" not in theme.text
    paper = facilitator.client.get(f"{url}/2027-2/last-ned/plan.docx?sprak=nb").data
    words = " ".join(each.text for each in Document(io.BytesIO(paper)).paragraphs)
    assert "Tatt opp igjen: Flere har bedt om det." in words
    assert "Brevet ba om noe annet" not in words
