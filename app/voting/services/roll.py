"""Acts on the roll while voting is open: adding somebody with a reason, showing the turnout."""

from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.core.clock import Clock
from app.domain.addresses import same_address
from app.domain.errors import ConflictError, DeadlinePassedError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.domain.text import clean_line, within
from app.domain.turnout import whole_hour
from app.models import Campaign, Person, Voter
from app.voting.events import append_event
from app.voting.roll import ensure_frozen, find_group, new_voter
from app.voting.services.counting import count_turnout

LONGEST_REASON = 500


def add_voter(
    session: Session, actor: Actor, campaign_id: UUID, *, email: str, reason: str, clock: Clock
) -> Person:
    """Let somebody who joined after voting opened vote too: an act with a reason, before close.

    Raises InvalidInputError (facts `field`, `reason`) for an unknown address, somebody the campaign
    is not for or an empty reason, and ConflictError for somebody who is on the roll already, under
    this account or an erased one.
    """
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    moment = clock.after_lock(session)
    get_campaign_view_by_id(session, actor, campaign_id).require(Permission.VOTER_ADD, moment)
    if campaign.closed_at is not None:
        raise DeadlinePassedError(deadline=campaign.voting_closes_at)
    ensure_frozen(session, campaign, clock)
    reason = within(clean_line(reason), field="reason", most=LONGEST_REASON, least=1)
    person = _find_person(session, email)
    group = find_group(session, campaign, person.id, moment) if person else None
    if person is None or group is None:
        raise InvalidInputError(field="email", reason="not_in_audience")
    row = new_voter(campaign, person.id, person.email, group) | {"added_reason": reason}
    try:
        session.execute(insert(Voter), [row])
    except IntegrityError as clash:
        raise ConflictError("on the roll already") from clash
    append_event(session, campaign_id, "voter_added", at=moment.isoformat())
    return person


def _find_person(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == same_address(email)))


def refresh_turnout(session: Session, campaign_id: UUID, *, clock: Clock) -> Campaign:
    """Write the turnout for the page, once an hour and before the hour's first vote.

    So the number shown is the one at the turn of the hour, and never moves with one person.
    """
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    if is_turnout_due(campaign, clock):
        campaign.turnout = count_turnout(session, campaign_id).as_json()
        campaign.turnout_at = whole_hour(clock.now())
    return campaign


def is_turnout_due(campaign: Campaign, clock: Clock) -> bool:
    """Whether the hour has turned since the turnout was written."""
    if campaign.frozen_at is None or campaign.closed_at is not None:
        return False
    return campaign.turnout_at is None or campaign.turnout_at < whole_hour(clock.now())
