"""What people fill in before, during and after a meeting."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.domain.errors import ConflictError, DomainError, InvalidInputError
from app.domain.rooms import (
    MAX_GROUP_NAME,
    MAX_NAME,
    MAX_NOTE,
    MAX_QUESTION,
    MAX_TITLE,
    MOST_ALTERNATIVES,
    MOST_HANDS,
    MOST_MINUTES,
)
from app.web.fields import CountField, Form

EMPTY_ROWS = 3
"""Rows for alternatives below those that the groups give."""


class OpenMeetingForm(Form):
    """A meeting, before there is one."""

    title = StringField(
        _l("Hva heter møtet?"),
        [InputRequired(_l("Gi møtet et navn.")), Length(max=MAX_TITLE)],
    )
    needs_name = BooleanField(_l("Alle skal skrive navnet sitt når de blir med"))
    hides_notes = BooleanField(_l("Skjul lappene for de andre til jeg viser dem"))


class JoinForm(Form):
    """What one types to come in."""

    code = StringField(_l("Kode"), [InputRequired(_l("Skriv koden som står på skjermen."))])
    name = StringField(_l("Navnet ditt"), [Length(max=MAX_NAME)])
    in_minutes = BooleanField(_l("Skriv navnet mitt i referatet"))

    def validate_name(self, field: StringField) -> None:
        if self.in_minutes.data and not (field.data or "").strip():
            raise ValidationError(_("Skriv navnet du vil stå i referatet med."))


class NoteForm(Form):
    """One thought."""

    text = TextAreaField(_l("Skriv en lapp"), [InputRequired(_l("Skriv noe på lappen."))])
    client_key = HiddenField()


class WallForm(Form):
    """Many notes at once."""

    lines = TextAreaField(_l("Én lapp på hver linje"))
    file = FileField(_l("Eller en fil med lapper"))
    batch = HiddenField()


class TimerForm(Form):
    """How long."""

    minutes = CountField(
        _l("Minutter"), [InputRequired(_l("Skriv et tall.")), NumberRange(1, MOST_MINUTES)]
    )


class EndForm(Form):
    """What only somebody in the room can know."""

    present = CountField(_l("Hvor mange var i rommet?"), [Optional(), NumberRange(0, MOST_HANDS)])


def note_fault(error: DomainError) -> str:
    """Why a note was not taken, and what to do."""
    texts = {
        "missing": _("Skriv noe på lappen."),
        "too_long": _("En lapp har plass til %(most)s tegn. Del den i to.", most=MAX_NOTE),
        "national_id": _("Lappen ser ut til å ha et fødselsnummer på seg. Ta det bort."),
    }
    fault = str(texts.get(str(error.facts.get("reason"))) or _("Lappen kan ikke brukes."))
    if line := error.facts.get("line"):
        return str(_("Linje %(line)s: %(fault)s", line=line, fault=fault))
    return fault


def space_fault(error: ConflictError) -> str:
    """What there are too many of, and what to do."""
    most = error.facts.get("most")
    texts = {
        "guests": _("Det er ikke plass til flere i møtet."),
        "own_notes": _("Du har skrevet %(most)s lapper. Nå er det de andres tur.", most=most),
        "notes": _("Møtet har plass til %(most)s lapper. Ta bort noen først.", most=most),
        "groups": _("Det er ikke plass til flere grupper. Velg en som er der.", most=most),
    }
    return str(texts[str(error.facts["what"])])


def read_ids(values: Iterable[str]) -> list[UUID]:
    """The ids among what was sent; anything else was not made by our pages."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            raise InvalidInputError(field="notes", reason="malformed") from None
    return found


def read_counts(sent: Mapping[str, str]) -> list[tuple[str, int]]:
    """The filled rows of a show of hands. InvalidInputError (`counts`) for what is no number."""
    found = []
    for place in range(MOST_ALTERNATIVES):
        label, hands = (sent.get(f"{name}_{place}", "").strip() for name in ("label", "hands"))
        if not label or not hands:
            continue
        if not hands.isdecimal() or len(hands) > len(str(MOST_HANDS)):
            raise InvalidInputError(field="counts", reason="no_number")
        found.append((label, int(hands)))
    return found


def hand_rows(names: Iterable[str], sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows to fill in: what was sent, else one for each group and some empty ones."""
    labels = list(names)[: MOST_ALTERNATIVES - EMPTY_ROWS]
    number = min(MOST_ALTERNATIVES, max(len(labels) + EMPTY_ROWS, 2 * EMPTY_ROWS))
    return [
        {
            "place": place,
            "label": sent.get(f"label_{place}", labels[place] if place < len(labels) else ""),
            "hands": sent.get(f"hands_{place}", ""),
        }
        for place in range(number)
    ]


def hands_fault(error: InvalidInputError) -> str:
    """Why a show of hands was not written down."""
    if error.facts.get("field") == "question":
        most = MAX_QUESTION
        return str(_("Skriv hva dere rakk opp hånda for, med høyst %(most)s tegn.", most=most))
    if error.facts.get("reason") == "missing":
        return str(_("Fyll ut minst ett alternativ med et antall."))
    most = MAX_GROUP_NAME
    return str(
        _("Skriv antallet som et helt tall, og alternativet med høyst %(most)s tegn.", most=most)
    )
