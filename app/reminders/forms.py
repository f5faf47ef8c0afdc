"""Which reminders a dugnad sends before its deadlines."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.domain.notices import REMINDER_TOPICS
from app.domain.reminders import STEPS
from app.notices.words import topic_names
from app.web.fields import CheckboxesField, Form, choices_of


def _names() -> dict[str, str]:
    names = topic_names()
    return {step: names[topic] for step, topic in REMINDER_TOPICS.items()}


class StepsForm(Form):
    """One box a step; none at all is allowed."""

    steps = CheckboxesField(_l("Minn på fristene"), choices=choices_of(_names))

    def validate_steps(self, field: CheckboxesField) -> None:
        if not set(field.data or ()) <= set(STEPS):
            raise ValidationError(_l("Velg blant påminnelsene i lista."))
