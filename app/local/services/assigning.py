"""Giving a proposal to somebody by name, with a date; and hearing back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import find_person
from app.campaigns.queries import CampaignView, get_campaign_view, get_campaign_view_by_id
from app.campaigns.queries import lock_campaign as lock_row
from app.domain.addresses import same_address
from app.domain.dates import day_of
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.domain.text import clean_text, within
from app.ideas.queries.single import get_idea
from app.local.queries.assignments import Held, get_assignment, list_likely_owners
from app.models import Assignment, Idea
from app.notices.services import tell

MOST_MESSAGE = 1_000
MOST_REPORT = 2_000


def assign_idea(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    owner_id: UUID | None,
    email: str,
    due_on: date,
    message: str,
    now: datetime,
) -> Assignment:
    """Name who follows a proposal up, and by when. The one before is relieved.

    The owner is one of the units' leaders (`owner_id`), or anybody with an account by `email`.
    InvalidInputError: `owner` (missing, unknown), `due_on` (passed), `message` (too_long).
    """
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.OWNER_ASSIGN, now)
    lock_row(session, view.campaign.id, exclusive=True)
    idea = get_idea(session, view.campaign.id, nr)
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")
    if due_on < day_of(now):
        raise InvalidInputError(field="due_on", reason="passed")
    wanted = find_owner(session, view, idea, owner_id=owner_id, email=email, now=now)
    message = within(clean_text(message), field="message", most=MOST_MESSAGE)
    current = _current(session, idea)
    if current and (current.owner_id, current.due_on, current.message) == (wanted, due_on, message):
        return current
    if current:
        _relieve(session, actor, idea, current, wanted, now)
    assignment = Assignment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        owner_id=wanted,
        due_on=due_on,
        message=message,
        assigned_by=actor.person_id,
        assigned_at=now,
    )
    session.add(assignment)
    session.flush()
    _tell_owner(session, actor, idea, assignment, now)
    return assignment


def find_owner(
    session: Session,
    view: CampaignView,
    idea: Idea,
    *,
    owner_id: UUID | None,
    email: str,
    now: datetime,
) -> UUID:
    """Who is meant. InvalidInputError (`owner`: missing or unknown) where that is nobody."""
    if email.strip():
        person = find_person(session, same_address(email))
        if person is None or person.link_only_since:  # who has no account sees no task
            raise InvalidInputError(field="owner", reason="unknown")
        return person.id
    if owner_id is None:
        raise InvalidInputError(field="owner", reason="missing")
    known = {each.id for each in list_likely_owners(session, view.owners, idea, now)}
    current = session.scalar(
        select(Assignment.id).where(
            Assignment.campaign_id == view.campaign.id, Assignment.owner_id == owner_id
        )
    )
    if owner_id not in known and current is None:
        raise InvalidInputError(field="owner", reason="unknown")
    return owner_id


def _current(session: Session, idea: Idea) -> Assignment | None:
    return session.scalar(
        select(Assignment).where(
            Assignment.campaign_id == idea.campaign_id,
            Assignment.idea_id == idea.id,
            Assignment.ended_at.is_(None),
        )
    )


def _relieve(
    session: Session, actor: Actor, idea: Idea, held: Assignment, new_owner: UUID, now: datetime
) -> None:
    """The one who had it is told, unless it is theirs still."""
    held.ended_at = now
    session.flush()
    if held.owner_id in (new_owner, actor.person_id):
        return
    facts: dict[str, str | int | None] = {"title": idea.title, "assignment_id": str(held.id)}
    event_key = f"taken_over:{held.id}"
    tell(session, "idea_taken_over", [held.owner_id], event_key=event_key, facts=facts, now=now)


def _tell_owner(
    session: Session, actor: Actor, idea: Idea, assignment: Assignment, now: datetime
) -> None:
    if assignment.owner_id == actor.person_id:
        return
    facts: dict[str, str | int | None] = {
        "title": idea.title,
        "assignment_id": str(assignment.id),
        "due_on": assignment.due_on.isoformat(),
        "message": assignment.message,
    }
    tell(
        session,
        "idea_assigned",
        [assignment.owner_id],
        event_key=f"assigned:{assignment.id}",
        facts=facts,
        now=now,
    )


def get_for(session: Session, actor: Actor, assignment_id: UUID, *, now: datetime) -> Held:
    """What one has taken on. NotFoundError for all but the owner and those who may assign.

    The owner need not belong to the campaign: somebody at the centre reads what an office asks.
    """
    held = get_assignment(session, assignment_id)
    if held.owner_id == actor.person_id:
        return held
    try:
        view = get_campaign_view_by_id(session, actor, held.campaign.id)
        view.require(Permission.OWNER_ASSIGN, now)
    except NotAllowedError as stranger:
        raise NotFoundError(f"assignment {assignment_id}") from stranger
    return held


def report_back(
    session: Session, actor: Actor, assignment_id: UUID, *, report: str, now: datetime
) -> Held:
    """The owner says what was found out or done; who assigned it is told.

    ConflictError where somebody else has taken it over.
    """
    held = get_for(session, actor, assignment_id, now=now)
    if held.owner_id != actor.person_id:
        raise NotAllowedError("not the owner")
    row = session.get_one(Assignment, assignment_id)
    if row.ended_at is not None:
        raise ConflictError("taken over")
    row.report = within(clean_text(report), field="report", least=1, most=MOST_REPORT)
    row.reported_at = now
    session.flush()
    facts: dict[str, str | int | None] = {
        "title": held.title,
        "slug": held.campaign.slug,
        "nr": held.idea.nr,
        "report": row.report,
    }
    if row.assigned_by != actor.person_id:
        key = f"reported:{assignment_id}:{now.isoformat()}"
        tell(session, "idea_reported", [row.assigned_by], event_key=key, facts=facts, now=now)
    return get_assignment(session, assignment_id)
