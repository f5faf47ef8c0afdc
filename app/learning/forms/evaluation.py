"""Opening an evaluation, answering it, and what the working group makes of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.dates import END_OF_DAY, day_of, instant_of
from app.domain.errors import InvalidInputError
from app.domain.learning.evaluation import LONGEST_DAYS, USUAL_DAYS, Conclusion, Reached
from app.learning.forms.states import no_national_id
from app.learning.queries.evaluations import QUESTIONS
from app.learning.services.concluding import LONGEST_SUMMARY
from app.learning.services.evaluating import LONGEST_ANSWER, Answer
from app.learning.services.extending import LONGEST_REASON
from app.models import PlanTheme
from app.web.clock import now
from app.web.fields import DayField, Form, choices_of

RADIO = "reached-"
"""What the name of an outcome's radio buttons begins with."""


def _usual_end() -> date:
    return day_of(now()) + timedelta(days=USUAL_DAYS)


class OpenForm(Form):
    """Until when, and whether it asks about more than the learning."""

    closes_on = DayField(
        _l("Siste dag for å svare"),
        [InputRequired(_l("Velg siste dag for å svare."))],
        default=_usual_end,
    )
    asks_organisation = BooleanField(
        _l("Spør også om arbeidsmåter, arbeidsdeling, organisering og ledelse")
    )

    def closes_at(self) -> datetime:
        """The end of the day that was typed. Call it after validation."""
        day: date = self.closes_on.data or date.max
        return instant_of(day, END_OF_DAY)

    def refuse(self, error: InvalidInputError) -> None:
        texts = {"passed": _("Siste dag må ligge fram i tid. Velg en senere dag.")}
        far = _("En evaluering er åpen i høyst %(days)s dager.", days=LONGEST_DAYS)
        reason = str(error.facts.get("reason"))
        self.closes_on.errors = [*self.closes_on.errors, texts.get(reason, far)]


class ExtendForm(Form):
    """Until when instead, and why."""

    closes_on = DayField(
        _l("Ny siste dag for å svare"), [InputRequired(_l("Velg siste dag for å svare."))]
    )
    reason = TextAreaField(
        _l("Hvorfor?"),
        [
            DataRequired(_l("Skriv hvorfor evalueringen får mer tid.")),
            Length(max=LONGEST_REASON, message=_l("Skriv høyst %(max)d tegn.")),
            no_national_id,
        ],
    )

    def closes_at(self) -> datetime:
        """The end of the day that was typed. Call it after validation."""
        day: date = self.closes_on.data or date.max
        return instant_of(day, END_OF_DAY)

    def refuse(self, error: InvalidInputError) -> None:
        texts = {"not_later": _("Velg en dag etter den som gjelder nå.")}
        far = _("En evaluering er åpen i høyst %(days)s dager.", days=LONGEST_DAYS)
        reason = str(error.facts.get("reason"))
        self.closes_on.errors = [*self.closes_on.errors, texts.get(reason, far)]


_IN_WORDS = [
    Length(max=LONGEST_ANSWER, message=_l("Skriv høyst %(max)d tegn.")),
    no_national_id,
]


class AnswerForm(Form):
    """What is answered in words; how far each outcome was reached is read beside it."""

    works = TextAreaField(_l("Hva virket, og bør gå videre?"), _IN_WORDS)
    changes = TextAreaField(_l("Hva virket ikke, og må endres?"), _IN_WORDS)
    learn_next = TextAreaField(_l("Hva bør vi lære neste halvår?"), _IN_WORDS)
    organisation = TextAreaField(
        _l("Et ord om arbeidsmåter, arbeidsdeling, organisering og ledelse"), _IN_WORDS
    )

    @classmethod
    def asking(cls, *, organisation: bool) -> "AnswerForm":
        form = cls()
        if not organisation:
            del form.organisation
        return form

    def answer(self, reached: Mapping[UUID, int]) -> Answer:
        words = {name: self[name].data or "" for name in QUESTIONS if name in self}
        return Answer(reached, words)

    def refuse(self, error: InvalidInputError) -> None:
        if error.facts.get("field") in self:
            field = self[error.facts["field"]]
            field.errors = [*field.errors, _("Ta bort det som kan være et fødselsnummer.")]
        else:
            self.form_errors.append(_("Svar på minst ett av spørsmålene."))


def read_reached(sent: Mapping[str, Any]) -> dict[UUID, int]:
    """What was chosen, by outcome. «Don't know», and what is no choice at all, is left out."""
    found: dict[UUID, int] = {}
    for name, value in sent.items():
        if name.startswith(RADIO) and value in set(Reached):
            try:
                found[UUID(name.removeprefix(RADIO))] = int(value)
            except ValueError:
                continue
    return found


def reached_names() -> dict[str, str]:
    """The four answers, from the best; the key is the number that is kept."""
    return {
        Reached.FULLY: _("Ja, helt"),
        Reached.MOSTLY: _("Langt på vei"),
        Reached.LITTLE: _("Bare litt"),
        Reached.NOT: _("Nei"),
    }


def conclusion_choices() -> dict[str, str]:
    return {
        Conclusion.CONTINUE: _("Går videre som nå"),
        Conclusion.CHANGE: _("Går videre, men endres"),
        Conclusion.STOP: _("Avsluttes"),
    }


class ConclusionForm(Form):
    """What was learnt of one theme, and whether it goes on."""

    conclusion = RadioField(
        _l("Hva skjer med temaet?"),
        [InputRequired(_l("Velg hva som skjer med temaet."))],
        choices=choices_of(conclusion_choices),
    )
    summary = TextAreaField(
        _l("Oppsummering"),
        [
            DataRequired(_l("Skriv en kort oppsummering.")),
            Length(max=LONGEST_SUMMARY, message=_l("Skriv høyst %(max)d tegn.")),
            no_national_id,
        ],
    )

    @classmethod
    def of(cls, theme: PlanTheme) -> "ConclusionForm":
        form = cls(obj=theme)
        if not form.is_submitted():
            form.conclusion.data = theme.conclusion
        return form
