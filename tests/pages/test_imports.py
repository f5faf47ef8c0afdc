"""People and units from a file: seen first, then all of it or nothing."""

import io

import openpyxl
import pytest
from sqlalchemy import func, select

from app.domain.columns import PERSON_COLUMNS, UNIT_COLUMNS, guess_columns
from app.domain.permissions import Role
from app.models import Affiliation, Body, Membership, Person, Upload
from tests.support.factories import make_body, make_person
from tests.support.statements import recorded_statements

PEOPLE = "/administrasjon/personer/import"
UNITS = "/administrasjon/enheter/import"
HEAD = "Navn;E-post;Enhet;Rolle;Fra og med;Til og med\n"


@pytest.fixture
def office(session):
    body = make_body(session, name="Etaten Prøvevik")
    body.slug = "provevik"
    return body


@pytest.fixture
def admin(browser, session, office):
    person = make_person(session, name="Alma", body=office, role=Role.ADMINISTRATOR)
    session.commit()
    browser.sign_in(person)
    return person


def send(browser, url, content, name="personer.csv"):
    """Sends the file; the address of the preview, or the refused page."""
    content = content.encode() if isinstance(content, str) else content
    answer = browser.client.post(
        url, data={"csrf_token": browser.token(url), "file": (io.BytesIO(content), name)}
    )
    assert answer.status_code == 303, answer.text
    return answer.location


def apply(browser, preview):
    page = browser.open(preview)
    fields = {each["name"]: each["value"] for each in page.select("main form[method=post] input")}
    return browser.client.post(preview, data=fields)


def count(session, table):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def person(session, email):
    session.rollback()
    return session.scalars(select(Person).where(Person.email == email)).one()


def test_nothing_is_saved_before_one_says_so(browser, session, admin):
    before = count(session, Person)
    preview = send(browser, PEOPLE, HEAD + "Kari;kari@etaten.example;provevik;;;\n")

    page = browser.open(preview)

    assert "1 nye" in page.text
    assert count(session, Person) == before


def test_everybody_is_added_with_their_role(browser, session, admin, office):
    council = make_body(session, kind="council", name="Brukerutvalget")
    session.commit()
    rows = (
        "Kari Prøve;KARI@etaten.example;provevik;;;\n"
        "Ola Prøve;ola@etaten.example;Etaten Prøvevik;leder;;31.12.2030\n"
        "Per Prøve;per@etaten.example;brukerutvalget;;2020-01-01;\n"
    )

    answer = apply(browser, send(browser, PEOPLE, HEAD + rows))

    assert answer.location == "/administrasjon/personer"
    held = {
        email: (role, body_id)
        for email, role, body_id in session.execute(
            select(Person.email, Membership.role, Membership.body_id).join(
                Membership, Membership.person_id == Person.id
            )
        )
    }
    assert held["kari@etaten.example"] == ("staff", office.id)
    assert held["ola@etaten.example"] == ("leader", office.id)
    assert held["per@etaten.example"] == ("council_member", council.id)
    assert count(session, Upload) == 0


def test_a_role_from_a_file_never_begins_in_the_past(browser, session, admin, clock):
    apply(browser, send(browser, PEOPLE, HEAD + "Kari;k@etaten.example;provevik;;2020-01-01;\n"))

    [starts_at] = session.scalars(
        select(Membership.starts_at).where(
            Membership.person_id == person(session, "k@etaten.example").id
        )
    )
    assert starts_at == clock.now()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("=HYPERLINK(1);x@etaten.example;provevik;;;", "ser ut som en formel"),
        ("+47;x@etaten.example;provevik;;;", "ser ut som en formel"),
        ("Kari;ALMA2@etaten.example;provevik;;;", "Adressen står også i rad 2"),
        ("Kari;x@etaten.example;provevik;administrator;;", "kan ikke gis fra en fil"),
        ("Kari;x@etaten.example;provevik;sjef;;", "kan ikke gis fra en fil"),
        ("Kari;x@etaten.example;provevik;brukerrepresentant;;", "passer ikke i Etaten Prøvevik"),
        ("Kari;x@etaten.example;et annet sted;;;", "Fant ingen enhet"),
        ("Kari;ikke en adresse;provevik;;;", "er ikke en e-postadresse"),
        ("Kari;аlma@etaten.example;provevik;;;", "er ikke en e-postadresse"),
        (";x@etaten.example;provevik;;;", "Navnet mangler"),
        ("Kari;x@etaten.example;provevik;;i går;", "Datoen må skrives"),
        ("Kari;x@etaten.example;provevik;;2027-01-01;2026-12-31", "over før den begynner"),
        ("Kari;stengt@etaten.example;provevik;;;", "er stengt"),
    ],
)
def test_one_bad_row_keeps_all_of_them_out_jb4(browser, session, admin, clock, row, said):
    closed = make_person(session, email="stengt@etaten.example")
    closed.disabled_at = clock.now()
    session.commit()
    before = count(session, Person), count(session, Membership)
    content = HEAD + "God Rad;alma2@etaten.example;provevik;;;\n" + row + "\n"
    preview = send(browser, PEOPLE, content)

    page = browser.open(preview)
    assert "Rad 3:" in page.text
    assert said in page.text
    answer = browser.post(preview)

    assert answer.status_code == 422
    assert (count(session, Person), count(session, Membership)) == before


def test_what_changed_since_the_preview_is_seen_when_it_is_applied_jb4(
    browser, session, admin, office
):
    preview = send(browser, PEOPLE, HEAD + "Kari;kari@etaten.example;provevik;;;\n")
    page = browser.open(preview)
    assert page.select("main form[method=post]")
    before = count(session, Person)
    session.get(Body, office.id).name = "Omdøpt"
    session.get(Body, office.id).slug = "omdopt"
    session.commit()

    assert browser.post(preview).status_code == 422
    assert count(session, Person) == before


def test_a_second_time_changes_nothing(browser, session, admin):
    content = HEAD + "Kari;kari@etaten.example;provevik;;;\n"
    apply(browser, send(browser, PEOPLE, content))
    before = count(session, Person), count(session, Membership)
    preview = send(browser, PEOPLE, content)
    assert "0 nye. 1 er her fra før" in browser.open(preview).text

    apply(browser, preview)

    assert (count(session, Person), count(session, Membership)) == before


def test_somebody_known_keeps_their_name_and_gets_one_more_role(browser, session, admin):
    make_person(session, name="Kari Selv", email="kari@etaten.example")
    session.commit()

    apply(browser, send(browser, PEOPLE, HEAD + "KARI S.;kari@etaten.example;provevik;leder;;\n"))

    kari = person(session, "kari@etaten.example")
    roles = session.scalars(select(Membership.role).where(Membership.person_id == kari.id)).all()
    assert (kari.name, roles) == ("Kari Selv", ["leader"])


def test_columns_are_guessed_shown_and_corrected(browser, session, admin):
    content = "Hvem;Kontakt;Sted\nKari;kari@etaten.example;provevik\n"
    preview = send(browser, PEOPLE, content)
    page = browser.open(preview)
    assert "Ingen kolonne er valgt for «Navn»" in page.text
    assert page.select_one("#column-name option[selected]") is None

    corrected = f"{preview}?name=0&email=1&unit=2&role=&from=&to="
    page = browser.open(corrected)
    assert "1 nye" in page.text

    assert apply(browser, corrected).status_code == 303
    assert person(session, "kari@etaten.example").name == "Kari"


@pytest.mark.parametrize("place", ["-1", "99", "x", "1e9"])
def test_a_column_that_is_not_there_is_no_crash_in1(browser, admin, place):
    preview = send(browser, PEOPLE, HEAD + "Kari;k@etaten.example;provevik;;;\n")

    browser.open(f"{preview}?name={place}&email=1&unit=2")


def test_an_excel_file_is_read_too(browser, session, admin):
    book = openpyxl.Workbook()
    book.active.append(["Navn", "E-post", "Enhet"])
    book.active.append(["Kari", "kari@etaten.example", "provevik"])
    stored = io.BytesIO()
    book.save(stored)

    apply(browser, send(browser, PEOPLE, stored.getvalue(), "personer.xlsx"))

    assert person(session, "kari@etaten.example").name == "Kari"


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0 gammel", b"PK\x03\x04 ikke zip"])
def test_a_file_that_is_no_table_is_refused_beside_the_field(browser, admin, content):
    answer = browser.client.post(
        PEOPLE,
        data={"csrf_token": browser.token(PEOPLE), "file": (io.BytesIO(content), "x.csv")},
    )

    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_another_administrators_file_is_not_to_be_seen_ac3(
    browser, new_browser, session, admin, office
):
    preview = send(browser, PEOPLE, HEAD + "Kari;k@etaten.example;provevik;;;\n")
    other = make_person(session, body=office, role=Role.ADMINISTRATOR)
    session.commit()

    new_browser().sign_in(other).open(preview, status=404)
    browser.open(preview.replace("personer", "enheter"), status=404)


def test_a_preview_takes_the_same_few_statements_at_two_sizes(browser, admin):
    def statements(rows):
        content = HEAD + "".join(f"Navn {n};n{n}@etaten.example;provevik;;;\n" for n in range(rows))
        preview = send(browser, PEOPLE, content)
        with recorded_statements() as recorded:
            browser.open(preview)
        return len(recorded)

    assert statements(2) == statements(200) <= 6


UNIT_HEAD = "Navn;Type;Overordnet;Kortnavn;Kommuner\n"
TREE = UNIT_HEAD + (
    "Team Sør;team;kontoret;;\n"
    "Kontoret;kontor;Region Sør;kontoret;Sørvik kommune, Nordvik kommune\n"
    "Region Sør;region;Etaten Prøvevik;;\n"
    "Brukerutvalget;brukerutvalg;kontoret;;\n"
)


def body(session, slug):
    return session.scalars(select(Body).where(Body.slug == slug)).one()


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
@pytest.mark.parametrize(("url", "names"), [(PEOPLE, PERSON_COLUMNS), (UNITS, UNIT_COLUMNS)])
def test_the_example_has_the_headings_that_the_preview_asks_for(
    browser, session, admin, url, names, locale
):
    admin.locale = locale
    session.commit()
    example = browser.open(url).pre.text.strip()

    headings = example.splitlines()[0].split(";")

    assert guess_columns(headings, names) == {name: place for place, name in enumerate(names)}
    preview = browser.open(send(browser, url, example))
    assert [label.text for label in preview.select("details .ds-label")] == headings


def test_units_come_in_any_order_and_find_their_place(browser, session, admin, office):
    answer = apply(browser, send(browser, UNITS, TREE))

    assert answer.location == "/administrasjon/enheter"
    session.rollback()
    team, kontoret = body(session, "team-sor"), body(session, "kontoret")
    assert team.path.startswith(kontoret.path)
    assert kontoret.path.startswith(office.path)
    beside = session.scalars(
        select(Body.name)
        .join(Affiliation, Affiliation.body_id == Body.id)
        .where(Affiliation.unit_id == kontoret.id)
    )
    assert sorted(beside) == ["Brukerutvalget", "Nordvik kommune", "Sørvik kommune"]


def test_the_preview_shows_parents_as_written_and_municipalities_that_are_made(
    browser, session, admin, office
):
    make_body(session, kind="municipality", name="Nordvik kommune")
    session.commit()
    preview = browser.open(send(browser, UNITS, TREE))

    assert "Dessuten blir disse kommunene lagt til: Sørvik kommune." in preview.text
    parents = [row.select("td")[3].text for row in preview.select("tbody tr")]
    assert "Region Sør" in parents
    assert "Etaten Prøvevik" in parents


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
def test_an_unknown_type_is_told_the_types_there_are_and_all_of_them_work(
    browser, session, admin, locale
):
    admin.locale = locale
    session.commit()

    page = browser.open(send(browser, UNITS, UNIT_HEAD + "A;slott;;;\n"))

    (text,) = [item.text for item in page.select(".ds-alert li")]
    kinds = text.rsplit(": ", 1)[1].rstrip(".").split(", ")
    assert len(kinds) == 10
    rows = "".join(f"Enhet {n};{kind};;;\n" for n, kind in enumerate(kinds))
    assert not browser.open(send(browser, UNITS, UNIT_HEAD + rows)).select(".ds-alert li")
    assert page.select_one(f".ds-alert a[href='{UNITS}']"), "the way to send a better file"


def test_units_sent_twice_change_nothing(browser, session, admin):
    apply(browser, send(browser, UNITS, TREE))
    before = count(session, Body), count(session, Affiliation)
    preview = send(browser, UNITS, TREE)
    assert "0 nye. 4 er her fra før" in browser.open(preview).text

    apply(browser, preview)

    assert (count(session, Body), count(session, Affiliation)) == before


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A;kontor;Ingen slik;;\n", "Fant ingen enhet"),
        ("A;kontor;b;a;\nB;kontor;a;b;\n", "ligger under seg selv"),
        ("A;kontor;;x;\nB;kontor;;x;\n", "Samme kortnavn som i rad 2"),
        ("A;slott;;;\n", "er ukjent"),
        ("@A;kontor;;;\n", "ser ut som en formel"),
        ("Ny;team;;provevik;\n", "av en annen type"),
        ("U;brukerutvalg;;u;\nA;kontor;u;;\n", "Fant ingen enhet"),
    ],
)
def test_one_bad_unit_keeps_all_of_them_out_jb4(browser, session, admin, rows, said):
    before = count(session, Body)
    preview = send(browser, UNITS, UNIT_HEAD + rows)

    assert said in browser.open(preview).text
    assert browser.post(preview).status_code == 422
    assert count(session, Body) == before
