"""The board: the same proposals as the list, moved by whoever may."""

import pytest

from app.models import BoardCard, BoardColumn, Person, Topic
from app.rooms.queries import board
from app.rooms.queries.board import MOST_CARDS
from tests.support.factories import (
    AFTER_CLOSE,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.statements import recorded_statements


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office)


@pytest.fixture
def topic(session, campaign):
    made = Topic(campaign_id=campaign.id, position=1, name_nb="Samarbeid")
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def ideas(session, campaign, topic, office):
    author = make_person(session, name="Ola Nordmann", body=office)
    make_idea(session, campaign=campaign, author=author, state="draft", title="Et utkast")
    made = [
        make_idea(session, campaign=campaign, author=author, title=title, **more)
        for title, more in [("En", {}), ("To", {"is_anonymous": True}), ("Tre", {"support": 7})]
    ]
    session.commit()
    return made


@pytest.fixture
def address(campaign):
    return f"/dugnader/{campaign.slug}/tavle"


@pytest.fixture
def facilitator(browser, session, campaign, ideas):
    person = session.get_one(Person, campaign.created_by)
    session.commit()
    return browser.sign_in(person)


def later(facilitator, session, campaign, clock, moment):
    """The same person, signed in again as time has passed."""
    clock.moment = moment
    person = session.get_one(Person, campaign.created_by)
    session.commit()
    facilitator.sign_in(person)


def columns(page):
    """The titles in each column, by its heading without the number."""
    return {
        column.h2.contents[0].strip(): [link.text for link in column.select(".board__title a")]
        for column in page.select(".board__column")
    }


def test_the_board_holds_what_the_list_holds_and_hides_what_it_hides(
    new_browser, session, office, campaign, ideas, address
):
    reader = make_person(session, body=office)
    session.commit()
    page = new_browser().sign_in(reader).open(address)

    assert columns(page) == {"Uten tema": ["Tre", "To", "En"], "Samarbeid": []}
    cards = {card.a.text: card.text for card in page.select(".board__card")}
    assert "Ola Nordmann" in cards["En"]
    assert "Ola Nordmann" not in cards["To"]
    assert "7" not in cards["Tre"]
    assert not page.select("main form, main input, main button")


def test_the_board_asks_the_same_few_questions_however_many_cards_lie_there(
    facilitator, session, campaign, ideas, address
):
    def questions():
        with recorded_statements() as statements:
            facilitator.client.get(address)
        return len(statements)

    few = questions()
    author = session.get_one(Person, campaign.created_by)
    for _ in range(30):
        make_idea(session, campaign=campaign, author=author)
    session.commit()
    assert questions() == few <= 8


def test_no_number_of_others_takes_a_councils_card_off_the_board(
    monkeypatch, facilitator, session, campaign, address, ideas
):
    council = make_body(session, kind="council")
    author = session.get_one(Person, campaign.created_by)
    ours = make_idea(session, campaign=campaign, author=author, on_behalf_of=council.id)
    newer = [make_idea(session, campaign=campaign, author=author) for _ in range(3)]
    titles = [ours.title, newer[0].title]
    session.commit()
    monkeypatch.setattr(board, "MOST_CARDS", 2)

    page = facilitator.open(address)

    assert [title in page.main.text for title in titles] == [True, False]


def test_a_topic_given_on_the_board_stands_in_the_list(
    facilitator, campaign, topic, ideas, address
):
    page = facilitator.submit(
        address, to=f"{address}/flytt", by="tema", idea=str(ideas[0].id), into=str(topic.id)
    )
    assert columns(page) == {"Uten tema": ["Tre", "To"], "Samarbeid": ["En"]}
    page = facilitator.open(f"/dugnader/{campaign.slug}/forslag?tema={topic.id}")
    assert [row.text.strip() for row in page.select("main h2 a")] == ["En"]


def test_topics_are_fixed_when_voting_opens_and_own_columns_are_not(
    facilitator, session, campaign, topic, ideas, address, clock
):
    later(facilitator, session, campaign, clock, WHILE_VOTING)
    assert not facilitator.open(address).select("#into")
    moved = {"idea": str(ideas[0].id), "into": str(topic.id)}
    assert facilitator.post(f"{address}/flytt", by="tema", **moved).status_code == 409

    own = f"{address}?etter=egne"
    facilitator.submit(own, to=f"{address}/kolonner", name="I gang")
    column = facilitator.open(own).find("option", string="I gang")["value"]
    page = facilitator.submit(
        own, to=f"{address}/flytt", by="egne", idea=moved["idea"], into=column
    )
    assert columns(page)["I gang"] == ["En"]


def test_cards_are_laid_dragged_between_and_shifted_in_columns_made_by_hand(
    facilitator, session, campaign, ideas, address
):
    own = f"{address}?etter=egne"
    column = BoardColumn(campaign_id=campaign.id, position=1, name="Først")
    session.add(column)
    session.commit()
    move = {"to": f"{address}/flytt", "by": "egne", "into": str(column.id)}
    facilitator.submit(own, idea=[str(ideas[0].id), str(ideas[1].id)], **move)
    page = facilitator.submit(own, idea=str(ideas[2].id), place="1", **move)
    assert columns(page)["Først"] == ["En", "Tre", "To"]

    page = facilitator.submit(own, to=f"{address}/flytt", by="egne", down=str(ideas[0].id))
    assert columns(page)["Først"] == ["Tre", "En", "To"]
    page = facilitator.submit(own, to=f"{address}/flytt", by="egne", up=str(ideas[2].id))
    assert columns(page)["Først"] == ["Tre", "En", "To"]

    removal = {"to": f"{address}/kolonner", "column": str(column.id), "remove": "1"}
    page = facilitator.submit(own, **removal)
    assert page.h1.text == "Ta bort kolonnen «Først»?"
    assert "3 kort blir usortert igjen." in page.text
    page = facilitator.submit(
        own, **removal, confirmed=page.select_one("[name=confirmed]")["value"]
    )
    assert columns(page) == {"Ikke sortert": ["Tre", "To", "En"]}
    assert session.query(BoardCard).count() == 0


def test_a_card_is_laid_in_the_column_beside_and_the_page_says_where_it_lies(
    facilitator, session, campaign, ideas, address
):
    own = f"{address}?etter=egne"
    session.add(BoardColumn(campaign_id=campaign.id, position=1, name="Først"))
    session.commit()

    def press(name, page):
        button = page.select_one(f"#{name}-{ideas[0].id}")
        return facilitator.submit(own, to=f"{address}/flytt", by="egne", **{name: button["value"]})

    page = press("right", facilitator.open(own))
    assert columns(page) == {"Ikke sortert": ["Tre", "To"], "Først": ["En"]}
    assert page.select_one(".flash").text.strip() == "«En» ligger i «Først», som nummer 1 av 1."
    page = press("right", page)
    assert columns(page)["Først"] == ["En"]
    assert columns(press("left", page)) == {"Ikke sortert": ["Tre", "To", "En"], "Først": []}


def test_what_the_board_leaves_out_is_found_in_the_list(
    facilitator, session, campaign, ideas, address
):
    author = session.get_one(Person, campaign.created_by)
    for _ in range(MOST_CARDS + 1 - len(ideas)):
        make_idea(session, campaign=campaign, author=author)
    session.commit()

    page = facilitator.client.get(address).text
    assert page.count('class="board__card"') == MOST_CARDS
    assert f'<a href="/dugnader/{campaign.slug}/forslag">Se alle i lista</a>' in page


def test_nobody_sees_support_on_the_board_when_the_vote_is_over_either(
    facilitator, session, campaign, ideas, address, clock
):
    later(facilitator, session, campaign, clock, AFTER_CLOSE)
    card = facilitator.open(address).find("a", string="Tre").find_parent("li")
    assert "7" not in card.text
