"""`flask organisation …`: parse, call one service, print what happened."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.cli.output import REFUSED, answering, json_option, print_json
from app.core.db import atomic
from app.domain.columns import PERSON_COLUMNS, UNIT_COLUMNS, Names
from app.organisation.services.files import RowError, SentTable, read_sent
from app.organisation.services.import_bodies import import_bodies
from app.organisation.services.import_people import import_people
from app.organisation.services.operator import OPERATOR
from app.organisation.texts import row_text
from app.web.clock import now

group = AppGroup("organisation", help="Units, other bodies and the people in them.")

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@group.command("import-units")
@file_argument
@json_option
def import_units(file: Path, as_json: bool) -> None:
    """Add the units, councils and partners in FILE (CSV or XLSX): all, or none."""
    with answering(as_json=as_json):
        table = _read(file, UNIT_COLUMNS)
        with atomic() as session:
            plan = import_bodies(session, OPERATOR, table, table.guess)
    _tell(plan.created, plan.unchanged, plan.errors, as_json=as_json)


@group.command("import-people")
@file_argument
@json_option
def import_people_command(file: Path, as_json: bool) -> None:
    """Add the people in FILE (CSV or XLSX) with their roles: all, or none."""
    with answering(as_json=as_json):
        table = _read(file, PERSON_COLUMNS)
        with atomic() as session:
            plan = import_people(session, OPERATOR, table, table.guess, now=now())
    _tell(plan.created + plan.joined, plan.unchanged, plan.errors, as_json=as_json)


def _read(file: Path, names: Names) -> SentTable:
    """An unreadable file is a matter of usage; see `answering`."""
    return read_sent(file.read_bytes(), names)


def _tell(created: int, unchanged: int, errors: Sequence[RowError], *, as_json: bool) -> None:
    """With errors nothing was written, so nothing counts as created."""
    answer: dict[str, Any] = {
        "created": 0 if errors else created,
        "unchanged": 0 if errors else unchanged,
        "errors": [{"row": error.row, "message": row_text(error)} for error in errors],
    }
    if as_json:
        print_json(answer)
    else:
        for error in answer["errors"]:
            click.echo(f"row {error['row']}: {error['message']}", err=True)
        click.echo(f"{answer['created']} created, {answer['unchanged']} unchanged")
    if errors:
        sys.exit(REFUSED)
