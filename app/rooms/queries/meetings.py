"""Meetings as facilitators and phones see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.campaigns.queries import CampaignView, get_campaign_view
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor
from app.domain.proposals import OUT_OF_SIGHT, IdeaState
from app.models import (
    Campaign,
    Idea,
    RoomGroup,
    RoomGuest,
    RoomHandCount,
    RoomHands,
    RoomMeeting,
    RoomMinutes,
    RoomNote,
)

NoteRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class RoomView:
    """A meeting and its campaign, as somebody signed in sees them."""

    view: CampaignView
    meeting: RoomMeeting

    @property
    def address(self) -> dict[str, Any]:
        return {"slug": self.view.campaign.slug, "room_id": self.meeting.id}


@dataclass(slots=True)
class GroupView:
    """A group with its notes, and the proposal that was made of it, if any."""

    id: UUID
    name: str
    idea_nr: int | None
    idea_state: str | None
    idea_title: str | None
    notes: list[NoteRow] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether its notes are the sources of a proposal that others can see."""
        return self.idea_state is not None and self.idea_state != IdeaState.DRAFT


@dataclass(frozen=True, slots=True)
class HandsView:
    """A show of hands with what was counted."""

    id: UUID
    question: str
    counts: list[tuple[str, int]]


Found = TypeVar("Found", GroupView, HandsView)


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything that hangs in the room."""

    loose: list[NoteRow]
    groups: list[GroupView]

    @property
    def number(self) -> int:
        return len(self.loose) + sum(len(group.notes) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many phones are in the room, and how many of them said a name."""

    phones: int
    named: int


def get_room(session: Session, actor: Actor, slug: str, meeting_id: UUID) -> RoomView:
    """Two statements. NotFoundError where `actor` cannot see the campaign."""
    view = get_campaign_view(session, actor, slug)
    meeting = session.get(RoomMeeting, meeting_id)
    if meeting is None or meeting.campaign_id != view.campaign.id:
        raise NotFoundError(f"meeting {meeting_id}")
    return RoomView(view, meeting)


def list_meetings(session: Session, campaign_id: UUID) -> Sequence[Row[RoomMeeting, int]]:
    """The campaign's meetings with how many notes each has, newest first."""
    notes = (
        select(func.count())
        .where(RoomNote.meeting_id == RoomMeeting.id, RoomNote.removed_at.is_(None))
        .scalar_subquery()
    )
    return session.execute(
        select(RoomMeeting, notes)
        .where(RoomMeeting.campaign_id == campaign_id)
        .order_by(RoomMeeting.opened_at.desc(), RoomMeeting.id)
    ).all()


def get_wall(session: Session, meeting: RoomMeeting) -> Wall:
    """Notes and groups, in two statements however many there are."""
    groups = {
        row.id: GroupView(*row)
        for row in session.execute(
            select(
                RoomGroup.id,
                RoomGroup.name,
                Idea.nr,
                Idea.state,
                # What is hidden or withdrawn shows nowhere; the group keeps its own name.
                case((Idea.state.in_(OUT_OF_SIGHT), RoomGroup.name), else_=Idea.title),
            )
            .outerjoin(Idea, and_(Idea.campaign_id == meeting.campaign_id, Idea.id == RoomGroup.id))
            .where(RoomGroup.meeting_id == meeting.id)
            .order_by(RoomGroup.position, RoomGroup.id)
        )
    }
    loose: list[NoteRow] = []
    for note in _notes(session, meeting.id):
        group = groups.get(note.group_id)
        (loose if group is None else group.notes).append(note)
    return Wall(loose, list(groups.values()))


def _notes(session: Session, meeting_id: UUID) -> Sequence[NoteRow]:
    return session.execute(
        select(RoomNote.id, RoomNote.seq, RoomNote.text, RoomNote.group_id, RoomGuest.name)
        .outerjoin(RoomGuest, RoomGuest.id == RoomNote.guest_id)
        .where(RoomNote.meeting_id == meeting_id, RoomNote.removed_at.is_(None))
        .order_by(RoomNote.seq)
    ).all()


def count_in_room(session: Session, meeting_id: UUID) -> Counted:
    phones, named = session.execute(
        select(func.count(), func.count().filter(RoomGuest.is_named)).where(
            RoomGuest.meeting_id == meeting_id
        )
    ).one()
    return Counted(phones, named)


def list_attendees(session: Session, meeting_id: UUID) -> list[str]:
    """Those who asked to be named, each once, in Norwegian order."""
    names = session.scalars(
        select(RoomGuest.name).where(
            RoomGuest.meeting_id == meeting_id, RoomGuest.in_minutes.is_(True)
        )
    )
    return sorted({name for name in names if name}, key=sort_key)


def list_hands(session: Session, meeting_id: UUID) -> list[HandsView]:
    """Shows of hands in the order they were held, in one statement."""
    found: dict[UUID, HandsView] = {}
    for id_, question, label, hands in session.execute(
        select(RoomHands.id, RoomHands.question, RoomHandCount.label, RoomHandCount.hands)
        .join(RoomHandCount, RoomHandCount.hands_id == RoomHands.id)
        .where(RoomHands.meeting_id == meeting_id)
        .order_by(RoomHands.position, RoomHandCount.position)
    ):
        found.setdefault(id_, HandsView(id_, question, [])).counts.append((label, hands))
    return list(found.values())


def find_by_id(views: Sequence[Found], id_: UUID) -> Found:
    for view in views:
        if view.id == id_:
            return view
    raise NotFoundError(str(id_))


def get_versions(session: Session, meeting_id: UUID) -> tuple[int, int]:
    """What screens and phones ask every other second: (version, phone_version)."""
    row = session.execute(
        select(RoomMeeting.version, RoomMeeting.phone_version).where(RoomMeeting.id == meeting_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"meeting {meeting_id}")
    return row.version, row.phone_version


def get_minutes(session: Session, meeting_id: UUID) -> RoomMinutes:
    """As they were frozen. NotFoundError before the meeting has ended."""
    written = session.get(RoomMinutes, meeting_id)
    if written is None:
        raise NotFoundError("no minutes yet")
    return written


def read_minutes(session: Session, campaign_id: UUID, written: RoomMinutes) -> dict[str, Any]:
    """What was frozen, as it may be shown now: what was hidden or withdrawn since has no title,
    and goes by the name of its group."""
    content: dict[str, Any] = json.loads(written.canonical)
    made = {each["idea"]["nr"]: each for each in content["groups"] if "idea" in each}
    gone = select(Idea.nr).where(
        Idea.campaign_id == campaign_id, Idea.nr.in_(made), Idea.state.in_(OUT_OF_SIGHT)
    )
    for nr in session.scalars(gone):
        made[nr]["idea"]["title"] = made[nr]["name"]
    return content


# Phones


@dataclass(frozen=True, slots=True)
class PhoneView:
    """The meeting as one phone sees it."""

    meeting: RoomMeeting
    campaign: Campaign
    guest: RoomGuest | None


def get_phone(session: Session, meeting_id: UUID, token: str | None) -> PhoneView:
    """One statement. Without a guest for those who have not come in by this meeting's code."""
    row = session.execute(
        select(RoomMeeting, Campaign, RoomGuest)
        .join(Campaign, Campaign.id == RoomMeeting.campaign_id)
        .outerjoin(
            RoomGuest,
            and_(
                RoomGuest.meeting_id == RoomMeeting.id,
                RoomGuest.token_hash == hash_token(token or ""),
            ),
        )
        .where(RoomMeeting.id == meeting_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"meeting {meeting_id}")
    return PhoneView(*row)


def list_own_notes(session: Session, guest_id: UUID) -> Sequence[Row[UUID, str, str]]:
    """(id, text, client key), newest first."""
    return session.execute(
        select(RoomNote.id, RoomNote.text, RoomNote.client_key)
        .where(RoomNote.guest_id == guest_id, RoomNote.removed_at.is_(None))
        .order_by(RoomNote.seq.desc())
    ).all()
