"""People and their memberships."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.services.memberships import add_membership, end_membership
from app.accounts.services.sign_ins import end_sign_ins
from app.domain.addresses import valid_address
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor, BodyKind, Permission, Role, require_role
from app.domain.proposals import IdeaState
from app.domain.roles import ROLES_IN
from app.domain.text import clean_line, within
from app.models import (
    Activity,
    Attachment,
    Body,
    CalendarFeed,
    CoAuthorInvitation,
    Idea,
    Invitation,
    MailedLink,
    Membership,
    OutboxMail,
    Person,
    PersonalLink,
    Reflection,
    Report,
    SignUp,
    Upload,
)
from app.notices.services import forget_person
from app.organisation.queries.bodies import get_body_by_id
from app.organisation.queries.people import get_person
from app.organisation.services.administrators import keeping_an_administrator

LONGEST_NAME = 200


def edit_person(
    session: Session, actor: Actor, person_id: UUID, *, name: str, email: str
) -> Person:
    """Correct a name or an address. A new address ends sessions and links: it is somebody's key.

    Raises InvalidInputError on `name` or `email` (`not_an_address`, `taken`).
    """
    require_role(actor, Permission.PERSON_ADMINISTER)
    person = get_person(session, person_id)
    person.name = within(clean_line(name), field="name", least=1, most=LONGEST_NAME)
    is_moved = person.email != (address := valid_address(email))
    person.email = address
    try:
        session.flush()
    except IntegrityError as clash:
        raise InvalidInputError(field="email", reason="taken") from clash
    if is_moved:
        _end_ways_in(session, person_id)
    return person


def give_membership(
    session: Session,
    actor: Actor,
    person_id: UUID,
    *,
    body_id: UUID,
    role: Role,
    starts_at: datetime | None,
    ends_at: datetime | None,
    now: datetime,
) -> None:
    """Add a role in a body; whoever had no account has one from now on.

    Raises InvalidInputError on `role` or `ends_at`, or ConflictError.
    """
    require_role(actor, Permission.PERSON_ADMINISTER)
    person, body = get_person(session, person_id), get_body_by_id(session, body_id)
    require_role_fits(body, role)
    if ends_at is not None and ends_at <= max(now, starts_at or now):
        raise InvalidInputError(field="ends_on", reason="before_start")
    if not add_membership(
        session, person.id, body.id, role, starts_at=starts_at, ends_at=ends_at, now=now
    ):
        raise ConflictError("the role is held already")
    person.link_only_since = None


def require_role_fits(body: Body, role: Role) -> None:
    """Raise unless the body is alive and its kind knows the role."""
    if body.dissolved_at:
        raise InvalidInputError(field="body", reason="dissolved")
    if role not in ROLES_IN[BodyKind(body.kind)]:
        raise InvalidInputError(field="role", reason="not_in_this_body")


def take_membership(
    session: Session, actor: Actor, person_id: UUID, membership_id: UUID, *, now: datetime
) -> None:
    """End a membership now. LastAdministratorError when nobody would be left."""
    require_role(actor, Permission.PERSON_ADMINISTER)
    held = session.get(Membership, membership_id)
    if held is None or held.person_id != person_id:
        raise NotFoundError(f"membership {membership_id}")
    with keeping_an_administrator(session, now=now):
        end_membership(session, held, now=now)


def disable_person(session: Session, actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """Shut the account; every session ends with this unit of work."""
    require_role(actor, Permission.PERSON_ADMINISTER)
    person = get_person(session, person_id)
    with keeping_an_administrator(session, now=now):
        person.disabled_at = person.disabled_at or now
        _shut_doors(session, person)


def enable_person(session: Session, actor: Actor, person_id: UUID) -> None:
    """Open the account again."""
    require_role(actor, Permission.PERSON_ADMINISTER)
    get_person(session, person_id).disabled_at = None


def erase_person(session: Session, actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """Forget who somebody was. What they wrote stays, by «tidligere bruker»; counts do not change.

    The row stays too: ideas, votes of open campaigns and decisions point at it.
    """
    require_role(actor, Permission.PERSON_ADMINISTER)
    if actor.person_id == person_id:
        raise NotAllowedError("nobody erases themselves while signed in")
    person = get_person(session, person_id)
    with keeping_an_administrator(session, now=now):
        _shut_doors(session, person)
        for held in session.scalars(_lasting_memberships(person_id, now)):
            end_membership(session, held, now=now)
        session.execute(delete(Invitation).where(Invitation.email == person.email))
        session.execute(delete(OutboxMail).where(OutboxMail.address == person.email))
        session.execute(delete(Upload).where(Upload.person_id == person_id))
        _forget_learning(session, person_id)
        forget_person(session, person_id)
        _forget_contributions(session, person)
        person.name = person.email = person.password_hash = None
        person.erased_at = now


def _forget_contributions(session: Session, person: Person) -> None:
    """Questions to stand behind a proposal, with the address in them, whose reports wait, and files
    beside drafts that nobody else has seen."""
    asked = CoAuthorInvitation.person_id == person.id
    session.execute(
        delete(CoAuthorInvitation).where(asked | (CoAuthorInvitation.email == person.email))
    )
    session.execute(update(Report).where(Report.reporter_id == person.id).values(reporter_id=None))
    for_oneself = select(Idea.id).where(
        Idea.campaign_id == Attachment.campaign_id,
        Idea.id == Attachment.idea_id,
        Idea.author_id == person.id,
        Idea.state == IdeaState.DRAFT,
        Idea.shared_at.is_(None),
    )
    session.execute(
        delete(Attachment).where(for_oneself.exists()).execution_options(synchronize_session=False)
    )


def _forget_learning(session: Session, person_id: UUID) -> None:
    """Delete one's own notes and calendars, and places in what is still to come.

    Places in what was carried out stay as numbers, by nobody.
    """
    for own in (Reflection, CalendarFeed):
        session.execute(delete(own).where(own.person_id == person_id))
    to_come = select(Activity.id).where(Activity.status.in_(("planned", "moved")))
    session.execute(
        delete(SignUp).where(SignUp.person_id == person_id, SignUp.activity_id.in_(to_come))
    )


def _end_ways_in(session: Session, person_id: UUID) -> None:
    """Sessions, mailed links, and the personal links whose token somebody may still have."""
    end_sign_ins(session, person_id)
    session.execute(delete(MailedLink).where(MailedLink.person_id == person_id))
    session.execute(
        update(PersonalLink).where(PersonalLink.person_id == person_id).values(token_hash=None)
    )


def _shut_doors(session: Session, person: Person) -> None:
    """End sessions and links, and take back mail that waits."""
    _end_ways_in(session, person.id)
    session.execute(
        delete(OutboxMail).where(OutboxMail.person_id == person.id, OutboxMail.sent_at.is_(None))
    )


def _lasting_memberships(person_id: UUID, now: datetime) -> Select[Membership]:
    return select(Membership).where(
        Membership.person_id == person_id,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )
