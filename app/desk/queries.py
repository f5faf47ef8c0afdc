"""Reads for the facilitator's desk: `get_` raises, `list_` is never None."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, case, func, select, union, union_all
from sqlalchemy.orm import Session, aliased

from app.campaigns.queries import CampaignView
from app.core.clock import OSLO
from app.domain.groups import Group
from app.domain.participation import Act
from app.domain.permissions import BodyKind, BodyRef, MembershipRef, Role, group_of
from app.domain.proposals import OUT_OF_SIGHT, IdeaState
from app.local.queries.assignments import expected
from app.models import (
    Assignment,
    Body,
    Campaign,
    Comment,
    Idea,
    Membership,
    Topic,
    VisitDay,
)

HEARD = (
    BodyKind.COUNCIL,
    BodyKind.USER_ORGANISATION,
    BodyKind.PARTNER,
    BodyKind.MUNICIPALITY,
)


@dataclass(frozen=True, slots=True)
class Work:
    """What the campaign waits for, as numbers."""

    drafts: int
    without_topic: int
    """Only where the campaign has topics."""
    ideas: int
    late: int
    """Given to somebody who has said nothing when the day went by."""


def get_work(session: Session, campaign_id: UUID, today: date) -> Work:
    """One statement."""
    of_campaign = select(func.count(Idea.id)).where(Idea.campaign_id == campaign_id)
    submitted = of_campaign.where(Idea.state == IdeaState.SUBMITTED)
    topics = select(Topic.id).where(Topic.campaign_id == campaign_id).exists()
    row = session.execute(
        select(
            of_campaign.where(Idea.state == IdeaState.DRAFT).scalar_subquery(),
            submitted.where(Idea.topic_id.is_(None), topics).scalar_subquery(),
            submitted.scalar_subquery(),
            _late(campaign_id, today).scalar_subquery(),
        )
    ).one()
    return Work(*row)


def _late(campaign_id: UUID, today: date) -> Select[int]:
    seen = (Idea.campaign_id == Assignment.campaign_id) & (Idea.id == Assignment.idea_id)
    return (
        select(func.count(Assignment.id))
        .join(Idea, seen)
        .where(
            *expected(),
            Assignment.campaign_id == campaign_id,
            Assignment.due_on < today,
            Idea.state.not_in(OUT_OF_SIGHT),
        )
    )


def list_unheard(session: Session, view: CampaignView) -> list[Body]:
    """Councils, organisations and partners that are asked and have proposed nothing."""
    asked = [body for body in view.audiences if body.kind in HEARD]
    if not asked:
        return []
    spoken = set(
        session.scalars(
            select(Idea.on_behalf_of).where(
                Idea.campaign_id == view.campaign.id,
                Idea.state.in_((IdeaState.SUBMITTED, IdeaState.MERGED)),
                Idea.on_behalf_of.in_([body.id for body in asked]),
            )
        )
    )
    return [body for body in asked if body.id not in spoken]


# Participation


def list_acts(session: Session, view: CampaignView) -> Iterator[Act]:
    """The first proposal or comment of each person: when, in which group and unit. Two
    statements."""
    rows = _first_contributions(session, view.campaign.id)
    held = _memberships(session, view.campaign)
    for person_id, at in rows:
        memberships = [ref for ref, _ in held.get(person_id, ())]
        group = group_of(memberships, view.scope.audiences)
        units = (name for ref, name in held.get(person_id, ()) if _is_unit(ref))
        # Whoever speaks for a council or a partner is counted there and in no unit.
        unit = next(units, None) if group in (None, Group.STAFF) else None
        yield Act(person_id, at.astimezone(OSLO).date(), group, unit)


def _first_contributions(session: Session, campaign_id: UUID) -> list[tuple[UUID, datetime]]:
    proposed = select(Idea.author_id.label("person_id"), Idea.submitted_at.label("at")).where(
        Idea.campaign_id == campaign_id, Idea.submitted_at.is_not(None)
    )
    said = select(Comment.author_id, Comment.created_at).where(Comment.campaign_id == campaign_id)
    acts = union_all(proposed, said).subquery()
    rows = session.execute(select(acts.c.person_id, func.min(acts.c.at)).group_by(acts.c.person_id))
    return [(person_id, at) for person_id, at in rows]


def _memberships(
    session: Session, campaign: Campaign
) -> dict[UUID, list[tuple[MembershipRef, str]]]:
    """Roles and names of bodies; a team's people stand with the office above it."""
    team = aliased(Body)
    active = union(
        select(Idea.author_id).where(Idea.campaign_id == campaign.id),
        select(Comment.author_id).where(Comment.campaign_id == campaign.id),
    )
    rows = session.execute(
        select(Membership.person_id, Membership.role, team.id, team.path, team.kind, Body.name)
        .join(team, team.id == Membership.body_id)
        .join(
            Body,
            Body.id == case((team.unit_kind == "team", team.parent_id), else_=team.id),
        )
        .where(
            Membership.person_id.in_(active),
            Membership.ends_at.is_(None) | (Membership.ends_at > campaign.opens_at),
        )
        .order_by(Membership.starts_at.desc(), Membership.id)
    )
    held: dict[UUID, list[tuple[MembershipRef, str]]] = {}
    for person_id, role, body_id, path, kind, name in rows:
        ref = MembershipRef(BodyRef(body_id, path, BodyKind(kind)), Role(role))
        held.setdefault(person_id, []).append((ref, name))
    return held


def _is_unit(held: MembershipRef) -> bool:
    return held.body.kind is BodyKind.UNIT


def count_visits(session: Session, campaign_id: UUID) -> dict[str, int]:
    """How often each kind of page was opened, since the campaign began."""
    rows = session.execute(
        select(VisitDay.page, func.sum(VisitDay.number))
        .where(VisitDay.campaign_id == campaign_id)
        .group_by(VisitDay.page)
    )
    return {page: int(number) for page, number in rows}


def titles_of(
    session: Session, campaign_id: UUID, ids: Collection[UUID]
) -> dict[UUID, tuple[int | None, str]]:
    rows = session.execute(
        select(Idea.id, Idea.nr, Idea.title).where(
            Idea.campaign_id == campaign_id, Idea.id.in_(ids)
        )
    )
    return {id: (nr, title) for id, nr, title in rows}
