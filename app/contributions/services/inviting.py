"""Asking somebody to stand behind a proposal, and their answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.campaigns.queries import CampaignView
from app.contributions.queries import is_behind, list_invitations
from app.core.clock import Clock
from app.domain.addresses import valid_address
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Permission, may
from app.domain.proposals import IdeaState
from app.ideas.queries.single import get_idea
from app.ideas.services.access import (
    lock_shared,
    require_author,
    require_open,
    require_undecided,
    require_visible,
)
from app.models import CoAuthor, CoAuthorInvitation, Idea, Person
from app.notices.services import Facts, tell

MOST_INVITED = 10
"""Of one proposal: a team, and no way to send mail to an office."""


def invite_co_author(
    session: Session, actor: Actor, slug: str, nr: int, *, email: str, clock: Clock
) -> None:
    """Ask whoever has the address to stand behind one's own proposal.

    It looks the same whether anybody has it: an address tells nobody who has an account. The mail
    goes to somebody who takes part in the campaign and does not stand behind the proposal yet.
    """
    view, now = lock_shared(session, actor, slug, clock)
    idea = _own_proposal(session, view, nr, now)
    address = valid_address(email)
    asked = list_invitations(session, idea)
    if any(each.email == address for each in asked):
        raise InvalidInputError(field="email", reason="asked_before")
    if len(asked) >= MOST_INVITED:
        raise InvalidInputError(field="email", reason="too_many", most=MOST_INVITED)
    person = _who_takes_part(session, view, address, now)
    if person is not None and is_behind(session, idea, person.id):
        person = None
    invitation = CoAuthorInvitation(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        email=address,
        person_id=person.id if person else None,
        invited_by=actor.person_id,
        invited_at=now,
    )
    session.add(invitation)
    session.flush()
    if person is not None:
        key = f"invited:{invitation.id}"
        facts: Facts = {"slug": slug, "nr": nr, "title": idea.title}
        tell(session, "co_author_invited", [person.id], event_key=key, facts=facts, now=now)


def _own_proposal(session: Session, view: CampaignView, nr: int, now: datetime) -> Idea:
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    require_author(view, idea)
    require_undecided(idea)
    require_open(view, Permission.IDEA_EDIT, now)
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")
    return idea


def _who_takes_part(
    session: Session, view: CampaignView, address: str, now: datetime
) -> Person | None:
    person = session.scalar(select(Person).where(Person.email == address))
    if person is None or person.disabled_at or person.erased_at or person.link_only_since:
        return None
    invited = get_actor(session, person.id, now=now)
    return person if may(invited, Permission.IDEA_JOIN, view.scope, now) else None


def take_back_invitation(
    session: Session, actor: Actor, slug: str, nr: int, *, email: str, clock: Clock
) -> None:
    """Take back an invitation nobody has answered; what is gone already stays gone."""
    view, now = lock_shared(session, actor, slug, clock)
    idea = _own_proposal(session, view, nr, now)
    for invitation in list_invitations(session, idea):
        if invitation.email == email and invitation.answer is None:
            session.delete(invitation)
    session.flush()


def answer_invitation(
    session: Session, actor: Actor, slug: str, nr: int, *, accepts: bool, clock: Clock
) -> Idea:
    """Say yes or no to standing behind a proposal. NotFoundError where one was not asked.

    Whoever says yes to a proposal without a name on it stands behind it without a name.
    """
    view, now = lock_shared(session, actor, slug, clock)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    invitation = session.scalar(
        select(CoAuthorInvitation).where(
            CoAuthorInvitation.campaign_id == idea.campaign_id,
            CoAuthorInvitation.idea_id == idea.id,
            CoAuthorInvitation.person_id == actor.person_id,
        )
    )
    if invitation is None:
        raise NotFoundError("invitation")
    view.require(Permission.IDEA_JOIN, now)
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")
    if invitation.answer is not None:
        return idea
    invitation.answer, invitation.answered_at = ("yes" if accepts else "no"), now
    if accepts and not is_behind(session, idea, actor.person_id):
        session.add(
            CoAuthor(
                campaign_id=idea.campaign_id,
                idea_id=idea.id,
                person_id=actor.person_id,
                is_anonymous=idea.is_anonymous,
            )
        )
    session.flush()
    return idea
