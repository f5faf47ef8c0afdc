"""Dated memberships: added from now on, ended, never rewritten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Membership


def add_membership(
    session: Session,
    person_id: UUID,
    body_id: UUID,
    role: str,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    now: datetime,
) -> bool:
    """Give a role from now, or from `starts_at` where that is later; whether it is new.

    Never from before now: whoever may vote is read off the memberships at the moment the vote
    opens, and nobody should be able to have been a member all along.
    """
    if has_membership(session, person_id, body_id, role, now=now):
        return False
    session.add(
        Membership(
            person_id=person_id,
            body_id=body_id,
            role=role,
            starts_at=max(now, starts_at or now),
            ends_at=ends_at,
        )
    )
    session.flush()
    return True


def has_membership(
    session: Session, person_id: UUID, body_id: UUID, role: str, *, now: datetime
) -> bool:
    """Whether the role is held, or will be."""
    return (
        session.scalar(
            select(Membership.id)
            .where(
                Membership.person_id == person_id,
                Membership.body_id == body_id,
                Membership.role == role,
                or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            )
            .limit(1)
        )
        is not None
    )


def end_membership(session: Session, held: Membership, *, now: datetime) -> None:
    """End it now; one that has not begun yet is taken away."""
    if held.starts_at >= now:
        session.delete(held)
    elif held.ends_at is None or held.ends_at > now:
        held.ends_at = now
    session.flush()
