"""Whom news about a plan's themes goes to: those behind the proposals that the themes were."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, union

from app.accounts.queries import is_current
from app.domain.councils import DECIDES_TOGETHER
from app.models import Body, CoAuthor, Follower, Idea, Membership, Person, PlanTheme


def behind_the_themes(which: ColumnElement[bool], now: datetime) -> Select[UUID]:
    """Proposers, those who joined by a merge, followers, and members of a body that proposed.

    `which` picks the themes. Nobody is picked out by having voted.
    """
    parts = [
        select(column).where(
            which, table.campaign_id == PlanTheme.campaign_id, key == PlanTheme.idea_id
        )
        for table, key, column in (
            (Idea, Idea.id, Idea.author_id),
            (CoAuthor, CoAuthor.idea_id, CoAuthor.person_id),
            (Follower, Follower.idea_id, Follower.person_id),
        )
    ]
    together = (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .join(Idea, Idea.on_behalf_of == Body.id)
        .join(
            PlanTheme,
            (PlanTheme.campaign_id == Idea.campaign_id) & (PlanTheme.idea_id == Idea.id),
        )
        .where(which, Body.kind.in_(DECIDES_TOGETHER), is_current(now))
    )
    behind = union(*parts, together).subquery()
    return (
        select(Person.id)
        .join(behind, behind.c[0] == Person.id)
        .where(Person.disabled_at.is_(None), Person.erased_at.is_(None))
    )
