"""What is different between two versions of a plan, theme by theme and field by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.learning.document import ActivityEntry, OutcomeEntry, PlanDocument, ThemeEntry

THEME_FIELDS = ("title", "reason", "signal", "team", "is_voluntary", "responsible")
OUTCOME_FIELDS = ("text", "level")
ACTIVITY_FIELDS = (
    "arena",
    "method",
    "participants",
    "time",
    "expected",
    "lecturer",
    "responsible",
    "place",
    "link",
    "minutes",
    "capacity",
    "service_users",
    "is_voluntary",
    "evaluate_on",
)
"""The days are read out of `time`, and stand there as words."""

Entry = TypeVar("Entry", ThemeEntry, OutcomeEntry, ActivityEntry)


class ChangeKind(StrEnum):
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, with what stood there and what stands there now, as the document holds it."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ActivityChange:
    """`activity` is as it is after, or as it was where it is gone."""

    kind: ChangeKind
    activity: ActivityEntry
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """The same for an outcome. One that only holds changed activities has no fields."""

    kind: ChangeKind
    outcome: OutcomeEntry
    fields: tuple[FieldChange, ...] = ()
    activities: tuple[ActivityChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """The same for a theme."""

    kind: ChangeKind
    theme: ThemeEntry
    fields: tuple[FieldChange, ...] = ()
    outcomes: tuple[OutcomeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """What somebody who knows the one must read to know the other."""

    introduction: FieldChange | None
    themes: tuple[ThemeChange, ...]
    is_reordered: bool
    """Something that is in both stands in another place."""

    def __bool__(self) -> bool:
        return bool(self.introduction or self.themes or self.is_reordered)


def changes(before: PlanDocument, after: PlanDocument) -> PlanChanges:
    """By the ids of themes, outcomes and activities, which never change."""
    said = FieldChange("introduction", before.introduction, after.introduction)
    old, new = _places(before), _places(after)
    return PlanChanges(
        said if said.before != said.after else None,
        tuple(_theme_changes(before.themes, after.themes)),
        [place for place in old if place in new] != [place for place in new if place in old],
    )


def _places(document: PlanDocument) -> list[object]:
    """Everything by id, each activity with its outcome, in reading order."""
    return [
        place
        for theme in document.themes
        for place in (
            theme.id,
            *(
                place
                for outcome in theme.outcomes
                for place in (outcome.id, *((outcome.id, one.id) for one in outcome.activities))
            ),
        )
    ]


def _theme_changes(
    before: Sequence[ThemeEntry], after: Sequence[ThemeEntry]
) -> Iterator[ThemeChange]:
    for old, new in _pairs(before, after):
        outcomes = tuple(_outcome_changes(old.outcomes if old else (), new.outcomes if new else ()))
        fields = _fields(old, new, THEME_FIELDS)
        if fields or outcomes or not (old and new):
            yield ThemeChange(_kind(old, new), _shown(old, new), fields, outcomes)


def _outcome_changes(
    before: Sequence[OutcomeEntry], after: Sequence[OutcomeEntry]
) -> Iterator[OutcomeChange]:
    for old, new in _pairs(before, after):
        activities = tuple(
            _activity_changes(old.activities if old else (), new.activities if new else ())
        )
        fields = _fields(old, new, OUTCOME_FIELDS)
        if fields or activities or not (old and new):
            yield OutcomeChange(_kind(old, new), _shown(old, new), fields, activities)


def _activity_changes(
    before: Sequence[ActivityEntry], after: Sequence[ActivityEntry]
) -> Iterator[ActivityChange]:
    for old, new in _pairs(before, after):
        fields = _fields(old, new, ACTIVITY_FIELDS)
        if fields or not (old and new):
            yield ActivityChange(_kind(old, new), _shown(old, new), fields)


def _pairs(
    before: Sequence[Entry], after: Sequence[Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Each with its earlier self, in the new order; those that are gone come last."""
    old = {one.id: one for one in before}
    for new in after:
        yield old.pop(new.id, None), new
    for gone in old.values():
        yield gone, None


def _kind(old: object | None, new: object | None) -> ChangeKind:
    if old is None:
        return ChangeKind.NEW
    return ChangeKind.GONE if new is None else ChangeKind.CHANGED


def _shown(old: Entry | None, new: Entry | None) -> Entry:
    shown = new if new is not None else old
    if shown is None:
        raise ValueError("neither is there")
    return shown


def _fields(old: Entry | None, new: Entry | None, names: Sequence[str]) -> tuple[FieldChange, ...]:
    if old is None or new is None:
        return ()
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if was != now)
