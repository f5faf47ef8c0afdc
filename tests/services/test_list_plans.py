"""How the databases find a page of the list: in an index, a page's worth of rows at a time."""

import pytest
from sqlalchemy import Engine, event

from app.ideas.queries.listing import Order, Wanted, get_facets, list_ideas
from tests.support.factories import make_campaign, make_idea, make_person

pytestmark = pytest.mark.sqlite  # its planner needs no statistics, so that ten rows are enough
SORTED_BY_INDEX = [order for order in Order if order is not Order.SHUFFLED]


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session)
    author = make_person(session)
    for _ in range(10):
        make_idea(session, campaign=campaign, author=author)
    return campaign


@pytest.fixture
def plan_of(session, campaign):
    """The steps of the last statement that a function sends, one text each."""

    def plan_of(ask, *arguments, **options):
        sent = []

        def remember(_connection, _cursor, statement, parameters, *_more):
            sent.append((statement, parameters))

        event.listen(Engine, "before_cursor_execute", remember)
        try:
            ask(session, campaign.id, campaign.created_by, *arguments, **options)
        finally:
            event.remove(Engine, "before_cursor_execute", remember)
        statement, parameters = sent[-1]
        connection = session.connection()
        return [
            row[3]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    return plan_of


@pytest.mark.parametrize("after", [None, "3.7"])
@pytest.mark.parametrize("is_shortlisted", [False, True])
@pytest.mark.parametrize("order", SORTED_BY_INDEX)
def test_a_page_is_found_in_the_index_of_its_order(plan_of, order, is_shortlisted, after):
    plan = plan_of(list_ideas, Wanted(is_shortlisted=is_shortlisted), order=order, after=after)

    finding = [step for step in plan if "ix_ideas_" in step]
    assert finding, plan
    assert all(step.startswith("SEARCH ideas USING") for step in finding), plan
    assert not [step for step in plan if step.startswith("SCAN ideas")], plan


def test_the_shuffled_order_reads_numbers_and_no_texts(plan_of):
    plan = plan_of(list_ideas, Wanted(is_shortlisted=True), order=Order.SHUFFLED)

    assert any("COVERING INDEX ix_ideas_shortlisted" in step for step in plan), plan


def test_words_are_looked_up_once_and_not_for_each_proposal(plan_of):
    plan = plan_of(list_ideas, Wanted(words="stille"), order=Order.NEWEST)

    (searching,) = [at for at, step in enumerate(plan) if "idea_search VIRTUAL TABLE" in step]
    assert plan[searching + 1] == "SEARCH found USING INTEGER PRIMARY KEY (rowid=?)", plan


def test_filters_are_counted_without_looking_at_proposals(plan_of):
    plan = plan_of(get_facets)

    reading = [step for step in plan if " ideas " in step]
    assert len(reading) == 3
    assert all("USING COVERING INDEX" in step for step in reading), plan
