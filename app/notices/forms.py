"""How somebody wants to be told, heading by heading."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from app.domain.notices import REMINDER_TOPICS, Delivery, NoticeTopic, choices_of
from app.notices.words import delivery_names, topic_names
from app.web.fields import CheckboxesField, Form

CHOSEN = tuple(topic for topic in NoticeTopic if topic not in REMINDER_TOPICS.values())
"""The headings with four ways of being told; reminders are on or off."""


class DeliveriesForm(Form):
    """One field a heading, made for the person whose choices are shown."""

    answers = SelectField()
    comments = SelectField()
    following = SelectField()
    mentions = SelectField()
    councils = SelectField()
    deadlines = SelectField()
    results = SelectField()
    plans = SelectField()
    reminders = CheckboxesField(_l("Påminnelser før frister du ikke har rukket ennå"))

    @classmethod
    def of(cls, wanted: dict[NoticeTopic, Delivery]) -> "DeliveriesForm":
        """The form as these choices fill it."""
        reminders = [topic for topic in REMINDER_TOPICS.values() if wanted[topic] != Delivery.NEVER]
        form = cls(
            **{topic.value: wanted[topic].value for topic in CHOSEN},
            reminders=[topic.value for topic in reminders],
        )
        names, ways = topic_names(), delivery_names()
        for topic in CHOSEN:
            field = form[topic.value]
            field.label.text = names[topic]
            field.choices = [SelectChoice(way.value, ways[way]) for way in choices_of(topic)]
        form.reminders.choices = [
            SelectChoice(topic.value, names[topic]) for topic in REMINDER_TOPICS.values()
        ]
        return form

    @property
    def fields_by_heading(self) -> list[SelectField]:
        return [self[topic.value] for topic in CHOSEN]

    def validate_reminders(self, field: CheckboxesField) -> None:
        known = {topic.value for topic in REMINDER_TOPICS.values()}
        if not set(field.data or ()) <= known:
            raise ValidationError(_l("Velg blant påminnelsene i lista."))

    def chosen(self) -> dict[NoticeTopic, Delivery]:
        """What is wanted now, under every heading."""
        ticked = set(self.reminders.data or ())
        reminders = {
            topic: Delivery.AT_ONCE if topic.value in ticked else Delivery.NEVER
            for topic in REMINDER_TOPICS.values()
        }
        return {topic: Delivery(self[topic.value].data) for topic in CHOSEN} | reminders
