"""Shapes of what is typed about owners and examples."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.domain.dates import day_of, instant_of
from app.local.services.answering import MOST_ANSWER, MOST_PLACE, Reply
from app.local.services.assigning import MOST_MESSAGE, MOST_REPORT
from app.local.services.examples import MOST_BODY, MOST_TITLE
from app.local.words import kinds_of_requests
from app.web.clock import now
from app.web.fields import ClockField, DayField, Form, choices_of

_TOO_LONG = _l("Skriv høyst %(max)d tegn.")


class AssignForm(Form):
    """Who follows a proposal up, and by when."""

    owner = RadioField(_l("Hvem følger opp?"), [Optional()], validate_choice=False)
    email = StringField(
        _l("Eller en annen, med e-postadressen"), [Length(max=254, message=_TOO_LONG)]
    )
    due_on = DayField(_l("Innen"), [InputRequired(_l("Velg en dato."))])
    message = TextAreaField(_l("Beskjed"), [Length(max=MOST_MESSAGE, message=_TOO_LONG)])

    def validate_due_on(self, field: DayField) -> None:
        if field.data is not None and field.data < day_of(now()):
            raise ValidationError(_l("Velg en dag som ikke har vært."))


class ReportForm(Form):
    """What the owner found out or did."""

    report = TextAreaField(
        _l("Hva fant du ut, eller hva er gjort?"),
        [
            DataRequired(_l("Skriv noen ord.")),
            Length(max=MOST_REPORT, message=_TOO_LONG),
        ],
    )


class ExampleForm(Form):
    """What others should know about something that was carried out."""

    title = StringField(
        _l("Tittel"),
        [DataRequired(_l("Skriv en tittel.")), Length(max=MOST_TITLE, message=_TOO_LONG)],
    )
    body = TextAreaField(
        _l("Hva gjorde dere, og hva lærte dere?"),
        [DataRequired(_l("Skriv noen ord.")), Length(max=MOST_BODY, message=_TOO_LONG)],
    )
    contact = StringField(_l("E-postadressen til den som svarer på spørsmål"), [Length(max=254)])


class AskForm(Form):
    """What one would like from those who have done it."""

    kind = RadioField(
        _l("Hva vil du ha?"),
        [InputRequired(_l("Velg hva du vil ha."))],
        choices=choices_of(kinds_of_requests),
    )
    message = TextAreaField(_l("Beskjed"), [Length(max=MOST_MESSAGE, message=_TOO_LONG)])


class AnswerForm(Form):
    """One answer to those who are ticked."""

    text = TextAreaField(
        _l("Svaret"),
        [DataRequired(_l("Skriv et svar.")), Length(max=MOST_ANSWER, message=_TOO_LONG)],
    )
    starts_on = DayField(_l("Dag"))
    starts_time = ClockField(_l("Klokkeslett"))
    place = StringField(_l("Hvor?"), [Length(max=MOST_PLACE, message=_TOO_LONG)])

    def validate_starts_on(self, field: DayField) -> None:
        if field.data is None and self.starts_time.data is not None:
            raise ValidationError(_l("Velg en dag også."))
        if self.starts_at and self.starts_at < now():
            raise ValidationError(_l("Velg et tidspunkt som ikke har vært."))

    def validate_starts_time(self, field: ClockField) -> None:
        if field.data is None and self.starts_on.data is not None and not field.errors:
            raise ValidationError(_l("Skriv klokkeslettet også."))

    @property
    def starts_at(self) -> datetime | None:
        """None where no moment is given, or half of one."""
        day, at = self.starts_on.data, self.starts_time.data
        return instant_of(day, at) if day and at else None

    @property
    def reply(self) -> Reply:
        return Reply(self.text.data or "", self.starts_at, self.place.data or "")
