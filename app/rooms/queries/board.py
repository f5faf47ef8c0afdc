"""The board: the list's own rows, laid out in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.errors import NotFoundError
from app.ideas.queries.listing import BESIDE, IdeaRow, Order, Wanted, list_ideas
from app.ideas.queries.single import list_topics
from app.models import BoardCard, BoardColumn, Idea, Topic

MOST_CARDS = 500
"""What a board can show without becoming a list; the rest is found there."""


@dataclass(slots=True)
class Column:
    """One column of the board; `id` is a topic's or an own column's, None for the unsorted."""

    id: UUID | None
    name_nb: str | None
    name_nn: str | None = None
    cards: list[IdeaRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Board:
    """The columns from left to right, the unsorted first."""

    columns: list[Column]
    has_more: bool

    @property
    def is_empty(self) -> bool:
        return not any(column.cards for column in self.columns)

    def find(self, idea_id: UUID) -> tuple[Column, int] | None:
        """The column where a card lies, and how many lie above it."""
        for column in self.columns:
            for place, card in enumerate(column.cards):
                if card.id == idea_id:
                    return column, place
        return None


def list_columns(session: Session, campaign_id: UUID) -> Sequence[BoardColumn]:
    return session.scalars(
        select(BoardColumn)
        .where(BoardColumn.campaign_id == campaign_id)
        .order_by(BoardColumn.position, BoardColumn.id)
    ).all()


def has_topics(session: Session, campaign_id: UUID) -> bool:
    return session.scalar(select(Topic.id).where(Topic.campaign_id == campaign_id)) is not None


def get_board(session: Session, view: CampaignView, *, by_topic: bool) -> Board:
    """Three statements, however many cards: the list's rows, the columns, where each card lies; one
    more where not all find room."""
    campaign_id = view.campaign.id
    rows, more = list_ideas(
        session,
        campaign_id,
        view.actor.person_id,
        Wanted(),
        order=Order.NEWEST,
        limit=MOST_CARDS,
    )
    if more is not None:
        rows = [*rows, *_beyond(session, view, {row.id for row in rows})]
    if by_topic:
        named = [
            Column(topic.id, topic.name_nb, topic.name_nn)
            for topic in list_topics(session, campaign_id)
        ]
    else:
        named = [Column(each.id, each.name) for each in list_columns(session, campaign_id)]
    columns: dict[UUID | None, Column] = {None: Column(None, None)}
    columns |= {column.id: column for column in named}
    places = _places(session, campaign_id, by_topic=by_topic)
    for row in sorted(rows, key=lambda row: places.get(row.id, (None, 0))[1]):
        column_id = places.get(row.id, (None, 0))[0]
        columns.get(column_id, columns[None]).cards.append(row)
    return Board(list(columns.values()), more is not None)


def _beyond(session: Session, view: CampaignView, known: set[UUID]) -> list[IdeaRow]:
    """What councils and partners propose is on the board however many others there are."""
    rows, _more = list_ideas(
        session,
        view.campaign.id,
        view.actor.person_id,
        Wanted(lane=BESIDE),
        order=Order.NEWEST,
        limit=MOST_CARDS,
    )
    return [row for row in rows if row.id not in known]


def _places(
    session: Session, campaign_id: UUID, *, by_topic: bool
) -> dict[UUID, tuple[UUID | None, int]]:
    """Which column each card lies in, and where from the top."""
    if by_topic:
        topics = select(Idea.id, Idea.topic_id).where(Idea.campaign_id == campaign_id)
        return {id_: (topic_id, 0) for id_, topic_id in session.execute(topics)}
    lying = select(BoardCard.idea_id, BoardCard.column_id, BoardCard.position).where(
        BoardCard.campaign_id == campaign_id
    )
    return {id_: (column_id, place) for id_, column_id, place in session.execute(lying)}


def list_lying(session: Session, column_id: UUID) -> list[BoardCard]:
    """The cards of one column from the top."""
    return list(
        session.scalars(
            select(BoardCard)
            .where(BoardCard.column_id == column_id)
            .order_by(BoardCard.position, BoardCard.idea_id)
        )
    )


def get_column(session: Session, campaign_id: UUID, column_id: UUID) -> BoardColumn:
    column = session.scalar(
        select(BoardColumn).where(
            and_(BoardColumn.campaign_id == campaign_id, BoardColumn.id == column_id)
        )
    )
    if column is None:
        raise NotFoundError(f"column {column_id}")
    return column
