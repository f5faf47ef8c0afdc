"""Shape of what is typed about people and bodies."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from app.domain.errors import InvalidInputError
from app.domain.permissions import BodyKind, Role
from app.organisation.queries.bodies import PlacedBody
from app.organisation.services.bodies import UNIT_KINDS
from app.organisation.services.files import start_of
from app.organisation.texts import input_text
from app.web.fields import DayField
from app.web.words import kind_name, role_name, unit_kind_name

LONGEST_NAME = 200
LONGEST_ADDRESS = 254
INDENT = "\u2003"
"""An em space for each level, since a list of choices has no other way to show a tree."""

NAME = [
    DataRequired(_l("Skriv et navn.")),
    Length(max=LONGEST_NAME, message=_l("Navnet er lengre enn 200 tegn.")),
]
ADDRESS = [
    DataRequired(_l("Skriv en e-postadresse.")),
    Length(max=LONGEST_ADDRESS, message=_l("Adressen er for lang.")),
]


class ChoiceField(SelectField):
    """A choice checked by our own validator, whose words are translated as all others are."""

    def __init__(self, label: str, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, [*validators], validate_choice=False, **options)


def is_offered(_form: FlaskForm, field: SelectField) -> None:
    """Refuse what the page did not offer."""
    if field.data not in {choice.value for choice in field.choices or ()}:
        raise ValidationError(_("Velg noe fra listen."))


def is_id(_form: FlaskForm, field: SelectField) -> None:
    """Whether there is such a body, and for whom, is for the service to say."""
    try:
        UUID(field.data)
    except (TypeError, ValueError):
        raise ValidationError(_("Velg noe fra listen.")) from None


def is_role(_form: FlaskForm, field: SelectField) -> None:
    """Whether one may give it is for the service to say."""
    if field.data not in set(Role):
        raise ValidationError(_("Velg noe fra listen."))


class RefusableForm(FlaskForm):
    """A form that shows what a service refused beside the field it is about."""

    def refuse(self, error: InvalidInputError) -> None:
        name = str(error.facts.get("field"))
        text = input_text(error)
        if name in self._fields:
            self[name].errors = [*self[name].errors, text]
        else:
            self.form_errors.append(text)


def body_choices(bodies: Iterable[PlacedBody]) -> list[SelectChoice]:
    """Units as a tree, then the other bodies with their kind."""
    return [SelectChoice(str(placed.body.id), _label(placed)) for placed in bodies]


def _label(placed: PlacedBody) -> str:
    body = placed.body
    if body.kind == BodyKind.UNIT:
        return INDENT * placed.depth + body.name
    return f"{body.name} ({kind_name(body.kind)})"


def role_choices(roles: Iterable[Role]) -> list[SelectChoice]:
    return [SelectChoice(role.value, role_name(role)) for role in roles]


class NameForm(RefusableForm):
    """A body's name."""

    name = StringField(_l("Navn"), NAME)


class PersonForm(NameForm):
    """A person's name and address."""

    email = StringField(_l("E-postadresse"), ADDRESS)


class PlaceForm(RefusableForm):
    """A body and a role in it."""

    body = ChoiceField(_l("Enhet eller utvalg"), [is_id])
    role = ChoiceField(_l("Rolle"), [is_role])

    @property
    def body_id(self) -> UUID:
        return UUID(self.body.data)


class MembershipForm(PlaceForm):
    """The same with a period, counted in whole days."""

    starts_on = DayField(_l("Fra og med"), [Optional()])
    ends_on = DayField(_l("Til og med"), [Optional()])

    @property
    def starts_at(self) -> datetime | None:
        return start_of(self.starts_on.data) if self.starts_on.data else None

    @property
    def ends_at(self) -> datetime | None:
        """The last day counts, so that it ends when the next begins."""
        return start_of(self.ends_on.data + timedelta(days=1)) if self.ends_on.data else None


class InviteForm(PlaceForm):
    """An address, a body and a role."""

    email = StringField(_l("E-postadresse"), ADDRESS)


class BodyForm(NameForm):
    """A new body."""

    kind = ChoiceField(_l("Type"), [is_offered])
    parent = ChoiceField(_l("Ligger under, eller hører til"), [is_offered])

    def offer(self, units: Iterable[PlacedBody]) -> None:
        """Units come in their own kinds, other bodies in theirs."""
        self.kind.choices = [
            *(SelectChoice(kind, unit_kind_name(kind)) for kind in UNIT_KINDS),
            *(SelectChoice(kind.value, kind_name(kind)) for kind in BodyKind if kind != "unit"),
        ]
        self.parent.choices = [SelectChoice("", _("Ingen")), *body_choices(units)]

    @property
    def body_kind(self) -> BodyKind:
        return BodyKind.UNIT if self.kind.data in UNIT_KINDS else BodyKind(self.kind.data)

    @property
    def unit_kind(self) -> str | None:
        return self.kind.data if self.kind.data in UNIT_KINDS else None

    @property
    def parent_id(self) -> UUID | None:
        return UUID(self.parent.data) if self.parent.data else None


class MoveForm(RefusableForm):
    """Where a unit is to stand."""

    parent = ChoiceField(_l("Ligger under"), [is_offered])

    @property
    def parent_id(self) -> UUID | None:
        return UUID(self.parent.data) if self.parent.data else None


class TieForm(RefusableForm):
    """What a body is to belong with."""

    other = ChoiceField(_l("Hører sammen med"), [is_offered])


class UploadForm(FlaskForm):
    """A file to look at."""

    file = FileField(_l("Fil"), [FileRequired(_l("Velg en fil."))])
