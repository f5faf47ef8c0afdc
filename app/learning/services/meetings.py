"""Writing down the working group's meetings and what they decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError, InvalidInputError
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.concerns import Concern, list_concerns
from app.learning.queries.meetings import MeetingView, get_meeting, list_members
from app.learning.queries.plans import PlanView, get_plan_view, lock_plan
from app.models import GroupDecision, GroupMeeting

LONGEST_PLACE = 200
LONGEST_TEXT = 20_000
LONGEST_DECISION = 2_000
LONGEST_ADDRESS = 500
MOST_DECISIONS = 30


@dataclass(frozen=True, slots=True)
class DecisionText:
    """One decision as typed."""

    text: str
    concern: Concern | None = None


@dataclass(frozen=True, slots=True)
class MeetingText:
    """A meeting as typed."""

    held_on: date
    place: str = ""
    agenda: str = ""
    minutes: str = ""
    minutes_url: str = ""
    minutes_by: UUID | None = None
    decisions: Sequence[DecisionText] = ()


def add_meeting(
    session: Session, actor: Actor, plan_id: UUID, *, text: MeetingText
) -> GroupMeeting:
    """Write down a meeting that was, or is to be, held."""
    view = _to_write(session, actor, plan_id)
    meeting = GroupMeeting(plan_id=plan_id)
    _write(session, view, meeting, text)
    return meeting


def change_meeting(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    meeting_id: UUID,
    *,
    text: MeetingText,
    base: str,
) -> None:
    """Write what was typed over the meeting whose fingerprint was `base`; else ConflictError."""
    view = _to_write(session, actor, plan_id)
    stored = get_meeting(session, plan_id, meeting_id)
    if stored.fingerprint != base:
        raise ConflictError(f"meeting {meeting_id}")
    _write(session, view, stored.meeting, text, stored)


def remove_meeting(session: Session, actor: Actor, plan_id: UUID, meeting_id: UUID) -> None:
    """Take out a meeting with what it decided."""
    _to_write(session, actor, plan_id)
    meeting = get_meeting(session, plan_id, meeting_id).meeting
    session.execute(delete(GroupDecision).where(GroupDecision.meeting_id == meeting.id))
    session.delete(meeting)
    session.flush()


def _to_write(session: Session, actor: Actor, plan_id: UUID) -> PlanView:
    locked = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.MEETING_WRITE, locked.scope)
    # With the dugnader this person may open, whose proposals a decision may point at.
    return get_plan_view(session, actor, locked.unit.slug, locked.plan.half_year)


def _write(
    session: Session,
    view: PlanView,
    meeting: GroupMeeting,
    text: MeetingText,
    stored: MeetingView | None = None,
) -> None:
    meeting.held_on = text.held_on
    meeting.place = _text(clean_line(text.place), "place", LONGEST_PLACE)
    meeting.agenda = _text(clean_text(text.agenda), "agenda", LONGEST_TEXT)
    meeting.minutes = _text(clean_text(text.minutes), "minutes", LONGEST_TEXT)
    meeting.minutes_url = web_address(text.minutes_url, field="minutes_url")
    meeting.minutes_by = _known_person(session, view, text.minutes_by, meeting.minutes_by)
    session.add(meeting)
    session.flush()
    _write_decisions(session, view, meeting, text.decisions, stored)


def _write_decisions(
    session: Session,
    view: PlanView,
    meeting: GroupMeeting,
    typed: Sequence[DecisionText],
    stored: MeetingView | None,
) -> None:
    """The decisions are written anew, in the order they were typed; empty ones are left out."""
    cleaned = [(clean_text(each.text), each.concern) for each in typed]
    kept = [(words, concern or Concern()) for words, concern in cleaned if words]
    if len(kept) > MOST_DECISIONS:
        raise InvalidInputError(field="decisions", reason="too_many", most=MOST_DECISIONS)
    offered = list_concerns(session, view)
    known = {each.concern for each in stored.decisions} if stored else set()
    session.execute(delete(GroupDecision).where(GroupDecision.meeting_id == meeting.id))
    for position, (words, concern) in enumerate(kept, start=1):
        if concern not in known and str(concern) and offered.find(str(concern)) != concern:
            raise InvalidInputError(field="decisions", reason="unknown")
        session.add(
            GroupDecision(
                meeting_id=meeting.id,
                position=position,
                text=_decision(words, position),
                theme_id=concern.theme_id,
                campaign_id=concern.campaign_id,
                idea_id=concern.idea_id,
                signal_id=concern.signal_id,
            )
        )
    session.flush()


def _decision(words: str, row: int) -> str:
    """InvalidInputError says of which decision, counted from 1."""
    try:
        return _text(words, "decisions", LONGEST_DECISION)
    except InvalidInputError as error:
        reason, most = error.facts["reason"], LONGEST_DECISION
        raise InvalidInputError(field="decisions", reason=reason, most=most, row=row) from error


def _text(text: str, field: str, most: int) -> str:
    """As it is stored; InvalidInputError with an identity number in it, or where it is too long."""
    return without_national_id(within(text, field=field, most=most), field=field)


def _known_person(
    session: Session, view: PlanView, person_id: UUID | None, before: UUID | None
) -> UUID | None:
    """Somebody of the group, whoever writes, or whoever stood there before."""
    if person_id in (None, before):
        return person_id
    if person_id not in {each for each, _ in list_members(session, view)}:
        raise InvalidInputError(field="minutes_by", reason="unknown")
    return person_id


def web_address(text: str, *, field: str) -> str | None:
    """An address on the web, or None where it is empty; InvalidInputError for anything else."""
    text = within(clean_line(text), field=field, most=LONGEST_ADDRESS)
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError as unreadable:
        raise InvalidInputError(field=field, reason="not_http") from unreadable
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidInputError(field=field, reason="not_http")
    return text
