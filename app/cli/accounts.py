"""`flask accounts …`: parse, call one service, print what happened."""

import sys

import click
from flask.cli import AppGroup

from app.accounts.services.passwords import hash_password
from app.cli.output import answering, json_option, print_json
from app.core.db import atomic
from app.organisation.services.operator import make_administrator, set_password
from app.web.clock import now

group = AppGroup("accounts", help="People who can sign in.")


@group.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="Their name; they can set it themselves later.")
@click.option("--unit", default="Virksomheten", help="The top unit's name, where there is none.")
@json_option
def create_admin(email: str, name: str, unit: str, as_json: bool) -> None:
    """Make EMAIL an administrator, with an account where there is none. Safe to repeat.

    They sign in with a link in the mail, or with a password set by `set-password`.
    """
    with answering(as_json=as_json), atomic() as session:
        is_new = make_administrator(session, email=email, name=name, unit_name=unit, now=now())
    if as_json:
        print_json({"email": email, "created": int(is_new)})
    else:
        click.echo(f"{email} is an administrator" if is_new else f"{email} was one already")


@group.command("set-password")
@click.argument("email")
@json_option
def set_password_command(email: str, as_json: bool) -> None:
    """Set a password, read from standard input, and end all sessions."""
    password = _read_password()
    with answering(as_json=as_json):
        hashed = hash_password(password)
        with atomic() as session:
            set_password(session, email=email, password_hash=hashed, now=now())
    if as_json:
        print_json({"email": email})
    else:
        click.echo(f"password set for {email}")


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
