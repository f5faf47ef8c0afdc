"""Turns a kind and its facts into the words of a mail, in the receiver's written form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from app.domain.text import clean_line, clean_text

SUBJECT = "Emne:"
"""How the first line of each template in `templates/mail/` begins."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Who is to get what, before it is put in words."""

    mail_id: UUID
    kind: str
    address: str
    name: str
    locale: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words."""

    mail_id: UUID
    kind: str
    address: str
    name: str
    locale: str
    subject: str
    text: str


def render_letter(draft: Draft) -> Letter:
    """The template's first line is the subject; greeting and signature come from the layout."""
    templates = current_app.jinja_env
    facts = {name: _moment(name, value) for name, value in draft.facts.items()}
    with force_locale(draft.locale):
        written = templates.get_template(f"mail/{draft.kind}.txt").render(facts, link=absolute_link)
        first, _, rest = written.strip().partition("\n")
        text = templates.get_template("mail/layout.txt").render(
            text=rest.strip(), name=draft.name, link=absolute_link
        )
    return Letter(
        mail_id=draft.mail_id,
        kind=draft.kind,
        address=draft.address,
        name=clean_line(draft.name),
        locale=draft.locale,
        subject=clean_line(first.removeprefix(SUBJECT)),
        text=clean_text(text) + "\n",
    )


def _moment(name: str, value: Any) -> Any:
    """Facts travel as JSON; a moment called `…_at` becomes one again."""
    return (
        datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
    )


def absolute_link(endpoint: str, **values: Any) -> str:
    """An address that works outside; built on BASE_URL and never on what a request claims."""
    base = urlsplit(current_app.config["BASE_URL"] or f"http://127.0.0.1:{_port()}")
    anchor = values.pop("_anchor", None)
    address = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    ).build(endpoint, values, force_external=True)
    return f"{address}#{anchor}" if anchor else str(address)


def _port() -> int:
    port: int = current_app.config["PORT"]
    return port
