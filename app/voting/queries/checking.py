"""Reads of what a result can be checked by: packages, commitments, later counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import (
    FurtherCount,
    PackageHandout,
    Person,
    ResultPackage,
    SealedBallot,
)


def get_package(session: Session, campaign_id: UUID) -> ResultPackage:
    """The public edition. NotFoundError for what was counted before there were packages."""
    package = session.get(ResultPackage, campaign_id)
    if package is None:
        raise NotFoundError(f"package of campaign {campaign_id}")
    return package


def find_package_sha256(session: Session, campaign_id: UUID) -> str | None:
    """The seal of the public edition; None for what was counted before there were packages."""
    return session.scalar(
        select(ResultPackage.sha256).where(ResultPackage.campaign_id == campaign_id)
    )


def has_commitment(session: Session, campaign_id: UUID, receipt: str) -> bool:
    """Whether a ballot with this receipt was counted."""
    found = select(SealedBallot.random_key).where(
        SealedBallot.campaign_id == campaign_id, SealedBallot.commitment == receipt
    )
    return session.scalar(found.limit(1)) is not None


def list_commitments(session: Session, campaign_id: UUID) -> Sequence[str]:
    """Every ballot's commitment, sorted: what a receipt is looked up in."""
    return session.scalars(
        select(SealedBallot.commitment)
        .where(SealedBallot.campaign_id == campaign_id)
        .order_by(SealedBallot.commitment)
    ).all()


def list_handouts(session: Session, campaign_id: UUID) -> Sequence[tuple[PackageHandout, str]]:
    """To whom the auditor's edition was given, by whom, the last one first."""
    rows = session.execute(
        select(PackageHandout, Person.name)
        .join(Person, Person.id == PackageHandout.given_by)
        .where(PackageHandout.campaign_id == campaign_id)
        .order_by(PackageHandout.given_at.desc())
    )
    return [(handout, name or "") for handout, name in rows]


@dataclass(frozen=True, slots=True)
class CountedAgain:
    """The same ballots counted once more: without an idea, or by other rules."""

    kind: str
    facts: Mapping[str, Any]
    sha256: str
    reason: str
    asked_by: str | None
    """Empty for the machine, and for somebody who is erased."""
    counted_at: datetime


def list_further_counts(session: Session, campaign_id: UUID) -> list[CountedAgain]:
    """Everything counted after the result, in that order."""
    rows = session.execute(
        select(FurtherCount, Person.name)
        .outerjoin(Person, Person.id == FurtherCount.asked_by)
        .where(FurtherCount.campaign_id == campaign_id)
        .order_by(FurtherCount.seq)
    )
    return [
        CountedAgain(
            row.kind, json.loads(row.canonical), row.sha256, row.reason, name, row.counted_at
        )
        for row, name in rows
    ]


def list_left_out(session: Session, campaign_id: UUID) -> list[str]:
    """The ideas that were found impossible after the close, in that order."""
    canonical = session.scalar(
        select(FurtherCount.canonical)
        .where(FurtherCount.campaign_id == campaign_id, FurtherCount.kind == "without")
        .order_by(FurtherCount.seq.desc())
        .limit(1)
    )
    return list(json.loads(canonical)["without"]) if canonical else []
