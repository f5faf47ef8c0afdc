"""«Dette mangler»: what those who make a plan may want to look at. Advice, never a wall."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from app.domain.learning.framework import is_observable
from app.domain.learning.methods import is_only_lectures
from app.domain.learning.times import Day, TimeKind

FEWEST_TO_COMPARE = 4
"""Fewer activities than this say little of who is in everything."""
_WORD = re.compile(r"\w+")
_EVERYONE = frozenset({"alle", "alle ansatte", "alle tilsette", "hele kontoret", "heile kontoret"})
_SETTLED = frozenset({TimeKind.DATE, TimeKind.DATES})


class Lack(StrEnum):
    """In the order in which they are listed."""

    THEME_WITHOUT_OUTCOME = "theme_without_outcome"
    OUTCOME_WITHOUT_ACTIVITY = "outcome_without_activity"
    NOT_OBSERVABLE = "not_observable"
    NOBODY_RESPONSIBLE = "nobody_responsible"
    NO_EVALUATION_DATE = "no_evaluation_date"
    LECTURES_ONLY = "lectures_only"
    SAME_PEOPLE = "same_people"
    CLASH = "clash"
    TOO_MANY_HOURS = "too_many_hours"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What the checks need to know of an activity. Bodies are known by their paths in the tree."""

    id: UUID
    words: str = ""
    """What it is called where it is pointed at."""
    method: str = ""
    kind: TimeKind = TimeKind.WORDS
    days: tuple[Day, ...] = ()
    minutes: int | None = None
    has_responsible: bool = False
    has_evaluation: bool = False
    people: frozenset[UUID] = frozenset()
    bodies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """An outcome with the activities that are not cancelled."""

    id: UUID
    text: str = ""
    activities: tuple[ActivityFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A theme with its outcomes."""

    id: UUID
    title: str = ""
    outcomes: tuple[OutcomeFacts, ...] = ()

    @property
    def activities(self) -> list[ActivityFacts]:
        return [activity for outcome in self.outcomes for activity in outcome.activities]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A council's or organisation's proposal that nobody has answered."""

    campaign_id: UUID
    nr: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan with the names that its advice needs."""

    themes: Sequence[ThemeFacts] = ()
    minutes_each: int | None = None
    """How much time the leader says that each person has."""
    names: Mapping[UUID | str, str] = field(default_factory=dict)
    """Of people by id and of bodies by path."""
    teams: Sequence[str] = ()
    """Paths of the unit's teams."""
    places: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    """Paths of the bodies that each named person belongs to."""
    unanswered: Sequence[Proposal] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look at, with where it is mended. What has one activity names it."""

    lack: Lack
    theme: ThemeFacts | None = None
    outcome: OutcomeFacts | None = None
    activities: tuple[ActivityFacts, ...] = ()
    name: str = ""
    """The person or team it concerns."""
    day: date | None = None
    """The first day on which two things happen at once."""
    minutes: int = 0
    proposal: Proposal | None = None


def advice_on(plan: PlanFacts) -> list[Advice]:
    """Everything there is to say of the plan, in the order of `Lack` and of the plan."""
    activities = [activity for theme in plan.themes for activity in theme.activities]
    found = [
        *(advice for theme in plan.themes for advice in _of_theme(theme)),
        *_same_people(activities, plan.names),
        *_clashes(activities, plan.names),
        *_too_many_hours(activities, plan),
        *(Advice(Lack.UNANSWERED, proposal=each) for each in plan.unanswered),
    ]
    order = list(Lack)
    return sorted(found, key=lambda advice: order.index(advice.lack))


def _of_theme(theme: ThemeFacts) -> Iterator[Advice]:
    if not theme.outcomes:
        yield Advice(Lack.THEME_WITHOUT_OUTCOME, theme)
    for outcome in theme.outcomes:
        if not outcome.activities:
            yield Advice(Lack.OUTCOME_WITHOUT_ACTIVITY, theme, outcome)
        if not is_observable(outcome.text):
            yield Advice(Lack.NOT_OBSERVABLE, theme, outcome)
    if alone := tuple(each for each in theme.activities if not each.has_responsible):
        yield Advice(Lack.NOBODY_RESPONSIBLE, theme, activities=alone)
    if undated := tuple(each for each in theme.activities if not each.has_evaluation):
        yield Advice(Lack.NO_EVALUATION_DATE, theme, activities=undated)
    if is_only_lectures(each.method for each in theme.activities):
        yield Advice(Lack.LECTURES_ONLY, theme)


def _same_people(
    activities: Iterable[ActivityFacts], names: Mapping[UUID | str, str]
) -> Iterator[Advice]:
    """Who is named in every activity that names anybody."""
    named = [each.people | each.bodies for each in activities if each.people or each.bodies]
    if len(named) < FEWEST_TO_COMPARE:
        return
    always: frozenset[UUID | str] = frozenset.intersection(*map(frozenset, named))
    for name in sorted(names[each] for each in always if each in names):
        yield Advice(Lack.SAME_PEOPLE, name=name)


def _clashes(
    activities: Iterable[ActivityFacts], names: Mapping[UUID | str, str]
) -> Iterator[Advice]:
    """Two activities at once for the same person or team. A day that is not settled is none."""
    by_day: dict[date, list[tuple[Day, ActivityFacts]]] = {}
    for activity in activities:
        for day in activity.days if activity.kind in _SETTLED else ():
            by_day.setdefault(day.day, []).append((day, activity))
    told: set[tuple[UUID, UUID]] = set()
    for on, same_day in sorted(by_day.items()):
        for (day, one), (other_day, other) in combinations(same_day, 2):
            if (one.id, other.id) in told or not _overlap(day, other_day):
                continue
            if who := _in_both(one, other, names):
                told.add((one.id, other.id))
                yield Advice(Lack.CLASH, activities=(one, other), name=who, day=on)


def _overlap(one: Day, other: Day) -> bool:
    """Hours that are not said may be any; an end that is not said is the end of the day."""
    if one.starts is None or other.starts is None:
        return True
    return one.starts < (other.ends or time.max) and other.starts < (one.ends or time.max)


def _in_both(
    one: ActivityFacts, other: ActivityFacts, names: Mapping[UUID | str, str]
) -> str | None:
    """The narrowest body, or a person, that both concern."""
    shared: list[UUID | str] = [
        max(path, other_path, key=len)
        for path in one.bodies
        for other_path in other.bodies
        if path.startswith(other_path) or other_path.startswith(path)
    ]
    shared += one.people & other.people
    known = sorted(names[each] for each in shared if each in names)
    return known[0] if known else None


def _too_many_hours(activities: Sequence[ActivityFacts], plan: PlanFacts) -> Iterator[Advice]:
    """Teams first; then people who are asked for more than the teams they are in."""
    if plan.minutes_each is None:
        return
    over = set()
    for team in plan.teams:
        total = sum(each.minutes or 0 for each in activities if _concerns(each, [team]))
        if total > plan.minutes_each:
            over.add(team)
            yield Advice(Lack.TOO_MANY_HOURS, name=plan.names.get(team, ""), minutes=total)
    people = {person for each in activities for person in each.people}
    for person in sorted(people, key=lambda each: plan.names.get(each, "")):
        places = plan.places.get(person, ())
        total = sum(
            each.minutes or 0
            for each in activities
            if person in each.people or _concerns(each, places)
        )
        if total > plan.minutes_each and not over & set(places):
            yield Advice(Lack.TOO_MANY_HOURS, name=plan.names.get(person, ""), minutes=total)


def _concerns(activity: ActivityFacts, places: Iterable[str]) -> bool:
    """Whether all who belong in one of `places` are meant."""
    return any(place.startswith(body) for place in places for body in activity.bodies)


def bodies_named_in(words: str, names: Mapping[str, str]) -> frozenset[str]:
    """The bodies whose whole names stand in the words of a cell; `names` by path."""
    text = f" {' '.join(_WORD.findall(words.casefold()))} "
    return frozenset(
        path
        for path, name in names.items()
        if (spelled := " ".join(_WORD.findall(name.casefold()))) and f" {spelled} " in text
    )


def is_everyone(words: str) -> bool:
    """«Alle», and what means the same."""
    return words.strip(" .").casefold() in _EVERYONE
