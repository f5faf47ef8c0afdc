"""The list of a campaign's proposals: filtered, in one of five orders, a page at a time."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.permissions import BodyKind
from app.domain.proposals import IdeaState
from app.ideas.queries.search import matches
from app.models import Body, Idea, Person, Topic

PAGE_SIZE = 50
READ_OF_BODY = 700
"""Enough Markdown to make an excerpt of 300 characters from."""
MERSENNE_PRIME = 2**31 - 1
"""Larger than any running number, and small enough that a product stays within 64 bits."""

COUNCILS = (BodyKind.COUNCIL, BodyKind.USER_ORGANISATION)
PARTNERS = (BodyKind.PARTNER, BodyKind.MUNICIPALITY)
_LANE = case(
    (Body.kind.in_(COUNCILS), literal(Group.COUNCILS.value)),
    (Body.kind.in_(PARTNERS), literal(Group.PARTNERS.value)),
    else_=literal(Group.STAFF.value),
)


class Order(StrEnum):
    """The orders by their names in the address."""

    SHUFFLED = "tilfeldig"
    NEWEST = "nyeste"
    DISCUSSED = "mest-diskutert"
    LEAST_SEEN = "minst-sett"
    SUPPORTED = "mest-stottet"


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
    value, tie, is_descending = _order_of(order, campaign_id, person_id)
    statement = _rows(value.label("cursor_value"), tie.label("cursor_tie")).where(
        *_conditions(session, campaign_id, person_id, wanted)
    )
    if after:
        statement = statement.where(_beyond(after, value, tie, is_descending=is_descending))
    keys = (value.desc(), tie.desc()) if is_descending else (value.asc(), tie.asc())
    rows = session.execute(statement.order_by(*keys).limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], f"{last.cursor_value}.{last.cursor_tie}"


def _rows(*cursor: ColumnElement[int]) -> Select[Any]:
    return (
        select(
            Idea.id,
            Idea.nr,
            Idea.title,
            func.substr(Idea.body, 1, READ_OF_BODY).label("body"),
            Idea.status,
            Idea.comment_count,
            Idea.support,
            Idea.submitted_at,
            Idea.author_id,
            Idea.is_anonymous,
            Idea.omitted_reason,
            Idea.is_on_ballot,
            Person.name.label("author"),
            Body.name.label("body_name"),
            _LANE.label("lane"),
            Topic.name_nb.label("topic_nb"),
            Topic.name_nn.label("topic_nn"),
            *cursor,
        )
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
    )


def _order_of(
    order: Order, campaign_id: UUID, person_id: UUID
) -> tuple[ColumnElement[int], ColumnElement[int], bool]:
    """(value, tie-breaker, descending). The running number is unique and grows with time."""
    nr = cast(Idea.nr, BigInteger)
    if order is Order.SHUFFLED:
        return _shuffled(nr, campaign_id, person_id), nr, False
    if order is Order.DISCUSSED:
        return cast(Idea.comment_count, BigInteger), nr, True
    if order is Order.LEAST_SEEN:
        return cast(Idea.view_count, BigInteger), nr, False
    if order is Order.SUPPORTED:
        return cast(func.coalesce(Idea.support, -1), BigInteger), nr, True
    return nr, nr, True


def _shuffled(nr: ColumnElement[int], campaign_id: UUID, person_id: UUID) -> ColumnElement[int]:
    """An order of one's own that stays the same from page to page and day to day.

    nr → (a·nr + b) mod p with a and b from a hash of person and campaign: pairwise independent
    (Carter & Wegman 1979), so that of any two proposals each comes first for half the people.
    """
    digest = hashlib.sha256(campaign_id.bytes + person_id.bytes).digest()
    factor = int.from_bytes(digest[:8]) % (MERSENNE_PRIME - 1) + 1
    shift = int.from_bytes(digest[8:16]) % MERSENNE_PRIME
    return (nr * literal(factor, BigInteger) + literal(shift, BigInteger)) % literal(
        MERSENNE_PRIME, BigInteger
    )


def _beyond(
    cursor: str, value: ColumnElement[int], tie: ColumnElement[int], *, is_descending: bool
) -> ColumnElement[bool]:
    reached, reached_tie = read_cursor(cursor)
    if is_descending:
        return or_(value < reached, and_(value == reached, tie < reached_tie))
    return or_(value > reached, and_(value == reached, tie > reached_tie))


def read_cursor(cursor: str) -> tuple[int, int]:
    """The two numbers of a cursor; InvalidInputError where it is not one of ours."""
    value, _, tie = cursor.partition(".")
    if not all(_is_number(part) for part in (value.removeprefix("-"), tie)):
        raise InvalidInputError(field="after", reason="not_a_cursor")
    return int(value), int(tie)


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 18


def _conditions(
    session: Session, campaign_id: UUID, person_id: UUID, wanted: Wanted
) -> Iterable[Any]:
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
        (_LANE, wanted.lane),
    ):
        if chosen is not None:
            yield column == chosen
    if wanted.is_mine:
        yield Idea.author_id == person_id
    if wanted.is_shortlisted:
        yield Idea.omitted_reason.is_(None)


def get_facets(session: Session, campaign_id: UUID, person_id: UUID) -> Facets:
    """One statement over the campaign's proposals."""
    shortlisted = case((Idea.omitted_reason.is_(None), 1), else_=0)
    mine = case((Idea.author_id == person_id, 1), else_=0)
    rows = session.execute(
        select(
            Topic.id,
            Topic.name_nb,
            Topic.name_nn,
            Idea.status,
            _LANE.label("lane"),
            func.count().label("number"),
            func.sum(shortlisted).label("shortlisted"),
            func.sum(mine).label("mine"),
        )
        .select_from(Idea)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
        .where(Idea.campaign_id == campaign_id, Idea.state == IdeaState.SUBMITTED)
        .group_by(Topic.id, Topic.position, Topic.name_nb, Topic.name_nn, Idea.status, "lane")
        .order_by(Topic.position)
    ).all()
    return _facets(rows)


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
        mine=sum(int(row.mine) for row in rows),
        shortlisted=sum(int(row.shortlisted) for row in rows),
        by_lane=lanes,
        by_status=statuses,
        topics=list(topics.values()),
    )
