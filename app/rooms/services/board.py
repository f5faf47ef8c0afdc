"""Laying cards in columns, and the columns themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, lock_campaign_view
from app.core.clock import Clock
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.domain.text import clean_line, within
from app.ideas.services.access import lock_shared
from app.models import BoardCard, BoardColumn, Idea, Topic
from app.rooms.queries.board import get_column, list_lying

MAX_COLUMN_NAME = 100
MOST_COLUMNS = 20


def _arranging(session: Session, actor: Actor, slug: str, now: datetime) -> CampaignView:
    """The campaign locked, so that two who arrange at once take turns."""
    view = lock_campaign_view(session, actor, slug)
    view.require(Permission.BOARD_ARRANGE, now)
    return view


def move_cards(
    session: Session,
    actor: Actor,
    slug: str,
    idea_ids: Sequence[UUID],
    *,
    into: UUID | None,
    place: int | None = None,
    now: datetime,
) -> None:
    """Lay cards in a column, at `place` from the top or at the bottom; None: unsorted again."""
    view = _arranging(session, actor, slug, now)
    ideas = _get_ideas(session, view, idea_ids)
    column = get_column(session, view.campaign.id, into) if into is not None else None
    session.execute(
        delete(BoardCard).where(
            BoardCard.campaign_id == view.campaign.id, BoardCard.idea_id.in_(ideas)
        )
    )
    session.flush()
    if column is not None:
        _lay(session, view, column.id, ideas, place)
    session.flush()


def _lay(
    session: Session, view: CampaignView, column_id: UUID, ideas: Sequence[UUID], place: int | None
) -> None:
    lying = list_lying(session, column_id)
    at = len(lying) if place is None else max(0, min(place, len(lying)))
    new = [
        BoardCard(campaign_id=view.campaign.id, idea_id=id_, column_id=column_id, position=0)
        for id_ in ideas
    ]
    session.add_all(new)
    for position, card in enumerate(lying[:at] + new + lying[at:]):
        card.position = position


def shift_card(
    session: Session, actor: Actor, slug: str, idea_id: UUID, *, by: int, now: datetime
) -> None:
    """One step up (-1) or down (1) in its column; at the end it stays."""
    view = _arranging(session, actor, slug, now)
    card = session.get(BoardCard, (view.campaign.id, idea_id))
    if card is None:
        raise NotFoundError(f"card {idea_id}")
    lying = list_lying(session, card.column_id)
    at = lying.index(card)
    lying.insert(max(0, at + by), lying.pop(at))
    for position, each in enumerate(lying):
        each.position = position
    session.flush()


def set_topic(
    session: Session,
    actor: Actor,
    slug: str,
    idea_ids: Collection[UUID],
    *,
    topic_id: UUID | None,
    clock: Clock,
) -> None:
    """Sort proposals under a topic, which the list shows too; until voting opens."""
    view, now = lock_shared(session, actor, slug, clock)
    view.require(Permission.IDEA_SHORTLIST, now)
    topic = session.get(Topic, topic_id) if topic_id is not None else None
    if topic_id is not None and (topic is None or topic.campaign_id != view.campaign.id):
        raise NotFoundError(f"topic {topic_id}")
    for id_ in _get_ideas(session, view, idea_ids):
        session.get_one(Idea, (view.campaign.id, id_)).topic_id = topic_id
    session.flush()


def _get_ideas(session: Session, view: CampaignView, idea_ids: Collection[UUID]) -> list[UUID]:
    """Those of them that are in the list, in the order given. InvalidInputError for none."""
    known = set(
        session.scalars(
            select(Idea.id).where(
                Idea.campaign_id == view.campaign.id,
                Idea.id.in_(idea_ids),
                Idea.state == IdeaState.SUBMITTED,
            )
        )
    )
    ideas = [id_ for id_ in dict.fromkeys(idea_ids) if id_ in known]
    if not ideas:
        raise InvalidInputError(field="ideas", reason="missing")
    return ideas


def add_column(session: Session, actor: Actor, slug: str, *, name: str, now: datetime) -> None:
    view = _arranging(session, actor, slug, now)
    of_campaign = BoardColumn.campaign_id == view.campaign.id
    number, last = session.execute(
        select(func.count(), func.max(BoardColumn.position)).where(of_campaign)
    ).one()
    if number >= MOST_COLUMNS:
        raise InvalidInputError(field="name", reason="too_many", most=MOST_COLUMNS)
    session.add(
        BoardColumn(campaign_id=view.campaign.id, name=_column_name(name), position=(last or 0) + 1)
    )
    session.flush()


def rename_column(
    session: Session, actor: Actor, slug: str, column_id: UUID, *, name: str, now: datetime
) -> None:
    view = _arranging(session, actor, slug, now)
    get_column(session, view.campaign.id, column_id).name = _column_name(name)
    session.flush()


def remove_column(
    session: Session, actor: Actor, slug: str, column_id: UUID, *, now: datetime
) -> None:
    """Its cards are unsorted again."""
    view = _arranging(session, actor, slug, now)
    column = get_column(session, view.campaign.id, column_id)
    session.execute(delete(BoardCard).where(BoardCard.column_id == column.id))
    session.delete(column)
    session.flush()


def _column_name(name: str) -> str:
    return within(clean_line(name), field="name", most=MAX_COLUMN_NAME, least=1)
