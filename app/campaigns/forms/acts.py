"""The small forms: moving a deadline."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.campaigns.forms.messages import message_for
from app.campaigns.services.deadlines import Deadline
from app.domain.dates import USUAL_DEADLINE, instant_of
from app.domain.errors import InvalidInputError
from app.web.fields import ClockField, DayField

REASON_LENGTH = 500


class MoveForm(FlaskForm):
    """Which deadline, to when, and why."""

    deadline = RadioField(_l("Hvilken frist?"))
    day = DayField(_l("Ny siste dag"), [InputRequired(_l("Velg den nye siste dagen."))])
    time_of_day = ClockField(_l("Klokkeslett"), default=USUAL_DEADLINE)
    reason = TextAreaField(
        _l("Hvorfor?"),
        [
            DataRequired(_l("Skriv hvorfor fristen flyttes. Alle som er med, kan lese det.")),
            Length(max=REASON_LENGTH, message=_l("Skriv høyst %(max)d tegn.")),
        ],
    )

    def moved_to(self) -> datetime:
        """The instant that was typed. Call it after validation."""
        day: date = self.day.data or date.max
        return instant_of(day, self.time_of_day.data or USUAL_DEADLINE)

    def last_days(self) -> dict[str, date]:
        """The new last day by the column of the deadline, as soon as both are chosen."""
        column, day = self.deadline.data, self.day.data
        return {column: day} if column in list(Deadline) and day else {}

    def refuse(self, error: InvalidInputError) -> None:
        """Say beside the field what a rule refused."""
        target = self.reason if error.facts.get("field") == "reason" else self.day
        target.errors = [*target.errors, message_for(error)]
