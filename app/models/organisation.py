"""Bodies, people and who belongs where, when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.domain.alphabet import sort_key

_BYTEWISE = String(600).with_variant(String(600, collation="C"), "postgresql")
"""Compared byte by byte, as SQLite always does; PostgreSQL would follow its own locale."""


class Body(Base):
    """A unit in the tree, a council, an organisation, a partner or a network."""

    __tablename__ = "bodies"
    __table_args__ = (
        CheckConstraint("kind = 'unit' OR parent_id IS NULL", name="only_units_have_parents"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(20))
    unit_kind: Mapped[str | None] = mapped_column(String(20))
    """directorate, region, office, team or special."""
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"), index=True)
    path: Mapped[str] = mapped_column(String(700), index=True)
    """`/<hex id of the root>/…/<own hex id>/`; a body that is no unit is a root of its own."""
    dissolved_at: Mapped[datetime | None]


class Affiliation(Base):
    """A council, municipality or partner that belongs with a unit."""

    __tablename__ = "affiliations"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True, index=True)


class Person(Base):
    """Somebody who can sign in. Erasing empties name and address; everything else stays."""

    __tablename__ = "persons"
    __table_args__ = (Index("ix_persons_sort_key_id", "sort_key", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """Normalised: lower case, NFKC, no blanks."""
    sort_key: Mapped[str] = mapped_column(_BYTEWISE, default="", server_default="")
    """The place in the alphabet; follows name and address by itself, see below."""
    locale: Mapped[str] = mapped_column(String(5), default="nb")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    link_only_since: Mapped[datetime | None]
    """Has no account: comes in by personal links alone, until somebody makes them a user."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _place_in_alphabet(_mapper: Any, _connection: Any, person: Person) -> None:
    person.sort_key = sort_key(person.name or person.email or "")


class Membership(Base):
    """A dated role of a person in a body. Half-open: `starts_at` counts, `ends_at` does not."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="ends_after_start"),
        Index("ix_memberships_person_id_body_id", "person_id", "body_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class Upload(Base):
    """A file between preview and import; swept away the next day."""

    __tablename__ = "uploads"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who sent it, and alone may see it."""
    kind: Mapped[str] = mapped_column(String(20))
    """`people`, `bodies`, a `plan` for learning, or `answers` to strategy input."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
