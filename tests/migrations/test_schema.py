"""Migrations and models describe the same tables, in both directions, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core.db import atomic, db
from app.models import OpenBallot, OpenMark, Person, Result
from tests.support.elections import begin_voting, cast, make_election_of
from tests.support.factories import AFTER_CLOSE, make_campaign

pytestmark = pytest.mark.new_database


def _is_ours(subject, name, kind, reflected, compare_to):
    return not (kind in ("table", "index") and (name or "").startswith("idea_search"))


def test_migrations_and_models_describe_the_same_schema(session):
    context = MigrationContext.configure(
        session.connection(), opts={"compare_type": True, "include_object": _is_ours}
    )

    assert compare_metadata(context, db.metadata) == []


def test_every_migration_can_be_undone_and_redone(app):
    with app.app_context():
        folder = app.extensions["migrate"].directory
        downgrade(directory=folder, revision="base")
        upgrade(directory=folder)
        db.session.remove()


def test_people_who_were_there_get_their_place_in_the_alphabet(app):
    with app.app_context():
        folder = app.extensions["migrate"].directory
        downgrade(directory=folder, revision="0006")
        with atomic() as session:
            for nr, name in enumerate(("Åse", "Ægir", None)):
                session.execute(
                    text(
                        "INSERT INTO persons (id, name, email, locale, created_at)"
                        " VALUES (:id, :name, :email, 'nb', '2026-01-01 00:00:00+00:00')"
                    ),
                    {"id": f"{nr:032x}", "name": name, "email": f"{nr}@etaten.example"},
                )
        upgrade(directory=folder)
        people = select(Person.email).order_by(Person.sort_key)
        assert [email[0] for email in db.session.scalars(people)] == ["2", "1", "0"]
        db.session.remove()


def test_votes_that_were_being_cast_come_through_the_limits(app):
    begin_voting(app)
    election = make_election_of(app, "ranked")
    cast(app, election, election.staff[0], {0: 2, 1: 1})
    with app.app_context():
        folder = app.extensions["migrate"].directory
        downgrade(directory=folder, revision="0010")
        upgrade(directory=folder)
        kept = select(OpenMark.value).order_by(OpenMark.value)
        assert db.session.scalars(kept).all() == [1, 2]
        assert len(db.session.scalars(select(OpenBallot)).all()) == 1
        db.session.remove()
    cast(app, election, election.staff[0], {0: 1, 1: 2}, version=1)


@pytest.mark.parametrize("statement", ["UPDATE results SET sha256 = 'x'", "DELETE FROM results"])
def test_a_result_refuses_change_also_after_all_migrations(app, statement):
    with app.app_context(), atomic() as session:
        campaign = make_campaign(session)
        session.add(
            Result(campaign_id=campaign.id, canonical="{}", sha256="a", counted_at=AFTER_CLOSE)
        )

    with app.app_context(), pytest.raises(DatabaseError, match="is sealed"), atomic() as session:
        session.execute(text(statement))
