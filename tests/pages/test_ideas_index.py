"""The list as people see it: everything in its address, nothing hidden shown, few statements."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.core.db import atomic
from app.domain.permissions import Role
from app.models import Campaign
from tests.support.factories import (
    AFTER_CLOSE,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 6


class Scene:
    """One campaign, one member of staff, and a way to add proposals to it."""

    def __init__(self, app):
        self.app = app
        with app.app_context(), atomic() as session:
            self.owner = owner = make_body(session)
            self.kari = make_person(session, name="Kari", body=owner)
            self.council = make_body(session, kind="council", name="Brukerutvalget")
            self.facilitator = make_person(session, body=owner, role=Role.FACILITATOR)
            campaign = make_campaign(session, owner=owner)
            self.id, self.slug = campaign.id, campaign.slug
        self.url = f"/dugnader/{self.slug}/forslag"

    def add(self, *titles, **columns):
        with self.app.app_context(), atomic() as session:
            campaign = session.get_one(Campaign, self.id)
            for title in titles:
                make_idea(session, campaign=campaign, author=self.kari, title=title, **columns)

    def change(self, **columns):
        with self.app.app_context(), atomic() as session:
            campaign = session.get_one(Campaign, self.id)
            for name, value in columns.items():
                setattr(campaign, name, value)


@pytest.fixture
def scene(app):
    return Scene(app)


@pytest.fixture
def kari(browser, scene):
    return browser.sign_in(scene.kari)


def titles(page):
    return [link.text for link in page.select(".idea__title a")]


def labels(page, name):
    return [link.text.split("\n")[0].strip() for link in page.select(f"nav[aria-label='{name}'] a")]


def test_an_empty_list_invites_and_tells_facilitators_to_begin(scene, kari, new_browser):
    assert "Bli den første. Én setning holder." in kari.open(scene.url).main.text

    facilitator = new_browser().sign_in(scene.facilitator).open(scene.url)
    assert "Legg gjerne inn tre forslag selv." in facilitator.main.text


def test_pages_follow_each_other_by_ordinary_links(scene, kari):
    scene.add(*(f"Forslag {number:03}" for number in range(1, 121)))
    seen, url = [], scene.url

    while url:
        page = kari.open(url)
        seen += titles(page)
        more = page.select_one(".show-more a")
        url = more and more["href"]

    assert seen == [f"Forslag {number:03}" for number in range(120, 0, -1)]


def test_search_filter_and_order_stand_in_the_address_and_come_back_from_a_proposal(scene, kari):
    scene.add("Stille time", on_behalf_of=scene.council.id)
    scene.add("Stille fredag", "Gåtur")

    page = kari.open(f"{scene.url}?q=stille&fra=councils&sorter=mest-diskutert")

    assert titles(page) == ["Stille time"]
    pills = page.select(".pills a")
    assert [pill.text.strip() for pill in pills] == [
        "Fjern filteret Brukermedvirkning",
        "Fjern filteret Søk: stille",
    ]
    assert parse_qs(urlsplit(pills[1]["href"]).query) == {
        "fra": ["councils"],
        "sorter": ["mest-diskutert"],
    }
    idea = kari.open(page.select_one(".idea__title a")["href"])
    back = idea.find("a", string="Tilbake til forslagene")
    assert titles(kari.open(back["href"])) == ["Stille time"]


def test_the_way_back_never_leads_out(scene, kari):
    scene.add("Stille time")

    page = kari.open(f"{scene.url}/1?next=//evil.example")

    assert page.find("a", string="Tilbake til forslagene")["href"] == scene.url


def test_councils_have_a_lane_of_their_own_and_how_many_are_answered_is_said(scene, kari):
    scene.add("Vi mener", on_behalf_of=scene.council.id, status="going_forward")
    scene.add("Vi mener mer", on_behalf_of=scene.council.id)
    scene.add(*(f"Forslag {number:03}" for number in range(60)))

    page = kari.open(scene.url)
    lane = page.select_one(".lane")
    assert [link.text for link in lane.select("a")] == ["Vi mener mer", "Vi mener"]
    assert "1 av 2 er besvart. Alle skal få svar." in lane.text
    assert "Vi mener" not in titles(page), "sixty others would have drowned it"
    assert kari.open(f"{scene.url}?q=forslag").select_one(".lane") is None


def test_councils_and_partners_are_seen_and_counted(scene, kari):
    scene.add("Vi mener", on_behalf_of=scene.council.id)
    scene.add("Gåtur")

    page = kari.open(scene.url)

    lanes = {
        link.contents[0].strip(): link.select_one(".filters__count").text
        for link in page.select("nav[aria-label='Forslag fra'] a")
    }
    assert lanes["Brukermedvirkning"] == "1"
    assert lanes["Enkeltpersoner og enheter"] == "1"
    assert page.select_one(".group[data-group=councils]").text == "Brukerutvalget"


def test_while_votes_are_hidden_nothing_on_the_page_depends_on_them(scene, kari, clock):
    scene.add("En", support=1)
    scene.add("To", support=900)
    clock.moment = WHILE_VOTING
    kari.sign_in(scene.kari)

    page = kari.open(scene.url)

    assert "Flest stemmer" not in labels(page, "Rekkefølge")
    assert labels(page, "Rekkefølge")[0] == "Tilfeldig rekkefølge"
    assert "900" not in page.main.text
    asked = kari.open(f"{scene.url}?sorter=mest-stottet")
    assert titles(asked) == titles(page)


def test_after_the_count_support_is_shown_and_sorts(scene, kari, clock):
    scene.add("En", support=1)
    scene.add("To", support=9)
    scene.change(closed_at=AFTER_CLOSE)
    clock.moment = AFTER_CLOSE
    kari.sign_in(scene.kari)

    page = kari.open(scene.url)

    assert titles(page) == ["To", "En"]
    assert "9 stemmer" in page.main.text
    scene.change(shows_result_at="publication")
    assert "9 stemmer" not in kari.open(scene.url).main.text


def test_voting_shows_the_shortlist_alone_unless_one_asks(scene, kari, clock):
    scene.add("På lista")
    scene.add("Tatt ut", omitted_reason="For likt et annet")
    clock.moment = WHILE_VOTING
    kari.sign_in(scene.kari)

    assert titles(kari.open(scene.url)) == ["På lista"]
    everything = kari.open(f"{scene.url}?vis=alle")
    assert sorted(titles(everything)) == ["På lista", "Tatt ut"]
    assert len(everything.select(".vote")) == 1
    assert "For likt et annet" not in everything.main.text


def test_votes_are_cast_in_place_with_what_is_left_in_sight(scene, kari, clock):
    scene.add("Stille time", "Gåtur")
    clock.moment = WHILE_VOTING
    kari.sign_in(scene.kari)

    page = kari.open(scene.url)

    assert "Du har 3 av 3 stemmer igjen." in page.select_one("#votes-left").text
    forms = page.select(".vote form")
    assert len({form.select_one("input[name=key]")["value"] for form in forms}) == 2
    first = forms[0]
    fields = {control["name"]: control["value"] for control in first.select("input")}
    answer = kari.client.post(first["action"], data=fields)
    assert answer.status_code == 303
    after = kari.open(answer.location)
    assert "Du har 2 av 3 stemmer igjen." in after.select_one("#votes-left").text


def test_a_disabled_vote_says_why(app, scene, kari, clock):
    scene.add("Stille time")
    with app.app_context(), atomic() as session:
        late = make_person(session)
        make_membership(session, late, scene.owner, starts_at=WHILE_VOTING)
    clock.moment = WHILE_VOTING
    kari.sign_in(late)

    page = kari.open(scene.url)

    assert not page.select(".vote form")
    assert "Bare de som var med da avstemningen åpnet, kan stemme." in page.select_one(".vote").text


@pytest.mark.parametrize("moment", [WHILE_SUBMITTING, WHILE_VOTING], ids=["submission", "voting"])
def test_a_page_of_the_list_costs_the_same_few_statements(scene, kari, clock, moment):
    clock.moment = moment
    kari.sign_in(scene.kari)
    counts = []
    for size in (10, 990):
        scene.add(*(f"Forslag {size} {number}" for number in range(size)), status="under_review")
        kari.open(scene.url)
        with recorded_statements() as statements:
            kari.open(scene.url)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= MOST_STATEMENTS, "\n".join(statements)


@pytest.mark.parametrize(
    "query",
    [
        "q='&tema='&status='&fra='&sorter='", "sorter=support", "sorter=author_id&mine=2",
        "q=%00%25_%5C", "tema=00000000-0000-0000-0000-000000000000", "q=" + "x" * 5000,
    ],
)  # fmt: skip
def test_in1_what_is_no_filter_changes_nothing_and_breaks_nothing(scene, kari, query):
    scene.add("Stille time")

    assert kari.open(f"{scene.url}?{query}")


@pytest.mark.parametrize("cursor", ["-1", "x", "1'", "9" * 40])
def test_do2_a_cursor_of_ones_own_making_is_refused(scene, kari, cursor):
    kari.open(f"{scene.url}?etter={cursor}", status=400)


def test_ac2_foreign_lists_do_not_exist(app, scene, new_browser):
    with app.app_context(), atomic() as session:
        stranger = make_person(session, body=make_body(session))
    scene.add("Stille time")
    browser = new_browser().sign_in(stranger)

    for path in ("", "/1", "/nytt", "/1/historikk", "/1/kvittering"):
        browser.open(scene.url + path, status=404)
