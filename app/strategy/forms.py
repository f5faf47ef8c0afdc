"""Shapes of what is typed about strategy input."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.strategy_answers import LONGEST_TEXT
from app.strategy.services import LONGEST_RECEIVER, Handover
from app.web.fields import choices_of
from app.web.words import strategy_names


class ReceiversForm(FlaskForm):
    """One more proposal to hand over, by its number; the rows stand in `read_receivers`."""

    nr = StringField(_l("Nummeret på forslaget"), [Optional()])
    receiver = StringField(_l("Mottaker"), [Length(max=LONGEST_RECEIVER)])


class AnswerForm(FlaskForm):
    """What became of one proposal."""

    status = RadioField(
        _l("Hva skjer med innspillet?"),
        [InputRequired(_l("Velg et svar."))],
        choices=choices_of(strategy_names),
    )
    passage = TextAreaField(_l("Avsnittet det er tatt inn i"), [Length(max=LONGEST_TEXT)])
    reason = TextAreaField(_l("Begrunnelse"), [Length(max=LONGEST_TEXT)])


def read_receivers(sent: "MultiDict[str, str]") -> list[Handover]:
    """The receiver typed for each proposal listed; empty ones are left out."""
    found = []
    for text in sent.getlist("idea"):
        receiver = sent.get(f"receiver-{text}", "").strip()
        try:
            idea_id = UUID(text)
        except ValueError:
            continue
        if receiver:
            found.append(Handover(idea_id, receiver))
    return found
