"""Which cell of a sent table becomes what in a plan."""

import pytest

from app.domain.learning.facts import Facts
from app.domain.learning.imported import FoundTable, read_plan_tables
from app.domain.learning.lines import Line
from tests.support.plan_tables import HEADING, ROWS

LINES = [Line(*row) for row in ROWS]


def read(*rows, above="Arbeid med bistand"):
    return read_plan_tables([FoundTable(above, rows)])


@pytest.mark.parametrize(
    "heading",
    [
        ("Læringsutbytte", "Arena", "Pedagogisk virkemiddel", "Deltakere", "Tid for gjennomføring"),
        ("Læringsutbyte", "Arena", "Pedagogisk verkemiddel", "Deltakarar", "Tid for gjennomføring"),
        ("LÆRINGSMÅL", "Læringsarena", "Metode", "Målgruppe", "Når?"),
        ("Learning outcome", "Arena", "Method", "Participants", "Time"),
        ("Forventet læringsutbytte", "Hvor", "Virkemidler", "Hvem", "Tidspunkt (dato)"),
    ],
)
def test_columns_are_known_by_the_names_that_offices_use(heading):
    (theme,) = read(heading, *ROWS).themes
    assert theme.lines == LINES


def test_columns_may_stand_in_any_order_and_one_may_be_missing():
    (theme,) = read(("Tid", "Deltakere", "Læringsutbytte"), ("I mai", "Alle", "Kunne det")).themes
    assert theme.lines == [Line("Kunne det", participants="Alle", time="I mai")]


def test_empty_cells_stay_empty_and_empty_rows_are_no_rows():
    (theme,) = read(HEADING, *ROWS, ("",) * 5, ("", "Kurs", "", "", "")).themes
    assert theme.lines == [*LINES, Line("", "Kurs")]


def test_a_title_above_the_heading_does_not_hide_the_table():
    (theme,) = read(("Plan våren 2027", "", "", "", ""), ("",) * 5, HEADING, *ROWS).themes
    assert theme.lines == LINES


@pytest.mark.parametrize(
    ("above", "row", "title", "others"),
    [
        ("Vår plan", "Læringstema: Klarspråk", "Klarspråk", []),
        ("Ark1", "Plan våren 2027", "Plan våren 2027", []),
        ("Klarspråk", "Plan våren 2027", "Klarspråk", ["Plan våren 2027"]),
        ("Ark1", "", "", []),
    ],
)
def test_a_row_of_its_own_above_the_headings_names_the_theme(above, row, title, others):
    first = ("Enhet", "Etaten Neset", "", "", "")
    table = FoundTable(above, [first, (row, "", "", "", ""), HEADING, *ROWS], is_sheet=True)

    found = read_plan_tables([table])

    assert [theme.title for theme in found.themes] == [title]
    assert found.other_cells == ["Enhet", "Etaten Neset", *others]


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Tema 1: Klarspråk", "Klarspråk"),
        ("Tema 2 – Klarspråk", "Klarspråk"),
        ("Klarspråk", "Klarspråk"),
        ("Tematisk arbeid", "Tematisk arbeid"),
        ("", ""),
    ],
)
def test_a_theme_is_called_what_stands_above_without_its_number(above, title):
    assert read(HEADING, *ROWS, above=above).themes[0].title == title


def test_a_column_with_themes_parts_the_rows_and_an_empty_cell_goes_on_with_the_last():
    found = read(
        ("Tema", *HEADING),
        ("Klarspråk", *ROWS[0]),
        ("", *ROWS[1]),
        ("Bistand", *ROWS[2]),
        ("Tomt tema", "", "", "", "", ""),
    )
    assert [(theme.title, theme.lines) for theme in found.themes] == [
        ("Klarspråk", LINES[:2]),
        ("Bistand", LINES[2:]),
        ("Tomt tema", []),
    ]


def test_a_cell_over_the_whole_table_names_the_theme_that_follows():
    found = read(HEADING, ["Klarspråk"], ROWS[0], ["Bistand"], HEADING, ROWS[2])
    assert [(theme.title, theme.lines) for theme in found.themes] == [
        ("Klarspråk", LINES[:1]),
        ("Bistand", LINES[2:]),
    ]


def test_a_date_without_words_is_written_as_people_write_it():
    (theme,) = read(HEADING, ("Kunne det", "", "", "", "2027-04-22")).themes
    assert theme.lines[0].time == "22.04.2027"


def test_what_a_plan_has_no_room_for_is_told():
    found = read_plan_tables(
        [
            FoundTable("Ark", [(*HEADING, "Budsjett", "Tom"), (*ROWS[0], "5000", "")]),
            FoundTable("Annet", [("Navn", "Telefon"), ("Ola", "1")]),
            FoundTable("Tomt ark", [("",)]),
        ]
    )
    assert found.other_columns == ["Budsjett"]
    assert found.other_tables == 1


@pytest.mark.parametrize(
    ("heading", "good", "bad"),
    [
        ("Antall plasser", "12", "mange"),
        ("Lenke", "https://etaten.example", "javascript:alert(1)"),
        ("Tid for hver deltaker", "1 time og 30 minutter", "lenge"),
        ("Evalueres", "15. juni 2027", "31. juni 2027"),
        ("Frivillig", "ja", "kanskje"),
        ("Nivå", "Formidle", "Mesterlig"),
        ("Sted", "Kantina", "x" * 301),
    ],
)
def test_what_is_known_of_an_activity_is_read_where_it_can_be_and_else_told(heading, good, bad):
    def read_with(cell):
        table = FoundTable("A", [(*HEADING, heading), (*ROWS[0], cell)])
        return read_plan_tables([table], {"formidle": "convey"})

    assert read_with(good).themes[0].facts != [Facts()]
    assert (read_with(good).fact_columns, read_with(good).other_columns) == ([heading], [])
    assert read_with(bad).themes[0].facts == [Facts()]
    assert (read_with(bad).fact_columns, read_with(bad).other_columns) == ([], [heading])


def test_an_activity_is_known_by_its_id_and_by_nothing_that_only_looks_like_one():
    known = "00000000-0000-0000-0000-000000000007"
    (theme,) = read(("Id", *HEADING), (known, *ROWS[0]), ("7", *ROWS[1])).themes
    assert [str(line.activity_id) for line in theme.lines] == [known, "None"]
