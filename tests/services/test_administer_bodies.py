"""Bodies: made, moved with all below, tied together, dissolved."""

import pytest
from sqlalchemy import select

from app.domain.errors import (
    ConflictError,
    InvalidInputError,
    LastAdministratorError,
    NotAllowedError,
)
from app.domain.permissions import BodyKind, Role
from app.models import Affiliation, Body
from app.organisation.queries.bodies import list_bodies
from app.organisation.services.bodies import (
    affiliate,
    create_body,
    dissolve_body,
    move_unit,
    part,
    rename_body,
)
from tests.support.factories import WHILE_SUBMITTING, actor_of, make_body, make_person
from tests.support.statements import recorded_statements

NOW = WHILE_SUBMITTING


@pytest.fixture
def top(session):
    return make_body(session, name="Etaten", unit_kind="directorate")


@pytest.fixture
def as_admin(session, top):
    return actor_of(session, make_person(session, body=top, role=Role.ADMINISTRATOR))


def make_unit(session, actor, name, parent=None, unit_kind="office"):
    return create_body(
        session,
        actor,
        name=name,
        kind=BodyKind.UNIT,
        unit_kind=unit_kind,
        parent_id=parent.id if parent else None,
    )


def test_a_unit_stands_below_its_parent(session, as_admin, top):
    unit = make_unit(session, as_admin, "Etaten Ørevik", top)

    assert unit.path == f"{top.path}{unit.id.hex}/"
    assert unit.slug == "etaten-orevik"


def test_two_of_one_name_have_addresses_of_their_own(session, as_admin, top):
    slugs = [make_unit(session, as_admin, "Team ny", top, "team").slug for _ in range(3)]

    assert slugs == ["team-ny", "team-ny-2", "team-ny-3"]


def test_a_council_belongs_with_its_unit_and_stands_outside_the_tree(session, as_admin, top):
    council = create_body(
        session, as_admin, name="Brukerutvalget", kind=BodyKind.COUNCIL, parent_id=top.id
    )

    assert (council.parent_id, council.path) == (None, f"/{council.id.hex}/")
    assert session.get(Affiliation, (top.id, council.id)) is not None


@pytest.mark.parametrize("wrong", ["council", "dissolved"])
def test_nothing_stands_below_what_is_no_living_unit(session, as_admin, wrong):
    parent = make_body(session, kind="council" if wrong == "council" else "unit")
    if wrong == "dissolved":
        parent.dissolved_at = NOW

    with pytest.raises(InvalidInputError):
        make_unit(session, as_admin, "Nytt kontor", parent)


def test_a_unit_moves_with_everything_below_it(session, as_admin, top):
    north, south = (make_unit(session, as_admin, name, top) for name in ("Nord", "Sør"))
    office = make_unit(session, as_admin, "Kontoret", north)
    team = make_unit(session, as_admin, "Teamet", office, "team")

    move_unit(session, as_admin, office.slug, parent_id=south.id)

    session.expire_all()
    assert team.path == f"{south.path}{office.id.hex}/{team.id.hex}/"
    assert office.parent_id == south.id
    assert north.path == f"{top.path}{north.id.hex}/"


def test_a_unit_moves_to_the_top(session, as_admin, top):
    office = make_unit(session, as_admin, "Kontoret", top)

    move_unit(session, as_admin, office.slug, parent_id=None)

    session.expire_all()
    assert office.path == f"/{office.id.hex}/"


def test_a_unit_cannot_stand_below_itself(session, as_admin, top):
    office = make_unit(session, as_admin, "Kontoret", top)
    team = make_unit(session, as_admin, "Teamet", office, "team")

    for below in (office, team):
        with pytest.raises(InvalidInputError):
            move_unit(session, as_admin, office.slug, parent_id=below.id)


def test_rights_follow_the_move(session, as_admin, top):
    north, south = (make_unit(session, as_admin, name, top) for name in ("Nord", "Sør"))
    office = make_unit(session, as_admin, "Kontoret", north)
    staff = make_person(session, body=office)

    move_unit(session, as_admin, office.slug, parent_id=south.id)

    reach = actor_of(session, staff).reach
    assert south.id in reach
    assert north.id not in reach


def test_a_unit_with_units_below_is_not_dissolved(session, as_admin, top):
    office = make_unit(session, as_admin, "Kontoret", top)
    make_unit(session, as_admin, "Teamet", office, "team")

    with pytest.raises(ConflictError):
        dissolve_body(session, as_admin, office.slug, now=NOW)


def test_dissolving_ends_every_role_there(session, as_admin, top):
    office = make_unit(session, as_admin, "Kontoret", top)
    staff = make_person(session, body=office)

    dissolve_body(session, as_admin, office.slug, now=NOW)

    assert actor_of(session, staff).memberships == ()
    assert office.slug not in {placed.body.slug for placed in list_bodies(session)}


def test_the_unit_of_the_last_administrator_is_not_dissolved_ac9(session, as_admin, top):
    with pytest.raises(LastAdministratorError):
        dissolve_body(session, as_admin, top.slug, now=NOW)


def test_a_new_name_keeps_the_address(session, as_admin, top):
    body = rename_body(session, as_admin, top.slug, name="  Den nye\tetaten ")

    assert (body.name, body.slug) == ("Den nye etaten", top.slug)


def test_ties_are_made_once_and_undone(session, as_admin, top):
    council = make_body(session, kind="council")
    for _ in range(2):
        affiliate(session, as_admin, unit_id=top.id, body_id=council.id)
    assert len(session.scalars(select(Affiliation)).all()) == 1

    for _ in range(2):
        part(session, as_admin, unit_id=top.id, body_id=council.id)
    assert session.scalars(select(Affiliation)).all() == []

    with pytest.raises(InvalidInputError):
        affiliate(session, as_admin, unit_id=council.id, body_id=top.id)


@pytest.mark.parametrize("role", [Role.STAFF, Role.FACILITATOR, Role.LEADER])
def test_only_administrators_change_bodies(session, top, role):
    actor = actor_of(session, make_person(session, body=top, role=role))

    for act in (
        lambda: make_unit(session, actor, "Nytt", top),
        lambda: rename_body(session, actor, top.slug, name="Nytt"),
        lambda: move_unit(session, actor, top.slug, parent_id=None),
        lambda: dissolve_body(session, actor, top.slug, now=NOW),
        lambda: affiliate(session, actor, unit_id=top.id, body_id=top.id),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_tree_is_read_in_two_statements_in_norwegian_order(session, as_admin, top):
    for name in ("Åsen", "Ørevik", "Askedal", "Ænes"):
        office = make_unit(session, as_admin, name, top)
        make_unit(session, as_admin, f"Team {name}", office, "team")
    with recorded_statements() as statements:
        placed = list_bodies(session)

    assert len(statements) == 2
    assert [(each.depth, each.body.name) for each in placed] == [
        (0, "Etaten"),
        (1, "Askedal"),
        (2, "Team Askedal"),
        (1, "Ænes"),
        (2, "Team Ænes"),
        (1, "Ørevik"),
        (2, "Team Ørevik"),
        (1, "Åsen"),
        (2, "Team Åsen"),
    ]
    assert isinstance(placed[0].body, Body)
