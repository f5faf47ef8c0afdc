"""Who may invite whom to what, and take it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.services.invitations import write_invitation
from app.domain.errors import ConflictError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor, BodyKind, Permission, Role, require_role
from app.domain.roles import roles_to_give
from app.models import Body, Invitation
from app.organisation.queries.bodies import get_body_by_id, paths_of
from app.organisation.services.people import require_role_fits


def invite(
    session: Session, actor: Actor, *, email: str, body_id: UUID, role: Role, now: datetime
) -> Invitation:
    """Invite an address to a role in a body.

    Raises NotAllowedError when `actor` may not give that role there, NotFoundError when they may
    give none there at all, and InvalidInputError on `email`, `body` or `role`.
    """
    require_role(actor, Permission.PERSON_INVITE)
    body = get_body_by_id(session, body_id)
    given = _roles_to_give(session, actor, body)
    require_role_fits(body, role)
    if role not in given:
        raise NotAllowedError(f"give the role {role}")
    return write_invitation(
        session, email=email, body_id=body.id, role=role, invited_by=actor.person_id, now=now
    )


def _roles_to_give(session: Session, actor: Actor, body: Body) -> tuple[Role, ...]:
    """What may be given there; a body where nothing may be given is not told of."""
    given = roles_to_give(actor, BodyKind(body.kind), paths_of(session, body))
    if not given:
        raise NotFoundError(f"body {body.id}")
    return given


def revoke_invitation(
    session: Session, actor: Actor, invitation_id: UUID, *, now: datetime
) -> Invitation:
    """Take an invitation back. ConflictError when it has been accepted."""
    require_role(actor, Permission.PERSON_INVITE)
    invitation = session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None:
        raise NotFoundError(f"invitation {invitation_id}")
    _roles_to_give(session, actor, get_body_by_id(session, invitation.body_id))
    if invitation.accepted_at:
        raise ConflictError("accepted")
    invitation.revoked_at = invitation.revoked_at or now
    session.flush()
    return invitation
