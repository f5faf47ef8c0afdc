"""What whoever runs commands on the server may do: begin, and get somebody in again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.services.memberships import add_membership
from app.accounts.services.passwords import change_password
from app.domain.addresses import same_address, valid_address
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, BodyKind, BodyRef, MembershipRef, Role
from app.domain.text import clean_line
from app.models import Body, Person
from app.organisation.services.bodies import create_body

OPERATOR = Actor(
    UUID(int=0),
    (MembershipRef(BodyRef(UUID(int=0), "/", BodyKind.UNIT), Role.ADMINISTRATOR),),
)
"""Nobody in the database: it acts from the command line, and never over the network."""


def make_administrator(
    session: Session, *, email: str, name: str, unit_name: str, now: datetime
) -> bool:
    """Give the role in the top unit, made where there is none; whether it was new.

    Opens a disabled account again. Raises InvalidInputError on `email`.
    """
    address = valid_address(email)
    top = _top_unit(session) or create_body(
        session, OPERATOR, name=unit_name, kind=BodyKind.UNIT, unit_kind="directorate"
    )
    person = session.scalar(select(Person).where(Person.email == address))
    if person is None:
        person = Person(name=clean_line(name) or None, email=address, locale="nb", created_at=now)
        session.add(person)
        session.flush()
    person.disabled_at = person.link_only_since = None
    return add_membership(session, person.id, top.id, Role.ADMINISTRATOR, now=now)


def _top_unit(session: Session) -> Body | None:
    return session.scalar(
        select(Body)
        .where(Body.kind == BodyKind.UNIT, Body.parent_id.is_(None), Body.dissolved_at.is_(None))
        .order_by(Body.name, Body.id)
        .limit(1)
    )


def set_password(session: Session, *, email: str, password_hash: str, now: datetime) -> None:
    """Set it, end every session, and tell by mail. NotFoundError for an unknown address."""
    person = session.scalar(select(Person).where(Person.email == same_address(email)))
    if person is None:
        raise NotFoundError("nobody has that address")
    change_password(session, person.id, new_hash=password_hash, keep_token=None, now=now)
