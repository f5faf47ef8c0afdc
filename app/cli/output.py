"""How commands answer: results on stdout, one JSON object with `--json`, exit 0, 1 or 2."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from app.domain.errors import DomainError, NotFoundError, UnreadableError, UnsupportedError

REFUSED = 1
UNKNOWN = 2

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def print_json(answer: dict[str, Any]) -> None:
    """The one object on standard output."""
    click.echo(json.dumps(answer, ensure_ascii=False))


def fail(code: str, message: str, *, as_json: bool, status: int) -> NoReturn:
    """End the command: one JSON object on standard output, or a line on standard error."""
    if as_json:
        print_json({"error": {"code": code, "message": message}})
    else:
        click.echo(f"{code}: {message}", err=True)
    sys.exit(status)


class JsonCommand(click.Command):
    """A command whose wrong use, too, is answered with one JSON object where `--json` stands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        as_json = "--json" in args  # asked before: reading the arguments empties the list
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if not as_json:
                raise
            fail("usage", error.format_message(), as_json=True, status=UNKNOWN)


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """Turn a broken rule into exit 1, and what is unknown, unreadable or not taken into exit 2."""
    try:
        yield
    except (NotFoundError, UnreadableError, UnsupportedError) as error:
        fail(error.code, str(error), as_json=as_json, status=UNKNOWN)
    except DomainError as error:
        fail(error.code, str(error), as_json=as_json, status=REFUSED)
