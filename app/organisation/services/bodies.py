"""Bodies: made, renamed, moved in the tree, dissolved, tied to units."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.services.memberships import end_membership
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Actor, BodyKind, Permission, require_role
from app.domain.slugs import slug_of
from app.domain.text import clean_line, within
from app.models import Affiliation, Body, Membership
from app.organisation.queries.bodies import get_body, get_body_by_id
from app.organisation.services.administrators import keeping_an_administrator

LONGEST_NAME = 200
DEEPEST_PATH = 700
"""Characters of a path: 21 levels, of which real organisations use five."""
UNIT_KINDS = ("directorate", "region", "office", "team", "special")


def create_body(
    session: Session,
    actor: Actor,
    *,
    name: str,
    kind: BodyKind,
    unit_kind: str | None = None,
    parent_id: UUID | None = None,
    slug: str | None = None,
) -> Body:
    """Make a body. A unit stands below `parent_id`; another kind belongs with that unit.

    Raises InvalidInputError on `name`, `unit_kind` or `parent`.
    """
    require_role(actor, Permission.BODY_ADMINISTER)
    parent = _held_still(session, parent_id) if parent_id else None
    is_unit = kind is BodyKind.UNIT
    _require_fit(parent, unit_kind if is_unit else None, is_unit=is_unit)
    new_id = uuid4()
    above = parent.path if parent is not None and is_unit else "/"
    body = Body(
        id=new_id,
        kind=kind,
        unit_kind=unit_kind if is_unit else None,
        name=_good_name(name),
        slug=_free_slug(session, slug or slug_of(name, default="enhet")),
        parent_id=parent.id if parent is not None and is_unit else None,
        path=_good_path(f"{above}{new_id.hex}/"),
    )
    session.add(body)
    session.flush()
    if parent is not None and not is_unit:
        session.add(Affiliation(unit_id=parent.id, body_id=body.id))
        session.flush()
    return body


def _held_still(session: Session, parent_id: UUID) -> Body:
    """The parent, kept from being moved until what is below it has its path."""
    session.execute(select(Body.id).where(Body.id == parent_id).with_for_update(read=True))
    return get_body_by_id(session, parent_id)


def _require_fit(parent: Body | None, unit_kind: str | None, *, is_unit: bool) -> None:
    if is_unit and unit_kind not in UNIT_KINDS:
        raise InvalidInputError(field="unit_kind", reason="missing")
    if parent is not None and (parent.kind != BodyKind.UNIT or parent.dissolved_at):
        raise InvalidInputError(field="parent", reason="not_a_unit")


def _good_name(name: str) -> str:
    return within(clean_line(name), field="name", least=1, most=LONGEST_NAME)


def _good_path(path: str) -> str:
    if len(path) > DEEPEST_PATH:
        raise InvalidInputError(field="parent", reason="too_deep")
    return path


def _free_slug(session: Session, wanted: str) -> str:
    """`wanted`, or with the first number that makes it free."""
    taken = set(session.scalars(select(Body.slug).where(Body.slug.startswith(wanted))))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)


def rename_body(session: Session, actor: Actor, slug: str, *, name: str) -> Body:
    """Give it another name. Its address stays: people have it in their mail."""
    require_role(actor, Permission.BODY_ADMINISTER)
    body = get_body(session, slug)
    body.name = _good_name(name)
    session.flush()
    return body


def move_unit(session: Session, actor: Actor, slug: str, *, parent_id: UUID | None) -> Body:
    """Put a unit with everything below it under another, or at the top.

    Raises InvalidInputError on `parent`: not a unit, below the unit itself, or too deep.
    """
    require_role(actor, Permission.BODY_ADMINISTER)
    _lock_tree(session)
    unit = get_body(session, slug)
    parent = get_body_by_id(session, parent_id) if parent_id else None
    _require_fit(parent, unit.unit_kind, is_unit=unit.kind == BodyKind.UNIT)
    if unit.kind != BodyKind.UNIT or (parent is not None and parent.path.startswith(unit.path)):
        raise InvalidInputError(field="parent", reason="below_itself")
    old, new = unit.path, f"{parent.path if parent else '/'}{unit.id.hex}/"
    deepest = session.scalar(
        select(func.max(func.length(Body.path))).where(Body.path.startswith(old))
    )
    _good_path("x" * (len(new) - len(old) + (deepest or 0)))
    unit.parent_id = parent.id if parent else None
    session.flush()
    session.execute(
        update(Body)
        .where(Body.path.startswith(old))
        .values(path=new + func.substr(Body.path, len(old) + 1))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return unit


def _lock_tree(session: Session) -> None:
    """One move at a time: two at once could hang each under the other."""
    session.execute(
        select(Body.id)
        .where(Body.kind == BodyKind.UNIT)
        .order_by(Body.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def dissolve_body(session: Session, actor: Actor, slug: str, *, now: datetime) -> Body:
    """End a body and every membership in it. ConflictError while it has units below it."""
    require_role(actor, Permission.BODY_ADMINISTER)
    _lock_tree(session)
    body = get_body(session, slug)
    below = exists().where(Body.parent_id == body.id, Body.dissolved_at.is_(None))
    if session.scalar(select(below)):
        raise ConflictError("units below")
    with keeping_an_administrator(session, now=now):
        body.dissolved_at = body.dissolved_at or now
        for held in session.scalars(
            select(Membership).where(
                Membership.body_id == body.id,
                or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            )
        ):
            end_membership(session, held, now=now)
    return body


def affiliate(session: Session, actor: Actor, *, unit_id: UUID, body_id: UUID) -> None:
    """Tie a council, municipality or partner to a unit; nothing happens if it is already."""
    require_role(actor, Permission.BODY_ADMINISTER)
    unit, body = get_body_by_id(session, unit_id), get_body_by_id(session, body_id)
    if unit.kind != BodyKind.UNIT or body.kind == BodyKind.UNIT:
        raise InvalidInputError(field="body", reason="not_a_pair")
    if session.get(Affiliation, (unit_id, body_id)) is None:
        session.add(Affiliation(unit_id=unit_id, body_id=body_id))
        session.flush()


def part(session: Session, actor: Actor, *, unit_id: UUID, body_id: UUID) -> None:
    """Undo the tie; nothing happens if there is none."""
    require_role(actor, Permission.BODY_ADMINISTER)
    tie = session.get(Affiliation, (unit_id, body_id))
    if tie is not None:
        session.delete(tie)
        session.flush()
