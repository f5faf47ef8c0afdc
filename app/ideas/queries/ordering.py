"""The list's orders and how far one has come in them, in forms that an index can answer.

A page begins where the one before it ended, never with OFFSET. «This value and a later number, or a
later value» is asked as two questions whose answers are joined: SQLite walks an index for each
of them, but reads every tie for the one condition, and PostgreSQL every row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, cast, literal, true
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.errors import InvalidInputError
from app.domain.shuffling import PRIME, coefficients
from app.models import Idea

NO_SUPPORT = -1
"""Stands for an empty support in a cursor: what is not on the ballot comes last."""

Count = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


class Order(StrEnum):
    """The orders by their names in the address."""

    SHUFFLED = "tilfeldig"
    NEWEST = "nyeste"
    DISCUSSED = "mest-diskutert"
    LEAST_SEEN = "minst-sett"
    SUPPORTED = "mest-stottet"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of an order: the rows that `where` leaves, by `value` and then by running number."""

    where: ColumnElement[bool]
    value: ColumnElement[int] | Count


def is_descending(order: Order) -> bool:
    return order in (Order.NEWEST, Order.DISCUSSED, Order.SUPPORTED)


def stretches(
    order: Order, campaign_id: UUID, person_id: UUID, after: str | None
) -> Iterator[Stretch]:
    """What is left of the order beyond the cursor `after`; InvalidInputError where it is none."""
    reached = read_cursor(after) if after else None
    if order is Order.SHUFFLED:
        yield _beyond(_shuffled(campaign_id, person_id), reached)
    elif order is Order.NEWEST:
        yield Stretch(Idea.nr < reached[1] if reached else true(), Idea.nr)
    elif order is Order.SUPPORTED:
        yield from _by_support(reached)
    else:
        column = Idea.comment_count if order is Order.DISCUSSED else Idea.view_count
        yield from _by(column, reached, falls=is_descending(order))


def _beyond(value: ColumnElement[int], reached: tuple[int, int] | None) -> Stretch:
    """One question for an order that no index holds, and in which two seldom share a value."""
    if reached is None:
        return Stretch(true(), value)
    later = (value == reached[0]) & (Idea.nr > reached[1])
    return Stretch((value > reached[0]) | later, value)


def _number() -> ColumnElement[int]:
    return cast(Idea.nr, BigInteger)


def _by(column: Count, reached: tuple[int, int] | None, *, falls: bool) -> Iterator[Stretch]:
    if reached is None:
        yield Stretch(true(), column)
        return
    value, nr = reached
    later = Idea.nr < nr if falls else Idea.nr > nr
    yield Stretch((column == value) & later, column)
    yield Stretch(column < value if falls else column > value, column)


def _by_support(reached: tuple[int, int] | None) -> Iterator[Stretch]:
    """Those without support last; the databases themselves disagree on empty values."""
    column, is_empty = Idea.support, Idea.support.is_(None)
    last = literal(NO_SUPPORT, BigInteger)
    if reached and reached[0] == NO_SUPPORT:
        yield Stretch(is_empty & (Idea.nr < reached[1]), last)
        return
    for stretch in _by(column, reached, falls=True):
        yield Stretch(stretch.where & column.is_not(None), stretch.value)
    yield Stretch(is_empty, last)


def _shuffled(campaign_id: UUID, person_id: UUID) -> ColumnElement[int]:
    """The order of `app.domain.shuffling`, worked out by the database."""
    a, b, c = (literal(one, BigInteger) for one in coefficients(campaign_id, person_id))
    prime = literal(PRIME, BigInteger)
    return ((a * _number() + b) % prime * _number() + c) % prime


def read_cursor(cursor: str) -> tuple[int, int]:
    """The two numbers of a cursor; InvalidInputError where it is not one of ours."""
    value, _, tie = cursor.partition(".")
    if not all(_is_number(part) for part in (value.removeprefix("-"), tie)):
        raise InvalidInputError(field="after", reason="not_a_cursor")
    return int(value), int(tie)


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 18
