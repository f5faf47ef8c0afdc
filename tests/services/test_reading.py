"""Requests that only read: what they may not do, and what their connections are spared."""

from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, func, select, text

from app.core.db import atomic, db, for_reading
from app.core.postgres import IDLE_SINCE, MAY_REST
from app.models import Body
from tests.support.factories import make_body, make_person

END_ALL_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def reading(app):
    """The session of a page that somebody signed in asks for."""
    with app.app_context():
        yield for_reading()


def on_three_connections(statement):
    """The first value on each, all open at the same time; those used last are among them."""
    with ExitStack() as stack:
        connections = [stack.enter_context(db.engine.connect()) for _ in range(3)]
        return [connection.scalar(text(statement)) for connection in connections]


def test_a_write_outside_a_unit_of_work_is_refused(reading):
    reading.add(Body(kind="unit", unit_kind="office", name="Kontoret", slug="kontoret", path="/"))

    with pytest.raises(RuntimeError, match="outside a unit of work"):
        reading.flush()


def test_a_unit_of_work_that_only_reads_refuses_a_write_and_holds_up_nobody(app):
    with app.app_context(), atomic(reads_only=True) as session:
        before = session.scalar(select(func.count()).select_from(Body))
        with app.app_context(), atomic() as another:
            make_body(another)
        session.add(Body(kind="unit", unit_kind="office", name="B", slug="b", path="/"))
        with pytest.raises(RuntimeError, match="outside a unit of work"):
            session.flush()
    with app.app_context(), atomic() as session:
        assert session.scalar(select(func.count()).select_from(Body)) == before + 1


def break_off():
    with atomic() as session:
        make_body(session)
        raise ZeroDivisionError


def test_a_unit_of_work_may_follow_and_is_undone_as_a_whole(reading):
    with pytest.raises(ZeroDivisionError):
        break_off()

    assert for_reading().scalar(select(func.count()).select_from(Body)) == 0


@pytest.mark.postgresql
def test_rows_are_read_piece_by_piece_without_a_transaction(reading):
    numbers = text("SELECT generate_series(1, 5)")
    rows = reading.execute(numbers, execution_options={"yield_per": 2}).scalars()

    assert next(rows) == 1
    assert reading.connection().connection.dbapi_connection.autocommit
    assert list(rows) == [2, 3, 4, 5]


@pytest.mark.postgresql
def test_a_page_is_read_over_a_connection_that_has_rested_long(session, browser):
    person = make_person(session, body=make_body(session))
    session.commit()
    browser.sign_in(person)
    db.engine.dispose()
    with db.engine.connect() as connection:
        rested = connection.connection.info
    rested[IDLE_SINCE] -= 2 * MAY_REST

    assert browser.client.get("/mitt").status_code == 200


@pytest.mark.postgresql
def test_a_connection_that_is_tried_commits_as_it_did_before(app):
    with app.app_context():
        address = db.engine.url
    engine = create_engine(address, isolation_level="AUTOCOMMIT", pool_size=1)
    with engine.connect() as connection:
        rested = connection.connection.info
    rested[IDLE_SINCE] -= 2 * MAY_REST

    with engine.connect() as connection:
        assert connection.connection.dbapi_connection.autocommit
    engine.dispose()


@pytest.mark.postgresql
def test_pages_leave_their_statements_prepared_for_the_next(session, browser):
    person = make_person(session, body=make_body(session))
    session.commit()
    browser.sign_in(person)

    # Five times on each connection that the tests before may have opened.
    for _ in range(30):
        browser.client.get("/mitt")

    assert sum(on_three_connections("SELECT count(*) FROM pg_prepared_statements")) > 0


@pytest.mark.postgresql
def test_connections_that_the_server_has_closed_are_replaced(app):
    with app.app_context():
        on_three_connections("SELECT 1")
        with db.engine.connect() as last:
            last.execute(text(END_ALL_OTHERS))

        assert on_three_connections("SELECT 1") == [1, 1, 1]
