"""The versions of a plan as they are read."""

from hashlib import sha256

import pytest

from app.core.db import atomic
from app.domain.permissions import Role
from app.learning import services
from tests.support.clock import FixedClock
from tests.support.factories import (
    AFTER_CLOSE,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.plans import make_filled_plan, make_theme
from tests.support.statements import recorded_statements


class Approved:
    """An approved plan with people around it."""

    def __init__(self, app):
        self.app = app
        with app.app_context(), atomic() as session:
            self.unit = make_body(session)
            self.leader = make_person(session, name="Åse Leder", body=self.unit, role=Role.LEADER)
            self.colleague = make_person(session, body=self.unit)
            campaign = make_campaign(session, owner=make_body(session), audiences=[])
            idea = make_idea(session, campaign=campaign, author=self.colleague, support=7)
            campaign.closed_at = AFTER_CLOSE
            plan = make_filled_plan(session, unit=self.unit)
            make_theme(session, plan, campaign_id=campaign.id, idea_id=idea.id, title="Valgt")
            self.campaign_id, self.plan_id = campaign.id, plan.id
            self.url = f"/planer/{self.unit.slug}/{plan.half_year}"
            services.approve_plan(
                session, self._actor(session), plan.id, clock=FixedClock(WHILE_SUBMITTING)
            )

    def _actor(self, session):
        return actor_of(session, self.leader)

    def add_theme(self, title, reason="Et nytt krav."):
        with self.app.app_context(), atomic() as session:
            services.add_theme(
                session,
                self._actor(session),
                self.plan_id,
                title=title,
                reason=reason,
                now=WHILE_SUBMITTING,
            )


@pytest.fixture
def plan(app):
    return Approved(app)


@pytest.fixture
def colleague(plan, new_browser):
    return new_browser().sign_in(plan.colleague)


def test_the_first_version_is_the_approval(colleague, plan):
    page = colleague.open(f"{plan.url}/versjoner")

    (row,) = page.select("table tbody tr")
    assert "Åse Leder" in row.text
    assert "Godkjent" in row.text
    assert not page.select("#forskjeller")


def test_a_change_is_read_with_its_reason_and_what_is_different(colleague, plan):
    plan.add_theme("Klarspråk")

    page = colleague.open(f"{plan.url}/versjoner")

    assert "Et nytt krav." in page.select("table tbody tr")[0].text
    difference = page.select_one("#forskjeller")
    assert "Forskjeller mellom versjon 1 og 2" in difference.text
    assert [heading.text.split() for heading in difference.select("h3")] == [["Ny", "Klarspråk"]]


def test_any_two_versions_are_compared(colleague, plan):
    plan.add_theme("Klarspråk")
    plan.add_theme("Samtaler")

    page = colleague.open(f"{plan.url}/versjoner?fra=3&til=1")

    assert len(page.select("#forskjeller h3")) == 2
    colleague.open(f"{plan.url}/versjoner?fra=1&til=9", status=404)


def test_the_file_is_what_the_hash_is_of(app, new_browser, plan):
    with app.app_context(), atomic() as session:
        without = make_filled_plan(session, unit=session.merge(plan.unit), half_year="2027-2")
        actor = actor_of(session, plan.leader)
        services.approve_plan(session, actor, without.id, clock=FixedClock(WHILE_SUBMITTING))
    url = f"/planer/{plan.unit.slug}/2027-2/versjoner"
    browser = new_browser().sign_in(plan.leader)
    shown = browser.open(url).select_one("table code").text

    answer = browser.client.get(f"{url}/1.json")

    assert sha256(answer.data).hexdigest() == shown
    browser.open(f"{url}/2.json", status=404)
    browser.open(f"{url}/{10**20}.json", status=404)


def test_votes_in_a_version_go_to_those_alone_who_may_see_them(colleague, plan):
    colleague.open(f"{plan.url}/versjoner/1.json", status=403)


def test_the_list_asks_the_database_as_often_however_many_versions(colleague, plan):
    counts = []
    for _ in range(2):
        plan.add_theme("Én")
        plan.add_theme("Til")
        with recorded_statements() as statements:
            colleague.open(f"{plan.url}/versjoner")
        counts.append(len(statements))

    assert counts[0] == counts[1]
