"""The plan as a workbook: a row an activity, to be worked on and brought back."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO
from uuid import UUID

from flask_babel import gettext as _

from app.domain.learning.document import ActivityEntry, PlanDocument
from app.exports.activity_facts import every_fact
from app.exports.cells import Cell
from app.exports.paper import Grid, Heading, Paper, Points, Text
from app.exports.xlsx_format import Sheet, xlsx_file
from app.learning import names as called

_NOTHING = ActivityEntry(UUID(int=0))


def plan_xlsx(document: PlanDocument, paper: Paper, *, now: datetime) -> IO[bytes]:
    """Three sheets: activities, the rest of what the plan says, and the file's own facts."""
    sheets = [
        Sheet(_("Aktiviteter"), _headings(), _rows(document)),
        Sheet(_("Om planen"), (_("Del av planen"), _("Innhold")), _texts(paper)),
    ]
    return xlsx_file(sheets, now=now)


def _headings() -> list[str]:
    facts = [name for name, _said in every_fact(_NOTHING)]
    return [_("Id"), _("Tema"), *called.column_names().values(), _("Nivå"), *facts]


def _rows(document: PlanDocument) -> Iterator[list[Cell]]:
    """An outcome without activities has a row, and so has a theme without outcomes."""
    for theme in document.themes:
        if not theme.outcomes:
            yield _row(theme.title, "", None, "")
        for outcome in theme.outcomes:
            level = called.level_name(outcome.level)
            for activity in outcome.activities or (None,):
                yield _row(theme.title, outcome.text, activity, level)


def _row(theme: str, outcome: str, activity: ActivityEntry | None, level: str) -> list[Cell]:
    known = activity or _NOTHING
    facts = [said for _name, said in every_fact(known)]
    id_ = str(activity.id) if activity else None
    return [id_, theme, outcome, *known.cells, level, *facts]


def _texts(paper: Paper) -> Iterator[list[Cell]]:
    """What stands around the tables of the themes, under the heading it stands below."""
    part = paper.title
    yield [part, paper.under]
    for block in paper.blocks:
        match block:
            case Heading():
                part = block.text
            case Text():
                yield [part, block.text]
            case Points():
                for point in block.points:
                    yield [part, point]
            case Grid(joins=False):
                for row in block.rows:
                    said = zip(block.headings, row, strict=True)
                    yield [part, "\n".join(f"{name}: {cell}" for name, cell in said if cell)]
