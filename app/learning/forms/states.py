"""Hearing a plan: until when, what one says of a theme, and what is answered."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.dates import END_OF_DAY, day_of, instant_of
from app.domain.errors import InvalidInputError
from app.domain.national_id import find_national_ids
from app.learning.services.comments import LONGEST_COMMENT, LONGEST_HIDING_REASON
from app.learning.services.states import LONGEST_HEARING
from app.models import Body
from app.web.clock import now
from app.web.fields import ClockField, DayField, Form

USUAL_HEARING = timedelta(days=14)


def _usual_end() -> date:
    return day_of(now() + USUAL_HEARING)


class HearingForm(Form):
    """The last day on which people may say what they think."""

    day = DayField(
        _l("Siste dag"), [InputRequired(_l("Velg siste dag for høringen."))], default=_usual_end
    )
    time_of_day = ClockField(_l("Klokkeslett"), default=END_OF_DAY)

    def ends_at(self) -> datetime:
        """The instant that was typed. Call it after validation."""
        day: date = self.day.data or date.max
        at: time = self.time_of_day.data or END_OF_DAY
        return instant_of(day, at)

    def refuse(self, error: InvalidInputError) -> None:
        """Say beside the field what a rule refused."""
        texts = {
            "passed": _("Siste dag må ligge fram i tid. Velg en senere dag."),
            "not_later": _("En høring kan bare forlenges. Velg en dag etter fristen som gjelder."),
        }
        far = _("En høring varer høyst %(days)s dager.", days=LONGEST_HEARING.days)
        self.day.errors = [*self.day.errors, texts.get(str(error.facts.get("reason")), far)]


def no_national_id(_form: Any, field: Any) -> None:
    """What is said in a hearing is read by all."""
    if find_national_ids(field.data or ""):
        raise ValidationError(
            _("Teksten ser ut til å ha et fødselsnummer i seg. Ta det bort før du sender.")
        )


class ThemeCommentForm(Form):
    """What one thinks of a theme, and for whom one says it."""

    text = TextAreaField(
        _l("Hva mener du?"),
        [
            DataRequired(_l("Skriv hva du mener.")),
            Length(max=LONGEST_COMMENT, message=_l("Skriv høyst %(max)d tegn.")),
            no_national_id,
        ],
    )
    on_behalf_of = SelectField(_l("På vegne av"), default="")

    @classmethod
    def speaking_for(cls, bodies: Sequence[Body], theme_id: object) -> "ThemeCommentForm":
        """One form a theme: ids carry the theme's, so that the page holds each once.

        Whoever is asked as a member of one council or partner most often speaks for it.
        """
        form = cls(on_behalf_of=str(bodies[0].id) if len(bodies) == 1 else "")
        form.on_behalf_of.choices = [
            SelectChoice("", _("meg selv")),
            *(SelectChoice(str(body.id), body.name) for body in bodies),
        ]
        for control in (form.text, form.on_behalf_of):
            control.id = f"{control.id}-{theme_id}"
            control.label.field_id = control.id
        return form


class AnswerForm(Form):
    """The makers' answer to what somebody said."""

    text = TextAreaField(
        _l("Svar"),
        [
            DataRequired(_l("Skriv et svar.")),
            Length(max=LONGEST_COMMENT, message=_l("Skriv høyst %(max)d tegn.")),
            no_national_id,
        ],
    )


class HideForm(Form):
    """Why something is hidden."""

    reason = TextAreaField(
        _l("Begrunnelse"),
        [
            DataRequired(_l("Skriv en begrunnelse.")),
            Length(max=LONGEST_HIDING_REASON, message=_l("Skriv høyst %(max)d tegn.")),
        ],
    )
