"""A source note as it is typed."""

from datetime import date
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.national_id import find_national_ids
from app.learning.names import source_kind_names
from app.learning.queries.concerns import Concern, ConcernChoices
from app.learning.services.source_notes import LONGEST_NOTE, LONGEST_SECTOR, NoteText
from app.models import SourceNote
from app.web.fields import DayField, Form, choices_of


class NoteForm(Form):
    """What somebody outside said, in words that give nobody away."""

    kind = RadioField(
        _l("Hva slags kilde er det?"),
        [InputRequired(_l("Velg hva slags kilde det er."))],
        choices=choices_of(source_kind_names),
    )
    held_on = DayField(_l("Dato"), [InputRequired(_l("Velg når samtalen var."))])
    sector = StringField(_l("Bransje eller område"), [Length(max=LONGEST_SECTOR)])
    text = TextAreaField(
        _l("Det viktigste som kom fram"),
        [DataRequired(_l("Skriv det viktigste som kom fram.")), Length(max=LONGEST_NOTE)],
    )
    concern = SelectField(_l("Hva gjelder det?"))

    @classmethod
    def offering(cls, offered: ConcernChoices, note: SourceNote | None, about: str) -> "NoteForm":
        """With what a note can be about; `about` is what it was about before."""
        form = cls(obj=note)
        themes = [(str(each), title) for each, title in offered.themes]
        proposals = [(str(each), title) for each, title in offered.proposals]
        known = {key for key, _title in (*themes, *proposals)}
        kept = [(about, _("Det samme forslaget som før"))] if about and about not in known else []
        form.concern.choices = {
            _("Planen"): [("", _("Hele planen")), *kept],
            **({_("Et tema"): themes} if themes else {}),
            **({_("Et forslag"): proposals} if proposals else {}),
        }
        if not form.is_submitted():
            form.concern.data = about
        return form

    @property
    def holds_national_id(self) -> bool:
        return any(map(find_national_ids, (self.text.data or "", self.sector.data or "")))

    def note_text(self, offered: ConcernChoices, note: SourceNote | None) -> NoteText:
        before = Concern(note.theme_id, note.campaign_id, note.idea_id) if note else Concern()
        chosen = self.concern.data or ""
        return NoteText(
            self.kind.data,
            cast(date, self.held_on.data),
            self.sector.data or "",
            self.text.data or "",
            before if chosen == str(before) else offered.find(chosen),
        )
