"""A plan's files, opened again as those who get them would: Word, PDF readers, spreadsheets."""

import io
import json
import re
import shutil
import subprocess
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pymupdf
import pytest
from docx import Document
from flask_babel import force_locale
from icalendar import Calendar
from openpyxl import load_workbook
from outloud import check as check_accessibility

from app.domain.learning.document import ActivityEntry, as_json, read_json
from app.exports.plan_files import PlanToFile, plan_file
from app.exports.plan_paper import VersionFacts, plan_paper
from tests.support.plan_documents import FORMULA, big_document, full_document, number, words_of

NOW = datetime(2026, 11, 22, 8, 0, 7, 123_456, tzinfo=UTC)
"""With parts of a second, as every real moment has."""
VERSION = VersionFacts(2, NOW, "Flyttet kurset", "ab" * 32, "Lars Leder")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADINGS = {
    "nb": ("Læringsutbytte", "Arena", "Pedagogisk virkemiddel", "Deltakere"),
    "nn": ("Læringsutbyte", "Arena", "Pedagogisk verkemiddel", "Deltakarar"),
    "en": ("Learning outcome", "Arena", "Method", "Participants"),
}


def made(app, fmt, locale="nb", document=None, version=None):
    document = document or full_document()
    with app.test_request_context():
        plan = PlanToFile(document, version, "etaten-neset", as_json(document))
        return plan_file(plan, fmt, locale, now=NOW)


def as_word(app, *args, **given):
    return Document(io.BytesIO(made(app, "docx", *args, **given).content))


def as_pdf(app, *args, **given):
    return pymupdf.open(stream=made(app, "pdf", *args, **given).content)


def squeezed(text):
    """Words without what a line break at the edge of a cell does to them."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", text)


def text_of_pdf(pdf):
    return squeezed("".join(page.get_text() for page in pdf))


def text_of_word(word):
    return squeezed("".join(word.element.body.itertext()))


def text_of_book(content):
    book = load_workbook(io.BytesIO(content))
    return squeezed(" ".join(str(cell.value) for sheet in book for row in sheet for cell in row))


def missing(document, text):
    return [words for words in words_of(document) if squeezed(words) not in text]


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
def test_every_word_of_the_plan_stands_in_every_file(app, locale):
    document = full_document()

    assert missing(document, text_of_word(as_word(app, locale))) == []
    assert missing(document, text_of_pdf(as_pdf(app, locale))) == []
    assert missing(document, text_of_book(made(app, "xlsx", locale).content)) == []
    assert read_json(made(app, "json", locale).content.decode()) == document


@pytest.mark.parametrize("locale", HEADINGS)
def test_the_five_columns_are_called_what_the_reader_calls_them(app, locale):
    tables = as_word(app, locale).tables
    assert HEADINGS[locale] in [
        tuple(cell.text for cell in table.rows[0].cells)[:4] for table in tables
    ]
    book = load_workbook(io.BytesIO(made(app, "xlsx", locale).content))
    assert tuple(cell.value for cell in book.worksheets[0][1])[2:6] == HEADINGS[locale]


@pytest.mark.parametrize(
    ("locale", "language"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")]
)
def test_a_word_file_says_its_language_and_has_real_headings(app, locale, language):
    word = as_word(app, locale)

    styles = {paragraph.style.name for paragraph in word.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= styles
    (told,) = {lang.get(f"{WORD}val") for lang in word.styles.element.iter(f"{WORD}lang")}
    assert told == language == word.core_properties.language
    assert word.core_properties.title == word.paragraphs[0].text


def test_a_table_in_word_repeats_its_heading_and_joins_the_rows_of_an_outcome(app):
    word = as_word(app)

    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(f"{WORD}tblHeader") is not None
    rows = next(table for table in word.tables if table.cell(0, 0).text == "Læringsutbytte").rows
    assert rows[1].cells[0]._tc is rows[2].cells[0]._tc
    assert rows[2].cells[2].text == "Forelesning"
    assert rows[3].cells[0].text == "Ha et mål uten aktivitet"


@pytest.mark.parametrize("locale", HEADINGS)
def test_a_pdf_passes_the_checks_of_pdf_ua(app, tmp_path, locale):
    """Also where tables go on over pages, with their headings repeated there."""
    document = full_document()
    long = replace(document, arenas=document.arenas * 40, notes=document.notes * 40)
    file = tmp_path / "plan.pdf"
    file.write_bytes(made(app, "pdf", locale, long).content)

    report = check_accessibility(str(file))

    assert (report.error, report.errors) == (None, 0)


def test_only_long_words_are_split_in_a_pdf(app):
    document = replace(full_document(), mandate="Til høsten og om våren. " * 60 + "a" * 20)

    text = "".join(page.get_text() for page in as_pdf(app, document=document))

    split = re.findall(r"(\w+)[-\u00ad]\s*\n(\w+)", text)
    assert [first + rest for first, rest in split if len(first + rest) < 13] == []


def test_columns_without_a_word_and_days_that_the_row_tells_are_left_out(app):
    document = full_document()
    (arena,), (signal,) = document.arenas, document.signals
    seminar = document.themes[0].outcomes[0].activities[0]
    alone = ActivityEntry(seminar.id, *seminar.cells, days=seminar.days)
    outcome = replace(document.themes[0].outcomes[0], activities=(alone,))
    plain = replace(
        document,
        arenas=(replace(arena, informal=""),),
        signals=(replace(signal, issued_on=None),),
        themes=(replace(document.themes[0], outcomes=(outcome,)),),
    )

    tables = as_word(app, document=plain).tables

    headings = [[cell.text for cell in table.rows[0].cells] for table in tables]
    assert ["Føring", "Fra", "Avsnitt"] in headings
    assert ["Arena", "Hvor ofte", "Deltakere", "Ansvarlig", "Hvor", "Formål"] in headings
    assert ["Aktivitet", "Opplysninger"] not in headings


def test_a_pdf_has_a_title_a_language_and_a_bookmark_for_each_theme(app):
    pdf = as_pdf(app, "nn")

    assert pdf.metadata["title"] == "Plan for læring, våren 2027"
    assert pdf.xref_get_key(pdf.pdf_catalog(), "Lang")[1] == "nn-NO"
    marks = [title for _level, title, _page in pdf.get_toc()]
    assert [mark for mark in marks if mark.startswith("Tema 1")] == ["Tema 1: Arbeid med bistand"]


def test_signs_that_no_font_has_become_squares_and_the_file_says_so(app):
    document = replace(full_document(), mandate="Lær 日本 😀 og мир")

    text = text_of_pdf(as_pdf(app, document=document))

    assert "Lær□□□ogмир" in text
    assert "ertegnetsom□" in text


def test_ordinary_signs_of_our_languages_are_all_drawn(app):
    signs = "æøåÆØÅ áčđŋšŧž ÁČĐŊŠŦŽ äöü ñ «» – — … • ≥ ≤ → ½ € ł ő Привет Ελληνικά"
    document = replace(full_document(), mandate=signs)

    text = text_of_pdf(as_pdf(app, document=document))

    assert squeezed(signs) in text
    assert "□" not in text


def test_texts_that_look_like_formulas_stay_texts(app):
    sheet = load_workbook(io.BytesIO(made(app, "xlsx").content)).worksheets[0]

    (row,) = (row for row in sheet.iter_rows(min_row=2) if row[3].value == FORMULA)
    assert [cell.data_type for cell in row[2:7]] == ["s"] * 5
    assert row[2].value == "@SUM(1+1)"


def test_a_spreadsheet_has_a_row_for_each_activity_with_its_id(app):
    document = full_document()
    sheet = load_workbook(io.BytesIO(made(app, "xlsx").content)).worksheets[0]

    ids = [row[0].value for row in sheet.iter_rows(min_row=2)]

    activities = [
        str(one.id)
        for theme in document.themes
        for each in theme.outcomes
        for one in each.activities
    ]
    assert [id_ for id_ in ids if id_] == activities
    assert ids.count(None) == 2  # an outcome without activity, a theme without outcome


@pytest.mark.parametrize("state", ["draft", "hearing"])
def test_an_unfinished_plan_says_so_on_every_sheet(app, state):
    document = replace(full_document(), state=state)

    pages = [page.get_text() for page in as_pdf(app, document=document)]

    assert all("UTKAST" in page for page in pages)
    assert as_word(app, document=document).sections[0].header.paragraphs[0].text == "UTKAST"


@pytest.mark.parametrize("state", ["approved", "evaluated", "archived"])
def test_a_plan_that_holds_is_no_draft(app, state):
    document = replace(full_document(), state=state)

    assert "UTKAST" not in text_of_pdf(as_pdf(app, document=document))
    assert as_word(app, document=document).sections[0].header.paragraphs[0].text == ""


def test_a_version_says_which_it_is_and_its_json_is_what_was_sealed(app):
    text = text_of_pdf(as_pdf(app, version=VERSION))

    for said in ("Versjon 2", "22. november 2026", "Lars Leder", "Flyttet kurset", "ab" * 32):
        assert squeezed(said) in text
    document = full_document()
    assert json.loads(made(app, "json", version=VERSION).content) == json.loads(as_json(document))


@pytest.mark.parametrize(("locale", "name"), [("nb", "Evaluering: "), ("nn", "Evaluering: ")])
def test_a_calendar_has_each_day_with_its_hours_and_nobody_by_name(app, locale, name):
    content = made(app, "ics", locale).content

    events = list(Calendar.from_ical(content).walk("VEVENT"))

    first, evaluation = events
    assert first["summary"] == "Foredrag av en veileder: Kjenne hovedtrekkene"
    assert first["dtstart"].dt == datetime(2027, 4, 22, 9, tzinfo=ZoneInfo("Europe/Oslo"))
    assert first["location"] == "Møterommet Fjorden"
    assert first["uid"] == f"{number(1)}-1@dugnad"
    assert evaluation["summary"].startswith(name)
    assert evaluation["dtstart"].dt == date(2027, 6, 1)
    assert "Prøve".encode() not in content


def test_a_person_who_is_erased_is_nobody_in_the_files(app):
    document = full_document().with_names({})

    text = text_of_word(as_word(app, document=document))

    assert "ÅsePrøve" not in text
    assert "tidligerebruker" in text


def test_a_file_is_called_what_it_is(app):
    named = made(app, "docx", version=VERSION).name
    assert named == "Plan for læring, våren 2027, Etaten Neset, versjon 2.docx"


def test_a_large_plan_is_made_in_less_than_a_second(app):
    document = big_document()
    made(app, "pdf", document=document)
    for fmt in ("pdf", "docx", "xlsx"):
        begun = time.process_time()
        made(app, fmt, document=document)
        assert time.process_time() - begun < 1


def test_word_files_open_in_libreoffice_with_every_table_and_cell(app, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "plan.docx").write_bytes(made(app, "docx").content)

    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/home",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "plan.docx")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip

    with pymupdf.open(tmp_path / "plan.pdf") as pdf:
        text = text_of_pdf(pdf)
        found = sum(len(page.find_tables().tables) for page in pdf)
    assert missing(full_document(), text) == []
    with app.test_request_context(), force_locale("nb"):
        paper = plan_paper(full_document(), now=NOW)
    assert found >= sum(hasattr(block, "rows") for block in paper.blocks)
