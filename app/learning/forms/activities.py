"""An activity as it is typed, and the rows of those who take part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from app.domain.errors import InvalidInputError
from app.learning.services.activities import (
    LONGEST_LINE,
    LONGEST_LINK,
    MOST_MINUTES,
    MOST_PLACES,
    ActivityText,
    Participant,
)
from app.learning.services.table import LONGEST_CELL
from app.models import Arena, Body
from app.web.fields import CountField, DayField, Form

MOST_SENT_PEOPLE = 80
BLANK_ROWS = 2
"""Empty rows that wait below those that are filled in."""


class ActivityForm(Form):
    """The table's words and what else is known. Who takes part stands in rows of its own."""

    arena_id = SelectField(_l("Arena fra oversikten"), default="", validate_choice=False)
    arena = TextAreaField(_l("Arena, med egne ord"), [Length(max=LONGEST_CELL)])
    method = TextAreaField(_l("Pedagogisk virkemiddel"), [Length(max=LONGEST_CELL)])
    participants = TextAreaField(_l("Deltakere, med egne ord"), [Length(max=LONGEST_CELL)])
    time = TextAreaField(_l("Tid for gjennomføring"), [Length(max=LONGEST_CELL)])
    responsible_id = SelectField(_l("Ansvarlig"), default="", validate_choice=False)
    lecturer = StringField(_l("Foreleser eller medansvarlig partner"), [Length(max=LONGEST_LINE)])
    place = StringField(_l("Sted"), [Length(max=LONGEST_LINE)])
    link = StringField(_l("Lenke"), [Length(max=LONGEST_LINK)])
    minutes = CountField(
        _l("Minutter for hver deltaker"), [Optional(), NumberRange(1, MOST_MINUTES)]
    )
    capacity = CountField(_l("Antall plasser"), [Optional(), NumberRange(1, MOST_PLACES)])
    service_users = StringField(_l("Brukere som deltar"), [Length(max=LONGEST_LINE)])
    is_voluntary = BooleanField(_l("Frivillig, andre kan melde seg på"))
    evaluate_on = DayField(_l("Dato for evaluering"), [Optional()])

    @classmethod
    def offering(
        cls,
        stored: ActivityText,
        *,
        arenas: Iterable[Arena],
        people: Iterable[tuple[UUID, str]],
    ) -> "ActivityForm":
        """With the arenas and people to choose from, filled from what is stored."""
        form = cls(obj=stored)
        form.arena_id.choices = [("", _("Ikke valgt"))] + [
            (str(arena.id), arena.name) for arena in arenas
        ]
        form.responsible_id.choices = [("", _("Ikke bestemt"))] + [
            (str(person_id), name) for person_id, name in people
        ]
        if not form.is_submitted():
            form.arena_id.data = str(stored.arena_id or "")
            form.responsible_id.data = str(stored.responsible_id or "")
        return form

    def text(self, people: Sequence[Participant]) -> ActivityText:
        return ActivityText(
            arena=self.arena.data or "",
            arena_id=read_id(self.arena_id.data),
            method=self.method.data or "",
            participants=self.participants.data or "",
            time=self.time.data or "",
            lecturer=self.lecturer.data or "",
            responsible_id=read_id(self.responsible_id.data),
            place=self.place.data or "",
            link=self.link.data or "",
            minutes=self.minutes.data,
            capacity=self.capacity.data,
            service_users=self.service_users.data or "",
            is_voluntary=self.is_voluntary.data,
            evaluate_on=self.evaluate_on.data,
            people=tuple(people),
        )

    def refuse(self, error: InvalidInputError) -> None:
        """Say at the field what the rule refused."""
        field = self._fields.get(str(error.facts.get("field")), self.participants)
        field.errors = (*field.errors, refusal(error))


def refusal(error: InvalidInputError) -> str:
    """What is wrong, in words."""
    reason = error.facts.get("reason")
    if reason == "national_id":
        return str(_("Her står et tall som ligner et fødselsnummer. Ta det bort før du lagrer."))
    if reason == "not_an_address":
        return str(_("Skriv hele adressen, med https:// foran."))
    if reason == "too_many":
        return str(_("Det er for mange deltakere. Slå sammen noen, for eksempel til et team."))
    return str(_("Dette kan ikke lagres. Se over feltet og prøv igjen."))


@dataclass(frozen=True, slots=True)
class Choice:
    """A person or body offered in a row, written `person:<id>` or `body:<id>`."""

    value: str
    name: str


def choices_of_bodies(bodies: Iterable[Body]) -> list[Choice]:
    return [Choice(f"body:{body.id}", body.name) for body in bodies]


def choices_of_people(people: Iterable[tuple[UUID, str]]) -> list[Choice]:
    return [Choice(f"person:{person_id}", name) for person_id, name in people]


def value_of(participant: Participant) -> str:
    """How the row's choice is written."""
    if participant.person_id:
        return f"person:{participant.person_id}"
    return f"body:{participant.body_id}" if participant.body_id else ""


def read_people(sent: "MultiDict[str, Any]") -> list[Participant]:
    """The rows of those who take part, as typed, but for the one that is taken out."""
    columns = [sent.getlist(name)[:MOST_SENT_PEOPLE] for name in ("who", "role", "need")]
    rows = zip(*columns, strict=False)
    removed = sent.get("remove", "")
    return [
        _participant(*row) for nr, row in enumerate(rows) if str(nr) != removed and any(row[:2])
    ]


def _participant(who: str, role: str, need: str) -> Participant:
    kind, _colon, text = who.partition(":")
    chosen = read_id(text)
    return Participant(
        chosen if kind == "person" else None,
        chosen if kind == "body" else None,
        role,
        "wants" if need == "wants" else "needs",
    )


def read_id(text: str | None) -> UUID | None:
    """The id written in `text`, or None where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
