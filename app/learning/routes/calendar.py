"""The calendar: a month at a time, as a table on a wide screen and as a list everywhere."""

from collections.abc import Iterator
from itertools import chain

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.campaigns.queries import list_campaign_views
from app.core.db import db
from app.domain.dates import day_of
from app.domain.half_years import HalfYear
from app.domain.learning.calendar import Entry, Month, by_day
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission
from app.learning.queries.calendar import (
    between,
    count_without_days,
    is_in_group,
    list_evaluation_days,
    list_meetings_in,
    list_my_arenas,
    list_plan_deadlines,
    list_planned_days,
    of_half_year,
)
from app.learning.queries.plans import may_read
from app.learning.routes.blueprint import bp
from app.learning.routes.calendar_entries import (
    activity_entry,
    arena_entries,
    campaign_deadlines,
    evaluation_entry,
    meeting_entry,
    plan_deadline,
)
from app.models import Activity, ActivityDay, GroupMeeting
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get("/kalender")
@needs(PlanPermission.PLAN_VIEW)
def calendar() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    today = day_of(now())
    wanted = request.args.get("maned")
    month = Month.parse(wanted) if wanted else Month.of(today)
    arenas = {each: arena_entries(each, month) for each in list_my_arenas(session, actor)}
    return render_template(
        "learning/calendar.html",
        month=month,
        today=today,
        is_list=request.args.get("vis") == "liste",
        days=by_day(chain(_entries(actor, month), *arenas.values())),
        arenas=[each for each, days in arenas.items() if not days],
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
    in_span = between(GroupMeeting.held_on, *span)
    for meeting in list_meetings_in(session, is_in_group(actor), readable, in_span):
        yield meeting_entry(meeting)
    for entry in _deadlines(actor):
        if span[0] <= entry.day <= span[1]:
            yield entry


def _deadlines(actor: Actor) -> Iterator[Entry]:
    for view in list_campaign_views(db.session(), actor):
        for _name, entry in campaign_deadlines(view):
            yield entry
    for each in list_plan_deadlines(db.session(), may_read(actor)):
        yield plan_deadline(each)
