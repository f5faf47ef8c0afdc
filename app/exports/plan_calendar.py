"""The days of a plan as a calendar file, with the same events as in the calendar one subscribes to.

Who takes part stands in no calendar: such a file travels far.
"""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from app.domain.learning.document import ActivityEntry, PlanDocument, ThemeEntry
from app.domain.learning.joining import name_of_activity
from app.domain.learning.times import TimeKind
from app.domain.plan_access import PlanState
from app.learning.ics import Happening, as_calendar
from app.outbox.rendering import absolute_link

_UNSETTLED = (PlanState.DRAFT, PlanState.HEARING)


def plan_ics(document: PlanDocument, title: str, unit_slug: str, *, now: datetime) -> bytes:
    """One event for each day of an activity, and one for the day it is to be evaluated."""
    happenings = [
        happening
        for theme in document.themes
        for outcome in theme.outcomes
        for activity in outcome.activities
        for happening in _Days(document, unit_slug, theme, outcome.text, now).of(activity)
    ]
    return as_calendar(f"{title}, {document.unit.name}", happenings)


class _Days:
    """The days of one outcome's activities."""

    def __init__(
        self,
        document: PlanDocument,
        unit_slug: str,
        theme: ThemeEntry,
        outcome: str,
        now: datetime,
    ) -> None:
        self._document = document
        self._address = {"unit_slug": unit_slug, "half_year": document.half_year}
        self._theme, self._outcome, self._now = theme, outcome, now

    def of(self, activity: ActivityEntry) -> Iterator[Happening]:
        is_uncertain = (
            activity.time_kind == TimeKind.ALTERNATIVES or self._document.state in _UNSETTLED
        )
        summary = self._summary(activity)
        for nr, entry in enumerate(activity.days, start=1):
            yield Happening(
                uid=f"{activity.id}-{nr}@dugnad",
                summary=summary,
                day=entry.day,
                starts=entry.starts,
                ends=entry.ends,
                revision=0,
                revised_at=self._now,
                description=self._description(activity),
                location=activity.place or activity.arena,
                url=self._url(activity),
                is_cancelled=activity.status == "cancelled",
                is_uncertain=is_uncertain,
            )
        if activity.evaluate_on:
            yield Happening(
                uid=f"{activity.id}-evaluation@dugnad",
                summary=str(_("Evaluering: %(activity)s", activity=self._name(activity))),
                day=activity.evaluate_on,
                starts=None,
                ends=None,
                revision=0,
                revised_at=self._now,
                url=self._url(activity),
            )

    def _name(self, activity: ActivityEntry) -> str:
        name = name_of_activity(activity.method, activity.arena, self._outcome)
        return name or str(_("Aktivitet"))

    def _summary(self, activity: ActivityEntry) -> str:
        name = self._name(activity)
        if activity.status == "cancelled":
            return str(_("Avlyst: %(activity)s", activity=name))
        if activity.time_kind == TimeKind.BY:
            return str(_("Ferdig innen: %(activity)s", activity=name))
        return name

    def _description(self, activity: ActivityEntry) -> str:
        lines = [
            _("Tema: %(theme)s", theme=self._theme.title),
            _("Læringsutbytte: %(outcome)s", outcome=self._outcome) if self._outcome else "",
            _("Tid: %(time)s", time=activity.time),
        ]
        return "\n".join(filter(None, map(str, lines)))

    def _url(self, activity: ActivityEntry) -> str:
        return absolute_link("learning.activity", activity_id=activity.id, **self._address)
