"""Plans as offices have them in Word and Excel, made here cell by cell."""

import io
import zipfile

from docx import Document
from openpyxl import Workbook

HEADING = ("Læringsutbytte", "Arena", "Pedagogisk virkemiddel", "Deltakere", "Tid")
ROWS = (
    ("Kjenne hovedtrekkene", "Personalseminar", "Foredrag", "Alle", "to dager i april"),
    ("Kjenne hovedtrekkene", "Personalseminar", "Forelesning", "Alle", ""),
    ("Kunne bruke metoden", "", "", "Veiledere i prosjektet", "fortløpende"),
)


def word_plan(themes=(("Tema 1: Arbeid med bistand", ROWS),), heading=HEADING, edit=None):
    """A table under a heading for each theme."""
    document = Document()
    document.add_paragraph("Plan for læring")
    for title, rows in themes:
        document.add_heading(title, 1)
        document.add_paragraph("Noen ord om temaet.")
        table = document.add_table(rows=0, cols=len(heading))
        for row in (heading, *rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        if edit:
            edit(table)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def excel_plan(sheets=(("Arbeid med bistand", (HEADING, *ROWS)),)):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content, changes):
    """The same archive with some members replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member not in changes:
                new.writestr(member, old.read(member))
        for member, held in changes.items():
            new.writestr(member, held)
    return file.getvalue()
