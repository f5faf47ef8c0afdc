"""The phone: write notes, see one's own, sort where the room sorts."""

from datetime import timedelta
from uuid import UUID

from flask import (
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db, for_reading
from app.domain.errors import (
    ConflictError,
    DomainError,
    FrozenError,
    IdempotencyError,
    InvalidInputError,
    NotFoundError,
    NotOpenError,
)
from app.domain.timetable import Phase
from app.rooms.forms import NoteForm, note_fault, read_ids, space_fault
from app.rooms.queries.meetings import (
    PhoneView,
    get_phone,
    get_versions,
    get_wall,
    list_own_notes,
)
from app.rooms.routes.blueprint import PHONE, bp, is_known, tagged
from app.rooms.routes.joining import carried_token
from app.rooms.routes.wall import read_target
from app.rooms.services import notes as services
from app.rooms.services.groups import group_in_room
from app.web.access import needs
from app.web.clock import now
from app.web.errors import STATUS_OF, wants_json
from app.web.filters import language

REFUSALS = (InvalidInputError, FrozenError, NotOpenError, IdempotencyError, ConflictError)
DRAWN_FOR = timedelta(seconds=5)
"""What depends on the clock alone is seen after this long at the latest."""
MOST_DRAWN = 30
"""Meetings, in one language each, of which the part is kept; a room asks many times a second."""


@bp.get(PHONE)
@needs(None)
def phone(room_id: UUID) -> ResponseReturnValue:
    found = get_phone(db.session(), room_id, carried_token())
    if found.guest is None:
        return redirect(url_for(".join"), 303)
    return _phone_page(found, NoteForm(formdata=None))


def _phone_page(
    found: PhoneView, form: NoteForm, status: int = 200, *, fault: str = ""
) -> ResponseReturnValue:
    form.client_key.data = services.new_key()
    session = db.session()
    own = list_own_notes(session, found.guest.id) if found.guest else []
    page = render_template(
        "rooms/phone.html",
        form=form,
        own=own,
        guest=found.guest,
        fault=fault,
        **_in_the_room(found),
    )
    return page, status


def _in_the_room(found: PhoneView) -> dict[str, object]:
    """What every phone shows alike, and so is made once for all that ask at the same time."""
    meeting, moment = found.meeting, now()
    sorts = meeting.room_groups and not meeting.hides_notes
    return {
        "meeting": meeting,
        "campaign": found.campaign,
        "wall": get_wall(db.session(), meeting) if sorts else None,
        "moment": moment,
        "is_voting": found.campaign.timetable.phase_at(moment) is Phase.VOTING,
    }


@bp.get(PHONE + "/nytt")
@needs(None)
def phone_news(room_id: UUID) -> ResponseReturnValue:
    """One statement for a phone that knows it all already, and they all do, nearly always."""
    _, version = get_versions(for_reading(), room_id)
    if is_known(version):
        return tagged("", version, status=304)
    return tagged(_part(room_id, version), version)


def _part(room_id: UUID, version: int) -> str:
    """What all phones show alike, drawn once for those that ask at the same time.

    Nobody's own things are in it: not a form's token, not a name that is not on the wall.
    """
    drawn = current_app.extensions.setdefault("room_parts", {})
    key, moment = (room_id, language()), now()
    known = drawn.get(key)
    if known is None or known[0] != version or not known[1] <= moment < known[1] + DRAWN_FOR:
        found = get_phone(db.session(), room_id, None)
        # What is drawn may be newer than the version asked for, never older: it is asked anew.
        known = drawn[key] = (
            version,
            moment,
            render_template("rooms/_phone.html", **_in_the_room(found)),
        )
        while len(drawn) > MOST_DRAWN:
            drawn.pop(next(iter(drawn)), None)
    html: str = known[2]
    return html


@bp.post(PHONE + "/lapper")
@needs(None)
def send_note(room_id: UUID) -> ResponseReturnValue:
    """From the form, or from a phone that kept the note until the network was back."""
    form = NoteForm()
    try:
        with atomic() as session:
            note = services.write_note(
                session,
                room_id,
                carried_token(),
                text=form.text.data or "",
                client_key=form.client_key.data or "",
            )
    except NotFoundError:
        return _stranger()
    except REFUSALS as error:
        return _refused(room_id, form, _why_not(error), STATUS_OF[type(error)])
    if wants_json():
        return jsonify(id=str(note.id), url=url_for(".take_back", room_id=room_id, note_id=note.id))
    return redirect(url_for(".phone", room_id=room_id), 303)


def _stranger() -> ResponseReturnValue:
    if wants_json():
        return {"error": {"message": _("Bli med i møtet på nytt med koden.")}}, 410
    return redirect(url_for(".join"), 303)


def _why_not(error: DomainError) -> str:
    if isinstance(error, InvalidInputError):
        return note_fault(error)
    if isinstance(error, ConflictError):
        return space_fault(error)
    if isinstance(error, FrozenError):
        return str(_("Møtet er avsluttet. Lappen ble ikke sendt."))
    if isinstance(error, IdempotencyError):
        return str(_("En annen lapp ble sendt i stedet. Skriv den en gang til."))
    return str(_("Det tas ikke imot lapper akkurat nå. Lappen ble ikke sendt."))


def _refused(room_id: UUID, form: NoteForm, why: str, status: int) -> ResponseReturnValue:
    if wants_json():
        return {"error": {"message": why}}, status
    found = get_phone(db.session(), room_id, carried_token())
    form.text.errors = [why]
    return _phone_page(found, form, status)


@bp.post(PHONE + "/lapper/<uuid:note_id>/fjern", endpoint="take_back")
@needs(None)
def take_back_note(room_id: UUID, note_id: UUID) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.take_back(session, room_id, carried_token(), note_id, now=now())
    except NotFoundError:
        return redirect(url_for(".join"), 303)
    except FrozenError:
        flash(_("Lappen kan ikke tas tilbake lenger."), "warning")
    return redirect(url_for(".phone", room_id=room_id), 303)


@bp.post(PHONE + "/grupper")
@needs(None)
def sort(room_id: UUID) -> ResponseReturnValue:
    """Notes into groups, while the room may."""
    target, name = read_target()
    chosen = read_ids(request.form.getlist("note"))
    try:
        with atomic() as session:
            group_in_room(session, room_id, carried_token(), chosen, into=target, name=name)
    except NotFoundError:
        return redirect(url_for(".join"), 303)
    except REFUSALS as error:
        found = get_phone(db.session(), room_id, carried_token())
        form, status = NoteForm(formdata=None), STATUS_OF[type(error)]
        return _phone_page(found, form, status, fault=_why_not_sorted(found, error))
    return redirect(url_for(".phone", room_id=room_id, _anchor="sorter"), 303)


def _why_not_sorted(found: PhoneView, error: DomainError) -> str:
    if found.meeting.ended_at is not None:
        return ""  # The page says so itself.
    if isinstance(error, InvalidInputError):
        return str(_("Kryss av for lappene det gjelder."))
    if isinstance(error, FrozenError):
        return str(_("Lapper som er kilder til et forslag, blir hengende der de er."))
    if isinstance(error, ConflictError) and "what" in error.facts:
        return space_fault(error)
    return str(_("Det er fasilitatoren som sorterer akkurat nå."))
