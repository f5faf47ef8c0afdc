"""The evaluation of a plan: where it stands, whom it concerns, and what came of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import is_current
from app.domain.errors import NotFoundError
from app.domain.groups import Group
from app.domain.learning.evaluation import (
    OutcomeResult,
    Said,
    has_enough,
    result_of,
    shuffled,
    voices_shown,
)
from app.domain.permissions import BodyKind, Role
from app.domain.plan_access import PlanRole
from app.domain.sealing import keyed_hash
from app.learning.queries.plans import PlanView
from app.models import (
    Body,
    Evaluation,
    EvaluationAnswer,
    EvaluationMark,
    EvaluationMove,
    EvaluationRating,
    GroupMember,
    Membership,
    Person,
)

QUESTIONS = ("works", "changes", "learn_next", "organisation")
"""What is answered in words, by column."""

_SPEAKS_FOR = {
    BodyKind.COUNCIL: Group.COUNCILS,
    BodyKind.USER_ORGANISATION: Group.COUNCILS,
    BodyKind.PARTNER: Group.PARTNERS,
    BodyKind.MUNICIPALITY: Group.PARTNERS,
}
_VOICES = {PlanRole.COUNCIL: Group.COUNCILS, PlanRole.PARTNER: Group.PARTNERS}


def find_evaluation(session: Session, plan_id: UUID) -> Evaluation | None:
    return session.get(Evaluation, plan_id, populate_existing=True)


def get_evaluation(session: Session, plan_id: UUID) -> Evaluation:
    """NotFoundError where none was opened."""
    found = find_evaluation(session, plan_id)
    if found is None:
        raise NotFoundError(f"evaluation of {plan_id}")
    return found


def list_moves(session: Session, plan_id: UUID) -> Sequence[EvaluationMove]:
    """How its end was moved, the first move first."""
    return session.scalars(
        select(EvaluationMove)
        .where(EvaluationMove.plan_id == plan_id)
        .order_by(EvaluationMove.moved_at, EvaluationMove.id)
    ).all()


def is_closed(evaluation: Evaluation, moment: datetime) -> bool:
    """By its deadline, or because the key is erased: then nobody answers, whatever the time is."""
    return evaluation.key is None or moment >= evaluation.closes_at


def mark_of(key: bytes, person_id: UUID) -> bytes:
    """That this person has answered, for whoever holds the evaluation's key alone."""
    return keyed_hash(key, str(person_id))


def has_answered(session: Session, evaluation: Evaluation, person_id: UUID) -> bool:
    """Only for the person's own requests and the reminder. False once it has closed."""
    if evaluation.key is None:
        return False
    mark = (evaluation.plan_id, mark_of(evaluation.key, person_id))
    return session.get(EvaluationMark, mark) is not None


def voice_of(view: PlanView) -> Group:
    """Whom this person speaks for: councils before partners before staff."""
    roles = view.scope.roles_of(view.actor)
    return next((group for role, group in _VOICES.items() if role in roles), Group.STAFF)


def list_concerned(session: Session, view: PlanView, *, now: datetime) -> list[UUID]:
    """People of the unit, of councils and partners that belong with it, and the working group.

    In no order that means anything. One statement.
    """
    belongs = Membership.role != Role.ADMINISTRATOR.value
    here = (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .where(
            is_current(now),
            belongs,
            or_(Body.path.startswith(view.unit.path), Body.path.in_(view.scope.affiliated)),
        )
    )
    group = select(GroupMember.person_id).where(GroupMember.plan_id == view.plan.id)
    return list(
        session.scalars(
            select(Person.id)
            .where(
                or_(Person.id.in_(here), Person.id.in_(group)),
                Person.disabled_at.is_(None),
                Person.erased_at.is_(None),
            )
            .order_by(Person.id)
        )
    )


def list_due(session: Session, now: datetime) -> list[UUID]:
    """Plans whose evaluation is to be closed: its time is up and its key is there."""
    return list(
        session.scalars(
            select(Evaluation.plan_id).where(
                Evaluation.key.is_not(None), Evaluation.closes_at <= now
            )
        )
    )


def list_unreminded(session: Session, now: datetime) -> list[UUID]:
    """Plans whose evaluation is open and has sent no reminder."""
    return list(
        session.scalars(
            select(Evaluation.plan_id).where(
                Evaluation.key.is_not(None),
                Evaluation.reminded_at.is_(None),
                Evaluation.closes_at > now,
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Results:
    """What came of an evaluation that has closed. Empty but for `texts` with too few answers."""

    answers: int | None
    """None where they are too few to be told."""
    outcomes: Mapping[UUID, OutcomeResult] = field(default_factory=dict)
    """Left out: what fewer than five said anything of."""
    texts: Mapping[str, Sequence[Said]] = field(default_factory=dict)
    """By question, for those who make the plan alone."""


def get_results(session: Session, view: PlanView) -> Results:
    """For whoever may read the plan; the words only for its makers. Three statements.

    The caller has seen that the evaluation is closed.
    """
    rows = session.scalars(
        select(EvaluationAnswer).where(EvaluationAnswer.plan_id == view.plan.id)
    ).all()
    voices = Counter(Group(row.voice) for row in rows)
    concerned = _groups_concerned(session, view)
    texts = _texts(rows, voices_shown(voices, concerned)) if may_read_texts(view) else {}
    if not has_enough(len(rows)):
        return Results(None, texts=texts)
    ratings = _count_ratings(session, view.plan.id)
    results = {outcome: result_of(counts, concerned) for outcome, counts in ratings.items()}
    return Results(len(rows), {key: found for key, found in results.items() if found}, texts)


def may_read_texts(view: PlanView) -> bool:
    """Those who make the plan, in every state of it."""
    makers = {PlanRole.LEADER, PlanRole.FACILITATOR, PlanRole.GROUP}
    return bool(makers & view.scope.roles_of(view.actor))


def _texts(
    rows: Sequence[EvaluationAnswer], voices: Mapping[Group, tuple[Group, ...]]
) -> dict[str, list[Said]]:
    return {
        question: shuffled(
            question,
            [
                (row.id, Said(getattr(row, question), voices.get(Group(row.voice), ())))
                for row in rows
                if getattr(row, question)
            ],
        )
        for question in QUESTIONS
    }


def _count_ratings(session: Session, plan_id: UUID) -> dict[UUID, dict[tuple[Group, int], int]]:
    counted = session.execute(
        select(
            EvaluationRating.outcome_id,
            EvaluationAnswer.voice,
            EvaluationRating.reached,
            func.count(),
        )
        .join(EvaluationAnswer, EvaluationAnswer.id == EvaluationRating.answer_id)
        .where(EvaluationAnswer.plan_id == plan_id)
        .group_by(EvaluationRating.outcome_id, EvaluationAnswer.voice, EvaluationRating.reached)
    )
    found: dict[UUID, dict[tuple[Group, int], int]] = defaultdict(dict)
    for outcome_id, voice, reached, count in counted:
        found[outcome_id][Group(voice), reached] = count
    return found


def _groups_concerned(session: Session, view: PlanView) -> set[Group]:
    """Staff, and the groups of the bodies that could answer, whether they did or not."""
    bodies = (*view.scope.affiliated, *view.scope.invited)
    kinds = session.scalars(select(Body.kind).where(Body.path.in_(bodies)).distinct())
    spoken_for = {_SPEAKS_FOR.get(BodyKind(kind)) for kind in kinds}
    return {Group.STAFF} | {group for group in spoken_for if group}
