"""Deadlines are only ever moved later, with a reason that everybody can read."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import lock_campaign_view
from app.campaigns.queries.concerned import invited_members_of, members_of_group
from app.core.clock import Clock
from app.domain.errors import FrozenError, InvalidInputError, ReasonMissingError
from app.domain.groups import CALLED, Group
from app.domain.permissions import Actor, Permission
from app.domain.text import clean_line, within
from app.domain.timetable import Phase, Timetable
from app.models import Campaign, CoAuthor, DeadlineMove, Idea
from app.notices.services import tell

REASON_LENGTH = 500


class Deadline(StrEnum):
    """The column of `campaigns` that moves."""

    SUBMISSION = "submission_closes_at"
    STAFF = "staff_submission_closes_at"
    COUNCILS = "councils_submission_closes_at"
    PARTNERS = "partners_submission_closes_at"
    VOTING = "voting_closes_at"


GROUPS = {
    Deadline.STAFF: Group.STAFF,
    Deadline.COUNCILS: Group.COUNCILS,
    Deadline.PARTNERS: Group.PARTNERS,
}
"""Whose own deadline it is."""
VOTING_OPENS = "voting_opens_at"
"""Follows a submission deadline that is moved past it; never moved by itself."""


@dataclass(frozen=True, slots=True)
class _Move:
    column: str
    moved_from: datetime
    moved_to: datetime


def move_deadline(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    deadline: Deadline,
    to: datetime,
    reason: str,
    clock: Clock,
) -> Campaign:
    """Move one deadline later, keep the move in the history and tell those it concerns.

    Raises ReasonMissingError, InvalidInputError (field `to`: `not_later`, `passed` or
    `after_voting_closes`), FrozenError for submission once voting has opened, DeadlinePassedError
    after close.
    """
    view = lock_campaign_view(session, actor, slug)
    now = clock.after_lock(session)
    view.require(Permission.CAMPAIGN_MOVE_DEADLINE, now)
    campaign = view.campaign
    _require_movable(campaign, deadline, view.phase_at(now))
    reason = within(clean_line(reason), field="reason", most=REASON_LENGTH)
    if not reason:
        raise ReasonMissingError
    moves = _moves(campaign, deadline, to, now)
    for move in moves:
        setattr(campaign, move.column, move.moved_to)
        _record(session, actor, campaign, move, reason, now)
    session.flush()
    whose = None if len(moves) > 1 else GROUPS.get(deadline)
    _tell(session, campaign, deadline, to, reason, whose, now)
    return campaign


def _require_movable(campaign: Campaign, deadline: Deadline, phase: Phase) -> None:
    if campaign.closed_at is not None:
        raise FrozenError("closed campaigns never reopen")
    has_begun = phase is Phase.VOTING or campaign.frozen_at is not None
    if deadline is not Deadline.VOTING and has_begun:
        raise FrozenError("the list of proposals froze when voting opened")


def current_deadline(campaign: Campaign, deadline: Deadline) -> datetime:
    """When it is now; a group without one of its own has the common one."""
    moment: datetime | None = getattr(campaign, deadline.value)
    return moment or campaign.submission_closes_at


def timetable_after(campaign: Campaign, deadline: Deadline, to: datetime) -> Timetable:
    """What the dates would be. Raises InvalidInputError where they would not fit."""
    moved = campaign.timetable
    if deadline is Deadline.VOTING:
        return replace(moved, voting_closes_at=to)
    opens = max(moved.voting_opens_at, to)
    if deadline is Deadline.SUBMISSION:
        return replace(moved, submission_closes_at=to, voting_opens_at=opens)
    own = {**moved.group_deadlines, GROUPS[deadline]: to}
    return replace(moved, group_deadlines=own, voting_opens_at=opens)


def _moves(campaign: Campaign, deadline: Deadline, to: datetime, now: datetime) -> list[_Move]:
    before = current_deadline(campaign, deadline)
    if to <= before:
        raise InvalidInputError(field="to", reason="not_later")
    if to <= now:
        raise InvalidInputError(field="to", reason="passed")
    moves = [_Move(deadline.value, before, to)]
    if deadline is Deadline.VOTING:
        return moves
    if to >= campaign.voting_closes_at:
        raise InvalidInputError(field="to", reason="after_voting_closes")
    if to > campaign.voting_opens_at:
        moves.append(_Move(VOTING_OPENS, campaign.voting_opens_at, to))
    return moves


def _record(
    session: Session, actor: Actor, campaign: Campaign, move: _Move, reason: str, now: datetime
) -> None:
    session.add(
        DeadlineMove(
            campaign_id=campaign.id,
            deadline=move.column,
            moved_from=move.moved_from,
            moved_to=move.moved_to,
            reason=reason,
            moved_by=actor.person_id,
            moved_at=now,
        )
    )


def _tell(
    session: Session,
    campaign: Campaign,
    deadline: Deadline,
    to: datetime,
    reason: str,
    whose: Group | None,
    now: datetime,
) -> None:
    """To everybody with a proposal or a draft here, or those of the group `whose` deadline it is.

    Who has voted is never looked up.
    """
    authors = select(Idea.author_id).where(
        Idea.campaign_id == campaign.id, Idea.state.in_(("draft", "submitted"))
    )
    together = select(CoAuthor.person_id).where(CoAuthor.campaign_id == campaign.id)
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "title_nb": campaign.title_nb,
        "title_nn": campaign.title_nn,
        "deadline": deadline.value,
        "to_at": to.isoformat(),
        "reason": reason,
    }
    event_key = f"deadline:{campaign.id}:{deadline.value}:{to.isoformat()}"
    people = set(session.scalars(authors.union(together)))
    if whose is not None:
        people &= set(session.scalars(members_of_group(whose, people, now)))
    for group in CALLED:
        if _moves_for(group, campaign, deadline):
            called = set(session.scalars(invited_members_of(campaign.id, group, now)))
            people -= called  # their mail says the same, and brings the calendar entry
            theirs = facts | {"group": group.value}
            kind = "council_deadline_moved"
            tell(session, kind, called, event_key=event_key, facts=theirs, now=now)
    tell(session, "deadline_moved", people, event_key=event_key, facts=facts, now=now)


def _moves_for(group: Group, campaign: Campaign, deadline: Deadline) -> bool:
    """Whether a group has another deadline than before."""
    if deadline is Deadline.SUBMISSION:
        return group not in campaign.timetable.group_deadlines
    return deadline is Deadline.VOTING or GROUPS[deadline] is group
