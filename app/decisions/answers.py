"""The official answers a decision gives, and the ones given to many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.promotion import Choice
from app.domain.proposals import MAX_COMMENT, AnswerStatus
from app.domain.text import clean_text, within
from app.ideas.services.answering import give_answer
from app.models import Campaign, Idea

_GOING = AnswerStatus.GOING_FORWARD
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
    campaign: Campaign,
    *,
    choices: Sequence[Choice],
    going_text: str,
    other_text: str,
    now: datetime,
) -> None:
    """Answer each proposal of a decision: with its own reason where it has one.

    A proposal that already has the answer keeps it, so that nobody is told twice.
    """
    ideas = _ideas(session, campaign.id, [choice.idea_id for choice in choices])
    for choice in choices:
        idea = ideas[choice.idea_id]
        status = _GOING if choice.is_going_forward else AnswerStatus.NOT_GOING_FORWARD
        if idea.status == status or (not choice.is_going_forward and idea.status in _SETTLED):
            continue
        common = going_text if choice.is_going_forward else other_text
        text = _text(choice.reason or common)
        give_answer(session, actor, campaign, idea, status, text, now=now)


def answer_many(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    answers: Sequence[WrittenAnswer],
    now: datetime,
) -> None:
    """Give each of the answers; all or none. NotFoundError for a proposal of somewhere else."""
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.ANSWER_GIVE, now)
    ideas = _ideas(session, campaign_id, [answer.idea_id for answer in answers])
    for answer in answers:
        idea, status = ideas[answer.idea_id], AnswerStatus(answer.status)
        give_answer(session, actor, view.campaign, idea, status, _text(answer.text), now=now)


def _ideas(session: Session, campaign_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Idea]:
    found = {
        idea.id: idea
        for idea in session.scalars(
            select(Idea).where(
                Idea.campaign_id == campaign_id, Idea.id.in_(ids), Idea.state == "submitted"
            )
        )
    }
    if missing := set(ids) - found.keys():
        raise NotFoundError(f"ideas {missing}")
    return found


def _text(text: str) -> str:
    return within(clean_text(text), field="text", least=1, most=MAX_COMMENT)
