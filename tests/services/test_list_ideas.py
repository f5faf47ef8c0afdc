"""The list: the same hits and the same pages on both databases, and nothing hidden in an order."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from app.domain.errors import InvalidInputError
from app.domain.proposals import Proposal
from app.ideas.queries.listing import Order, Wanted, get_facets, list_ideas
from app.ideas.services.submitting import write
from app.models import Idea, Topic
from tests.support.factories import (
    make_body,
    make_campaign,
    make_idea,
    make_person,
)

NOBODY = UUID(int=7)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


@pytest.fixture
def author(session):
    return make_person(session)


@pytest.fixture
def add(session, campaign, author):
    return lambda title, **columns: make_idea(
        session, campaign=campaign, author=author, title=title, **columns
    )


@pytest.fixture
def titles(session, campaign):
    def titles(words="", *, person_id=NOBODY, order=Order.NEWEST, **wanted):
        rows, _ = list_ideas(
            session, campaign.id, person_id, Wanted(words=words, **wanted), order=order
        )
        return [row.title for row in rows]

    return titles


def pages(session, campaign, order, *, limit, person_id=NOBODY):
    after = None
    while True:
        rows, after = list_ideas(
            session, campaign.id, person_id, Wanted(), order=order, after=after, limit=limit
        )
        yield [row.nr for row in rows]
        if after is None:
            return


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("møte", ["Stille time", "Færre møter"]),
        ("MØTER", ["Stille time", "Færre møter"]),
        ("stille", ["Stille time"]),
        ("korleis ungdom", ["Hvordan snakke med ungdommer"]),
        ("ungd", ["Hvordan snakke med ungdommer"]),
        ("uten", ["Stille time", "Færre møter"]),
        ("time møter", ["Stille time"]),
        ("brukar", ["Spør brukerne først"]),
        ("finnesikke", []),
        ("100", ["100 % digitalt"]),
        ("e-post", ["Mindre e-post"]),
    ],
)
def test_search_finds_the_words_of_title_and_text_in_either_written_form(add, titles, words, found):
    add("Færre møter", body="Uten dem får vi mer gjort.")
    add("Stille time", body="En time uten møtevirksomhet hver dag")
    add("Hvordan snakke med ungdommer", body="")
    add("Spør brukerne først", body="")
    add("100 % digitalt", body="")
    add("Mindre e-post", body="")

    assert titles(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "'", '"', "%", "_", ":x", "\\", "a\0b", "* OR 1", "NEAR(a b)", "!a", "a & b | !c", "(((",
        "%%%%%%", "(a+)+" * 20, "x" * 10_000, " ".join(f"ord{n}*" for n in range(100)), "å" * 70,
    ],
)  # fmt: skip
def test_in1_and_do3_no_input_is_an_operator_or_an_error(add, titles, words):
    add("Stille time")

    assert titles(words) in ([], ["Stille time"])


def test_what_is_edited_is_found_by_its_new_words_alone(session, add, titles):
    idea = add("Stille time")

    write(idea, Proposal(title="Gåtur ute"))
    session.flush()

    assert (titles("gåtur"), titles("stille")) == (["Gåtur ute"], [])


def test_search_does_not_find_what_is_gone_or_belongs_elsewhere(
    session, campaign, add, titles, author
):
    gone = add("Stille time")
    make_idea(session, campaign=make_campaign(session), author=author, title="Stille time ute")
    session.execute(delete(Idea).where(Idea.id == gone.id))

    assert titles("stille") == []


def test_drafts_and_what_was_merged_or_withdrawn_are_not_listed(add, titles):
    for state in ("draft", "merged", "withdrawn"):
        add(state, state=state)
    add("Sendt inn")

    assert titles() == ["Sendt inn"]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_hold_every_proposal_once_whatever_the_order(session, campaign, add, order, limit):
    for number in range(20):
        add(
            f"Forslag {number}", comment_count=number % 3, view_count=number % 2, support=number % 4
        )

    seen = [nr for page in pages(session, campaign, order, limit=limit) for nr in page]

    assert sorted(seen) == list(range(1, 21))


def test_orders_are_what_they_are_called(add, titles):
    add("Gammel", comment_count=2, view_count=5, support=1)
    add("Midt", comment_count=9, view_count=1, support=7)
    add("Ny", comment_count=0, view_count=9, support=4)

    assert titles(order=Order.NEWEST) == ["Ny", "Midt", "Gammel"]
    assert titles(order=Order.DISCUSSED) == ["Midt", "Gammel", "Ny"]
    assert titles(order=Order.LEAST_SEEN) == ["Midt", "Gammel", "Ny"]
    assert titles(order=Order.SUPPORTED) == ["Midt", "Ny", "Gammel"]


def test_the_shuffled_order_is_ones_own_and_stays(add, titles):
    for number in range(30):
        add(f"Forslag {number:02}")
    one, other = uuid4(), uuid4()

    def mine(person_id):
        return titles(person_id=person_id, order=Order.SHUFFLED)

    assert mine(one) == mine(one)
    assert mine(one) != mine(other)
    assert sorted(mine(one)) == sorted(mine(other))


def test_the_shuffled_order_favours_nobody(add, titles):
    for name in "ABCDE":
        add(name)
    people = [UUID(int=number) for number in range(1, 401)]

    first = [titles(person_id=person_id, order=Order.SHUFFLED)[0] for person_id in people]

    counts = [first.count(name) for name in "ABCDE"]
    assert all(50 <= count <= 110 for count in counts), counts


def test_a_new_proposal_does_not_move_the_others(add, titles):
    for number in range(10):
        add(f"Forslag {number}")
    before = titles(order=Order.SHUFFLED)

    add("Nykommeren")

    after = titles(order=Order.SHUFFLED)
    assert [title for title in after if title != "Nykommeren"] == before


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1.x", "-.1", "1.-1", "9" * 30 + ".1", "१.१", "1.1.1"]
)
def test_a_cursor_that_is_not_ours_is_refused(session, campaign, cursor):
    with pytest.raises(InvalidInputError):
        list_ideas(session, campaign.id, NOBODY, Wanted(), order=Order.NEWEST, after=cursor)


def test_lanes_are_told_by_who_stands_behind(session, campaign, add, titles, author):
    council = make_body(session, kind="council")
    town = make_body(session, kind="municipality")
    office = make_body(session)
    add("Fra utvalget", on_behalf_of=council.id)
    add("Fra kommunen", on_behalf_of=town.id)
    add("Fra kontoret", on_behalf_of=office.id)
    add("Fra en ansatt")

    assert titles(lane="councils") == ["Fra utvalget"]
    assert titles(lane="partners") == ["Fra kommunen"]
    assert titles(lane="staff") == ["Fra en ansatt", "Fra kontoret"]
    facets = get_facets(session, campaign.id, author.id)
    assert facets.by_lane == {"councils": 1, "partners": 1, "staff": 2}
    assert (facets.total, facets.mine) == (4, 4)


def test_filters_leave_what_they_say(session, campaign, add, titles):
    topic = Topic(campaign_id=campaign.id, position=1, name_nb="Veiledning")
    session.add(topic)
    session.flush()
    add("Med tema", topic_id=topic.id)
    add("Besvart", status="under_review")
    add("På lang sikt", horizon="long", reach="centre")
    add("Tatt ut", omitted_reason="For likt et annet.")

    assert titles(topic_id=topic.id) == ["Med tema"]
    assert titles(status="under_review") == ["Besvart"]
    assert titles(horizon="long", reach="centre") == ["På lang sikt"]
    assert titles(is_shortlisted=True) == ["På lang sikt", "Besvart", "Med tema"]
    facets = get_facets(session, campaign.id, NOBODY)
    assert facets.topics == [(topic.id, "Veiledning", None, 1)]
    assert facets.shortlisted == 3
