"""What members fill in about their council: shape only, the rules stand in the services."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.councils.queries.council import Member
from app.domain.councils import (
    MAX_DECISION,
    MAX_DISSENT,
    MAX_MANDATE,
    MAX_PHONE,
    MAX_PLACE,
    MAX_PRESENT,
    MAX_WITHDRAWAL,
    OfficeKind,
)
from app.domain.dates import END_OF_DAY, USUAL_DEADLINE, instant_of
from app.domain.errors import InvalidInputError
from app.domain.proposals import MAX_COMMENT
from app.web.fields import ClockField, CountField, DayField, Form

LONGEST_NAME = 200
_TOO_LONG = _l("Skriv høyst %(max)d tegn.")


def _most(length: int) -> Length:
    return Length(max=length, message=_TOO_LONG)


def office_names() -> dict[str, str]:
    return {
        OfficeKind.LEADER: _("Leder"),
        OfficeKind.SECRETARY: _("Sekretær"),
        OfficeKind.REPRESENTATIVE: _("Representant med fullmakt"),
    }


class RefusableForm(Form):
    """A form that shows what a service refused beside the field it is about."""

    def refuse(self, error: InvalidInputError) -> None:
        name = str(error.facts.get("field"))
        text = explain(error)
        if name in self._fields:
            self[name].errors = [*self[name].errors, text]
        else:
            self.form_errors.append(text)


def explain(error: InvalidInputError) -> str:
    """What is wrong, in words."""
    texts = {
        ("email", "taken"): _("Adressen har en konto fra før. Inviter personen i stedet."),
        ("email", "member"): _("Personen er medlem fra før."),
        ("email", "not_an_address"): _("Dette er ikke en e-postadresse vi kan bruke."),
        ("person", "not_a_member"): _("Velg et medlem."),
        ("mandate", "missing"): _("Skriv hvem som har gitt fullmakten, og i hvilken sak."),
        ("ends_on", "before_start"): _("Perioden er over før den begynner."),
        ("approvals_needed", "out_of_range"): _("Skriv et tall fra 2 til 50."),
        ("decided_on", "in_the_future"): _("Møtet må ha vært."),
        ("present", "missing"): _("Skriv hvem som var til stede."),
        ("day", "in_the_past"): _("Velg en dag som ikke har vært."),
        ("day", "too_far"): _("Dagen ligger for langt fram."),
    }
    broken = (str(error.facts.get("field")), str(error.facts.get("reason")))
    if broken[1] == "too_long":
        return str(_("Skriv høyst %(max)d tegn.", max=error.facts.get("most", 0)))
    if broken[1] == "missing":
        return str(texts.get(broken, _("Fyll ut dette feltet.")))
    return str(texts.get(broken, _("Dette kunne vi ikke ta imot.")))


class OfficeForm(RefusableForm):
    """Who has which office, for how long, on whose mandate."""

    person = SelectField(_l("Medlem"), validate_choice=False)
    kind = SelectField(_l("Verv"), validate_choice=False)
    mandate = StringField(_l("Fullmakt fra"), [_most(MAX_MANDATE)])
    ends_on = DayField(_l("Til og med"), [Optional()])

    def offer(self, members: Iterable[Member], kinds: Iterable[OfficeKind]) -> None:
        named = {str(each.person_id): each.name or _("Uten navn") for each in members}
        self.person.choices = [SelectChoice(value, name) for value, name in named.items()]
        names = office_names()
        self.kind.choices = [SelectChoice(kind.value, names[kind]) for kind in kinds]

    @property
    def person_id(self) -> UUID:
        try:
            return UUID(self.person.data or "")
        except ValueError:
            return UUID(int=0)

    @property
    def ends_at(self) -> datetime | None:
        """The last day counts."""
        return instant_of(self.ends_on.data, END_OF_DAY) if self.ends_on.data else None


class SettingsForm(RefusableForm):
    """How the body decides, and whom one can call."""

    approvals_needed = CountField(
        _l("Hvor mange må godkjenne et utkast?"), [InputRequired(_l("Skriv et tall fra 2 til 50."))]
    )
    phone_name = StringField(_l("Hvem kan medlemmene ringe?"), [_most(LONGEST_NAME)])
    phone = StringField(_l("Telefonnummer"), [_most(MAX_PHONE)])


class MemberForm(RefusableForm):
    """A member without an account."""

    name = StringField(_l("Navn"), [DataRequired(_l("Skriv et navn.")), _most(LONGEST_NAME)])
    email = StringField(_l("E-postadresse"), [DataRequired(_l("Skriv en e-postadresse."))])


class MeetingForm(RefusableForm):
    """When and where one meets."""

    day = DayField(_l("Dag"), [InputRequired(_l("Velg en dag."))])
    time_of_day = ClockField(_l("Klokkeslett"), default=USUAL_DEADLINE)
    place = StringField(_l("Sted"), [_most(MAX_PLACE)])

    @property
    def starts_at(self) -> datetime:
        """Call it after validation."""
        return instant_of(self.day.data or date.min, self.time_of_day.data or USUAL_DEADLINE)


class DraftCommentForm(RefusableForm):
    """Something to say to the other members."""

    body = TextAreaField(
        _l("Kommentaren din"), [DataRequired(_l("Skriv noe først.")), _most(MAX_COMMENT)]
    )


class WithdrawForm(RefusableForm):
    """Why the body takes a proposal back."""

    reason = TextAreaField(
        _l("Hvorfor trekker dere forslaget?"),
        [DataRequired(_l("Skriv hvorfor, så de andre medlemmene vet det.")), _most(MAX_WITHDRAWAL)],
    )


class DecisionForm(RefusableForm):
    """What a meeting decided."""

    decided_on = DayField(_l("Når var møtet?"), [InputRequired(_l("Velg dagen for møtet."))])
    present = TextAreaField(
        _l("Hvem var til stede?"),
        [DataRequired(_l("Skriv hvem som var til stede.")), _most(MAX_PRESENT)],
    )
    decision = TextAreaField(_l("Hva ble vedtatt?"), [_most(MAX_DECISION)])
    dissent = TextAreaField(_l("Hva mente mindretallet?"), [_most(MAX_DISSENT)])

    @property
    def day(self) -> date:
        """Call it after validation."""
        return self.decided_on.data or date.max
