"""Official answers: a new one adds a line, the newest counts, those concerned are told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import MAX_COMMENT, AnswerStatus, IdeaState
from app.domain.text import clean_text, within
from app.ideas.queries.single import get_idea
from app.models import Answer, Campaign, CoAuthor, Follower, Idea
from app.outbox.services import queue_mail


def answer_idea(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    status: str,
    text: str,
    now: datetime,
) -> Answer:
    """Answer a proposal officially, as its campaign's facilitator or leader."""
    view = get_campaign_view(session, actor, slug)
    idea = get_idea(session, view.campaign.id, nr)
    view.require(Permission.ANSWER_GIVE, now)
    if idea.state not in (IdeaState.SUBMITTED, IdeaState.MERGED):
        raise ConflictError(f"the proposal is {idea.state}")
    if status not in list(AnswerStatus):
        raise InvalidInputError(field="status", reason="unknown")
    text = within(clean_text(text), field="text", least=1, most=MAX_COMMENT)
    return give_answer(session, actor, view.campaign, idea, AnswerStatus(status), text, now=now)


def give_answer(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    idea: Idea,
    status: AnswerStatus,
    text: str,
    *,
    now: datetime,
) -> Answer:
    """Write the answer and tell authors and followers. The caller has checked the permission."""
    answer = Answer(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        status=status,
        text=text,
        answered_by=actor.person_id,
        answered_at=now,
    )
    session.add(answer)
    idea.status = status
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "nr": idea.nr,
        "title": idea.title,
        "status": status,
        "text": text,
    }
    for person_id in sorted(concerned(session, idea) - {actor.person_id}):
        queue_mail(session, "idea_answered", person_id=person_id, facts=facts, now=now)
    session.flush()
    return answer


def concerned(session: Session, idea: Idea) -> set[UUID]:
    """The author, who joined by a merge, and who follows."""
    parts = [
        select(table.person_id).where(
            table.campaign_id == idea.campaign_id, table.idea_id == idea.id
        )
        for table in (CoAuthor, Follower)
    ]
    people: Iterable[UUID] = session.scalars(union(*parts))
    return {idea.author_id, *people}
