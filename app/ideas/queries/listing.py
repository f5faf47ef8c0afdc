"""The list of a campaign's proposals: filtered, in one of five orders, a page at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.domain.groups import Group
from app.domain.permissions import BodyKind
from app.domain.proposals import IdeaState
from app.ideas.queries.ordering import Order as Order
from app.ideas.queries.ordering import is_descending, stretches
from app.ideas.queries.search import matches
from app.models import Body, Idea, Person, Topic

PAGE_SIZE = 50
LANE_SIZE = 6
"""As many as stand beside the list; the rest are one press away."""
BESIDE = "beside"
"""Councils and partners together: the lane beside the common list."""
COUNCILS = (BodyKind.COUNCIL, BodyKind.USER_ORGANISATION)
PARTNERS = (BodyKind.PARTNER, BodyKind.MUNICIPALITY)
_LANE = case(
    (Body.kind.in_(COUNCILS), literal(Group.COUNCILS.value)),
    (Body.kind.in_(PARTNERS), literal(Group.PARTNERS.value)),
    else_=literal(Group.STAFF.value),
)
_SHOWN = (
    Idea.id,
    Idea.nr,
    Idea.title,
    Idea.excerpt,
    Idea.status,
    Idea.comment_count,
    Idea.support,
    Idea.submitted_at,
    Idea.is_anonymous,
    Idea.omitted_reason,
    Person.name.label("author"),
    Body.name.label("body_name"),
    _LANE.label("lane"),
    Topic.name_nb.label("topic_nb"),
    Topic.name_nn.label("topic_nn"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one wants to see of the list."""

    words: str = ""
    topic_id: UUID | None = None
    status: str | None = None
    lane: str | None = None
    horizon: str | None = None
    reach: str | None = None
    is_mine: bool = False
    is_shortlisted: bool = False
    """Only what one can vote for."""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many proposals each filter would leave, of the whole list."""

    total: int
    mine: int
    shortlisted: int
    by_lane: dict[str, int]
    by_status: dict[str, int]
    topics: list[tuple[UUID, str, str | None, int]]
    """(id, bokmål name, nynorsk name, how many), in the campaign's order."""

    @property
    def beside(self) -> int:
        """Councils' and partners' proposals."""
        return self.by_lane.get(Group.COUNCILS, 0) + self.by_lane.get(Group.PARTNERS, 0)


IdeaRow = Row[*tuple[Any, ...]]


def list_ideas(
    session: Session,
    campaign_id: UUID,
    person_id: UUID,
    wanted: Wanted,
    *,
    order: Order,
    after: str | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[Sequence[IdeaRow], str | None]:
    """One page of rows and the cursor of the next, in one statement.

    `after` is a cursor from an earlier page; InvalidInputError where it is none.
    """
    keys = _keys(session, campaign_id, person_id, wanted, order, after, limit + 1)
    rows = session.execute(_rows(keys, campaign_id).order_by(*_sorted(keys, order))).all()
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], f"{last.cursor_value}.{last.nr}"


def _keys(
    session: Session,
    campaign_id: UUID,
    person_id: UUID,
    wanted: Wanted,
    order: Order,
    after: str | None,
    limit: int,
) -> Subquery:
    """The running numbers of the page with what they are sorted by, mostly from an index alone."""
    conditions = list(_conditions(session, campaign_id, person_id, wanted))
    parts = [
        _first(
            select(Idea.nr, cast(stretch.value, BigInteger).label("value"))
            .where(*conditions, stretch.where)
            .order_by(*_directed(order, stretch.value, Idea.nr)),
            limit,
        )
        for stretch in stretches(order, campaign_id, person_id, after)
    ]
    if len(parts) == 1:
        return parts[0]
    joined = union_all(*(select(part.c.nr, part.c.value) for part in parts)).subquery()
    return _first(select(joined).order_by(*_sorted(joined, order)), limit)


def _first(statement: Select[*tuple[Any, ...]], limit: int) -> Subquery:
    return statement.limit(limit).subquery()


def _sorted(keys: Subquery, order: Order) -> Iterable[ColumnElement[Any]]:
    return _directed(order, keys.c.value, keys.c.nr)


def _directed(order: Order, *columns: Any) -> Iterable[ColumnElement[Any]]:
    return [column.desc() if is_descending(order) else column.asc() for column in columns]


def _rows(keys: Subquery, campaign_id: UUID) -> Select[Any]:
    """What a list shows of each proposal that was picked."""
    return (
        select(*_SHOWN, keys.c.value.label("cursor_value"))
        .select_from(keys)
        .join(Idea, and_(Idea.campaign_id == campaign_id, Idea.nr == keys.c.nr))
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
    )


def _conditions(
    session: Session, campaign_id: UUID, person_id: UUID, wanted: Wanted
) -> Iterator[Any]:
    yield Idea.campaign_id == campaign_id
    yield Idea.state == IdeaState.SUBMITTED
    found = matches(session, campaign_id, wanted.words)
    if found is not None:
        yield found
    for column, chosen in (
        (Idea.topic_id, wanted.topic_id),
        (Idea.status, wanted.status),
        (Idea.horizon, wanted.horizon),
        (Idea.reach, wanted.reach),
    ):
        if chosen is not None:
            yield column == chosen
    if wanted.lane is not None:
        yield _is_in(wanted.lane)
    if wanted.is_mine:
        yield Idea.author_id == person_id
    if wanted.is_shortlisted:
        yield Idea.omitted_reason.is_(None)


def _is_in(lane: str) -> ColumnElement[bool]:
    lanes = [Group.COUNCILS, Group.PARTNERS] if lane == BESIDE else [lane]
    bodies = select(Body.id).where(_LANE.in_(lanes))
    if lane == Group.STAFF:
        return Idea.on_behalf_of.is_(None) | Idea.on_behalf_of.in_(bodies)
    return Idea.on_behalf_of.in_(bodies)


def get_facets(session: Session, campaign_id: UUID, person_id: UUID) -> Facets:
    """One statement over the campaign's proposals."""
    asked = {"campaign_id": campaign_id, "person_id": person_id}
    return _facets(session.execute(_counts(), asked).all())


@cache
def _counts() -> Select[Any]:
    """Counted in an index that holds nothing else; the names are joined to the few sums."""
    of_campaign = (
        Idea.campaign_id == bindparam("campaign_id", type_=Uuid()),
        Idea.state == IdeaState.SUBMITTED,
    )
    number = select(func.count()).select_from(Idea).where(*of_campaign)
    groups = (
        select(Idea.topic_id, Idea.status, Idea.on_behalf_of, func.count().label("number"))
        .where(*of_campaign)
        .group_by(Idea.topic_id, Idea.status, Idea.on_behalf_of)
        .subquery()
    )
    mine = number.where(Idea.author_id == bindparam("person_id", type_=Uuid()))
    return (
        select(
            Topic.id,
            Topic.name_nb,
            Topic.name_nn,
            groups.c.status,
            _LANE.label("lane"),
            groups.c.number,
            number.where(Idea.omitted_reason.is_(None)).scalar_subquery().label("shortlisted"),
            mine.scalar_subquery().label("mine"),
        )
        .select_from(groups)
        .outerjoin(Body, Body.id == groups.c.on_behalf_of)
        .outerjoin(Topic, Topic.id == groups.c.topic_id)
        .order_by(Topic.position)
    )


def _facets(rows: Sequence[Row[*tuple[Any, ...]]]) -> Facets:
    lanes: dict[str, int] = {}
    statuses: dict[str, int] = {}
    topics: dict[UUID, tuple[UUID, str, str | None, int]] = {}
    for row in rows:
        lanes[row.lane] = lanes.get(row.lane, 0) + row.number
        if row.status:
            statuses[row.status] = statuses.get(row.status, 0) + row.number
        if row.id:
            before = topics[row.id][3] if row.id in topics else 0
            topics[row.id] = (row.id, row.name_nb, row.name_nn, before + row.number)
    return Facets(
        total=sum(row.number for row in rows),
        mine=rows[0].mine if rows else 0,
        shortlisted=rows[0].shortlisted if rows else 0,
        by_lane=lanes,
        by_status=statuses,
        topics=list(topics.values()),
    )
