"""What people fill in about proposals: shape only, the rules stand in the services."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.costs import HOURS
from app.domain.errors import InvalidInputError
from app.domain.proposals import (
    MAX_BODY,
    MAX_COMMENT,
    MAX_COST,
    MAX_HIDING_REASON,
    MAX_REASON,
    MAX_TITLE,
    Horizon,
    Proposal,
    Reach,
    Source,
)
from app.models import Idea
from app.web.fields import Form, choices_of
from app.web.redirects import is_local_path
from app.web.words import answer_names, horizon_names, reach_names, source_names, stance_names

_NO_HOURS = _l("Skriv timer som et tall, for eksempel 12 eller 1,5.")
_HOURS = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


class IdeaForm(Form):
    """A proposal; used new, as a draft and when it is edited."""

    idea_id = HiddenField()
    version = HiddenField()
    similar_seen = HiddenField()
    title = StringField(_l("Hva foreslår du?"))
    body = TextAreaField(_l("Fortell mer"))
    topic = SelectField(_l("Tema"), validate_choice=False)
    horizon = RadioField(
        _l("Når kan det gi resultater?"),
        choices=choices_of(horizon_names),
        validate_choice=False,
    )
    reach = RadioField(
        _l("Hvem kan løse det?"), choices=choices_of(reach_names), validate_choice=False
    )
    sources = SelectMultipleField(
        _l("Hva bygger forslaget på?"),
        choices=choices_of(source_names),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    cost = StringField(_l("Hvor mange timer koster det?"))
    on_behalf_of = SelectField(_l("Hvem står bak?"), validate_choice=False)
    is_anonymous = BooleanField(_l("Vis forslaget uten navnet mitt"))

    def validate_title(self, field: Any) -> None:
        if len(field.data or "") > MAX_TITLE:
            raise ValidationError(_("Tittelen kan ha høyst %(most)s tegn.", most=MAX_TITLE))

    def validate_body(self, field: Any) -> None:
        if len(field.data or "") > MAX_BODY:
            raise ValidationError(_("Teksten kan ha høyst %(most)s tegn.", most=MAX_BODY))

    def validate_cost(self, field: Any) -> None:
        if field.data and field.data.strip() and self.cost_minutes is None:
            raise ValidationError(_NO_HOURS)

    @property
    def cost_minutes(self) -> int | None:
        return minutes_of(self.cost.data or "")

    @property
    def id_of_idea(self) -> UUID | None:
        return _uuid(self.idea_id.data)

    @property
    def proposal(self) -> Proposal:
        """What was typed; choices that do not exist count as none."""
        return Proposal(
            title=self.title.data or "",
            body=self.body.data or "",
            topic_id=_uuid(self.topic.data),
            horizon=Horizon(self.horizon.data) if self.horizon.data in list(Horizon) else None,
            reach=Reach(self.reach.data) if self.reach.data in list(Reach) else None,
            sources=tuple(Source(each) for each in self.sources.data or () if each in list(Source)),
            cost=self.cost_minutes,
            is_anonymous=bool(self.is_anonymous.data),
            on_behalf_of=_uuid(self.on_behalf_of.data),
        )

    @property
    def seen_version(self) -> int:
        """What the form was made from; 0, which none is, for what is no number."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    def fill_from(self, idea: Idea) -> None:
        """Show what is stored, in a form that nobody has sent yet."""
        self.title.data, self.body.data = idea.title, idea.body
        self.topic.data = str(idea.topic_id or "")
        self.horizon.data, self.reach.data = idea.horizon, idea.reach
        self.sources.data = idea.sources.split(",")
        self.cost.data = hours_of(idea.cost)
        self.on_behalf_of.data = str(idea.on_behalf_of or "")
        self.is_anonymous.data = idea.is_anonymous
        self.version.data = str(idea.version)

    def blame(self, error: InvalidInputError) -> None:
        """Show a broken rule beside its field."""
        field = self[str(error.facts["field"])]
        field.errors = [*field.errors, explain(error)]


def minutes_of(hours: str) -> int | None:
    """Hours as people write them, with comma or point, in minutes; None where it is no number."""
    written = hours.replace(" ", "")
    if not _HOURS.fullmatch(written):
        return None
    return round(float(written.replace(",", ".")) * HOURS.parts)


def hours_of(minutes: int | None) -> str:
    """«1,5» of 90 minutes; empty of none."""
    if minutes is None:
        return ""
    return f"{HOURS.whole(minutes):f}".replace(".", ",")


def explain(error: InvalidInputError) -> str:
    """What is wrong with one field, in words."""
    most = error.facts.get("most")
    if error.facts["reason"] == "missing":
        missing = {
            "title": _("Skriv en tittel."),
            "body": _("Denne dugnaden ber om en forklaring også."),
        }
        return str(missing.get(str(error.facts["field"]), _("Fyll ut dette feltet.")))
    if error.facts["reason"] == "too_long":
        return str(_("Teksten kan ha høyst %(most)s tegn.", most=most))
    return str(_("Dette kan ikke brukes her."))


class CommentForm(Form):
    """Something to say about a proposal."""

    parent = HiddenField()
    stance = RadioField(
        _l("Hva mener du?"), choices=choices_of(stance_names), validators=[Optional()]
    )
    body = TextAreaField(
        _l("Kommentaren din"),
        validators=[
            DataRequired(_l("Skriv noe først.")),
            Length(max=MAX_COMMENT, message=_l("Kommentaren kan ha høyst %(max)s tegn.")),
        ],
    )

    @property
    def parent_id(self) -> UUID | None:
        return _uuid(self.parent.data)


class HideForm(Form):
    """Why a comment is hidden; its author is told."""

    reason = TextAreaField(
        _l("Begrunnelse"),
        validators=[
            DataRequired(_l("Skriv en begrunnelse.")),
            Length(max=MAX_HIDING_REASON, message=_l("Begrunnelsen kan ha høyst %(max)s tegn.")),
        ],
    )


class OmitForm(Form):
    """Why proposals are left off the shortlist."""

    reason = TextAreaField(
        _l("Begrunnelse til dem som foreslo det"),
        validators=[
            DataRequired(_l("Skriv en begrunnelse.")),
            Length(max=MAX_REASON, message=_l("Begrunnelsen kan ha høyst %(max)s tegn.")),
        ],
    )


class HoursField(StringField):
    """What one proposal costs. Nothing typed says nothing."""

    def pre_validate(self, form: BaseForm) -> None:
        if (self.data or "").strip() and self.minutes is None:
            raise ValidationError(_NO_HOURS)

    @property
    def minutes(self) -> int | None:
        minutes = minutes_of(self.data or "")
        return minutes if minutes is None or minutes <= MAX_COST else None


def costs_form(titles: Mapping[UUID, str], posted: MultiDict[str, str] | None) -> BaseForm:
    """One field for each proposal without a cost."""
    form = BaseForm({f"hours-{idea}": HoursField(title) for idea, title in titles.items()})
    form.process(posted)
    return form


class AnswerForm(Form):
    """The official answer."""

    status = RadioField(
        _l("Status"),
        choices=choices_of(answer_names),
        validators=[DataRequired(_l("Velg en status."))],
    )
    text = TextAreaField(
        _l("Svaret"),
        validators=[
            DataRequired(_l("Skriv et svar.")),
            Length(max=MAX_COMMENT, message=_l("Svaret kan ha høyst %(max)s tegn.")),
        ],
    )


def safe_next(target: str | None) -> str | None:
    """A way back within the site, or None."""
    return target if target and is_local_path(target) else None
