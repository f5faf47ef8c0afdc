"""Shape of what is typed: present, not too long. What is right is decided by the services."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.services.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, is_too_long
from app.domain.addresses import LONGEST_ADDRESS
from app.domain.text import clean_line
from app.web.language import LOCALES

LONGEST_NAME = 200


def not_too_long(_form: FlaskForm, field: Field) -> None:
    """Refuse a long password before anything hashes it."""
    if is_too_long(field.data or ""):
        raise ValidationError(
            _("Et passord kan være på høyst %(most)s tegn.", most=LONGEST_PASSWORD)
        )


def long_enough(_form: FlaskForm, field: Field) -> None:
    """The only demand on a new password."""
    if len(field.data or "") < SHORTEST_PASSWORD:
        raise ValidationError(
            _(
                "Passordet må ha minst %(least)s tegn. Bruk gjerne flere ord.",
                least=SHORTEST_PASSWORD,
            )
        )


class AddressForm(FlaskForm):
    """Whom to send a link to."""

    next = HiddenField()
    email = StringField(
        _l("E-postadresse"),
        [
            InputRequired(_l("Skriv e-postadressen din.")),
            Length(max=LONGEST_ADDRESS, message=_l("Adressen er for lang.")),
        ],
    )

    def has_address(self) -> bool:
        """Whether the address was filled in; what else the form holds does not matter now."""
        return bool(self.email.validate(self))


class SignInForm(AddressForm):
    """Address and password."""

    password = PasswordField(
        _l("Passord"), [InputRequired(_l("Skriv passordet ditt.")), not_too_long]
    )

    def say_wrong(self) -> None:
        """One message for every reason."""
        self.form_errors.append(_("E-postadressen og passordet hører ikke sammen. Prøv igjen."))

    def say_wait(self, minutes: object) -> None:
        """For how long the password is no way in; the link still is."""
        self.form_errors.append(
            _(
                "Det har vært for mange forsøk. Vent i %(minutes)s min, eller be om en lenke.",
                minutes=minutes,
            )
        )


class NewPasswordForm(FlaskForm):
    """A new password, typed once: it can be shown, and a forgotten one is replaced by mail."""

    password = PasswordField(
        _l("Nytt passord"), [InputRequired(_l("Skriv et passord.")), long_enough, not_too_long]
    )


class ChangePasswordForm(NewPasswordForm):
    """The same from within, where the one at the keyboard must show who they are."""

    current = PasswordField(
        _l("Passordet du har nå"), [InputRequired(_l("Skriv passordet du har nå.")), not_too_long]
    )

    def say_wrong(self) -> None:
        self.current.errors = [*self.current.errors, _("Dette er ikke passordet ditt.")]


def _clean(value: str | None) -> str:
    return clean_line(value or "")


NAME = [
    DataRequired(_l("Skriv navnet ditt.")),
    Length(max=LONGEST_NAME, message=_l("Navnet er lengre enn 200 tegn.")),
]


class ProfileForm(FlaskForm):
    """What one decides oneself."""

    name = StringField(_l("Navn"), NAME, filters=[_clean])
    locale = RadioField(
        _l("Språk"), choices=[SelectChoice(code, name) for code, name in LOCALES.items()]
    )


class AcceptForm(FlaskForm):
    """Somebody new: a name, and a password if one wants to."""

    name = StringField(_l("Navn"), NAME, filters=[_clean])
    password = PasswordField(_l("Passord"))

    def validate_password(self, field: Field) -> None:
        if field.data:
            long_enough(self, field)
            not_too_long(self, field)
