"""Form fields that say in plain words what is wrong, and keep what was typed."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectMultipleField, TimeField
from wtforms.fields import SelectChoice
from wtforms.i18n import messages_path
from wtforms.widgets import CheckboxInput, ListWidget


class Form(FlaskForm):
    """A form whose built-in messages are read once a language, and not from the disk each time."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> NullTranslations:
            return _built_in_messages(str(get_locale() or "nb"))


@lru_cache(maxsize=8)
def _built_in_messages(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


def choices_of(names: Callable[[], Mapping[str, str]]) -> Callable[[], list[SelectChoice]]:
    """The choices of a field, named in the language of whoever opens the form."""
    return lambda: [SelectChoice(value, name) for value, name in names().items()]


class DayField(DateField):
    """A day, from the browser's calendar or typed as «15.10.2026»."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d.%m.%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data: date | None = None
            return
        try:
            super().process_formdata([" ".join(valuelist).strip()])
        except ValueError as unreadable:
            raise ValueError(
                _("Skriv datoen som dag, måned og år, for eksempel 15.10.2026.")
            ) from unreadable


class ClockField(TimeField):
    """A time of day, also typed as «15.00»."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%H:%M", "%H.%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata([" ".join(valuelist).strip()])
        except ValueError as unreadable:
            raise ValueError(
                _("Skriv klokkeslettet med timer og minutter, for eksempel 15.00.")
            ) from unreadable


class CountField(IntegerField):
    """A whole number; empty means none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError as unreadable:
            raise ValueError(_("Skriv et helt tall.")) from unreadable


class CheckboxesField(SelectMultipleField):
    """Several answers to one question, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
