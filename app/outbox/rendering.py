"""Turns a kind and its facts into the words of a mail, in the receiver's written form.

Each kind has one template of plain text. Its first line is the subject, and the notice in the
application; its first link is where both lead. The HTML part says the same words, so that there
is nothing to keep in step: what it makes a button of are the links the template itself asked for,
never an address that somebody has written in a title or a comment.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from app.domain.notices import DIGEST, REMINDER_TOPICS, TOPIC_OF
from app.domain.text import clean_line, clean_text
from app.outbox.leaving import sign_unsubscribe

SUBJECT = "Emne:"
"""How the first line of each template in `templates/mail/` begins."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    maintype: str
    subtype: str
    parameters: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """Who is to get what, before it is put in words."""

    mail_id: UUID
    kind: str
    address: str
    name: str
    locale: str
    facts: Mapping[str, Any]
    person_id: UUID | None = None
    attachments: tuple[Attachment, ...] = ()


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
    html: str = ""
    unsubscribe_url: str | None = None
    """Turns the kind's heading off by one POST. None for receipts, which are always sent."""
    attachments: tuple[Attachment, ...] = ()


def render_letter(draft: Draft) -> Letter:
    """Greeting and signature come from the layout, the rest from the kind's own template."""
    templates = current_app.jinja_env
    leave = _unsubscribe_url(draft)
    with force_locale(draft.locale):
        words = render_words(draft.kind, draft.facts)
        around = {"name": draft.name, "link": absolute_link, "unsubscribe_url": leave}
        text = templates.get_template("mail/layout.txt").render(text=words.text, **around)
        html = templates.get_template("mail/layout.html").render(
            subject=words.subject,
            blocks=list(blocks_of(clean_text(words.text), words.links)),
            locale=draft.locale,
            **around,
        )
    return Letter(
        mail_id=draft.mail_id,
        kind=draft.kind,
        address=draft.address,
        name=clean_line(draft.name),
        locale=draft.locale,
        subject=words.subject,
        text=clean_text(text) + "\n",
        html=html,
        unsubscribe_url=leave,
        attachments=draft.attachments,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind says about its facts, in the locale that is forced around it."""

    subject: str
    text: str
    links: tuple[str, ...]
    """The addresses the template asked for, in that order."""


def render_words(kind: str, facts: Mapping[str, Any]) -> Words:
    """The template's first line is the subject; what follows is the text."""
    links: list[str] = []

    def link(endpoint: str, **values: Any) -> str:
        links.append(absolute_link(endpoint, **values))
        return links[-1]

    def told(other: str, its_facts: Mapping[str, Any]) -> tuple[str, str]:
        """What another kind says in one line, and where it leads: for a mail that collects."""
        said = render_words(other, its_facts)
        links.extend(said.links[:1])
        return said.subject, said.links[0] if said.links else ""

    given = {name: _moment(name, value) for name, value in facts.items()}
    template = current_app.jinja_env.get_template(f"mail/{kind}.txt")
    first, _, rest = template.render(given, link=link, told=told).strip().partition("\n")
    return Words(clean_line(first.removeprefix(SUBJECT)), rest.strip(), tuple(links))


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in the application: one line and where it leads."""

    subject: str
    url: str


def render_notice(kind: str, facts: Mapping[str, Any] | str) -> Said:
    """What a kind says in one line, in the reader's language; its facts as kept or as JSON."""
    words = render_words(kind, json.loads(facts) if isinstance(facts, str) else facts)
    return Said(words.subject, words.links[0] if words.links else absolute_link("home.index"))


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the HTML part: lines of words and address, or a link by itself."""

    lines: tuple[tuple[str, str | None], ...] = ()
    button: str | None = None


def blocks_of(text: str, links: Collection[str]) -> Iterator[Block]:
    """The paragraphs. A line before one of the `links` becomes its words; alone it is a button."""
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        if len(lines) == 1 and lines[0] in links:
            yield Block(button=lines[0])
        elif lines:
            yield Block(lines=tuple(_linked(lines, links)))


def _linked(lines: Sequence[str], links: Collection[str]) -> Iterator[tuple[str, str | None]]:
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line not in links:
            yield line, following if following in links else None


def _unsubscribe_url(draft: Draft) -> str | None:
    topic = TOPIC_OF.get(draft.kind) or REMINDER_TOPICS.get(str(draft.facts.get("step", "")))
    if draft.person_id is None or not (topic or draft.kind == DIGEST):
        return None
    token = sign_unsubscribe(draft.person_id, topic)
    return absolute_link("notices.unsubscribe", token=token)


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
