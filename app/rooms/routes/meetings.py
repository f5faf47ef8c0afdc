"""Opening a meeting, steering it and ending it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.permissions import Permission
from app.domain.rooms import Steering
from app.rooms.forms import EndForm, OpenMeetingForm, TimerForm
from app.rooms.queries.meetings import RoomView, list_meetings
from app.rooms.routes.blueprint import MEETING, MEETINGS, bp, held
from app.rooms.routes.wall import control_page
from app.rooms.services.meetings import end_meeting, open_meeting, steer
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get(MEETINGS)
@needs(Permission.CAMPAIGN_VIEW)
def index(slug: str) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    return render_template(
        "rooms/index.html",
        view=view,
        campaign=view.campaign,
        meetings=list_meetings(session, view.campaign.id),
        may_hold=view.may(Permission.ROOM_HOLD, now()),
    )


@bp.route(MEETINGS + "/nytt", methods=["GET", "POST"])
@needs(Permission.ROOM_HOLD)
def new(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.ROOM_HOLD, now())
    form = OpenMeetingForm()
    if not form.validate_on_submit():
        page = render_template("rooms/new.html", view=view, campaign=view.campaign, form=form)
        return page, 422 if request.method == "POST" else 200
    with atomic() as session:
        meeting = open_meeting(
            session,
            current_actor(),
            slug,
            title=form.title.data or "",
            needs_name=form.needs_name.data,
            hides_notes=form.hides_notes.data,
            now=now(),
        )
    return redirect(url_for(".show", slug=slug, room_id=meeting.id), 303)


@bp.get(MEETING)
@needs(Permission.ROOM_HOLD)
def show(slug: str, room_id: UUID) -> ResponseReturnValue:
    room = held(slug, room_id)
    if room.meeting.ended_at is not None:
        return redirect(url_for(".minutes", **room.address), 303)
    return control_page(room)


@bp.post(MEETING + "/styr", endpoint="steer")
@needs(Permission.ROOM_HOLD)
def steer_meeting(slug: str, room_id: UUID) -> ResponseReturnValue:
    room = held(slug, room_id)
    act = request.form.get("act", "")
    timer = TimerForm()
    is_timed = act == Steering.START_TIMER
    if act not in list(Steering) or (is_timed and not timer.validate()):
        return control_page(room, timer=timer)
    with atomic() as session:
        steer(
            session,
            current_actor(),
            slug,
            room_id,
            Steering(act),
            minutes=timer.minutes.data if is_timed else None,
            now=now(),
        )
    return redirect(url_for(".show", slug=slug, room_id=room_id, _anchor="styr"), 303)


@bp.route(MEETING + "/avslutt", methods=["GET", "POST"])
@needs(Permission.ROOM_HOLD)
def end(slug: str, room_id: UUID) -> ResponseReturnValue:
    room = held(slug, room_id)
    form = EndForm()
    if not form.validate_on_submit():
        return _ask_to_end(room, form)
    try:
        with atomic() as session:
            end_meeting(
                session, current_actor(), slug, room_id, present=form.present.data, now=now()
            )
    except InvalidInputError:
        form.present.errors = [_("Skriv et tall.")]
        return _ask_to_end(room, form)
    flash(_("Møtet er avsluttet, og referatet er ferdig."), "success")
    return redirect(url_for(".minutes", slug=slug, room_id=room_id), 303)


def _ask_to_end(room: RoomView, form: EndForm) -> ResponseReturnValue:
    page = render_template(
        "confirm.html",
        heading=_("Avslutte møtet?"),
        crumbs=[(room.meeting.title, url_for(".show", **room.address))],
        consequences=[
            _("Referatet blir skrevet nå, og kan ikke endres etterpå."),
            _("Koden slutter å virke, og ingen kan sende flere lapper."),
            _("Navnene folk skrev da de ble med, blir slettet."),
            _("I referatet står bare de som ba om det, og aldri ved lappene sine."),
            _("Grupper kan fortsatt bli forslag, så lenge fristen ikke har gått ut."),
        ],
        form=form,
        action_url=url_for(".end", **room.address),
        confirm_label=_("Avslutt møtet"),
        cancel_url=url_for(".show", **room.address),
    )
    return page, 422 if request.method == "POST" else 200
