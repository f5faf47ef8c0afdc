"""Filling in what is known of one activity beyond the table's words."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.learning.lines import fingerprint_of_text
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.activities import (
    ActivityView,
    get_activity,
    list_bodies_to_choose,
    list_people_to_choose,
)
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.services.table import LONGEST_CELL
from app.learning.services.times import write_days
from app.learning.services.versions import record_change
from app.models import Activity, ActivityParticipant, Arena

LONGEST_LINE = 300
LONGEST_LINK = 500
LONGEST_ROLE = 200
MOST_PARTICIPANTS = 60
MOST_MINUTES = 60_000
MOST_PLACES = 10_000
NEEDS = ("needs", "wants")

_CELLS = ("method", "participants", "time")
_LINES = ("lecturer", "place", "service_users")
_PLAIN = ("minutes", "capacity", "is_voluntary", "evaluate_on")


@dataclass(frozen=True, slots=True)
class Participant:
    """One of person, body and words."""

    person_id: UUID | None = None
    body_id: UUID | None = None
    words: str = ""
    need: str = "needs"


@dataclass(frozen=True, slots=True)
class ActivityText:
    """An activity as typed."""

    arena: str = ""
    arena_id: UUID | None = None
    method: str = ""
    participants: str = ""
    time: str = ""
    lecturer: str = ""
    responsible_id: UUID | None = None
    place: str = ""
    link: str = ""
    minutes: int | None = None
    capacity: int | None = None
    service_users: str = ""
    is_voluntary: bool = False
    evaluate_on: date | None = None
    people: tuple[Participant, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same as long as nobody changes anything."""
        plain = replace(self, people=tuple(sorted(self.people, key=repr)))
        return fingerprint_of_text(repr(astuple(plain)))


def text_of(view: ActivityView) -> ActivityText:
    """The activity as stored."""
    activity = view.activity
    people = tuple(
        Participant(one.person_id, one.body_id, one.words, one.need)
        for one in (line.participant for line in view.participants)
    )
    return ActivityText(
        arena=activity.arena,
        arena_id=activity.arena_id,
        responsible_id=activity.responsible_id,
        link=activity.link or "",
        people=people,
        **{name: getattr(activity, name) for name in (*_CELLS, *_LINES, *_PLAIN)},
    )


def edit_activity(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    *,
    text: ActivityText,
    base: str,
    reason: str = "",
    now: datetime,
) -> None:
    """Write an activity. ConflictError where somebody else changed it since `base` was read.

    The words of the table stand as typed: chosen participants fill an empty cell, and no other.
    """
    view = lock_plan(session, actor, plan_id)
    found = get_activity(session, view, activity_id)
    require_in_plan(actor, PlanPermission.THEME_EDIT, view.scope, found.team_path)
    stored = text_of(found)
    text = _cleaned(text)
    if stored.fingerprint not in {base, text.fingerprint}:
        raise ConflictError(activity=activity_id)
    _refuse_strangers(session, view, stored, text, now)
    _write(session, view, found.activity, _with_names(session, view, text))
    record_change(session, view, reason=reason, now=now)


def _cleaned(text: ActivityText) -> ActivityText:
    """The stored form. InvalidInputError with the field and the reason."""
    cells = {name: _words(text, name, LONGEST_CELL) for name in ("arena", *_CELLS)}
    lines = {name: _words(text, name, LONGEST_LINE, in_lines=False) for name in _LINES}
    typed: dict[str, Any] = cells | lines
    people = tuple(one for each in text.people if (one := _participant(each)))
    if len(people) > MOST_PARTICIPANTS:
        raise InvalidInputError(field="people", reason="too_many", most=MOST_PARTICIPANTS)
    link = within(clean_line(text.link), field="link", most=LONGEST_LINK)
    if link and not link.lower().startswith(("http://", "https://")):
        raise InvalidInputError(field="link", reason="not_an_address")
    _within_numbers(text)
    return replace(text, people=tuple(dict.fromkeys(people)), link=link, **typed)


def _words(text: ActivityText, name: str, most: int, *, in_lines: bool = True) -> str:
    typed = getattr(text, name)
    cleaned = clean_text(typed) if in_lines else clean_line(typed)
    return without_national_id(within(cleaned, field=name, most=most), field=name)


def _participant(typed: Participant) -> Participant | None:
    """One thing alone: a person or body that was chosen goes before words. None when empty."""
    if typed.need not in NEEDS:
        raise InvalidInputError(field="people", reason="unknown")
    words = within(clean_line(typed.words), field="people", most=LONGEST_ROLE)
    if typed.person_id or typed.body_id:
        words = ""
    elif not words:
        return None
    return replace(typed, words=without_national_id(words, field="people"))


def _within_numbers(text: ActivityText) -> None:
    limits = (("minutes", text.minutes, MOST_MINUTES), ("capacity", text.capacity, MOST_PLACES))
    for field, number, most in limits:
        if number is not None and not 0 < number <= most:
            raise InvalidInputError(field=field, reason="out_of_range", most=most)


def _refuse_strangers(
    session: Session, view: PlanView, stored: ActivityText, text: ActivityText, now: datetime
) -> None:
    """Whoever is new must be one of those offered; who stood there before may stay."""
    known = {(one.person_id, one.body_id) for one in stored.people}
    added = [one for one in text.people if (one.person_id, one.body_id) not in known]
    people = {one.person_id for one in added if one.person_id}
    if text.responsible_id and text.responsible_id != stored.responsible_id:
        people.add(text.responsible_id)
    bodies = {one.body_id for one in added if one.body_id}
    if people - {person_id for person_id, _ in list_people_to_choose(session, view.unit, now=now)}:
        raise NotFoundError("person")
    if bodies - {body.id for body in list_bodies_to_choose(session, view.unit)}:
        raise NotFoundError("body")
    if text.arena_id and text.arena_id != stored.arena_id:
        arena = session.get(Arena, text.arena_id)
        if arena is None or arena.unit_id != view.unit.id:
            raise NotFoundError(f"arena {text.arena_id}")


def _with_names(session: Session, view: PlanView, text: ActivityText) -> ActivityText:
    """Empty cells filled from what was chosen; people's own names are not put into the words."""
    if text.arena_id and not text.arena:
        text = replace(text, arena=session.get_one(Arena, text.arena_id).name)
    if not text.participants:
        names = {body.id: body.name for body in list_bodies_to_choose(session, view.unit)}
        words = [one.words or names.get(one.body_id or view.plan.id, "") for one in text.people]
        text = replace(text, participants=", ".join(filter(None, words))[:LONGEST_CELL])
    return text


def _write(session: Session, view: PlanView, activity: Activity, text: ActivityText) -> None:
    is_retimed = activity.time != text.time
    for name in ("arena", "arena_id", "responsible_id", *_CELLS, *_LINES, *_PLAIN):
        setattr(activity, name, getattr(text, name))
    activity.link = text.link or None
    session.flush()
    if is_retimed:
        write_days(session, activity, view.half_year)
    _write_people(session, activity.id, text.people)


def _write_people(session: Session, activity_id: UUID, people: Sequence[Participant]) -> None:
    stored = session.scalars(
        select(ActivityParticipant).where(ActivityParticipant.activity_id == activity_id)
    ).all()
    kept = {Participant(one.person_id, one.body_id, one.words, one.need): one for one in stored}
    gone = [one.id for key, one in kept.items() if key not in people]
    session.execute(delete(ActivityParticipant).where(ActivityParticipant.id.in_(gone)))
    session.add_all(
        ActivityParticipant(
            activity_id=activity_id,
            person_id=one.person_id,
            body_id=one.body_id,
            words=one.words,
            need=one.need,
        )
        for one in people
        if one not in kept
    )
    session.flush()
