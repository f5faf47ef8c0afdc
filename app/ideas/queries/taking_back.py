"""Whether somebody may take back, in a body's name, what it has handed in."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.council_access import council_roles, may_withdraw
from app.domain.councils import OfficeKind
from app.domain.permissions import BodyKind, BodyRef
from app.domain.proposals import IdeaState
from app.domain.roles import GROUP_OF_KIND
from app.ideas.queries.single import IdeaView
from app.models import Body, Office


def find_body_to_take_back_for(
    session: Session, view: CampaignView, found: IdeaView, *, now: datetime
) -> str | None:
    """The name in addresses of the body; None where one may not, or it is too late.

    Asks nothing unless it is a proposal of one's own body: then one statement.
    """
    if not found.is_ours or found.idea.state != IdeaState.SUBMITTED:
        return None
    is_current = (Office.starts_at <= now) & or_(Office.ends_at.is_(None), Office.ends_at > now)
    rows = session.execute(
        select(Body, Office)
        .outerjoin(Office, (Office.body_id == Body.id) & is_current)
        .where(Body.id == found.idea.on_behalf_of)
    ).all()
    body = rows[0][0]
    kind = BodyKind(body.kind)
    offices = [(OfficeKind(each.kind), each.person_id) for _, each in rows if each is not None]
    own = [office for office, person_id in offices if person_id == view.actor.person_id]
    roles = council_roles(view.actor, BodyRef(body.id, body.path, kind), [], own)
    is_open = now < view.scope.timetable.submission_closes_for(GROUP_OF_KIND[kind])
    may = is_open and may_withdraw(roles, [office for office, _ in offices])
    return body.slug if may else None
