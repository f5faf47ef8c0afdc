"""Official answers: a new one adds a line, the newest counts, those concerned are told."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import MAX_COMMENT, AnswerStatus, IdeaState
from app.domain.text import clean_text, within
from app.ideas.queries.single import get_idea
from app.ideas.services.telling import tell_of_answer
from app.models import Answer, Campaign, Idea


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
    """Write the answer and tell those concerned. The caller has checked the permission."""
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
    session.flush()
    tell_of_answer(session, campaign, idea, answer, now=now)
    return answer
