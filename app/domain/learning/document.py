"""The whole plan as one value in no language: what is frozen when it is approved, and every file.

People stand by id beside their name, and a frozen version keeps the id alone: whoever is erased is
then nobody there too, and the version and its hash stay as they were.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time
from typing import Any
from uuid import UUID

from app.domain.errors import UnreadableError
from app.domain.half_years import HalfYear
from app.domain.learning.plain import from_plain, to_plain
from app.domain.learning.times import read_time
from app.domain.sealing import canonical_json

FORMAT = "dugnad-plan/1"


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person by id. `name` is None in what is frozen, and where they are erased."""

    id: UUID
    name: str | None = None


@dataclass(frozen=True, slots=True)
class BodyEntry:
    """A unit, council or partner."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A day on which, or by which, an activity takes place. Times are local."""

    day: date
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class ParticipantEntry:
    """Who needs (`needs`) or wants (`wants`) an activity: one of person, body and words."""

    need: str = "needs"
    person: PersonEntry | None = None
    body: BodyEntry | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One row of the table, and what is known of it beyond the four cells."""

    id: UUID
    arena: str = ""
    method: str = ""
    participants: str = ""
    time: str = ""
    arena_id: UUID | None = None
    """The arena of `PlanDocument.arenas`, where one was chosen."""
    time_kind: str = "words"
    days: tuple[DayEntry, ...] = ()
    expected: tuple[ParticipantEntry, ...] = ()
    """Never those who signed up."""
    lecturer: str = ""
    responsible: PersonEntry | None = None
    place: str = ""
    link: str | None = None
    minutes: int | None = None
    capacity: int | None = None
    service_users: str = ""
    is_voluntary: bool = False
    evaluate_on: date | None = None
    status: str = "planned"
    """planned, done, moved or cancelled."""
    status_note: str = ""
    attended: int | None = None
    moved_from: str | None = None
    """The time words that were approved, where it was moved since."""

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The table's columns after the first."""
        return self.arena, self.method, self.participants, self.time


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """A learning outcome and the activities that lead there."""

    id: UUID
    text: str = ""
    level: str | None = None
    activities: tuple[ActivityEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginEntry:
    """The proposal that a theme was; `campaign_id` is one of `PlanDocument.campaigns`."""

    campaign_id: UUID
    idea_nr: int | None = None
    idea_title: str = ""
    support: int | None = None
    """None where it may not be shown."""
    is_rule_winner: bool | None = None
    reason: str | None = None
    """Why it was chosen, where the decision deviates from the rule."""
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """One theme with where it came from, what is to be learnt and what came of it."""

    id: UUID
    title: str
    origin: OriginEntry | None = None
    reason: str | None = None
    """Why it was added by hand, where it comes from no campaign."""
    signal: str | None = None
    """The steering signal it comes from, where it comes from no campaign."""
    team: BodyEntry | None = None
    """Of which team's sub-plan it is a part; None: the whole unit's."""
    is_voluntary: bool = False
    responsible: PersonEntry | None = None
    carried_from: str | None = None
    """The half-year it was carried on from, as `2026-2`."""
    lessons: str = ""
    """What the working group wrote of it then."""
    outcomes: tuple[OutcomeEntry, ...] = ()
    conclusion: str | None = None
    """continue, change or stop, once it is evaluated."""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class CampaignEntry:
    """A campaign that gave the plan a theme, and who decided what goes forward."""

    id: UUID
    title_nb: str
    title_nn: str | None = None
    decided_by: PersonEntry | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class SignalEntry:
    """A steering signal (sentral føring) that the plan rests on."""

    title: str
    source: str
    kind: str = "other"
    """assignment_letter, grant_letter, strategy or other."""
    issued_on: date | None = None
    passage: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """An interview with an employer or a council's input (kildenotat)."""

    kind: str
    held_on: date
    text: str
    sector: str = ""
    theme_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SeatEntry:
    """A member of the working group: `lead`, `minutes` or `member`."""

    person: PersonEntry
    part: str = "member"
    profession: str = ""


@dataclass(frozen=True, slots=True)
class ArenaEntry:
    """Where learning happens at the unit, again and again."""

    id: UUID
    name: str
    frequency: str = ""
    participants: str = ""
    responsible: str = ""
    informal: str = ""
    is_external: bool = False
    develops: bool = False
    shares: bool = False
    spreads: bool = False


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The plan from introduction to the last activity, in reading order."""

    id: UUID
    unit: BodyEntry
    half_year: str
    state: str = "draft"
    introduction: str = ""
    mandate: str = ""
    group: tuple[SeatEntry, ...] = ()
    campaigns: tuple[CampaignEntry, ...] = ()
    signals: tuple[SignalEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    arenas: tuple[ArenaEntry, ...] = ()
    themes: tuple[ThemeEntry, ...] = ()

    @property
    def people(self) -> frozenset[UUID]:
        """Everybody who is named anywhere in it."""
        return frozenset(_people_in(self))

    def with_names(self, names: Mapping[UUID, str | None]) -> "PlanDocument":
        """The same plan with the names people have now; None for those who have none."""
        named: PlanDocument = _each_person(
            self, lambda person: replace(person, name=names.get(person.id))
        )
        return named

    def frozen(self) -> "PlanDocument":
        """What a version keeps: the plan itself, without names and without what came of it."""
        half_year = HalfYear.parse(self.half_year)
        themes = tuple(_planned(theme, half_year) for theme in self.themes)
        return replace(self, state="approved", themes=themes).with_names({})

    def hiding_support(self, hidden: Callable[[UUID], bool]) -> "PlanDocument":
        """The same without the number of votes from those campaigns that `hidden` says."""
        return replace(
            self,
            themes=tuple(
                replace(theme, origin=replace(theme.origin, support=None))
                if theme.origin and hidden(theme.origin.campaign_id)
                else theme
                for theme in self.themes
            ),
        )


def as_json(document: PlanDocument) -> str:
    """Canonical JSON of the whole plan."""
    return canonical_json({"format": FORMAT, "plan": to_plain(document)})


def read_json(text: str) -> PlanDocument:
    """The plan that `as_json` wrote. UnreadableError for anything else."""
    try:
        held = json.loads(text)
    except ValueError as wrong:
        raise UnreadableError("not JSON") from wrong
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise UnreadableError(f"not {FORMAT}")
    return from_plain(PlanDocument, held.get("plan"))


def _planned(theme: ThemeEntry, half_year: HalfYear) -> ThemeEntry:
    outcomes = tuple(
        replace(
            outcome,
            activities=tuple(_as_approved(each, half_year) for each in outcome.activities),
        )
        for outcome in theme.outcomes
    )
    return replace(theme, outcomes=outcomes, conclusion=None, summary="")


def _as_approved(activity: ActivityEntry, half_year: HalfYear) -> ActivityEntry:
    """Without what was done; a move is no change of the plan, so the old time stands."""
    planned = replace(activity, status="planned", status_note="", attended=None, moved_from=None)
    if activity.moved_from is None:
        return planned
    read = read_time(activity.moved_from, half_year)
    days = tuple(DayEntry(each.day, each.starts, each.ends) for each in read.days)
    return replace(planned, time=activity.moved_from, time_kind=read.kind, days=days)


def _people_in(value: object) -> Iterator[UUID]:
    if isinstance(value, PersonEntry):
        yield value.id
    elif isinstance(value, tuple):
        for item in value:
            yield from _people_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _people_in(getattr(value, one.name))


def _each_person(value: Any, change: Callable[[PersonEntry], PersonEntry]) -> Any:
    """The same tree with `change` made to every person in it."""
    if isinstance(value, PersonEntry):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each_person(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{name: _each_person(item, change) for name, item in held.items()})
    return value
