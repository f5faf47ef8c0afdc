"""Mandate, time frame and hours; who does what in the working group."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.domain.national_id import find_national_ids
from app.learning.services.group import (
    LONGEST_MANDATE,
    LONGEST_PROFESSION,
    MOST_MINUTES_EACH,
    Mandate,
    MemberText,
)
from app.models import Plan
from app.web.fields import DayField, Form

MINUTES_IN_HOUR = 60
_HOURS = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?")


class MandateForm(Form):
    """What the group is asked to do, until when, and how much time each person has."""

    mandate = TextAreaField(_l("Mandat"), [Length(max=LONGEST_MANDATE)])
    work_starts_on = DayField(_l("Arbeidet begynner"), [Optional()])
    work_ends_on = DayField(_l("Planen skal være ferdig"), [Optional()])
    hours_each = StringField(_l("Timer til læring for hver person i halvåret"), [Optional()])

    @classmethod
    def filled_from(cls, plan: Plan) -> "MandateForm":
        """As stored; what was sent goes before it."""
        return cls(
            mandate=plan.mandate,
            work_starts_on=plan.work_starts_on,
            work_ends_on=plan.work_ends_on,
            hours_each=hours_in_words(plan.minutes_each),
        )

    @property
    def wanted(self) -> Mandate:
        return Mandate(
            self.mandate.data or "",
            self.work_starts_on.data,
            self.work_ends_on.data,
            read_hours(self.hours_each.data or ""),
        )

    def validate_mandate(self, field: TextAreaField) -> None:
        if find_national_ids(field.data or ""):
            raise ValidationError(
                _("Her står et tall som ligner et fødselsnummer. Ta det bort før du lagrer.")
            )

    def validate_hours_each(self, field: StringField) -> None:
        minutes = read_hours(field.data or "")
        if minutes is None or minutes > MOST_MINUTES_EACH:
            raise ValidationError(_("Skriv antall timer som et tall, for eksempel 12 eller 7,5."))

    def validate_work_ends_on(self, field: DayField) -> None:
        starts = self.work_starts_on.data
        if starts and field.data and field.data < starts:
            raise ValidationError(_("Velg en dag etter at arbeidet har begynt."))


def read_hours(text: str) -> int | None:
    """«7,5» and «7.5» are 450 minutes; None for what is empty or no number."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    return int(Decimal(f"{found[1]}.{found[2] or 0}") * MINUTES_IN_HOUR)


def hours_in_words(minutes: int | None) -> str:
    """The number as it is typed: «7,5», «12»."""
    if minutes is None:
        return ""
    return f"{Decimal(minutes) / MINUTES_IN_HOUR:.2f}".rstrip("0").rstrip(".").replace(".", ",")


class WishForm(Form):
    """«Jeg vil være med»."""

    profession = StringField(_l("Faget ditt"), [Length(max=LONGEST_PROFESSION)])


def read_members(sent: "MultiDict[str, Any]") -> dict[UUID, MemberText]:
    """The part and profession of each member, as typed."""
    found = {}
    for text in dict.fromkeys(sent.getlist("member")):
        if person_id := read_id(text):
            part = sent.get(f"part-{text}", "")
            profession = sent.get(f"profession-{text}", "")[:LONGEST_PROFESSION]
            found[person_id] = MemberText(part, profession)
    return found


def read_id(text: str | None) -> UUID | None:
    """The id written in `text`, or None where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
