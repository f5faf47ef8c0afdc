"""The working group's meetings with what they decided."""

from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.learning.queries.concerns import Concern
from app.learning.queries.plans import PlanView
from app.models import (
    Campaign,
    GroupDecision,
    GroupMeeting,
    GroupMember,
    Idea,
    Person,
    PlanTheme,
    SteeringSignal,
)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was decided, and what it concerns."""

    decision: GroupDecision
    theme: str | None
    idea: str | None
    idea_nr: int | None
    campaign_slug: str | None
    """Where the proposal stands, for those who may open the dugnad."""
    signal: str | None

    @property
    def concern(self) -> Concern:
        row = self.decision
        return Concern(row.theme_id, row.campaign_id, row.idea_id, row.signal_id)


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting with who kept the minutes."""

    meeting: GroupMeeting
    minutes_by: str | None
    decisions: list[DecisionView] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same as long as nobody changes a word of it."""
        row = self.meeting
        words = [
            row.held_on.isoformat(),
            row.place,
            row.agenda,
            row.minutes,
            row.minutes_url or "",
            str(row.minutes_by or ""),
        ]
        for each in self.decisions:
            words += [each.decision.text, str(each.concern)]
        return sha256("\x1f".join(words).encode()).hexdigest()[:16]


def list_meetings(session: Session, plan_id: UUID) -> list[MeetingView]:
    """Newest first, each with its decisions, in two statements."""
    rows = session.execute(
        select(GroupMeeting, Person.name)
        .outerjoin(Person, Person.id == GroupMeeting.minutes_by)
        .where(GroupMeeting.plan_id == plan_id)
        .order_by(GroupMeeting.held_on.desc(), GroupMeeting.id)
    )
    meetings = {meeting.id: MeetingView(meeting, name) for meeting, name in rows}
    for decision in _list_decisions(session, plan_id):
        meetings[decision.decision.meeting_id].decisions.append(decision)
    return list(meetings.values())


def get_meeting(session: Session, plan_id: UUID, meeting_id: UUID) -> MeetingView:
    """One meeting of this plan; NotFoundError."""
    for meeting in list_meetings(session, plan_id):
        if meeting.meeting.id == meeting_id:
            return meeting
    raise NotFoundError(f"meeting {meeting_id}")


def _list_decisions(session: Session, plan_id: UUID) -> list[DecisionView]:
    of_idea = and_(Idea.campaign_id == GroupDecision.campaign_id, Idea.id == GroupDecision.idea_id)
    rows = session.execute(
        select(
            GroupDecision,
            PlanTheme.title,
            Idea.title,
            Idea.nr,
            Campaign.slug,
            SteeringSignal.title,
        )
        .join(GroupMeeting, GroupMeeting.id == GroupDecision.meeting_id)
        .outerjoin(PlanTheme, PlanTheme.id == GroupDecision.theme_id)
        .outerjoin(Idea, of_idea)
        .outerjoin(Campaign, Campaign.id == GroupDecision.campaign_id)
        .outerjoin(SteeringSignal, SteeringSignal.id == GroupDecision.signal_id)
        .where(GroupMeeting.plan_id == plan_id)
        .order_by(GroupDecision.meeting_id, GroupDecision.position, GroupDecision.id)
    )
    return [DecisionView(*row) for row in rows]


def list_members(session: Session, view: PlanView) -> list[tuple[UUID, str]]:
    """Who may have kept the minutes: the group, and whoever writes now."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(
            Person.id.in_(select(GroupMember.person_id).where(GroupMember.plan_id == view.plan.id))
            | (Person.id == view.actor.person_id)
        )
        .order_by(Person.sort_key, Person.id)
    )
    return [(person_id, name or "") for person_id, name in rows]
