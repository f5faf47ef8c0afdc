"""Taking up what an evaluation said should be learnt next, or putting it aside."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.markdown import plain_excerpt
from app.domain.errors import ConflictError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import Proposal
from app.ideas.services import save_draft
from app.learning.queries.lessons import LEARNING, Lesson, list_lessons
from app.models import EvaluationAnswer

LONGEST_TITLE = 90
"""Characters of an answer that make a first title; the whole answer stands below."""


def get_view_for_lessons(
    session: Session, actor: Actor, slug: str, *, now: datetime
) -> CampaignView:
    """The call, for whoever may edit it until voting opens; NotFoundError for other kinds."""
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.CAMPAIGN_EDIT, now)
    if view.campaign.template != LEARNING:
        raise NotFoundError(f"lessons for {slug}")
    return view


def take_up_lesson(
    session: Session, actor: Actor, slug: str, answer_id: UUID, *, origin: str, now: datetime
) -> UUID:
    """Make it a draft of this person's, on behalf of the unit that said it if they sit there.

    Never on behalf of the body that holds the call: those who answered spoke for their own unit,
    which `origin` names beside the half-year. Returns the draft's id. ConflictError where it is
    already taken up, here or elsewhere.
    """
    view, answer, lesson = _lock(session, actor, slug, answer_id, now)
    if answer.used_in is not None:
        raise ConflictError(f"lesson {answer_id}")
    idea_id = uuid4()
    proposal = Proposal(
        title=plain_excerpt(lesson.text, LONGEST_TITLE),
        body=f"{lesson.text}\n\n{origin}",
        on_behalf_of=lesson.unit_id if actor.is_member_of(lesson.unit_id) else None,
    )
    save_draft(session, actor, slug, idea_id=idea_id, proposal=proposal, now=now)
    answer.used_in, answer.idea_id = view.campaign.id, idea_id
    session.flush()
    return idea_id


def put_lesson_aside(
    session: Session, actor: Actor, slug: str, answer_id: UUID, *, now: datetime
) -> None:
    """It is shown to no other call. Doing it twice is the same."""
    view, answer, _ = _lock(session, actor, slug, answer_id, now)
    answer.used_in = view.campaign.id
    session.flush()


def bring_lesson_back(
    session: Session, actor: Actor, slug: str, answer_id: UUID, *, now: datetime
) -> None:
    """Let it wait again: what was put aside, or whose draft was thrown away."""
    _, answer, lesson = _lock(session, actor, slug, answer_id, now)
    if lesson.idea_id is not None:
        raise ConflictError(f"lesson {answer_id} is a proposal")
    answer.used_in = answer.idea_id = None
    session.flush()


def _lock(
    session: Session, actor: Actor, slug: str, answer_id: UUID, now: datetime
) -> tuple[CampaignView, EvaluationAnswer, Lesson]:
    view = get_view_for_lessons(session, actor, slug, now=now)
    answer = session.scalar(
        select(EvaluationAnswer)
        .where(EvaluationAnswer.id == answer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if answer is not None and answer.used_in not in (None, view.campaign.id):
        raise ConflictError(f"lesson {answer_id}")
    waiting, handled = list_lessons(session, view)
    lesson = next((each for each in (*waiting, *handled) if each.id == answer_id), None)
    if answer is None or lesson is None:
        raise NotFoundError(f"lesson {answer_id}")
    return view, answer, lesson
