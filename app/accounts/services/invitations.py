"""Invitations: one address, one body, one role, used once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.accounts.services.memberships import add_membership
from app.accounts.services.sign_ins import make_token
from app.domain.addresses import valid_address
from app.domain.errors import (
    ConflictError,
    InvalidTokenError,
    NotAllowedError,
    NotFoundError,
)
from app.models import Body, Invitation, OutboxMail, Person
from app.outbox.services import queue_mail

LIFETIME = timedelta(days=14)
"""A holiday fits in it; an old mailbox found later does not."""


def write_invitation(
    session: Session, *, email: str, body_id: UUID, role: str, invited_by: UUID, now: datetime
) -> Invitation:
    """Invite an address and queue the mail. An earlier invitation to the same body is revoked.

    Whether the inviter may do so is decided by the caller. Raises InvalidInputError.
    """
    address = valid_address(email)
    session.execute(
        update(Invitation)
        .where(Invitation.email == address, Invitation.body_id == body_id, _is_waiting(now))
        .values(revoked_at=now)
    )
    invitation = Invitation(
        email=address,
        body_id=body_id,
        role=role,
        invited_by=invited_by,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(invitation)
    session.flush()
    queue_mail(
        session, "invitation", address=address, facts={"invitation": str(invitation.id)}, now=now
    )
    return invitation


def _is_waiting(now: datetime) -> Any:
    return (
        Invitation.accepted_at.is_(None)
        & Invitation.revoked_at.is_(None)
        & (Invitation.expires_at > now)
    )


def issue_invitation(
    session: Session, mail: OutboxMail, facts: dict[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """Make the token as the mail leaves; None when the invitation no longer stands."""
    row = session.execute(
        select(Invitation, Body.name, Person.name, Body.dissolved_at)
        .join(Body, Body.id == Invitation.body_id)
        .join(Person, Person.id == Invitation.invited_by)
        .where(Invitation.id == UUID(facts["invitation"]), _is_waiting(now))
    ).one_or_none()
    if row is None or row[3]:
        return None
    invitation, body, inviter, _ = row
    token = make_token()
    invitation.token_hash = hash_token(token)
    locale = session.scalar(select(Person.locale).where(Person.email == mail.address))
    return {
        "token": token,
        "body": body,
        "role": invitation.role,
        "inviter": inviter,
        "expires_at": invitation.expires_at,
        "locale": locale,
    }


def find_invitation(
    session: Session, token: str, *, now: datetime
) -> tuple[Invitation, Body, Person | None]:
    """The invitation, its body and the account that has its address. InvalidTokenError."""
    return _find(session, Invitation.token_hash == hash_token(token), now=now)


def list_invitations_to(
    session: Session, email: str, *, now: datetime
) -> list[Row[Invitation, Body]]:
    """What waits for somebody who is signed in."""
    return list(
        session.execute(
            select(Invitation, Body)
            .join(Body, Body.id == Invitation.body_id)
            .where(Invitation.email == email, _is_waiting(now), Body.dissolved_at.is_(None))
            .order_by(Invitation.created_at)
        )
    )


def accept_as_new(
    session: Session,
    token: str,
    *,
    name: str,
    locale: str,
    password_hash: str | None,
    now: datetime,
) -> Person:
    """Make the account that the invitation is for. ConflictError when the address has one.

    A member who came in by personal links alone so far gets theirs, and keeps what they did.
    """
    invitation, body, owner = find_invitation(session, token, now=now)
    if owner is not None and owner.link_only_since is None:
        raise ConflictError("the address has an account")
    _use_up(session, invitation, now=now)
    person = owner or Person(email=invitation.email, created_at=now)
    person.name, person.locale, person.password_hash = name, locale, password_hash
    person.link_only_since = None
    session.add(person)
    try:
        session.flush()
    except IntegrityError as clash:
        raise ConflictError("the address has an account") from clash
    add_membership(session, person.id, body.id, invitation.role, now=now)
    return person


def accept_as_member(session: Session, person_id: UUID, token: str, *, now: datetime) -> Body:
    """Add the membership to the account that has the invited address, and to no other."""
    invitation, body, _ = find_invitation(session, token, now=now)
    return _add_to(session, person_id, invitation, body, now=now)


def accept_waiting(
    session: Session, person_id: UUID, invitation_id: UUID, *, now: datetime
) -> Body:
    """The same for an invitation seen on one's own page, where no token is needed.

    NotFoundError for somebody else's: who is invited where is nobody else's business.
    """
    invitation, body, owner = _find(session, Invitation.id == invitation_id, now=now)
    if owner is None or owner.id != person_id:
        raise NotFoundError(f"invitation {invitation_id}")
    return _add_to(session, person_id, invitation, body, now=now)


def _find(session: Session, which: Any, *, now: datetime) -> tuple[Invitation, Body, Person | None]:
    row = session.execute(
        select(Invitation, Body, Person)
        .join(Body, Body.id == Invitation.body_id)
        .outerjoin(Person, Person.email == Invitation.email)
        .where(which, _is_waiting(now), Body.dissolved_at.is_(None), Person.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        raise InvalidTokenError("invitation")
    invitation, body, owner = row
    return invitation, body, owner


def _add_to(
    session: Session, person_id: UUID, invitation: Invitation, body: Body, *, now: datetime
) -> Body:
    email = session.scalar(select(Person.email).where(Person.id == person_id))
    if email != invitation.email:
        raise NotAllowedError("invited under another address")
    _use_up(session, invitation, now=now)
    add_membership(session, person_id, body.id, invitation.role, now=now)
    return body


def _use_up(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Of several presses at once exactly one succeeds."""
    used = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, _is_waiting(now))
        .values(accepted_at=now)
        .returning(Invitation.id)
    ).one_or_none()
    if used is None:
        raise InvalidTokenError("invitation")
