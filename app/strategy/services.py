"""Strategy input: handing proposals over, and the answers that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import find_person
from app.campaigns.queries import (
    CampaignView,
    get_campaign_view,
    get_campaign_view_by_id,
    lock_campaign,
)
from app.domain.addresses import same_address
from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.strategy_answers import GivenAnswer
from app.domain.text import clean_line
from app.models import Campaign, CoAuthor, Idea, StrategyAnswer, StrategyInput
from app.notices.services import tell
from app.strategy import queries
from app.strategy.queries import InputLine

LONGEST_RECEIVER = 200


@dataclass(frozen=True, slots=True)
class Handover:
    """One proposal and who is to receive it: an address of somebody here, or plain words."""

    idea_id: UUID
    receiver: str


def get_deciders_view(
    session: Session, actor: Actor, slug: str, permission: Permission, *, now: datetime
) -> CampaignView:
    """The campaign for those who look after it; to everybody else it has no such pages.

    NotFoundError also for people who take part: what the strategy gets is not listed to them.
    """
    view = get_campaign_view(session, actor, slug)
    try:
        view.require(permission, now)
    except NotAllowedError as refused:
        raise NotFoundError(f"strategy of {slug}") from refused
    return view


def hand_over(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    handovers: Sequence[Handover],
    now: datetime,
) -> int:
    """Name receivers; those already named the same are left alone. Returns how many changed.

    Raises InvalidInputError (facts: `idea`, reason `unknown_person`, `missing` or `too_long`).
    """
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.STRATEGY_EXPORT, now)
    lock_campaign(session, campaign_id, exclusive=True)
    lines = queries.list_lines_of(session, campaign_id, [each.idea_id for each in handovers])
    changed = 0
    for handover in handovers:
        line = lines.get(handover.idea_id)
        if line is None:
            raise NotFoundError(f"idea {handover.idea_id}")
        changed += _hand_over_one(session, view.campaign, line, handover.receiver, now)
    return changed


def _hand_over_one(
    session: Session, campaign: Campaign, line: InputLine, receiver: str, now: datetime
) -> bool:
    words = clean_line(receiver)
    if not words or words == line.receiver:
        return False
    if len(words) > LONGEST_RECEIVER:
        raise InvalidInputError(field="receiver", reason="too_long", idea=line.idea_id)
    person = find_person(session, same_address(words)) if "@" in words else None
    if "@" in words and person is None:
        raise InvalidInputError(field="receiver", reason="unknown_person", idea=line.idea_id)
    row = session.get(StrategyInput, (campaign.id, line.idea_id))
    if row is None:
        row = StrategyInput(campaign_id=campaign.id, idea_id=line.idea_id, handed_over_at=now)
        session.add(row)
    row.receiver_id = person.id if person else None
    row.receiver = "" if person else words
    row.handed_over_at = now
    session.flush()
    if person:
        facts: dict[str, str | int | None] = {
            "slug": campaign.slug,
            "nr": line.nr,
            "title": line.title,
        }
        event_key = f"handed_over:{campaign.id}:{line.idea_id}:{person.id}"
        tell(
            session, "strategy_handed_over", [person.id], event_key=event_key, facts=facts, now=now
        )
    return True


def get_input_to_answer(
    session: Session, actor: Actor, slug: str, nr: int, *, now: datetime
) -> tuple[Campaign, InputLine]:
    """What the receiver answers: for them, and for whoever looks after the campaign.

    NotFoundError for everybody else: a receiver need not belong to the campaign at all.
    """
    campaign, line = queries.get_input(session, slug, nr)
    if line.receiver_id == actor.person_id:
        return campaign, line
    get_deciders_view(session, actor, slug, Permission.STRATEGY_ANSWER, now=now)
    return campaign, line


def answer_input(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    answer: GivenAnswer,
    now: datetime,
) -> bool:
    """Record what became of one proposal and tell its proposers; False where nothing is new."""
    campaign, line = get_input_to_answer(session, actor, slug, nr, now=now)
    lock_campaign(session, campaign.id, exclusive=True)
    campaign, line = queries.get_input(session, slug, nr)
    return _record(session, actor, campaign, line, answer, now)


def answer_inputs(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    answers: Mapping[UUID, GivenAnswer],
    now: datetime,
) -> int:
    """Record many answers, all or none; what is unchanged is left alone. Returns how many.

    NotFoundError where a proposal was not handed over.
    """
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.STRATEGY_ANSWER, now)
    lock_campaign(session, campaign_id, exclusive=True)
    lines = queries.list_lines_of(session, campaign_id, list(answers))
    recorded = 0
    for idea_id, answer in answers.items():
        line = lines.get(idea_id)
        if line is None or line.handed_over_at is None:
            raise NotFoundError(f"strategy input {idea_id}")
        recorded += _record(session, actor, view.campaign, line, answer, now)
    return recorded


def is_news(line: InputLine, answer: GivenAnswer) -> bool:
    """Whether `answer` says anything else than the newest one."""
    return (line.status, line.passage, line.reason) != (
        answer.status,
        answer.passage,
        answer.reason,
    )


def _record(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    line: InputLine,
    answer: GivenAnswer,
    now: datetime,
) -> bool:
    if not is_news(line, answer):
        return False
    session.add(
        StrategyAnswer(
            campaign_id=campaign.id,
            idea_id=line.idea_id,
            status=answer.status,
            passage=answer.passage,
            reason=answer.reason,
            answered_by=actor.person_id,
            answered_at=now,
        )
    )
    _tell_proposers(session, campaign, line, answer, now)
    session.flush()
    return True


def _tell_proposers(
    session: Session, campaign: Campaign, line: InputLine, answer: GivenAnswer, now: datetime
) -> None:
    of_idea = (CoAuthor.campaign_id == campaign.id, CoAuthor.idea_id == line.idea_id)
    people = set(session.scalars(select(CoAuthor.person_id).where(*of_idea)))
    people.add(session.get_one(Idea, (campaign.id, line.idea_id)).author_id)
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "nr": line.nr,
        "title": line.title,
        "status": answer.status,
        "passage": answer.passage,
        "reason": answer.reason,
    }
    event_key = f"strategy:{campaign.id}:{line.idea_id}:{now.isoformat()}"
    tell(session, "strategy_answered", people, event_key=event_key, facts=facts, now=now)
