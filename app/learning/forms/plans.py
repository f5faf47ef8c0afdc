"""Starting a plan, and a theme that comes from no campaign."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.decisions.promotion import half_year_to_plan
from app.learning.services.themes import LONGEST_REASON, LONGEST_TITLE
from app.models import Body, SteeringSignal
from app.web.clock import now
from app.web.fields import Form


class ThemeForm(Form):
    """A theme that comes from no campaign: from a steering signal, or by hand with a reason."""

    title = StringField(
        _l("Tema"), [DataRequired(_l("Skriv hva temaet heter.")), Length(max=LONGEST_TITLE)]
    )
    signal_id = SelectField(_l("Sentral føring det kommer fra"), default="")
    reason = TextAreaField(_l("Hvorfor legges det til?"), [Length(max=LONGEST_REASON)])
    team_id = SelectField(_l("Hvem temaet er for"), default="")
    is_voluntary = BooleanField(_l("Frivillig å være med"))

    @classmethod
    def offering(
        cls, signals: Iterable[SteeringSignal], teams: Iterable[Body], *, whole_unit: bool
    ) -> "ThemeForm":
        """With what the theme can come from, and whom it can be for."""
        form = cls()
        form.signal_id.choices = [("", _("Ingen, det legges til for hånd"))] + [
            (str(signal.id), signal.title) for signal in signals
        ]
        form.team_id.choices = ([("", _("Hele enheten"))] if whole_unit else []) + [
            (str(team.id), team.name) for team in teams
        ]
        return form

    def validate_reason(self, field: TextAreaField) -> None:
        if not self.signal_id.data and not (field.data or "").strip():
            raise ValidationError(
                _("Skriv hvorfor temaet legges til, eller velg føringen det kommer fra.")
            )


class ChangeForm(Form):
    """Why an approved plan is changed."""

    change_reason = TextAreaField(
        _l("Hvorfor endres planen?"),
        [DataRequired(_l("Skriv hvorfor planen endres.")), Length(max=LONGEST_REASON)],
    )


class StartForm(FlaskForm):
    """A new, empty plan."""

    unit_id = SelectField(_l("Plan for"))
    half_year = SelectField(_l("Halvår"), default=lambda: str(half_year_to_plan(now())))
    units: Sequence[Body] = ()
    """The units offered, so that the answer can be led to the chosen one's page."""
