"""Shapes of what is typed when a facilitator or leader decides."""

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import URL, DataRequired, Length, Optional, ValidationError

from app.decisions.answers import WrittenAnswer
from app.decisions.promotion import half_year_to_plan
from app.decisions.protocols import LONGEST_CASE_NUMBER
from app.decisions.services import LONGEST_REASON, Grounds
from app.domain.proposals import AnswerStatus
from app.web.clock import now
from app.web.words import answer_names

LONGEST_PASSAGE = 4_000


class ProtocolForm(FlaskForm):
    """What a protocol is filed under."""

    case_number = StringField(_l("Saksnummer"), [Length(max=LONGEST_CASE_NUMBER)])


class SignalForm(FlaskForm):
    """One steering signal."""

    kind = SelectField(_l("Hva slags"))
    title = StringField(
        _l("Tittel"),
        [DataRequired(_l("Skriv hva brevet eller strategien heter.")), Length(max=200)],
    )
    source = StringField(
        _l("Hvem den kommer fra"),
        [DataRequired(_l("Skriv hvem den kommer fra.")), Length(max=200)],
    )
    issued_on = DateField(_l("Dato"), [Optional()])
    passage = TextAreaField(_l("Det som er viktig her"), [Length(max=LONGEST_PASSAGE)])
    url = StringField(
        _l("Lenke"),
        [
            Optional(),
            Length(max=500),
            URL(require_tld=False, message=_l("Skriv hele adressen, med https:// foran.")),
        ],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = list(signal_kinds().items())

    def validate_url(self, field: StringField) -> None:
        if not field.errors and not field.data.lower().startswith(("http://", "https://")):
            raise ValidationError(_("Skriv hele adressen, med https:// foran."))


def signal_kinds() -> dict[str, str]:
    return {
        "assignment_letter": _("Tildelings- eller disponeringsbrev"),
        "grant_letter": _("Tilskuddsbrev"),
        "strategy": _("Strategi"),
        "other": _("Annet"),
    }


class DeviationForm(Form):
    """Why one proposal deviates from what the rule proposes."""

    idea_id = HiddenField()
    reason = TextAreaField(_l("Begrunnelse"), [Length(max=LONGEST_REASON)])
    signal_id = SelectField(_l("Sentral føring den bygger på"), validate_choice=False)


class DecisionForm(FlaskForm):
    """The confirm page: reasons, answers and which plan."""

    deviations = FieldList(FormField(DeviationForm))
    reason = TextAreaField(_l("Begrunnelse for valget"), [Length(max=LONGEST_REASON)])
    going_text = TextAreaField(
        _l("Svar til dem som går videre"),
        [DataRequired(_l("Skriv et kort svar.")), Length(max=LONGEST_REASON)],
    )
    other_text = TextAreaField(
        _l("Svar til de andre"),
        [DataRequired(_l("Skriv et kort svar.")), Length(max=LONGEST_REASON)],
    )
    unit_id = SelectField(_l("Plan for"), validate_choice=False)
    half_year = SelectField(
        _l("Halvår"), default=lambda: str(half_year_to_plan(now())), validate_choice=False
    )

    def grounds(self) -> dict[UUID, Grounds]:
        """The reasons as typed, by proposal; what is no id is left out."""
        found = {}
        for entry in self.deviations:
            if idea_id := parse_id(entry.form.idea_id.data):
                signal_id = parse_id(entry.form.signal_id.data)
                found[idea_id] = Grounds(entry.form.reason.data or "", signal_id)
        return found


def parse_id(text: str | None) -> UUID | None:
    """The id written in `text`, or None where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def answer_statuses() -> dict[str, str]:
    """What can be answered to a proposal that the decision does not decide."""
    names = answer_names()
    return {
        status: names[status]
        for status in (
            AnswerStatus.NOT_GOING_FORWARD,
            AnswerStatus.UNDER_REVIEW,
            AnswerStatus.CARRIED_OUT,
        )
    }


def read_answers(sent: "MultiDict[str, str]") -> tuple[list[WrittenAnswer], list[str]]:
    """The answers in the form, and the ids of rows where status or text is missing.

    A row's own answer goes before the common one, which counts for the rows that are ticked.
    """
    common = sent.get("common_status", ""), sent.get("common_text", "").strip()
    ticked = set(sent.getlist("same"))
    answers, lacking = [], []
    for text in dict.fromkeys(sent.getlist("idea")):
        idea_id = parse_id(text)
        own = sent.get(f"status-{text}", ""), sent.get(f"text-{text}", "").strip()
        status, words = own if any(own) else common if text in ticked else ("", "")
        if idea_id is None or not (status or words or text in ticked):
            continue
        if status not in answer_statuses() or not words or len(words) > LONGEST_REASON:
            lacking.append(text)
        else:
            answers.append(WrittenAnswer(idea_id, status, words))
    return answers, lacking
