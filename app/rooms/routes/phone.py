"""The phone: come in by a code, write notes, see one's own, sort where the room sorts."""

from datetime import timedelta
from uuid import UUID

from flask import (
    Response,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.services.throttling import Limit, take_back
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic, db, for_reading
from app.domain.errors import (
    ConflictError,
    FrozenError,
    IdempotencyError,
    InvalidInputError,
    NotFoundError,
    NotOpenError,
)
from app.domain.timetable import Phase
from app.rooms.forms import JoinForm, NoteForm, note_fault, read_ids
from app.rooms.queries.meetings import (
    PhoneView,
    get_phone,
    get_versions,
    get_wall,
    list_own_notes,
)
from app.rooms.routes.blueprint import bp, is_known, tagged
from app.rooms.routes.wall import read_target
from app.rooms.services import notes as services
from app.rooms.services.groups import group_in_room
from app.web.access import needs
from app.web.clock import now
from app.web.errors import wants_json
from app.web.filters import language

CODE_BY_ADDRESS = Limit("room-code", 60)
"""Wrong codes from one network address; a whole room may share one, and right ones are free."""
COOKIE_LIVES = timedelta(hours=12)
DRAWN_FOR = timedelta(seconds=5)
"""What depends on the clock alone is seen after this long at the latest."""
MOST_DRAWN = 30
"""Meetings, in one language each, of which the part is kept; a room asks many times a second."""
PHONE = "/rom/mote/<uuid:room_id>"


@bp.route("/rom", methods=["GET", "POST"])
@needs(None)
def join() -> ResponseReturnValue:
    """Type the code. Sending it tells whether it is right, so many times."""
    if request.method == "GET":
        return _ask_for_code("")
    form = JoinForm()
    if form.validate():
        return _come_in(form)
    return render_template("rooms/join.html", form=form), 422


@bp.get("/rom/<code>")
@needs(None)
def scanned(code: str) -> ResponseReturnValue:
    """Where the QR code leads. The page is the same whether the code is right or not."""
    return _ask_for_code(code)


def _ask_for_code(code: str) -> ResponseReturnValue:
    form = JoinForm(formdata=None)
    form.code.data, form.name.data = code, current_user.name
    return render_template("rooms/join.html", form=form)


def _come_in(form: JoinForm) -> ResponseReturnValue:
    count_or_refuse((CODE_BY_ADDRESS, network_address()))
    try:
        with atomic() as session:
            meeting, token = services.join_meeting(
                session,
                form.code.data or "",
                name=form.name.data or "",
                carried=_token(),
                now=now(),
            )
            _forgive(session)
    except NotFoundError:
        form.code.errors = [_("Ingen møter har denne koden. Se på skjermen og prøv igjen.")]
    except InvalidInputError as error:
        with atomic() as session:
            _forgive(session)
        if error.facts.get("field") == "name":
            form.name.errors = [_("I dette møtet skriver alle navnet sitt.")]
        else:
            form.code.errors = [_("Det er ikke plass til flere i møtet.")]
    else:
        answer = make_response(redirect(url_for(".phone", room_id=meeting.id), 303))
        _carry(answer, token)
        return answer
    return render_template("rooms/join.html", form=form), 422


def _forgive(session: Session) -> None:
    secret = current_app.config["SECRET_KEY"]
    take_back(session, CODE_BY_ADDRESS, network_address(), secret=secret)


def _cookie_name() -> str:
    return "__Host-dugnad-rom" if current_app.config["SESSION_COOKIE_SECURE"] else "dugnad-rom"


def _carry(answer: Response, token: str) -> None:
    answer.set_cookie(
        _cookie_name(),
        token,
        max_age=COOKIE_LIVES,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _token() -> str:
    return request.cookies.get(_cookie_name(), "")


@bp.get(PHONE)
@needs(None)
def phone(room_id: UUID) -> ResponseReturnValue:
    found = get_phone(db.session(), room_id, _token())
    if found.guest is None:
        return redirect(url_for(".join"), 303)
    return _phone_page(found, NoteForm(formdata=None))


def _phone_page(found: PhoneView, form: NoteForm, status: int = 200) -> ResponseReturnValue:
    form.client_key.data = services.new_key()
    session = db.session()
    own = list_own_notes(session, found.guest.id) if found.guest else []
    page = render_template(
        "rooms/phone.html", form=form, own=own, guest=found.guest, **_in_the_room(found)
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
                _token(),
                text=form.text.data or "",
                client_key=form.client_key.data or "",
            )
    except NotFoundError:
        return _stranger()
    except (InvalidInputError, FrozenError, NotOpenError, IdempotencyError) as error:
        return _refused(room_id, form, _why_not(error))
    if wants_json():
        return jsonify(id=str(note.id), url=url_for(".take_back", room_id=room_id, note_id=note.id))
    return redirect(url_for(".phone", room_id=room_id), 303)


def _stranger() -> ResponseReturnValue:
    if wants_json():
        return {"error": {"message": _("Bli med i møtet på nytt med koden.")}}, 410
    return redirect(url_for(".join"), 303)


def _why_not(error: Exception) -> str:
    if isinstance(error, InvalidInputError):
        return note_fault(error)
    if isinstance(error, FrozenError):
        return str(_("Møtet er avsluttet. Lappen ble ikke sendt."))
    if isinstance(error, IdempotencyError):
        return str(_("En annen lapp ble sendt i stedet. Skriv den en gang til."))
    return str(_("Det tas ikke imot lapper akkurat nå. Lappen ble ikke sendt."))


def _refused(room_id: UUID, form: NoteForm, why: str) -> ResponseReturnValue:
    if wants_json():
        return {"error": {"message": why}}, 422
    found = get_phone(db.session(), room_id, _token())
    form.text.errors = [why]
    return _phone_page(found, form, 422)


@bp.post(PHONE + "/lapper/<uuid:note_id>/fjern", endpoint="take_back")
@needs(None)
def take_back_note(room_id: UUID, note_id: UUID) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.take_back(session, room_id, _token(), note_id, now=now())
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
            group_in_room(session, room_id, _token(), chosen, into=target, name=name)
    except NotFoundError:
        return redirect(url_for(".join"), 303)
    except InvalidInputError:
        flash(_("Kryss av for lappene det gjelder."), "warning")
    except FrozenError:
        flash(_("Lapper som er kilder til et forslag, blir hengende der de er."), "warning")
    except ConflictError:
        flash(_("Det er fasilitatoren som sorterer akkurat nå."), "warning")
    return redirect(url_for(".phone", room_id=room_id, _anchor="sorter"), 303)
