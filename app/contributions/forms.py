"""What people fill in about attachments, invitations and reports: shape only."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.errors import InvalidInputError
from app.domain.proposals import MAX_HIDING_REASON
from app.domain.reports import MAX_REPORT, Concern, Outcome
from app.web.fields import Form, choices_of
from app.web.translating import translate as _


class _RefusingForm(Form):
    """A form that says what a rule refused beside the field."""

    def refuse(self, error: InvalidInputError) -> None:
        field = self[str(error.facts["field"])]
        reasons = {
            "missing": _("Skriv noe her."),
            "too_long": _("Teksten er for lang."),
            "not_an_address": _("Skriv en e-postadresse, for eksempel kari@etaten.example."),
            "asked_before": _("Den adressen har du invitert allerede."),
        }
        said = reasons.get(str(error.facts["reason"]), _("Det er ikke plass til flere."))
        field.errors = [*field.errors, said]


class AttachForm(_RefusingForm):
    """One file."""

    file = FileField(_l("Fil"))

    def say(self, message: str) -> None:
        self.file.errors = [*self.file.errors, message]


class InviteForm(_RefusingForm):
    """Who is asked to stand behind a proposal."""

    email = StringField(
        _l("E-postadresse"), [DataRequired(_l("Skriv e-postadressen til den du vil invitere."))]
    )


def concern_names() -> dict[str, str]:
    return {
        Concern.PERSON: _("Noen kan kjennes igjen"),
        Concern.OFFENSIVE: _("Det er krenkende eller trakasserende"),
        Concern.OFF_TOPIC: _("Det hører ikke hjemme her"),
        Concern.OTHER: _("Noe annet"),
    }


def outcome_names() -> dict[str, str]:
    return {
        Outcome.HIDDEN: _("Skjul det"),
        Outcome.KEPT: _("La det stå"),
    }


class ReportForm(_RefusingForm):
    """Why somebody should look at it."""

    comment = HiddenField()
    concern = RadioField(
        _l("Hva gjelder det?"),
        choices=choices_of(concern_names),
        validators=[DataRequired(_l("Velg hva det gjelder."))],
    )
    text = TextAreaField(
        _l("Fortell mer"),
        [Length(max=MAX_REPORT, message=_l("Teksten kan ha høyst %(max)s tegn."))],
    )


class SettleForm(_RefusingForm):
    """What the facilitator makes of it."""

    comment = HiddenField()
    outcome = RadioField(
        _l("Hva gjør du?"),
        choices=choices_of(outcome_names),
        validators=[DataRequired(_l("Velg hva du gjør."))],
    )
    reason = TextAreaField(
        _l("Begrunnelse"),
        [
            DataRequired(_l("Skriv en begrunnelse.")),
            Length(max=MAX_HIDING_REASON, message=_l("Begrunnelsen kan ha høyst %(max)s tegn.")),
        ],
    )
