"""Headings in the languages people use lead to the right fields."""

import csv

import pytest

from app.domain.columns import IDEA_COLUMNS, PERSON_COLUMNS, UNIT_COLUMNS, guess_columns
from tests.support.real_data import REAL_DATA, needed


def guessed(headings: str, names=IDEA_COLUMNS) -> dict[str, str]:
    columns = headings.split(",")
    return {field: columns[place] for field, place in guess_columns(columns, names).items()}


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("bokmål", "Nr,Tittel,Beskrivelse,Tema,Kostnad,Forslagsstiller,Opprettet"),
        ("nynorsk", "Nummer,Framlegg,Omtale,Emne,Timar,Innsendar,Oppretta"),
        ("English", "ID,Title,Description,Category,Cost,Author,Created at"),
        ("Spanish", "Código,Título,Resumen,Categoría,Presupuesto,Autor,Fecha"),
        ("Catalan", "Codi,Títol,Descripció,Categoria,Pressupost,Autoria,Data"),
        ("Polish", "Numer,Tytuł,Opis,Kategoria,Koszt,Wnioskodawca,Data utworzenia"),
    ],
)
def test_the_headings_of_each_language_are_known(language, headings):
    assert list(guess_columns(headings.split(","), IDEA_COLUMNS).values()) == list(range(7)), (
        language
    )


@pytest.mark.parametrize("heading", ["created_at", "createdAt", "CREATED AT", " Created-at: "])
def test_case_and_signs_between_words_do_not_count(heading):
    assert guessed(f"title,{heading}") == {"title": "title", "created_at": heading}


def test_a_heading_that_explains_itself_is_understood_by_how_it_begins():
    assert guessed("Tittel på forslaget,E-post,Tema (velg ett)") == {
        "title": "Tittel på forslaget",
        "topic": "Tema (velg ett)",
    }


def test_an_exact_name_goes_before_a_beginning_and_a_likelier_name_before_another():
    assert guessed("code,title es,id,Title") == {"external_id": "id", "title": "Title"}


def test_columns_that_only_look_alike_are_left_alone():
    assert guessed("author_kind,numComments,identitet,subtitle,subcategory,time_taken") == {}


def test_no_column_serves_two_fields():
    guess = guess_columns(["navn", "navn", "kode"], IDEA_COLUMNS)
    assert guess == {"external_id": 2, "title": 0}
    assert guess_columns([], IDEA_COLUMNS) == {}


def test_lists_of_people_and_of_units_are_understood():
    assert guessed("Navn,E-postadresse,Enhet,Rolle,Fra og med,Til og med", PERSON_COLUMNS) == {
        "name": "Navn", "email": "E-postadresse", "unit": "Enhet", "role": "Rolle",
        "from": "Fra og med", "to": "Til og med",
    }  # fmt: skip
    assert guessed("Kode,Namn,Slag,Overordna eining,Kommunar", UNIT_COLUMNS) == {
        "name": "Namn", "kind": "Slag", "parent": "Overordna eining", "slug": "Kode",
        "municipality": "Kommunar",
    }  # fmt: skip


@pytest.mark.parametrize("names", [IDEA_COLUMNS, PERSON_COLUMNS, UNIT_COLUMNS])
def test_no_name_stands_for_two_fields(names):
    every = [name for wanted in names.values() for name in wanted]
    assert len(every) == len(set(every))


REAL_HEADINGS = {
    "decide-madrid-consul": {
        "external_id": "id", "title": "title", "body": "summary", "created_at": "date",
    },
    "decidim-barcelona-pam2016": {
        "external_id": "id", "title": "title", "body": "summary", "topic": "category",
        "created_at": "created_at",
    },
}  # fmt: skip


@pytest.mark.parametrize("folder", REAL_HEADINGS)
def test_real_proposal_files_are_understood(folder):
    path = needed(REAL_DATA / folder / "proposals.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))

    assert guessed(",".join(headings)) == REAL_HEADINGS[folder]
