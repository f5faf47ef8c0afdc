"""The calendar: a month at a time, as a table on a wide screen and as a list everywhere."""

from collections.abc import Iterator
from datetime import datetime, time

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, list_campaign_views
from app.core.clock import OSLO
from app.core.db import db
from app.domain.dates import day_of, typed_form_of
from app.domain.half_years import HalfYear
from app.domain.learning.calendar import Entry, EntryKind, Month, by_day
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission
from app.learning.queries.calendar import (
    MeetingDay,
    PlannedDay,
    between,
    count_without_days,
    list_evaluation_days,
    list_my_arenas,
    list_my_meetings,
    list_planned_days,
    of_half_year,
)
from app.learning.queries.plans import may_read
from app.learning.routes.blueprint import bp
from app.models import Activity, ActivityDay, GroupMeeting
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.filters import in_form


@bp.get("/kalender")
@needs(PlanPermission.PLAN_VIEW)
def calendar() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    today = day_of(now())
    wanted = request.args.get("maned")
    month = Month.parse(wanted) if wanted else Month.of(today)
    return render_template(
        "learning/calendar.html",
        month=month,
        today=today,
        is_list=request.args.get("vis") == "liste",
        days=by_day(_entries(actor, month)),
        arenas=list_my_arenas(session, actor),
        half_year=HalfYear.of(month.first),
        without_days=count_without_days(
            session, may_read(actor), of_half_year(HalfYear.of(month.first))
        ),
    )


def _entries(actor: Actor, month: Month) -> Iterator[Entry]:
    session, span = db.session(), (month.first, month.last)
    readable = may_read(actor)
    for each in list_planned_days(session, readable, between(ActivityDay.day, *span)):
        yield activity_entry(each)
    for each in list_evaluation_days(session, readable, between(Activity.evaluate_on, *span)):
        yield evaluation_entry(each)
    for meeting in list_my_meetings(session, actor, between(GroupMeeting.held_on, *span)):
        yield _meeting_entry(meeting)
    for view in list_campaign_views(session, actor):
        if not view.scope.is_draft:
            yield from _deadlines_of(view, month)


def activity_entry(each: PlannedDay) -> Entry:
    activity = each.activity
    title = each.name or _("Aktivitet")
    if activity.time_kind == "by":
        title = _("Ferdig innen: %(activity)s", activity=title)
    return Entry(
        EntryKind.ACTIVITY,
        each.day,
        str(title),
        url_of(each),
        each.starts,
        each.ends,
        each.unit_name,
        is_cancelled=activity.status == "cancelled",
        is_uncertain=activity.time_kind == "alternatives" or not each.is_settled,
    )


def evaluation_entry(each: PlannedDay) -> Entry:
    title = _("Evaluering: %(activity)s", activity=each.name or _("Aktivitet"))
    uncertain = not each.is_settled
    return Entry(
        EntryKind.EVALUATION,
        each.day,
        str(title),
        url_of(each),
        about=each.unit_name,
        is_uncertain=uncertain,
    )


def url_of(each: PlannedDay) -> str:
    return url_for(
        "learning.activity",
        unit_slug=each.unit_slug,
        half_year=each.half_year,
        activity_id=each.activity.id,
    )


def _meeting_entry(meeting: MeetingDay) -> Entry:
    url = url_for(
        "learning.meeting",
        unit_slug=meeting.unit_slug,
        half_year=meeting.half_year,
        meeting_id=meeting.id,
    )
    title = str(_("Møte i arbeidsgruppen"))
    return Entry(EntryKind.MEETING, meeting.held_on, title, url, about=meeting.unit_name)


def _deadlines_of(view: CampaignView, month: Month) -> Iterator[Entry]:
    """The last day to propose for one's own group, and the last to vote."""
    if view.group is None:
        return
    campaign, timetable = view.campaign, view.scope.timetable
    url = url_for("campaigns.show", slug=campaign.slug)
    name = in_form(campaign.title_nb, campaign.title_nn)
    for title, closes_at in (
        (_("Frist for forslag"), timetable.submission_closes_for(view.group)),
        (_("Frist for å stemme"), timetable.voting_closes_at),
    ):
        day, at = typed_form_of(closes_at)
        if month.first <= day <= month.last:
            hour = None if _is_whole_day(closes_at) else at
            yield Entry(EntryKind.DEADLINE, day, f"{title}: {name}", url, hour)


def _is_whole_day(closes_at: datetime) -> bool:
    return closes_at.astimezone(OSLO).time() == time(0)
