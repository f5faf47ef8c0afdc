"""There is always somebody who can administer: the last one stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import LastAdministratorError
from app.domain.permissions import Role
from app.models import Membership, Person


@contextmanager
def keeping_an_administrator(session: Session, *, now: datetime) -> Iterator[None]:
    """Raise LastAdministratorError if the block takes the role from the last who has it.

    The rows are locked first, so that two administrators cannot end each other at once.
    """
    session.execute(
        select(Membership.id)
        .where(Membership.role == Role.ADMINISTRATOR)
        .order_by(Membership.id)
        .with_for_update()
    )
    had_one = _has_administrator(session, now)
    yield
    session.flush()
    if had_one and not _has_administrator(session, now):
        raise LastAdministratorError


def _has_administrator(session: Session, now: datetime) -> bool:
    return (
        session.scalar(
            select(Membership.id)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.role == Role.ADMINISTRATOR,
                Membership.starts_at <= now,
                or_(Membership.ends_at.is_(None), Membership.ends_at > now),
                Person.disabled_at.is_(None),
                Person.erased_at.is_(None),
            )
            .limit(1)
        )
        is not None
    )
