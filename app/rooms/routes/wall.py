"""The facilitator's page with everything on it, and what is done with notes and groups."""

from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.core.tabular import UnreadableTableError, read_table
from app.domain.errors import ConflictError, FrozenError, InvalidInputError
from app.domain.permissions import Permission
from app.domain.rooms import lines_of, notes_of_column
from app.domain.timetable import Phase
from app.rooms.forms import (
    TimerForm,
    WallForm,
    hand_rows,
    hands_fault,
    note_fault,
    read_counts,
    read_ids,
    space_fault,
)
from app.rooms.queries.meetings import RoomView, count_in_room, find_by_id, get_wall, list_hands
from app.rooms.routes.blueprint import MEETING, address_to_join, bp, held
from app.rooms.services.groups import (
    dissolve_group,
    group_notes,
    rename_group,
)
from app.rooms.services.hands import record_hands, remove_hands
from app.rooms.services.notes import add_notes, new_key, remove_notes
from app.web.access import current_actor, needs
from app.web.clock import now

NEW = "new"
"""What the list of groups sends for one that is not there yet."""


def control_page(
    room: RoomView,
    *,
    timer: TimerForm | None = None,
    wall_form: WallForm | None = None,
    fault: str = "",
    hands_error: str = "",
    status: int = 422,
) -> ResponseReturnValue:
    """Everything the facilitator does, on one page; with an error it says which.

    FrozenError for a meeting that somebody else has ended meanwhile: nothing is done to it.
    """
    if room.meeting.ended_at is not None:
        raise FrozenError("the meeting is over")
    session, meeting = db.session(), room.meeting
    timer = timer or TimerForm(formdata=None)
    wall_form = wall_form or WallForm(formdata=None)
    wall_form.batch.data = wall_form.batch.data or new_key()
    wall = get_wall(session, meeting)
    is_refused = bool(fault or hands_error or timer.errors or wall_form.errors)
    page = render_template(
        "rooms/show.html",
        room=room,
        meeting=meeting,
        campaign=room.view.campaign,
        wall=wall,
        counted=count_in_room(session, meeting.id),
        hands=list_hands(session, meeting.id),
        rows=hand_rows((group.name for group in wall.groups), request.form),
        timer=timer,
        wall_form=wall_form,
        fault=fault,
        hands_error=hands_error,
        address=address_to_join(),
        **what_is_possible(room),
    )
    return page, status if is_refused or request.method == "POST" else 200


def what_is_possible(room: RoomView) -> dict[str, Any]:
    """What the campaign's phase lets the meeting do now."""
    moment, view = now(), room.view
    return {
        "moment": moment,
        "may_propose": view.may(Permission.ROOM_PROPOSE, moment),
        "is_voting": view.phase_at(moment) is Phase.VOTING,
    }


def _done(slug: str, room_id: UUID, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=slug, room_id=room_id, _anchor=anchor), 303)


def _try(
    slug: str, room_id: UUID, act: Callable[..., Any], *values: Any, **named: Any
) -> ResponseReturnValue:
    """Do something with notes or groups; what is refused is said above them."""
    room = held(slug, room_id)
    try:
        with atomic() as session:
            act(session, current_actor(), slug, room_id, *values, **named, now=now())
    except InvalidInputError as error:
        return control_page(held(slug, room_id), fault=_wall_fault(error))
    except ConflictError as full:
        return control_page(held(slug, room_id), fault=space_fault(full), status=409)
    except FrozenError:
        if room.meeting.ended_at is not None:
            raise
        return control_page(
            held(slug, room_id),
            fault=_("Lapper som er kilder til et forslag, blir hengende der de er."),
            status=409,
        )
    return _done(slug, room_id, "lapper")


def _wall_fault(error: InvalidInputError) -> str:
    if error.facts.get("field") == "notes":
        return str(_("Kryss av for lappene det gjelder."))
    return str(_("Gi gruppen et navn på høyst 200 tegn."))


@bp.post(MEETING + "/grupper", endpoint="group_notes")
@needs(Permission.ROOM_HOLD)
def move(slug: str, room_id: UUID) -> ResponseReturnValue:
    target, name = read_target()
    return _try(
        slug, room_id, group_notes, read_ids(request.form.getlist("note")), into=target, name=name
    )


def read_target() -> tuple[UUID | None, str]:
    """Which group was chosen, or what a new one is to be called."""
    wanted = request.form.get("into", "")
    if wanted not in ("", NEW):
        return read_ids([wanted])[0], ""
    return None, (request.form.get("name", "").strip() or _("Ny gruppe")) if wanted == NEW else ""


@bp.post(MEETING + "/lapper/fjern", endpoint="remove_notes")
@needs(Permission.ROOM_HOLD)
def remove(slug: str, room_id: UUID) -> ResponseReturnValue:
    """Asks first: nobody can hang up again what somebody else wrote."""
    chosen = request.form.getlist("note")
    if chosen and "confirmed" not in request.form:
        return _ask_to_remove(held(slug, room_id), chosen)
    sent = filter(None, request.form.get("confirmed", "").split(","))
    return _try(slug, room_id, remove_notes, read_ids(sent))


def _ask_to_remove(room: RoomView, chosen: list[str]) -> str:
    number = len(chosen)
    return _ask(
        room,
        ngettext("Ta bort %(num)s lapp?", "Ta bort %(num)s lapper?", number),
        [
            _("Det som står på lappene, forsvinner fra skjermen, telefonene og referatet."),
            _("Det kan ikke gjøres om."),
        ],
        label=_("Ta lappene bort"),
        confirmed=",".join(map(str, read_ids(chosen))),
    )


def _ask(
    room: RoomView, heading: str, consequences: list[str], *, label: str, confirmed: str = "yes"
) -> str:
    """Before what cannot be undone: the same address is asked again with `confirmed`."""
    back = url_for(".show", **room.address)
    return render_template(
        "confirm.html",
        heading=heading,
        crumbs=[(room.meeting.title, back)],
        consequences=consequences,
        fields={"confirmed": confirmed},
        action_url=request.path,
        confirm_label=label,
        color="danger",
        cancel_url=back,
    )


@bp.post(MEETING + "/grupper/<uuid:group_id>/navn", endpoint="rename_group")
@needs(Permission.ROOM_HOLD)
def rename(slug: str, room_id: UUID, group_id: UUID) -> ResponseReturnValue:
    name = request.form.get("name", "")
    return _try(slug, room_id, rename_group, group_id, name=name)


@bp.post(MEETING + "/grupper/<uuid:group_id>/los-opp", endpoint="dissolve_group")
@needs(Permission.ROOM_HOLD)
def dissolve(slug: str, room_id: UUID, group_id: UUID) -> ResponseReturnValue:
    """Asks first: the sorting that is lost may be the whole room's."""
    if "confirmed" in request.form:
        return _try(slug, room_id, dissolve_group, group_id)
    room = held(slug, room_id)
    group = find_by_id(get_wall(db.session(), room.meeting).groups, group_id)
    return _ask(
        room,
        _("Løse opp gruppen «%(name)s»?", name=group.name),
        [
            _("Navnet på gruppen blir borte."),
            _("Lappene blir hengende, og havner under «Ikke sortert»."),
        ],
        label=_("Løs opp gruppen"),
    )


@bp.post(MEETING + "/lapper", endpoint="add_notes")
@needs(Permission.ROOM_HOLD)
def add(slug: str, room_id: UUID) -> ResponseReturnValue:
    """Many notes at once: pasted lines, or the first column of a table."""
    room, form = held(slug, room_id), WallForm()
    form.validate()
    try:
        lines = lines_of(form.lines.data or "") + _lines_of_file(form)
        if not lines:
            raise InvalidInputError(field="lines", reason="missing")
        with atomic() as session:
            number = add_notes(
                session,
                current_actor(),
                slug,
                room_id,
                lines,
                batch=form.batch.data or new_key(),
                now=now(),
            )
    except UnreadableTableError:
        form.file.errors = [_("Filen kan ikke leses. Lagre den som CSV og prøv igjen.")]
        return control_page(room, wall_form=form)
    except ConflictError as full:
        form.lines.errors = [space_fault(full)]
        return control_page(held(slug, room_id), wall_form=form, status=409)
    except InvalidInputError as error:
        form.lines.errors = [note_fault(error)]
        return control_page(held(slug, room_id), wall_form=form)
    flash(ngettext("%(num)s lapp er hengt opp.", "%(num)s lapper er hengt opp.", number), "success")
    return _done(slug, room_id, "lapper")


def _lines_of_file(form: WallForm) -> list[str]:
    if not form.file.data:
        return []
    with closing(form.file.data) as sent:
        table = read_table(sent)
        return notes_of_column(table.headings, table.rows)


@bp.post(MEETING + "/handsopprekning", endpoint="record_hands")
@needs(Permission.ROOM_HOLD)
def count_hands(slug: str, room_id: UUID) -> ResponseReturnValue:
    room = held(slug, room_id)
    try:
        counts = read_counts(request.form)
        with atomic() as session:
            record_hands(
                session,
                current_actor(),
                slug,
                room_id,
                question=request.form.get("question", ""),
                counts=counts,
                now=now(),
            )
    except InvalidInputError as error:
        return control_page(room, hands_error=hands_fault(error))
    flash(_("Opptellingen er skrevet ned."), "success")
    return _done(slug, room_id, "hender")


@bp.post(MEETING + "/handsopprekning/<uuid:hands_id>/fjern", endpoint="remove_hands")
@needs(Permission.ROOM_HOLD)
def forget_hands(slug: str, room_id: UUID, hands_id: UUID) -> ResponseReturnValue:
    if "confirmed" not in request.form:
        return _ask_to_forget(held(slug, room_id), hands_id)
    with atomic() as session:
        remove_hands(session, current_actor(), slug, room_id, hands_id, now=now())
    flash(_("Opptellingen er tatt bort."), "success")
    return _done(slug, room_id, "hender")


def _ask_to_forget(room: RoomView, hands_id: UUID) -> str:
    counted = find_by_id(list_hands(db.session(), room.meeting.id), hands_id)
    return _ask(
        room,
        _("Ta bort opptellingen av «%(question)s»?", question=counted.question),
        [
            _("Tallene forsvinner fra skjermen og referatet."),
            _("Det kan ikke gjøres om."),
        ],
        label=_("Ta bort opptellingen"),
    )
