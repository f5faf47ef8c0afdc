"""An evaluation is opened, answered once by each, reminded of, and closed for good."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.domain.errors import ConflictError, DeadlinePassedError, InvalidInputError, NotOpenError
from app.domain.learning.evaluation import LONGEST_DAYS, Reached, reminds_at
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_text, within
from app.learning.queries.evaluations import (
    QUESTIONS,
    find_evaluation,
    has_answered,
    is_closed,
    list_concerned,
    mark_of,
    voice_of,
)
from app.learning.queries.plans import PlanView, lock_plan, lock_plan_as_machine
from app.models import (
    Evaluation,
    EvaluationAnswer,
    EvaluationMark,
    EvaluationRating,
    GroupMember,
    LearningOutcome,
    OutboxMail,
    PlanTheme,
)
from app.notices.services import tell
from app.outbox.services import queue_mail

LONGEST_ANSWER = 3_000
KEY_BYTES = 32
REMINDER = "evaluation_reminder"


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer as typed: 0 to 3 by outcome, and words by question."""

    reached: Mapping[UUID, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def open_evaluation(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    closes_at: datetime,
    asks_organisation: bool = False,
    clock: Clock,
) -> Evaluation:
    """Ask those concerned, until `closes_at`, and tell them by mail. Once a plan.

    InvalidInputError (field `closes_on`): `passed` or `too_far`. ConflictError where it was opened.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    require_in_plan(actor, PlanPermission.EVALUATION_OPEN, view.scope)
    if find_evaluation(session, plan_id) is not None:
        raise ConflictError(f"evaluation of {plan_id}")
    if closes_at <= now:
        raise InvalidInputError(field="closes_on", reason="passed")
    if closes_at > now + timedelta(days=LONGEST_DAYS + 1):
        raise InvalidInputError(field="closes_on", reason="too_far", days=LONGEST_DAYS)
    evaluation = Evaluation(
        plan_id=plan_id,
        opened_by=actor.person_id,
        opens_at=now,
        closes_at=closes_at,
        asks_organisation=asks_organisation,
        key=secrets.token_bytes(KEY_BYTES),
    )
    session.add(evaluation)
    concerned = list_concerned(session, view, now=now)
    _tell(session, "evaluation_opened", concerned, view, evaluation, now)
    session.flush()
    return evaluation


def answer_evaluation(
    session: Session, actor: Actor, plan_id: UUID, *, answer: Answer, clock: Clock
) -> None:
    """Leave an answer that nothing leads back from. It cannot be changed.

    NotOpenError before it is opened, DeadlinePassedError (`deadline`) after, ConflictError when
    this person has answered. InvalidInputError where nothing is said, or where something is wrong.
    """
    view = lock_plan(session, actor, plan_id, shared=True)
    now = clock.after_lock(session)
    require_in_plan(actor, PlanPermission.EVALUATION_ANSWER, view.scope)
    evaluation = find_evaluation(session, plan_id)
    if evaluation is None:
        raise NotOpenError(f"evaluation of {plan_id}")
    if evaluation.key is None or is_closed(evaluation, now):
        raise DeadlinePassedError(deadline=evaluation.closes_at)
    words = _words(answer, evaluation)
    reached = _reached(session, plan_id, answer)
    if not reached and not any(words.values()):
        raise InvalidInputError(field="answer", reason="missing")
    _mark(session, evaluation.plan_id, mark_of(evaluation.key, actor.person_id))
    kept = EvaluationAnswer(plan_id=plan_id, voice=voice_of(view), **words)
    session.add(kept)
    session.flush()
    session.add_all(
        EvaluationRating(answer_id=kept.id, outcome_id=outcome_id, reached=number)
        for outcome_id, number in reached.items()
    )
    session.flush()


def _mark(session: Session, plan_id: UUID, mark: bytes) -> None:
    """That this person has answered: the database takes it once."""
    session.add(EvaluationMark(plan_id=plan_id, person_mac=mark))
    try:
        session.flush()
    except IntegrityError as clash:
        raise ConflictError(reason="answered") from clash


def _words(answer: Answer, evaluation: Evaluation) -> dict[str, str]:
    asked = [each for each in QUESTIONS if each != "organisation" or evaluation.asks_organisation]
    return {
        question: without_national_id(
            within(clean_text(answer.words.get(question, "")), field=question, most=LONGEST_ANSWER),
            field=question,
        )
        for question in asked
    }


def _reached(session: Session, plan_id: UUID, answer: Answer) -> dict[UUID, int]:
    """What is left out, or belongs to no outcome of this plan any more, is no answer."""
    if not {str(number) for number in answer.reached.values()} <= set(Reached):
        raise InvalidInputError(field="reached", reason="out_of_range")
    outcomes = session.scalars(
        select(LearningOutcome.id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .where(PlanTheme.plan_id == plan_id)
    )
    known = set(outcomes)
    return {outcome: number for outcome, number in answer.reached.items() if outcome in known}


def remind_of_evaluation(session: Session, plan_id: UUID, *, clock: Clock) -> int:
    """Queue a reminder for everybody concerned, once; whoever has answered by then gets none.

    Who gets it is decided as each mail leaves (`prepare_reminder`), so that the outbox never
    holds a list of those who have not answered.
    """
    view = lock_plan_as_machine(session, plan_id)
    now = clock.after_lock(session)
    evaluation = find_evaluation(session, plan_id)
    if evaluation is None or evaluation.reminded_at or is_closed(evaluation, now):
        return 0
    if now < reminds_at(evaluation.opens_at, evaluation.closes_at):
        return 0
    evaluation.reminded_at = now
    concerned = list_concerned(session, view, now=now)
    _tell(session, REMINDER, concerned, view, evaluation, now)
    session.flush()
    return len(concerned)


def prepare_reminder(
    session: Session, mail: OutboxMail, facts: Mapping[str, object], *, now: datetime
) -> dict[str, object] | None:
    """Until when it is open now; None for whoever has answered, and once it is too late."""
    evaluation = find_evaluation(session, UUID(str(facts["plan_id"])))
    if evaluation is None or mail.person_id is None or is_closed(evaluation, now):
        return None
    if has_answered(session, evaluation, mail.person_id):
        return None
    return {"closes_at": evaluation.closes_at.isoformat()}


def close_evaluation(session: Session, plan_id: UUID, *, clock: Clock) -> bool:
    """Erase the marks and their key when the time is up, and tell the makers; whether it did."""
    view = lock_plan_as_machine(session, plan_id)
    now = clock.after_lock(session)
    evaluation = find_evaluation(session, plan_id)
    if evaluation is None or evaluation.key is None or now < evaluation.closes_at:
        return False
    session.execute(delete(EvaluationMark).where(EvaluationMark.plan_id == plan_id))
    evaluation.key = None
    # A reminder that could not be sent would tell who had not answered.
    session.execute(
        delete(OutboxMail).where(OutboxMail.kind == REMINDER, OutboxMail.failed_at.is_not(None))
    )
    _tell(session, "evaluation_closed", _makers(session, evaluation), view, evaluation, now)
    session.flush()
    return True


def _makers(session: Session, evaluation: Evaluation) -> set[UUID]:
    """The working group and whoever opened it."""
    group = select(GroupMember.person_id).where(GroupMember.plan_id == evaluation.plan_id)
    return {*session.scalars(group), evaluation.opened_by}


def _tell(
    session: Session,
    kind: str,
    people: Iterable[UUID],
    view: PlanView,
    evaluation: Evaluation,
    now: datetime,
) -> None:
    facts: dict[str, str | int | None] = {
        "plan_id": str(view.plan.id),
        "unit": view.unit.name,
        "unit_slug": view.unit.slug,
        "half_year": view.plan.half_year,
        "closes_at": evaluation.closes_at.isoformat(),
    }
    if kind == REMINDER:  # a notice would tell, for as long as it stands, who has not answered
        for person_id in people:
            queue_mail(session, kind, person_id=person_id, facts=facts, now=now)
        return
    event_key = f"{kind}:{evaluation.plan_id}"
    tell(session, kind, people, event_key=event_key, facts=facts, now=now)
