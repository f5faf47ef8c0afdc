"""The versions of a plan, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.campaign_settings import LARGEST_NUMBER
from app.domain.errors import NotFoundError
from app.domain.learning.document import PlanDocument, read_json
from app.learning.queries.document import with_names
from app.learning.queries.plans import PlanView
from app.models import Person, PlanVersion


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list. An empty reason is the approval itself."""

    number: int
    who: str | None
    made_at: datetime
    reason: str
    sha256: str


def list_versions(session: Session, plan_id: UUID) -> list[VersionLine]:
    """Newest first. One statement, which leaves what the versions say where it is."""
    rows = session.execute(
        select(
            PlanVersion.number,
            Person.name,
            PlanVersion.approved_at,
            PlanVersion.reason,
            PlanVersion.sha256,
        )
        .join(Person, Person.id == PlanVersion.approved_by)
        .where(PlanVersion.plan_id == plan_id)
        .order_by(PlanVersion.number.desc())
    )
    return [VersionLine(*row) for row in rows]


def get_version(session: Session, view: PlanView, number: int) -> PlanVersion:
    """NotFoundError when the plan has no such version."""
    is_possible = number <= LARGEST_NUMBER
    version = session.get(PlanVersion, (view.plan.id, number)) if is_possible else None
    if version is None:
        raise NotFoundError(f"version {number}")
    return version


def get_documents(session: Session, view: PlanView, numbers: Sequence[int]) -> list[PlanDocument]:
    """What the versions said, as `view`'s person may read it, with the names people have now."""
    documents = []
    for number in numbers:
        document = read_json(get_version(session, view, number).canonical)
        hidden = document.hiding_support(lambda campaign: not view.shows_support_of(campaign))
        documents.append(with_names(session, hidden))
    return documents


def may_have_whole(view: PlanView, document: PlanDocument) -> bool:
    """Whether this person may see every number of votes that the version holds."""
    return all(
        theme.origin is None
        or theme.origin.support is None
        or view.shows_support_of(theme.origin.campaign_id)
        for theme in document.themes
    )
