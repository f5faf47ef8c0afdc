"""What an activity used: links and files."""

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.domain.learning.materials import media_type_of
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, within
from app.learning.queries.activities import get_activity
from app.learning.queries.doing import get_material
from app.learning.queries.plans import lock_plan
from app.models import Material

LONGEST_TITLE = 200
LONGEST_ADDRESS = 500
MOST_MATERIALS = 30
"""Of one activity; with files of ten megabytes that is a lot already."""


def add_link(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    *,
    title: str,
    url: str,
    now: datetime,
) -> None:
    """Point at something on the web. InvalidInputError (`link`) unless it is a web address."""
    url = within(clean_line(url), field="link", most=LONGEST_ADDRESS)
    if not url.lower().startswith(("https://", "http://")):
        raise InvalidInputError(field="link", reason="not_an_address")
    title = clean_line(title) or url.split("://", 1)[1][:LONGEST_TITLE]
    _add(session, actor, plan_id, activity_id, Material(title=title, url=url), now)


def add_file(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    *,
    title: str,
    name: str,
    content: bytes,
    now: datetime,
) -> None:
    """Keep a file. What it is is told by its content, see `media_type_of`, and never by `name`."""
    media_type = media_type_of(content)
    title = clean_line(title) or clean_line(PurePath(name).stem)[:LONGEST_TITLE]
    material = Material(title=title, content=content, media_type=media_type)
    _add(session, actor, plan_id, activity_id, material, now)


def _add(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    material: Material,
    now: datetime,
) -> None:
    view = lock_plan(session, actor, plan_id)
    found = get_activity(session, view, activity_id)
    require_in_plan(actor, PlanPermission.ACTIVITY_CARRY_OUT, view.scope, found.team_path)
    material.title = within(material.title, field="title", least=1, most=LONGEST_TITLE)
    of_this = Material.activity_id == activity_id
    if (session.scalar(select(func.count()).where(of_this)) or 0) >= MOST_MATERIALS:
        raise InvalidInputError(field="title", reason="too_many", most=MOST_MATERIALS)
    material.activity_id, material.added_by, material.added_at = activity_id, actor.person_id, now
    session.add(material)
    session.flush()


def remove_material(
    session: Session, actor: Actor, plan_id: UUID, activity_id: UUID, material_id: UUID
) -> None:
    """Take it away for good."""
    view = lock_plan(session, actor, plan_id)
    found = get_activity(session, view, activity_id)
    require_in_plan(actor, PlanPermission.ACTIVITY_CARRY_OUT, view.scope, found.team_path)
    session.delete(get_material(session, activity_id, material_id))
    session.flush()
