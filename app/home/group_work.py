"""What those who make a plan have to do now, and what others are asked; soonest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.dates import instant_of, typed_form_of
from app.learning.queries.group_work import GroupWork

_END_OF_DAY = time(23, 59)
_START_OF_DAY = time(0)


@dataclass(frozen=True, slots=True)
class GroupTask:
    """One thing to do in a plan, where, and by when where that is known."""

    plan: GroupWork
    text: str
    url: str
    due_at: datetime | None
    day: date | None
    """The last day on which it can be done, as people say it."""


def group_tasks(works: Sequence[GroupWork], now: datetime) -> Sequence[GroupTask]:
    """Those with a date first. The unit's leader, where not in the group, gets what is overdue."""
    tasks = [task for work in works if work.in_group for task in _tasks_of(work, now)]
    for work in works:
        if work.leads and not work.in_group:
            tasks += [task for task in _steps_of(work, now) if task.due_at and task.due_at <= now]
    return sorted(tasks, key=lambda task: (task.due_at is None, task.due_at))


def asked_in_plans(works: Iterable[GroupWork], now: datetime) -> Sequence[GroupTask]:
    """Plans that one does not make oneself, and can have a say in until then.

    Neutral words: whether one has answered is not asked here.
    """
    open_for = [task for work in works if not work.in_group for task in _asks_of(work)]
    open_for = [task for task in open_for if task.due_at and now < task.due_at]
    return sorted(open_for, key=lambda task: task.due_at or now)


def _asks_of(work: GroupWork) -> Iterator[GroupTask]:
    if work.state == "hearing":
        yield _task(work, _("Planen er på høring"), "hearing", work.hearing_ends_at)
    else:
        yield _task(work, _("Evalueringen er åpen"), "evaluation", work.evaluation_closes_at)


def _tasks_of(work: GroupWork, now: datetime) -> Iterator[GroupTask]:
    if work.state == "draft":
        due = instant_of(work.made_by, _END_OF_DAY) if work.made_by else None
        yield _task(work, _("Lag planen ferdig"), "show", due)
    yield from _steps_of(work, now)
    if work.meets_on:
        yield _task_on(work, _("Møte i arbeidsgruppen"), "meetings", work.meets_on)
    if work.state == "approved" and work.evaluate_on:
        text = ngettext(
            "%(num)s aktivitet skal evalueres denne uka",
            "%(num)s aktiviteter skal evalueres denne uka",
            work.to_evaluate,
        )
        yield _task_on(work, text, "show", work.evaluate_on)


def _steps_of(work: GroupWork, now: datetime) -> Iterator[GroupTask]:
    """What takes the plan on when the others have had their say."""
    if work.state == "hearing" and work.hearing_ends_at:
        is_over = work.hearing_ends_at <= now
        text = _("Gå gjennom innspillene") if is_over else _("Planen er på høring")
        yield _task(work, text, "hearing", work.hearing_ends_at)
    elif work.state == "approved" and work.evaluation_closes_at:
        is_over = work.evaluation_closes_at <= now
        text = _("Oppsummer evalueringen") if is_over else _("Evalueringen er åpen")
        yield _task(work, text, "evaluation", work.evaluation_closes_at)


def _task(work: GroupWork, text: str, endpoint: str, due_at: datetime | None) -> GroupTask:
    day = typed_form_of(due_at)[0] if due_at else None
    return GroupTask(work, str(text), _address(work, endpoint), due_at, day)


def _task_on(work: GroupWork, text: str, endpoint: str, day: date) -> GroupTask:
    due_at = instant_of(day, _START_OF_DAY)
    return GroupTask(work, str(text), _address(work, endpoint), due_at, day)


def _address(work: GroupWork, endpoint: str) -> str:
    return url_for(f"learning.{endpoint}", unit_slug=work.unit_slug, half_year=work.half_year)
