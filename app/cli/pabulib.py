"""`flask campaigns import-pabulib`: a published campaign from an election in a file."""

from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.campaigns import group
from app.cli.output import UNKNOWN, answering, fail, json_option, print_json
from app.core.db import atomic
from app.domain.errors import UnreadableError
from app.domain.pabulib import parse_pabulib
from app.domain.slugs import slug_of
from app.domain.tally.rules import RULES
from app.voting.explanations import package_texts
from app.voting.services import import_election
from app.web.clock import clock

LONGEST_SLUG = 100
LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; the largest known election has about a tenth of that."""


@group.command("import-pabulib")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rule",
    type=click.Choice(sorted(RULES)),
    help="How it is counted; else as such ballots usually are.",
)
@click.option("--seats", type=click.IntRange(1), help="So many win, instead of the budget.")
@json_option
@with_appcontext
def import_pabulib(file: Path, rule: str | None, seats: int | None, as_json: bool) -> None:
    """Make a published campaign of the election in FILE; a second time does nothing.

    Approval and choose-1 become votes, cumulative dots, scoring points, ordinal a ranking.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            fail("too_large", "the file is too large", as_json=as_json, status=UNKNOWN)
        content = file.read_bytes()
        election = parse_pabulib(content.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, UnreadableError) as error:
        fail("unreadable", _reason(error), as_json=as_json, status=UNKNOWN)
    with answering(as_json=as_json):
        imported = import_election(
            atomic,
            election,
            slug=slug_of(file.stem, most=LONGEST_SLUG),
            digest=sha256(content).hexdigest(),
            rule=rule,
            seats=seats,
            texts=package_texts,
            clock=clock(),
        )
        if as_json:
            print_json(asdict(imported))
        else:
            click.echo(
                f"{imported.slug}: {imported.ideas} ideas, {imported.voters} voters, "
                f"{imported.marks} marks"
            )


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the file is not text in UTF-8"
    if isinstance(error, OSError):
        return error.strerror or "the file cannot be read"
    return str(error)
