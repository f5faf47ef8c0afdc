"""The plan as it was approved, and a new version with a reason for each change after that."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import ReasonMissingError
from app.domain.learning.document import PlanDocument, as_json, read_json
from app.domain.plan_access import PlanState
from app.domain.sealing import sha256_hex
from app.domain.text import clean_text, within
from app.learning.queries.document import get_frozen_document
from app.learning.queries.plans import PlanView
from app.models import PlanVersion

LONGEST_REASON = 1_000


def record_change(
    session: Session, view: PlanView, *, reason: str, now: datetime
) -> PlanVersion | None:
    """Make the next version of an approved plan whose content was changed in this transaction.

    Call it last in every service that changes what the plan says, with the view of `lock_plan`.
    Nothing happens while the plan is being made, or where the words are as they were.
    ReasonMissingError (field `reason`) without a reason; then the caller's changes are rolled back.
    """
    if view.scope.state is not PlanState.APPROVED:
        return None
    session.flush()
    latest = _get_latest(session, view.plan.id)
    document = get_frozen_document(session, view)
    if _says_the_same(read_json(latest.canonical), document):
        return None
    reason = within(clean_text(reason), field="reason", most=LONGEST_REASON)
    if not reason:
        raise ReasonMissingError(field="reason")
    return _seal(session, view, document, number=latest.number + 1, reason=reason, now=now)


def seal_first_version(session: Session, view: PlanView, *, now: datetime) -> PlanVersion:
    """The plan as it is approved. The caller has locked it and asked for the permission."""
    session.flush()
    return _seal(session, view, get_frozen_document(session, view), number=1, reason="", now=now)


def _seal(
    session: Session,
    view: PlanView,
    document: PlanDocument,
    *,
    number: int,
    reason: str,
    now: datetime,
) -> PlanVersion:
    canonical = as_json(document)
    version = PlanVersion(
        plan_id=view.plan.id,
        number=number,
        canonical=canonical,
        sha256=sha256_hex(canonical),
        reason=reason,
        approved_by=view.actor.person_id,
        approved_at=now,
    )
    session.add(version)
    session.flush()
    return version


def _get_latest(session: Session, plan_id: UUID) -> PlanVersion:
    return session.scalars(
        select(PlanVersion)
        .where(PlanVersion.plan_id == plan_id)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    ).one()


def _says_the_same(before: PlanDocument, after: PlanDocument) -> bool:
    """The register of arenas and the sources go along, and make no version by themselves."""
    return (before.introduction, before.themes) == (after.introduction, after.themes)
