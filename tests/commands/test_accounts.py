"""`flask accounts …` and `flask organisation …`."""

import json

import pytest
from sqlalchemy import select

from app.domain.permissions import Role
from app.models import Body, Membership, Person, SignIn
from tests.support.factories import make_body, make_person

PASSWORD = "tre ville hester"


@pytest.fixture
def run(app):
    def run(*arguments, **options):
        return app.test_cli_runner().invoke(args=[*arguments], **options)

    return run


def test_the_first_administrator_begins_with_an_empty_database(run, session):
    result = run("accounts", "create-admin", " ADMIN@etaten.example", "--unit", "Etaten")

    assert result.exit_code == 0, result.output
    email, role, name = session.execute(
        select(Person.email, Membership.role, Body.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Body, Body.id == Membership.body_id)
    ).one()
    assert (email, role, name) == ("admin@etaten.example", Role.ADMINISTRATOR, "Etaten")


def test_creating_an_administrator_twice_changes_nothing(run, session):
    for created in (1, 0):
        result = run("accounts", "create-admin", "admin@etaten.example", "--json")
        assert json.loads(result.stdout)["created"] == created

    assert len(session.scalars(select(Membership)).all()) == 1


def test_a_shut_out_administrator_gets_in_again(run, session, clock):
    person = make_person(session, email="admin@etaten.example", body=make_body(session))
    person.disabled_at = clock.now()
    session.commit()

    run("accounts", "create-admin", "admin@etaten.example")

    session.rollback()
    assert session.scalars(select(Person.disabled_at)).one() is None


def test_a_wrong_address_is_refused(run):
    result = run("accounts", "create-admin", "admin", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "invalid_input"


def test_a_password_comes_from_outside_the_command_line(run, session, browser):
    person = make_person(session, email="ada@etaten.example")
    session.add(
        SignIn(
            token_hash="0" * 64,
            person_id=person.id,
            created_at=person.created_at,
            seen_at=person.created_at,
        )
    )
    session.commit()

    result = run("accounts", "set-password", "ada@etaten.example", input=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    assert session.scalars(select(SignIn)).all() == []
    browser.submit("/logg-inn", email="ada@etaten.example", password=PASSWORD)
    browser.open("/mitt/innstillinger")


def test_a_short_password_or_an_unknown_address_is_refused(run, session):
    make_person(session, email="ada@etaten.example")
    session.commit()

    assert run("accounts", "set-password", "ada@etaten.example", input="kort\n").exit_code == 1
    result = run("accounts", "set-password", "ole@etaten.example", input=f"{PASSWORD}\n")
    assert result.exit_code == 2


def test_units_and_people_come_from_files(run, session, tmp_path):
    units, people = tmp_path / "units.csv", tmp_path / "people.csv"
    units.write_text("name,kind,parent\nEtaten,directorate,\nKontoret,office,Etaten\n")
    people.write_text("name,email,unit,role\nKari,kari@etaten.example,kontoret,facilitator\n")

    answers = [
        json.loads(run("organisation", command, str(file), "--json").stdout)
        for command, file in (
            ("import-units", units),
            ("import-people", people),
            ("import-units", units),
            ("import-people", people),
        )
    ]

    assert answers == [
        {"created": 2, "unchanged": 0, "errors": []},
        {"created": 1, "unchanged": 0, "errors": []},
        {"created": 0, "unchanged": 2, "errors": []},
        {"created": 0, "unchanged": 1, "errors": []},
    ]
    assert session.scalars(select(Membership.role)).all() == [Role.FACILITATOR]


def test_with_errors_nothing_is_written_and_the_exit_is_one_jb4(run, session, tmp_path):
    make_body(session, name="Kontoret")
    session.commit()
    file = tmp_path / "people.csv"
    file.write_text(
        "name,email,unit\nKari,kari@etaten.example,Kontoret\nOla,ola@etaten.example,Ukjent\n"
    )

    result = run("organisation", "import-people", str(file), "--json")

    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert (answer["created"], [error["row"] for error in answer["errors"]]) == (0, [3])
    assert session.scalars(select(Person)).all() == []


def test_an_unreadable_file_exits_two(run, tmp_path):
    file = tmp_path / "people.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")

    result = run("organisation", "import-people", str(file), "--json")

    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == "unsupported"
