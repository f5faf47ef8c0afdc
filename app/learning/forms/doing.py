"""Carrying out an activity, its materials, and one's own notes."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.domain.errors import InvalidInputError
from app.learning.services.carrying_out import LONGEST_NOTE, LONGEST_TIME, MOST_ATTENDED, Attended
from app.learning.services.materials import LONGEST_ADDRESS, LONGEST_TITLE
from app.learning.services.reflections import LONGEST_REFLECTION
from app.web.fields import CheckboxesField, CountField, Form


class _NoteForm(Form):
    """A form with a note; `refuse` puts what a rule says beside the field."""

    def refuse(self, error: InvalidInputError) -> None:
        field = self[str(error.facts["field"])]
        field.errors = [*field.errors, _reason(str(error.facts["reason"]))]


def _reason(reason: str) -> str:
    reasons = {
        "missing": _("Skriv noe her."),
        "unchanged": _("Skriv en annen tid enn den som står."),
        "national_id": _("Her står et fødselsnummer. Ta det bort."),
        "too_long": _("Teksten er for lang."),
        "too_many": _("Det er ikke plass til flere."),
        "not_an_address": _("Skriv hele adressen, med https:// foran."),
    }
    return str(reasons.get(reason, _("Dette kan ikke brukes.")))


class DoneForm(_NoteForm):
    """How many came; who, only where the unit keeps names."""

    attended = CountField(_l("Hvor mange kom?"), [Optional(), NumberRange(0, MOST_ATTENDED)])
    names = CheckboxesField(_l("Hvem kom?"))
    note = TextAreaField(_l("Kort notat"), [Length(max=LONGEST_NOTE)])

    @classmethod
    def offering(cls, people: Sequence[tuple[UUID, str]], came: Sequence[UUID]) -> "DoneForm":
        form = cls()
        form.names.choices = [(str(id_), name) for id_, name in people]
        if not form.is_submitted():
            form.names.data = [str(id_) for id_ in came]
        return form

    def said_before(self, attended: int | None, note: str) -> None:
        self.attended.process_data(attended)
        self.note.process_data(note)

    def read(self, *, keeps_names: bool) -> Attended:
        names = frozenset(UUID(each) for each in self.names.data or ()) if keeps_names else None
        return Attended(self.attended.data, names)


class MovedForm(_NoteForm):
    """The new time, in words like those of the table."""

    time = TextAreaField(
        _l("Ny tid"),
        [InputRequired(_l("Skriv den nye tiden.")), Length(max=LONGEST_TIME)],
    )
    note = TextAreaField(_l("Kort notat"), [Length(max=LONGEST_NOTE)])


class CancelledForm(_NoteForm):
    """Why it is called off."""

    note = TextAreaField(
        _l("Hvorfor blir den avlyst?"),
        [DataRequired(_l("Skriv hvorfor den blir avlyst.")), Length(max=LONGEST_NOTE)],
    )


class NamesForm(_NoteForm):
    """Why the unit keeps names of who came."""

    reason = TextAreaField(_l("Hvorfor tar dere vare på navn?"), [Length(max=LONGEST_NOTE)])


class MaterialForm(_NoteForm):
    """A link or a file."""

    title = StringField(_l("Hva er det?"), [Length(max=LONGEST_TITLE)])
    link = StringField(_l("Lenke"), [Length(max=LONGEST_ADDRESS)])
    file = FileField(_l("Fil"))


class ReflectionForm(_NoteForm):
    """One's own note."""

    text = TextAreaField(_l("Notatet ditt"), [Length(max=LONGEST_REFLECTION)])
