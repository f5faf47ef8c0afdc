"""A meeting of the working group, with rows for what it decided."""

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.domain.errors import InvalidInputError
from app.learning.forms.group import read_id
from app.learning.queries.concerns import ConcernChoices
from app.learning.queries.meetings import MeetingView
from app.learning.services.meetings import (
    LONGEST_ADDRESS,
    LONGEST_PLACE,
    LONGEST_TEXT,
    MOST_DECISIONS,
    DecisionText,
    MeetingText,
    web_address,
)
from app.web.fields import DayField, Form

EMPTY_ROWS = 2
"""Rows for new decisions under those that are there."""


class MeetingForm(Form):
    """When, where, what about and what was said. Decisions are read beside it."""

    held_on = DayField(_l("Dato"), [InputRequired(_l("Velg hvilken dag møtet er."))])
    place = StringField(_l("Sted"), [Length(max=LONGEST_PLACE)])
    agenda = TextAreaField(_l("Saksliste"), [Length(max=LONGEST_TEXT)])
    minutes = TextAreaField(_l("Referat"), [Length(max=LONGEST_TEXT)])
    minutes_url = StringField(_l("Lenke til referatet"), [Length(max=LONGEST_ADDRESS)])
    minutes_by = SelectField(_l("Hvem skrev referatet?"))

    @classmethod
    def offering(
        cls, people: Sequence[tuple[UUID, str]], stored: MeetingView | None = None
    ) -> "MeetingForm":
        """With the people who may have kept the minutes, filled from what is stored."""
        form = cls(obj=stored.meeting if stored else None)
        choices = [("", _("Ikke bestemt"))] + [(str(id_), name) for id_, name in people]
        before = stored.meeting.minutes_by if stored else None
        if stored and before and before not in {id_ for id_, _name in people}:
            choices.append((str(before), stored.minutes_by or _("tidligere bruker")))
        form.minutes_by.choices = choices
        if not form.is_submitted():
            form.minutes_by.data = str(before or "")
        return form

    def validate_minutes_url(self, field: StringField) -> None:
        try:
            web_address(field.data or "", field="minutes_url")
        except InvalidInputError as refused:
            raise ValidationError(_("Skriv hele adressen, med https:// foran.")) from refused

    def text(self, decisions: Sequence[DecisionText]) -> MeetingText:
        return MeetingText(
            cast(date, self.held_on.data),
            self.place.data or "",
            self.agenda.data or "",
            self.minutes.data or "",
            self.minutes_url.data or "",
            read_id(self.minutes_by.data),
            decisions,
        )


def read_decisions(
    sent: "MultiDict[str, str]", offered: ConcernChoices, stored: MeetingView | None
) -> list[DecisionText]:
    """The rows as typed. What a row concerned before may stand, also where it is not offered."""
    before = {str(each.concern): each.concern for each in stored.decisions} if stored else {}
    words = sent.getlist("decision")[: MOST_DECISIONS + EMPTY_ROWS]
    about = sent.getlist("concern")
    about += [""] * (len(words) - len(about))
    return [
        DecisionText(text, offered.find(key) or before.get(key))
        for text, key in zip(words, about, strict=False)
    ]


def stored_decisions(meeting: MeetingView | None) -> list[DecisionText]:
    decisions = meeting.decisions if meeting else []
    return [DecisionText(each.decision.text, each.concern) for each in decisions]


def with_empty_rows(decisions: Sequence[DecisionText]) -> list[DecisionText]:
    """What is shown: the rows that say something, and some to write more in."""
    filled = [each for each in decisions if each.text.strip()]
    return [*filled, *[DecisionText("")] * EMPTY_ROWS]
