"""A theme's own details, and an outcome with its level."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.errors import InvalidInputError
from app.domain.learning.framework import LEVELS
from app.learning.forms.activities import read_id, refusal
from app.learning.names import level_names, outcome_kind_names
from app.learning.services.table import LONGEST_CELL
from app.learning.services.theme_details import ThemeDetails
from app.learning.services.themes import LONGEST_TITLE
from app.models import Body, LearningOutcome, PlanTheme
from app.web.fields import Form


class ThemeDetailsForm(Form):
    """What a theme is called, and whose it is."""

    title = StringField(
        _l("Tema"), [DataRequired(_l("Skriv hva temaet heter.")), Length(max=LONGEST_TITLE)]
    )
    team_id = SelectField(_l("Hvem temaet er for"), default="")
    responsible_id = SelectField(_l("Ansvarlig"), default="")
    is_voluntary = BooleanField(_l("Frivillig å være med"))

    @classmethod
    def offering(
        cls,
        theme: PlanTheme,
        *,
        teams: Iterable[Body],
        people: Iterable[tuple[object, str]],
        whole_unit: bool = True,
    ) -> "ThemeDetailsForm":
        form = cls(obj=theme)
        form.team_id.choices = ([("", _("Hele enheten"))] if whole_unit else []) + [
            (str(team.id), team.name) for team in teams
        ]
        form.responsible_id.choices = [("", _("Ikke bestemt"))] + [
            (str(person_id), name) for person_id, name in people
        ]
        if not form.is_submitted():
            form.team_id.data = str(theme.team_id or "")
            form.responsible_id.data = str(theme.responsible_id or "")
        return form

    @property
    def details(self) -> ThemeDetails:
        return ThemeDetails(
            self.title.data or "",
            self.is_voluntary.data,
            read_id(self.team_id.data),
            read_id(self.responsible_id.data),
        )

    def refuse(self, error: InvalidInputError) -> None:
        self.title.errors = (*self.title.errors, refusal(error))


class OutcomeForm(Form):
    """What a person knows or can do afterwards, and the framework's level."""

    text = TextAreaField(
        _l("Læringsutbytte"),
        [DataRequired(_l("Skriv hva en kan etterpå.")), Length(max=LONGEST_CELL)],
    )
    level = SelectField(_l("Nivå i kvalifikasjonsrammeverket"), default="")

    @classmethod
    def offering(cls, outcome: LearningOutcome | None) -> "OutcomeForm":
        """Filled from the outcome; None where it is new."""
        form = cls(obj=outcome)
        names = level_names()
        grouped = {
            kind_name: [(level.value, names[level]) for level in LEVELS[kind]]
            for kind, kind_name in outcome_kind_names().items()
        }
        form.level.choices = {"": [("", _("Ikke valgt"))], **grouped}
        if not form.is_submitted():
            form.level.data = (outcome.level if outcome else None) or ""
        return form

    def refuse(self, error: InvalidInputError) -> None:
        self.text.errors = (*self.text.errors, refusal(error))
