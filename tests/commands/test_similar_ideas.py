"""`flask ideas similar`: at most five, best first, across the two written forms."""

import json

import pytest

from app.core.db import atomic
from tests.support.factories import make_campaign, make_idea, make_person

TITLES = [
    "Hvordan snakke med ungdom om psykisk helse",
    "Sykkelparkering ved hovedinngangen",
    "Mindre papir i mottaket",
    *(f"Stille time variant {number}" for number in range(8)),
]


@pytest.fixture
def campaign(app):
    with app.app_context(), atomic() as session:
        campaign = make_campaign(session)
        author = make_person(session)
        ideas = {
            title: str(make_idea(session, campaign=campaign, author=author, title=title).id)
            for title in TITLES
        }
        make_idea(
            session, campaign=campaign, author=author, title="Papir i mottak", state="withdrawn"
        )
        make_idea(session, campaign=make_campaign(session), author=author, title=TITLES[2])
        return campaign.slug, ideas


@pytest.fixture
def similar(app, campaign):
    def similar(*options, slug=campaign[0]):
        result = app.test_cli_runner().invoke(
            args=["ideas", "similar", "--campaign", slug, "--json", *options]
        )
        return result.exit_code, json.loads(result.stdout)

    return similar


def test_the_best_match_comes_first_across_written_forms(campaign, similar):
    _, answer = similar("--title", "Korleis snakke med unge om psykisk helse")

    best = answer["items"][0]
    assert best["title"] == TITLES[0]
    assert best["id"] == campaign[1][TITLES[0]]
    assert 0 < best["score"] <= 1


def test_there_are_at_most_five_best_first(similar):
    code, answer = similar("--title", "Stille time", "--body", "En time uten møter")

    scores = [item["score"] for item in answer["items"]]
    assert (code, len(scores)) == (0, 5)
    assert scores == sorted(scores, reverse=True)


def test_what_was_withdrawn_or_belongs_elsewhere_is_not_found(similar):
    _, answer = similar("--title", "Mindre papir i mottaket")

    assert [item["title"] for item in answer["items"]].count(TITLES[2]) == 1
    assert "Papir i mottak" not in [item["title"] for item in answer["items"]]


def test_what_resembles_nothing_finds_nothing(similar):
    assert similar("--title", "Zzyzx qwfp") == (0, {"items": []})
    assert similar("--title", "  ") == (0, {"items": []})


def test_an_unknown_campaign_is_a_fault_of_use(similar):
    code, answer = similar("--title", "x", slug="finnes-ikke")

    assert (code, answer["error"]["code"]) == (2, "not_found")
