"""Who has a personal link in a campaign, and what a session by link is for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from app.councils.queries.drafts import Room
from app.domain.errors import NotFoundError
from app.models import Body, Campaign, Person, PersonalLink


def links_of(person_id: UUID, body_id: UUID, campaign_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Which links are somebody's, to one body's matters in one campaign."""
    return (
        PersonalLink.person_id == person_id,
        PersonalLink.body_id == body_id,
        PersonalLink.campaign_id == campaign_id,
    )


def list_links(session: Session, room: Room) -> Sequence[Row[*tuple[Any, ...]]]:
    """(PersonalLink, name) of those that are not revoked, by name; of several the newest."""
    rows = session.execute(
        select(PersonalLink, Person.name)
        .join(Person, Person.id == PersonalLink.person_id)
        .where(
            PersonalLink.body_id == room.council.body.id,
            PersonalLink.campaign_id == room.campaign.campaign.id,
            PersonalLink.revoked_at.is_(None),
        )
        .order_by(Person.sort_key, PersonalLink.created_at)
    ).all()
    return list({row[0].person_id: row for row in rows}.values())


def get_place(session: Session, link_id: UUID | None) -> tuple[str, str]:
    """The names in addresses of the body and the campaign that a link is for."""
    row = session.execute(
        select(Body.slug, Campaign.slug)
        .join(PersonalLink, PersonalLink.body_id == Body.id)
        .join(Campaign, Campaign.id == PersonalLink.campaign_id)
        .where(PersonalLink.id == link_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("personal link")
    return row[0], row[1]
