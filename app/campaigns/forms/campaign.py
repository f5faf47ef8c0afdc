"""Six fields, and everything else under «Flere valg»."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.campaigns.forms.messages import FIELD_OF, message_for
from app.campaigns.forms.parts import GatheringForm, TopicForm
from app.campaigns.forms.voting import VotingFields
from app.domain.campaign_settings import (
    CASE_NUMBER_LENGTH,
    CONTACT_LENGTH,
    HINT_LENGTH,
    MOST_GATHERINGS,
    MOST_TOPICS,
    PURPOSE_LENGTH,
    SHORT_TEXT_LENGTH,
    TITLE_LENGTH,
    CampaignSettings,
    ForwardMode,
    Part,
    ResultShown,
    Template,
)
from app.domain.dates import USUAL_DEADLINE, TypedDates
from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.web.fields import CheckboxesField, ClockField, CountField, DayField

_TOO_LONG = _l("Skriv høyst %(max)d tegn.")
_MINUTES = 60
EMPTY_ROWS = 2
"""Rows that stand ready for more topics and gatherings."""
USUAL_FORWARD = "usual"
DATES = (
    "propose_until",
    "vote_until",
    "opens_on",
    "voting_opens_on",
    "time_of_day",
    "staff_until",
    "councils_until",
    "partners_until",
)
"""Left out once the campaign is launched: deadlines are then moved, with a reason."""


def _most(length: int) -> Length:
    return Length(max=length, message=_TOO_LONG)


class CampaignForm(VotingFields, FlaskForm):
    """A campaign as a facilitator describes it."""

    key = HiddenField()
    template = RadioField(
        _l("Hva slags dugnad?"),
        choices=[
            SelectChoice(Template.IDEA_CALL.value, _l("Idédugnad")),
            SelectChoice(Template.LEARNING_THEMES.value, _l("Læringstemaer")),
        ],
        default=Template.IDEA_CALL.value,
    )
    title_nb = StringField(
        _l("Hva spør dere om?"),
        [DataRequired(_l("Skriv spørsmålet dere vil ha svar på.")), _most(TITLE_LENGTH)],
    )
    purpose_nb = TextAreaField(_l("Hva vil dere oppnå?"), [_most(PURPOSE_LENGTH)])
    audiences = CheckboxesField(_l("Hvem skal være med?"))
    propose_until = DayField(
        _l("Siste dag å foreslå"), [InputRequired(_l("Velg siste dag å foreslå."))]
    )
    vote_until = DayField(_l("Siste dag å stemme"), [InputRequired(_l("Velg siste dag å stemme."))])
    decision_on = DayField(
        _l("Dag for beslutningen"), [InputRequired(_l("Velg dagen dere bestemmer dere."))]
    )
    decided_by = StringField(
        _l("Hvem bestemmer?"),
        [DataRequired(_l("Skriv hvem som bestemmer.")), _most(SHORT_TEXT_LENGTH)],
    )

    title_nn = StringField(_l("Spørsmålet på nynorsk"), [_most(TITLE_LENGTH)])
    purpose_nn = TextAreaField(_l("Hva dere vil oppnå, på nynorsk"), [_most(PURPOSE_LENGTH)])
    one_language_reason = StringField(
        _l("Hvorfor teksten bare står i én målform"), [_most(CONTACT_LENGTH)]
    )

    opens_on = DayField(_l("Dugnaden åpner"))
    voting_opens_on = DayField(_l("Avstemningen åpner"))
    time_of_day = ClockField(_l("Klokkeslett for fristene"), default=USUAL_DEADLINE)
    staff_until = DayField(_l("Siste dag å foreslå for ansatte"))
    councils_until = DayField(_l("Siste dag å foreslå for brukermedvirkning"))
    partners_until = DayField(_l("Siste dag å foreslå for partnere"))

    more_audiences = CheckboxesField(_l("Flere som skal være med"))
    owners = CheckboxesField(_l("Hvem står bak dugnaden?"))
    parent_id = SelectField(_l("Del av en større dugnad"))

    topics = FieldList(FormField(TopicForm), max_entries=MOST_TOPICS)
    gatherings = FieldList(FormField(GatheringForm), max_entries=MOST_GATHERINGS)

    required_parts = CheckboxesField(
        _l("Hva må et forslag inneholde?"),
        choices=[
            SelectChoice(Part.BODY.value, _l("Beskrivelse")),
            SelectChoice(Part.TOPIC.value, _l("Tema")),
            SelectChoice(Part.SOURCES.value, _l("Kunnskapskilde")),
            SelectChoice(Part.COST.value, _l("Kostnad")),
        ],
    )
    proposal_hint = TextAreaField(_l("Hjelpetekst til den som foreslår"), [_most(HINT_LENGTH)])
    allows_anonymous = BooleanField(_l("Forslag kan sendes inn uten navn"))
    asks_cost = BooleanField(_l("Spør hvor mange timer forslaget krever"))
    allows_discussion = BooleanField(_l("Forslagene kan diskuteres"), default=True)
    compares_pairs = BooleanField(_l("La folk sammenligne forslag to og to"))
    asks_stance = BooleanField(_l("Be den som kommenterer, si for, mot eller nøytral"))

    hides_results_until_close = BooleanField(
        _l("Skjul stemmetallene til avstemningen er slutt"), default=True
    )
    shows_result_at = RadioField(
        _l("Når ser alle resultatet?"),
        choices=[
            SelectChoice(ResultShown.CLOSE.value, _l("Så snart stemmene er talt")),
            SelectChoice(ResultShown.PUBLICATION.value, _l("Når vi publiserer det")),
        ],
        default=ResultShown.CLOSE.value,
    )
    closes_automatically = BooleanField(
        _l("Tell stemmene av seg selv når fristen går ut"), default=True
    )
    forward_mode = RadioField(
        _l("Hvor mange forslag går videre?"),
        choices=[
            SelectChoice(USUAL_FORWARD, _l("Som malen: tre læringstemaer, ellers etterpå")),
            SelectChoice(ForwardMode.NUMBER.value, _l("Et bestemt antall")),
            SelectChoice(ForwardMode.BUDGET.value, _l("Så mange det er timer til")),
            SelectChoice(ForwardMode.AFTERWARDS.value, _l("Det avgjøres etterpå")),
        ],
        default=USUAL_FORWARD,
    )
    seats = CountField(_l("Antall som går videre"), [Optional()])
    budget_hours = CountField(_l("Antall timer dere har"), [Optional()])

    contact = StringField(_l("Hvem svarer på spørsmål?"), [_most(CONTACT_LENGTH)])
    case_number = StringField(_l("Saksnummer"), [_most(CASE_NUMBER_LENGTH)])

    def without_dates(self) -> None:
        """For a launched campaign, whose deadlines have a page of their own."""
        for name in DATES:
            del self[name]

    def offer(
        self,
        *,
        presets: Sequence[SelectChoice],
        others: Sequence[SelectChoice],
        owners: Sequence[SelectChoice],
        parents: Sequence[SelectChoice],
    ) -> None:
        """The bodies and larger campaigns that can be chosen."""
        self.audiences.choices = list(presets)
        self.more_audiences.choices = list(others)
        self.owners.choices = list(owners)
        self.parent_id.choices = list(parents)

    def add_empty_rows(self) -> None:
        """Keep a few rows ready for more, also without JavaScript."""
        for rows in (self.topics, self.gatherings):
            wanted = min(_last_filled(rows) + EMPTY_ROWS, rows.max_entries)
            while len(rows.entries) < wanted:
                rows.append_entry()

    def settings(self) -> CampaignSettings:
        """What was typed, for the service. Call it after validation."""
        closing_time = self.time_of_day.data if "time_of_day" in self else None
        topics = [row.form.setting(closing_time or USUAL_DEADLINE) for row in self.topics]
        gatherings = [row.form.setting() for row in self.gatherings]
        forward = self.forward_mode.data
        return CampaignSettings(
            template=Template(self.template.data),
            owners=_ids(self.owners.data),
            audiences=_ids(self.audiences.data) | _ids(self.more_audiences.data),
            dates=self.dates(),
            decision_on=self.decision_on.data,
            parent_id=UUID(self.parent_id.data) if self.parent_id.data else None,
            topics=tuple(topic for topic in topics if topic),
            gatherings=tuple(gathering for gathering in gatherings if gathering),
            required_parts=frozenset(map(Part, self.required_parts.data or ())),
            shows_result_at=ResultShown(self.shows_result_at.data),
            forward_mode=None if forward == USUAL_FORWARD else ForwardMode(forward),
            budget=_minutes(self.budget_hours.data),
            **self._as_typed(str, _TEXTS),
            **self._as_typed(bool, _SWITCHES),
            seats=self.seats.data,
            **self.voting(forward),
        )

    def _as_typed(self, kind: Callable[[Any], Any], names: Sequence[str]) -> dict[str, Any]:
        return {name: kind(self[name].data or "") for name in names}

    def dates(self) -> TypedDates | None:
        """None for a launched campaign, and while the two days are missing."""
        if "propose_until" not in self or not (self.propose_until.data and self.vote_until.data):
            return None
        groups = {group: self[f"{group.value}_until"].data for group in Group}
        return TypedDates(
            self.propose_until.data,
            self.vote_until.data,
            self.time_of_day.data or USUAL_DEADLINE,
            self.opens_on.data,
            self.voting_opens_on.data,
            {group: last for group, last in groups.items() if last},
        )

    def last_days(self) -> dict[str, date]:
        """The last days that are typed so far, by the column of the deadline."""
        days = {column: self[name].data for name, column in _LAST_DAYS.items() if name in self}
        return {column: day for column, day in days.items() if day}

    def refuse(self, error: InvalidInputError) -> None:
        """Say beside the field, or above them all, what a rule refused."""
        field = str(error.facts.get("field"))
        name = self.limit_field() if field == "votes_per_person" else FIELD_OF.get(field, field)
        target = self[name] if name in self and not isinstance(self[name], FieldList) else None
        if target is None:
            self.form_errors.append(message_for(error))
        else:
            target.errors = [*target.errors, message_for(error)]


_LAST_DAYS = {
    "propose_until": "submission_closes_at",
    **{f"{group.value}_until": f"{group.value}_submission_closes_at" for group in Group},
    "vote_until": "voting_closes_at",
}
_TEXTS = (
    "title_nb",
    "title_nn",
    "purpose_nb",
    "purpose_nn",
    "one_language_reason",
    "decided_by",
    "contact",
    "case_number",
    "proposal_hint",
)
_SWITCHES = (
    "allows_anonymous",
    "allows_discussion",
    "asks_stance",
    "asks_cost",
    "compares_pairs",
    "hides_results_until_close",
    "closes_automatically",
)


def _ids(values: Sequence[str] | None) -> frozenset[UUID]:
    return frozenset(map(UUID, values or ()))


def _minutes(hours: int | None) -> int | None:
    return hours * _MINUTES if hours is not None else None


def _last_filled(rows: FieldList) -> int:
    """The number of the last row with something in it."""
    filled = [
        number
        for number, row in enumerate(rows.entries, start=1)
        if any(control.data for control in row.form)
    ]
    return max(filled, default=0)
