"""Starting a plan, and a theme added by hand."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.decisions.promotion import half_year_to_plan
from app.learning.services.themes import LONGEST_REASON, LONGEST_TITLE
from app.models import Body
from app.web.clock import now


class ThemeForm(FlaskForm):
    """A theme added by hand."""

    title = StringField(
        _l("Tema"), [DataRequired(_l("Skriv hva temaet heter.")), Length(max=LONGEST_TITLE)]
    )
    reason = TextAreaField(
        _l("Hvorfor legges det til?"),
        [DataRequired(_l("Skriv hvorfor temaet legges til.")), Length(max=LONGEST_REASON)],
    )


class StartForm(FlaskForm):
    """A new, empty plan."""

    unit_id = SelectField(_l("Plan for"))
    half_year = SelectField(_l("Halvår"), default=lambda: str(half_year_to_plan(now())))
    units: Sequence[Body] = ()
    """The units offered, so that the answer can be led to the chosen one's page."""
