"""`flask ideas …`: parse, call one service, print what happened."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from app.accounts.queries import get_actor
from app.cli.output import REFUSED, UNKNOWN, answering, fail, json_option, print_json
from app.core.db import atomic, db
from app.core.tabular import Table, UnreadableTableError, read_table
from app.domain.addresses import same_address
from app.domain.columns import IDEA_COLUMNS, guess_columns
from app.domain.errors import NotFoundError, UnsupportedError
from app.domain.permissions import Actor
from app.domain.text import clean_line
from app.ideas.queries.likeness import find_similar
from app.ideas.services.importing import Imported, import_ideas
from app.models import Campaign, Person
from app.web.clock import clock, now

group = AppGroup("ideas", help="Take in proposals, and find those that resemble a text.")

FIELDS = ("external_id", "title", "body", "topic", "cost")
"""The columns that are used; whose proposals they are is said by --author."""
ROWS_SHOWN = 5
WIDTH_SHOWN = 60


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--campaign", "slug", required=True, help="The campaign's short name.")
@click.option("--author", "email", required=True, help="Whose proposals they become.")
@click.option("--map", "mapped", multiple=True, metavar="FIELD=HEADING", help="Mend the guess.")
@click.option("--sheet", help="Which sheet of an XLSX file; the first where not said.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--skip-errors", is_flag=True, help="Take the good rows although others are wrong.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@json_option
@with_appcontext
def import_(
    file: Path,
    slug: str,
    email: str,
    mapped: tuple[str, ...],
    sheet: str | None,
    yes: bool,
    skip_errors: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Hand in the rows of a CSV or XLSX FILE as proposals. Safe to run again."""
    try:
        with answering(as_json=as_json):
            table = read_table(io.BytesIO(file.read_bytes()), sheet=sheet)
            columns = _columns(table.headings, mapped)
            rows = list(table.rows)
            if not (yes or dry_run):
                _ask(Table(table.headings, iter(rows[:ROWS_SHOWN])), columns, len(rows))
            with atomic() as session:
                imported = import_ideas(
                    session,
                    _author(email),
                    slug,
                    rows,
                    columns,
                    skip_errors=skip_errors,
                    is_dry_run=dry_run,
                    strict_topics=any(each.startswith("topic=") for each in mapped),
                    progress=_show_progress,
                    clock=clock(),
                )
    except UnreadableTableError as error:
        fail(error.code, str(error), as_json=as_json, status=UNKNOWN)
    except OSError as error:
        fail("unreadable", error.strerror or "", as_json=as_json, status=UNKNOWN)
    _answer(imported, as_json=as_json)
    if imported.errors and not skip_errors:
        sys.exit(REFUSED)


def _columns(headings: Sequence[str], mapped: Sequence[str]) -> dict[str, int]:
    """The guess from the headings, mended by --map; an empty heading leaves a field out.

    Raises UnsupportedError where a field or heading does not exist.
    """
    guess = guess_columns(headings, IDEA_COLUMNS)
    columns = {name: guess[name] for name in FIELDS if name in guess}
    for each in mapped:
        name, _, heading = each.partition("=")
        if name not in FIELDS:
            raise UnsupportedError(f"--map {each}: the fields are {', '.join(FIELDS)}")
        columns.pop(name, None)
        if heading:
            if clean_line(heading) not in headings:
                raise UnsupportedError(f"--map {each}: no such heading")
            columns[name] = headings.index(clean_line(heading))
    if "title" not in columns:
        raise UnsupportedError("no column looks like a title; name it with --map title=HEADING")
    return columns


def _ask(table: Table, columns: dict[str, int], total: int) -> None:
    """Show the guess and the first rows on standard error, and ask."""
    for name in FIELDS:
        heading = table.headings[columns[name]] if name in columns else "–"
        click.echo(f"{name:12} ← {heading}", err=True)
    for number, cells in table.rows:
        shown = " | ".join(cells[place][:WIDTH_SHOWN] for place in columns.values())
        click.echo(f"row {number}: {shown}", err=True)
    click.confirm(f"Import {total} rows?", abort=True, err=True)


def _author(email: str) -> Actor:
    session = db.session()
    person_id = session.scalar(select(Person.id).where(Person.email == same_address(email)))
    if person_id is None:
        raise NotFoundError("nobody has that address")
    return get_actor(session, person_id, now=now())


def _show_progress(done: int, total: int) -> None:
    click.echo(f"{done} of {total} proposals written", err=True)


def _answer(imported: Imported, *, as_json: bool) -> None:
    if imported.unknown_topics:
        click.echo(
            f"{imported.unknown_topics} rows name a topic the campaign does not have; "
            "they came in without one",
            err=True,
        )
    if imported.national_ids:
        numbers = ", ".join(map(str, imported.national_ids[:ROWS_SHOWN]))
        click.echo(
            f"{len(imported.national_ids)} rows may hold a national identity number; "
            f"look at rows {numbers}",
            err=True,
        )
    if as_json:
        errors = [{"row": error.row, "message": error.message} for error in imported.errors]
        print_json({"created": imported.created, "unchanged": imported.unchanged, "errors": errors})
        return
    for error in imported.errors:
        click.echo(f"row {error.row}: {error.message}", err=True)
    click.echo(
        f"{imported.created} created, {imported.unchanged} unchanged, {len(imported.errors)} wrong"
    )


@group.command("similar")
@click.option("--campaign", "slug", required=True, help="The campaign's short name.")
@click.option("--title", required=True, help="The title to compare with.")
@click.option("--body", default="", help="The text below it, if any.")
@json_option
@with_appcontext
def similar(slug: str, title: str, body: str, as_json: bool) -> None:
    """Print at most five proposals of a campaign that resemble a text, best first."""
    with answering(as_json=as_json):
        session = db.session()
        campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
        if campaign is None:
            raise NotFoundError(f"campaign {slug}")
        found = find_similar(session, campaign, f"{clean_line(title)}\n{body}")
    if as_json:
        print_json(
            {"items": [{"id": str(e.id), "title": e.title, "score": e.score} for e in found]}
        )
        return
    for each in found:
        click.echo(f"{each.score:.2f}  {each.title}")
