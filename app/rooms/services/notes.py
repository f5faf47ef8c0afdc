"""Coming in, writing notes, once each, and taking them back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.accounts.services.sign_ins import make_token
from app.domain.errors import (
    FrozenError,
    IdempotencyError,
    InvalidInputError,
    NotFoundError,
    NotOpenError,
)
from app.domain.permissions import Actor
from app.domain.proposals import IdeaState
from app.domain.rooms import (
    CLIENT_KEY,
    MAX_NAME,
    MOST_BY_GUEST,
    MOST_GUESTS,
    MOST_NOTES,
    clean_note,
    read_code,
    require_space,
)
from app.domain.text import clean_line, within
from app.models import Idea, RoomGuest, RoomMeeting, RoomNote
from app.rooms.services.meetings import lock_held, lock_room, touch


def join_meeting(
    session: Session,
    code: str,
    *,
    name: str,
    in_minutes: bool = False,
    carried: str = "",
    now: datetime,
) -> tuple[RoomMeeting, str]:
    """Come in by a code; returns the meeting and the token that this phone carries.

    A phone that is in already, under the same name, stays the same guest with its own notes.
    `in_minutes` names it there among those who took part, as it said the last time.
    NotFoundError for a code that no meeting has, InvalidInputError (`name`) where one is needed,
    ConflictError (`guests`) where the room is full.
    """
    meeting = session.scalar(select(RoomMeeting).where(RoomMeeting.code == read_code(code)))
    if meeting is None or not code:
        raise NotFoundError("code")
    meeting = lock_room(session, meeting.id)
    name = within(clean_line(name), field="name", most=MAX_NAME, least=int(meeting.needs_name))
    before = _find_guest(session, meeting.id, carried)
    if before is not None and before.name == (name or None):
        before.in_minutes = in_minutes
        session.flush()
        return meeting, carried
    guests = select(func.count()).where(RoomGuest.meeting_id == meeting.id)
    require_space("guests", session.scalars(guests).one(), MOST_GUESTS)
    token = make_token()
    session.add(
        RoomGuest(
            meeting_id=meeting.id,
            token_hash=hash_token(token),
            name=name or None,
            is_named=bool(name),
            in_minutes=in_minutes,
            joined_at=now,
        )
    )
    touch(meeting)
    session.flush()
    return meeting, token


def get_guest(session: Session, meeting_id: UUID, token: str) -> RoomGuest:
    """NotFoundError for somebody who has not come in here."""
    guest = _find_guest(session, meeting_id, token)
    if guest is None:
        raise NotFoundError("guest")
    return guest


def _find_guest(session: Session, meeting_id: UUID, token: str) -> RoomGuest | None:
    return session.scalar(
        select(RoomGuest).where(
            RoomGuest.meeting_id == meeting_id, RoomGuest.token_hash == hash_token(token)
        )
    )


def write_note(
    session: Session, meeting_id: UUID, token: str, *, text: str, client_key: str
) -> RoomNote:
    """One thought from a phone. The same key again gives the note that is there already.

    FrozenError when the meeting has ended, NotOpenError while no notes are taken,
    IdempotencyError where the key stands for another text, InvalidInputError for the text,
    ConflictError (`own_notes`, `notes`) where there are too many.
    """
    guest = get_guest(session, meeting_id, token)
    if not CLIENT_KEY.fullmatch(client_key):
        raise InvalidInputError(field="client_key", reason="malformed")
    text = clean_note(text)
    meeting, before = _locked(session, meeting_id, client_key)
    if before is not None:
        if before.text != text or before.guest_id != guest.id:
            raise IdempotencyError("another note has this key")
        return before
    if not meeting.takes_notes:
        raise NotOpenError("notes")
    _refuse_flood(session, meeting, guest)
    note = _add(session, meeting, text, client_key, guest.id)
    touch(meeting)
    session.flush()
    return note


def _locked(
    session: Session, meeting_id: UUID, client_key: str
) -> tuple[RoomMeeting, RoomNote | None]:
    """What was sent before is found also when the meeting has ended meanwhile."""
    by_key = select(RoomNote).where(
        RoomNote.meeting_id == meeting_id, RoomNote.client_key == client_key
    )
    try:
        meeting = lock_room(session, meeting_id)
    except FrozenError:
        if (before := session.scalar(by_key)) is None:
            raise
        return session.get_one(RoomMeeting, meeting_id), before
    return meeting, session.scalar(by_key)


def _refuse_flood(session: Session, meeting: RoomMeeting, guest: RoomGuest) -> None:
    own = select(func.count()).where(RoomNote.guest_id == guest.id)
    require_space("own_notes", session.scalars(own).one(), MOST_BY_GUEST)
    _require_space_on_wall(session, meeting, 1)


def _require_space_on_wall(session: Session, meeting: RoomMeeting, wanted: int) -> None:
    """Counted only where it could be too many: what was taken off the wall leaves its space."""
    if meeting.last_seq + wanted <= MOST_NOTES:
        return
    notes = select(func.count()).where(
        RoomNote.meeting_id == meeting.id, RoomNote.removed_at.is_(None)
    )
    require_space("notes", session.scalars(notes).one(), MOST_NOTES, wanted=wanted)


def _add(
    session: Session, meeting: RoomMeeting, text: str, client_key: str, guest_id: UUID | None
) -> RoomNote:
    meeting.last_seq += 1
    note = RoomNote(
        meeting_id=meeting.id,
        seq=meeting.last_seq,
        guest_id=guest_id,
        client_key=client_key,
        text=text,
    )
    session.add(note)
    return note


def add_notes(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    lines: Sequence[str],
    *,
    batch: str,
    now: datetime,
) -> int:
    """Many notes at once, from a photographed wall or a file; returns how many are new.

    `batch` is made with the form: sending the same form twice adds nothing. InvalidInputError
    with `line` (from 1) for the first that cannot be a note; then none is added. ConflictError
    where there are too many.
    """
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    if not CLIENT_KEY.fullmatch(f"{batch}-{len(lines)}"):
        raise InvalidInputError(field="client_key", reason="malformed")
    sent = select(RoomNote.id).where(
        RoomNote.meeting_id == meeting.id, RoomNote.client_key == f"{batch}-1"
    )
    if session.scalar(sent) is not None:
        return 0
    _require_space_on_wall(session, meeting, len(lines))
    for number, line in enumerate(lines, start=1):
        _add(session, meeting, _clean(line, number), f"{batch}-{number}", None)
    touch(meeting)
    session.flush()
    return len(lines)


def _clean(line: str, number: int) -> str:
    try:
        return clean_note(line)
    except InvalidInputError as error:
        error.facts["line"] = number
        raise


def take_back(
    session: Session, meeting_id: UUID, token: str, note_id: UUID, *, now: datetime
) -> None:
    """Remove one's own note. Doing it twice is the same; NotFoundError for others'."""
    guest = get_guest(session, meeting_id, token)
    meeting = lock_room(session, meeting_id)
    note = _get_note(session, meeting.id, note_id)
    if note.guest_id != guest.id:
        raise NotFoundError(f"note {note_id}")
    _remove(session, meeting, note, now)


def remove_notes(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    note_ids: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """Take notes off the wall, as the facilitator."""
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    if not note_ids:
        raise InvalidInputError(field="notes", reason="missing")
    for note_id in note_ids:
        _remove(session, meeting, _get_note(session, meeting.id, note_id), now)


def _get_note(session: Session, meeting_id: UUID, note_id: UUID) -> RoomNote:
    note = session.get(RoomNote, note_id)
    if note is None or note.meeting_id != meeting_id:
        raise NotFoundError(f"note {note_id}")
    return note


def _remove(session: Session, meeting: RoomMeeting, note: RoomNote, now: datetime) -> None:
    require_loose(session, meeting, [note])
    if note.removed_at is None:
        note.removed_at = now
        touch(meeting)
    session.flush()


def require_loose(session: Session, meeting: RoomMeeting, notes: Sequence[RoomNote]) -> None:
    """FrozenError where a note is the source of a proposal that others can see."""
    groups = {note.group_id for note in notes if note.group_id is not None}
    if not groups:
        return
    settled = session.scalar(
        select(Idea.id).where(
            Idea.campaign_id == meeting.campaign_id,
            Idea.id.in_(groups),
            Idea.state != IdeaState.DRAFT,
        )
    )
    if settled is not None:
        raise FrozenError("the note is a source")


def new_key() -> str:
    """A key for a form without a script."""
    return uuid4().hex
