"""Sorting notes into groups, naming a group, and making one proposal of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, lock_campaign_view
from app.core.clock import Clock
from app.domain.errors import ConflictError, FrozenError, InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import MAX_BODY, IdeaState, Proposal, parts_of, require_complete
from app.domain.rooms import (
    MAX_GROUP_NAME,
    MOST_GROUPS,
    MOST_GROUPS_BY_ROOM,
    require_space,
)
from app.domain.text import clean_line, within
from app.ideas.services.access import require_topic_open
from app.ideas.services.submitting import write
from app.models import Idea, RoomGroup, RoomMeeting, RoomNote
from app.rooms.services.meetings import lock_held, lock_room, touch
from app.rooms.services.notes import get_guest, require_loose


def group_notes(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    note_ids: Collection[UUID],
    *,
    into: UUID | None,
    name: str = "",
    now: datetime,
) -> None:
    """Put notes into a group: `into`, else a new one called `name`, else out of any group.

    ConflictError (`groups`) where there is no space for a new one.
    """
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    _move(session, meeting, note_ids, into, name, MOST_GROUPS)


def group_in_room(
    session: Session,
    meeting_id: UUID,
    token: str,
    note_ids: Collection[UUID],
    *,
    into: UUID | None,
    name: str = "",
) -> None:
    """The same by somebody in the room, while the facilitator lets the room sort."""
    get_guest(session, meeting_id, token)
    meeting = lock_room(session, meeting_id)
    if not meeting.room_groups or meeting.hides_notes:
        raise ConflictError("the room does not sort now")
    _move(session, meeting, note_ids, into, name, MOST_GROUPS_BY_ROOM)


def _move(
    session: Session,
    meeting: RoomMeeting,
    note_ids: Collection[UUID],
    into: UUID | None,
    name: str,
    most: int,
) -> None:
    notes = session.scalars(
        select(RoomNote).where(
            RoomNote.meeting_id == meeting.id,
            RoomNote.id.in_(note_ids),
            RoomNote.removed_at.is_(None),
        )
    ).all()
    if not notes:
        raise InvalidInputError(field="notes", reason="missing")
    require_loose(session, meeting, notes)
    group_id = _target(session, meeting, into, name, most)
    for note in notes:
        note.group_id = group_id
    touch(meeting)
    session.flush()


def _target(
    session: Session, meeting: RoomMeeting, into: UUID | None, name: str, most: int
) -> UUID | None:
    if into is not None:
        group = _get_group(session, meeting.id, into)
        _require_open_group(session, meeting, group)
        return group.id
    name = within(clean_line(name), field="name", most=MAX_GROUP_NAME)
    if not name:
        return None
    number, last = session.execute(
        select(func.count(), func.max(RoomGroup.position)).where(RoomGroup.meeting_id == meeting.id)
    ).one()
    require_space("groups", number, most)
    group = RoomGroup(meeting_id=meeting.id, position=(last or 0) + 1, name=name)
    session.add(group)
    session.flush()
    return group.id


def _get_group(session: Session, meeting_id: UUID, group_id: UUID) -> RoomGroup:
    group = session.get(RoomGroup, group_id)
    if group is None or group.meeting_id != meeting_id:
        raise NotFoundError(f"group {group_id}")
    return group


def _require_open_group(session: Session, meeting: RoomMeeting, group: RoomGroup) -> None:
    idea = session.get(Idea, (meeting.campaign_id, group.id))
    if idea is not None and idea.state != IdeaState.DRAFT:
        raise FrozenError("the group is a proposal")


def rename_group(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    group_id: UUID,
    *,
    name: str,
    now: datetime,
) -> None:
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    group = _get_group(session, meeting.id, group_id)
    group.name = within(clean_line(name), field="name", most=MAX_GROUP_NAME, least=1)
    touch(meeting)
    session.flush()


def dissolve_group(
    session: Session, actor: Actor, slug: str, meeting_id: UUID, group_id: UUID, *, now: datetime
) -> None:
    """Its notes hang loose again."""
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    group = _get_group(session, meeting.id, group_id)
    _require_open_group(session, meeting, group)
    session.execute(update(RoomNote).where(RoomNote.group_id == group.id).values(group_id=None))
    session.delete(group)
    touch(meeting)
    session.flush()


def make_idea(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    group_id: UUID,
    *,
    proposal: Proposal,
    clock: Clock,
) -> Idea:
    """Hand in one proposal made of a group; once, however many press at once.

    It carries the group's own id, which is how the proposal knows where it comes from. Possible
    also after the meeting, while proposals are taken. The parts that the campaign asks for are
    asked of whoever hands it in: InvalidInputError for one that is missing.
    """
    view = lock_campaign_view(session, actor, slug)
    now = clock.after_lock(session)
    view.require(Permission.ROOM_PROPOSE, now)
    meeting = session.get(RoomMeeting, meeting_id, with_for_update=True)
    if meeting is None or meeting.campaign_id != view.campaign.id:
        raise NotFoundError(f"meeting {meeting_id}")
    group = _get_group(session, meeting.id, group_id)
    if (before := find_proposal(session, meeting, group.id)) is not None:
        return before
    proposal = proposal.cleaned()
    require_complete(proposal, parts_of(view.campaign.required_parts))
    require_topic_open(session, view.campaign.id, proposal.topic_id, now)
    idea = _hand_in(view, group, proposal, now)
    session.add(idea)
    touch(meeting)
    session.flush()
    return idea


def _hand_in(view: CampaignView, group: RoomGroup, proposal: Proposal, now: datetime) -> Idea:
    view.campaign.idea_counter += 1
    idea = Idea(
        campaign_id=view.campaign.id,
        id=group.id,
        nr=view.campaign.idea_counter,
        state=IdeaState.SUBMITTED,
        author_id=view.actor.person_id,
        created_at=now,
        submitted_at=now,
        updated_at=now,
    )
    write(idea, proposal)
    return idea


def find_proposal(session: Session, meeting: RoomMeeting, group_id: UUID) -> Idea | None:
    """What was made of a group already."""
    return session.get(Idea, (meeting.campaign_id, group_id))


def suggested(session: Session, meeting: RoomMeeting, group_id: UUID) -> Proposal:
    """What a group would be as a proposal, before anybody has touched it."""
    group = _get_group(session, meeting.id, group_id)
    return Proposal(title=group.name, body=_as_list(_texts(session, group)))


def _texts(session: Session, group: RoomGroup) -> Sequence[str]:
    return session.scalars(
        select(RoomNote.text)
        .where(RoomNote.group_id == group.id, RoomNote.removed_at.is_(None))
        .order_by(RoomNote.seq)
    ).all()


def _as_list(texts: Sequence[str]) -> str:
    """As many notes as a proposal has room for; all of them stand as its sources."""
    lines, room = [], MAX_BODY
    for text in texts:
        room -= len(text) + len("- \n")
        if room < 0:
            break
        lines.append(f"- {text}")
    return "\n".join(lines)
