"""The official answers a decision gives, and the ones given to many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.promotion import Choice
from app.domain.proposals import AnswerStatus
from app.models import Answer, Campaign, CoAuthor, Idea
from app.outbox.services import queue_mail

_SETTLED = {AnswerStatus.NOT_GOING_FORWARD, AnswerStatus.CARRIED_OUT}
"""Answers that already say what a decision not to go forward would say, or more."""


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """One answer to one proposal, as typed."""

    idea_id: UUID
    status: str
    text: str


def answer_decided(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    choices: Sequence[Choice],
    statuses: Mapping[UUID, str | None],
    going_text: str,
    other_text: str,
    now: datetime,
) -> None:
    """Answer each proposal of a decision: with its own reason where it has one.

    A proposal that already has the answer keeps it, so that nobody is told twice.
    """
    for choice in choices:
        status = (
            AnswerStatus.GOING_FORWARD
            if choice.is_going_forward
            else AnswerStatus.NOT_GOING_FORWARD
        )
        known = statuses[choice.idea_id]
        if known == status or (not choice.is_going_forward and known in _SETTLED):
            continue
        common = going_text if choice.is_going_forward else other_text
        _give(session, actor, campaign_id, choice.idea_id, status, choice.reason or common, now)


def answer_many(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    answers: Sequence[WrittenAnswer],
    now: datetime,
) -> None:
    """Give each of the answers; all or none."""
    for answer in answers:
        status = AnswerStatus(answer.status)
        _give(session, actor, campaign_id, answer.idea_id, status, answer.text, now)


def _give(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    idea_id: UUID,
    status: AnswerStatus,
    text: str,
    now: datetime,
) -> None:
    idea = session.get_one(Idea, (campaign_id, idea_id))
    idea.status = status
    session.add(
        Answer(
            campaign_id=campaign_id,
            idea_id=idea_id,
            status=status,
            text=text,
            answered_by=actor.person_id,
            answered_at=now,
        )
    )
    campaign = session.get_one(Campaign, campaign_id)
    others = session.scalars(
        select(CoAuthor.person_id).where(
            CoAuthor.campaign_id == campaign_id, CoAuthor.idea_id == idea_id
        )
    )
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "nr": idea.nr,
        "title": idea.title,
        "status": status,
        "text": text,
    }
    for person_id in {idea.author_id, *others}:
        queue_mail(session, "idea_answered", person_id=person_id, facts=facts, now=now)
