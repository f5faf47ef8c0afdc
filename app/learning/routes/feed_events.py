"""What a calendar feed holds: activities, evaluations, meetings and deadlines as events."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, false

from app.campaigns.queries import list_campaign_views
from app.core.db import db
from app.domain.learning.calendar import Entry, FeedKind
from app.learning.ics import Happening
from app.learning.queries.calendar import (
    MeetingDay,
    PlannedDay,
    is_in_group,
    list_evaluation_days,
    list_meetings_in,
    list_plan_deadlines,
    list_planned_days,
)
from app.learning.queries.feeds import FeedView, shown_in
from app.learning.queries.plans import may_read
from app.learning.routes.calendar_entries import (
    activity_entry,
    campaign_deadlines,
    evaluation_entry,
    meeting_entry,
    plan_deadline,
)
from app.models import Plan
from app.outbox.rendering import absolute_link
from app.web.half_years import half_year_words


def happenings_of(view: FeedView) -> Iterator[Happening]:
    """With the rights that the feed's owner has now. A fixed number of statements."""
    wanted, session = shown_in(db.session(), view), db.session()
    yield from _activities(list_planned_days(session, wanted))
    for each in list_evaluation_days(session, wanted):
        yield _activity(each, evaluation_entry(each), f"{each.activity.id}-evaluation")
    for meeting in list_meetings_in(session, _meetings_in(view), may_read(view.actor)):
        yield _meeting(meeting)
    yield from _deadlines(view)


def _activities(days: list[PlannedDay]) -> Iterator[Happening]:
    """An activity's days keep their numbers, so that one that is moved is the same event."""
    number, before = 0, None
    for each in days:
        number = number + 1 if each.activity.id == before else 1
        before = each.activity.id
        yield _activity(each, activity_entry(each), f"{each.activity.id}-{number}")


def _activity(each: PlannedDay, entry: Entry, uid: str) -> Happening:
    activity = each.activity
    summary = entry.title
    if entry.is_cancelled:
        summary = str(_("Avlyst: %(activity)s", activity=summary))
    return Happening(
        uid=f"{uid}@dugnad",
        summary=summary,
        day=entry.day,
        starts=entry.starts,
        ends=entry.ends,
        revision=activity.revision,
        revised_at=activity.revised_at or each.planned_at,
        description=_description(each),
        location=activity.place or activity.arena,
        url=absolute_link(
            "learning.activity",
            unit_slug=each.unit_slug,
            half_year=each.half_year,
            activity_id=activity.id,
        ),
        is_cancelled=entry.is_cancelled,
        is_uncertain=entry.is_uncertain,
    )


def _description(each: PlannedDay) -> str:
    """What is learnt and when in words; never who takes part."""
    lines = [
        _("Tema: %(theme)s", theme=each.theme),
        _("Læringsutbytte: %(outcome)s", outcome=each.outcome) if each.outcome else "",
        _("Tid: %(time)s", time=each.activity.time),
    ]
    if each.activity.moved_from:
        lines.append(_("Flyttet fra: %(time)s", time=each.activity.moved_from))
    return "\n".join(filter(None, map(str, lines)))


def _meetings_in(view: FeedView) -> ColumnElement[bool]:
    """Of the groups one is in, or of the plan, whose meetings all its readers may open."""
    if view.kind is FeedKind.PERSON:
        return is_in_group(view.actor)
    return Plan.id == view.feed.of_id if view.kind is FeedKind.PLAN else false()


def _meeting(meeting: MeetingDay) -> Happening:
    """Its agenda and minutes stay here: a file travels far."""
    return _of_entry(
        meeting_entry(meeting),
        str(meeting.id),
        meeting.planned_at,
        location=meeting.place,
        description=plan_words(meeting.unit_name, meeting.half_year),
        url=absolute_link(
            "learning.meeting",
            unit_slug=meeting.unit_slug,
            half_year=meeting.half_year,
            meeting_id=meeting.id,
        ),
    )


def _deadlines(view: FeedView) -> Iterator[Happening]:
    """One's own, of campaigns and plans; those of one plan in the plan's feed."""
    session, actor = db.session(), view.actor
    if view.kind is FeedKind.TEAM:
        return
    if view.kind is FeedKind.PERSON:
        for campaign in list_campaign_views(session, actor):
            slug, made_at = campaign.campaign.slug, campaign.campaign.created_at
            url = absolute_link("campaigns.show", slug=slug)
            for name, entry in campaign_deadlines(campaign):
                yield _of_entry(entry, f"{campaign.campaign.id}-{name}", made_at, url=url)
    of_plan = [Plan.id == view.feed.of_id] if view.kind is FeedKind.PLAN else []
    for each in list_plan_deadlines(session, may_read(actor), *of_plan):
        name = "evaluation" if each.is_evaluation else "hearing"
        address = {"unit_slug": each.unit_slug, "half_year": each.half_year}
        endpoint = "learning.evaluation" if each.is_evaluation else "learning.show"
        yield _of_entry(
            plan_deadline(each),
            f"{each.plan_id}-{name}",
            each.planned_at,
            description=plan_words(each.unit_name, each.half_year),
            url=absolute_link(endpoint, **address),
        )


def plan_words(unit: str | None, half_year: str) -> str:
    """«Plan for læring, våren 2027, NAV Neset»."""
    return str(
        _(
            "Plan for læring, %(half_year)s, %(unit)s",
            half_year=half_year_words(half_year),
            unit=unit,
        )
    )


def _of_entry(
    entry: Entry,
    uid: str,
    revised_at: datetime,
    *,
    url: str,
    description: str = "",
    location: str = "",
) -> Happening:
    """Something whose changes are not counted: programs take what stands in the file anyway."""
    return Happening(
        uid=f"{uid}@dugnad",
        summary=entry.title,
        day=entry.day,
        starts=entry.starts,
        ends=entry.ends,
        revision=0,
        revised_at=revised_at,
        description=description,
        location=location,
        url=url,
    )
