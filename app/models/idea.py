"""Proposals (forslag) and what is said about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.markdown import plain_excerpt
from app.domain.norwegian import stems
from app.domain.text import same_line

READ_FOR_EXCERPT = 700
"""Enough Markdown to make 300 characters of plain text from."""


def search_text(title: str, body: str) -> str:
    """What search looks through: each stem of the text once, with one space between."""
    return " ".join(dict.fromkeys(stems(f"{title}\n{body}")))


def _title_key(row: Any) -> str:
    return same_line(row.get_current_parameters()["title"])


def _search_text(row: Any) -> str:
    given = row.get_current_parameters()
    return search_text(given["title"], given.get("body") or "")


def excerpt_of(body: str) -> str:
    """What lists show of the body: its first words without marks, at most 300 characters."""
    return plain_excerpt(body[:READ_FOR_EXCERPT])


def _excerpt(row: Any) -> str:
    return excerpt_of(row.get_current_parameters().get("body") or "")


def _of_idea(*columns: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(columns, ["ideas.campaign_id", "ideas.id"])


class Idea(Base):
    """One proposal in a campaign, learning themes too."""

    __tablename__ = "ideas"
    __table_args__ = (
        UniqueConstraint("campaign_id", "nr"),
        UniqueConstraint("campaign_id", "external_id"),
        _of_idea("campaign_id", "merged_into"),
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost_not_negative"),
        CheckConstraint("state <> 'submitted' OR nr IS NOT NULL", name="submitted_has_number"),
        # The list's orders, each ending with the running number, and what its filters count.
        Index("ix_ideas_newest", "campaign_id", "state", "nr"),
        Index("ix_ideas_discussed", "campaign_id", "state", "comment_count", "nr"),
        Index("ix_ideas_viewed", "campaign_id", "state", "view_count", "nr"),
        Index("ix_ideas_supported", "campaign_id", "state", "support", "nr"),
        Index("ix_ideas_counted", "campaign_id", "state", "topic_id", "status", "on_behalf_of"),
        Index(
            "ix_ideas_shortlisted",
            "campaign_id",
            "state",
            "omitted_reason",  # always empty here, yet SQLite looks no row up only if it is
            "nr",
            sqlite_where=text("omitted_reason IS NULL"),
            postgresql_where=text("omitted_reason IS NULL"),
        ),
        Index(
            "ix_ideas_changed",
            "campaign_id",
            "updated_at",
            sqlite_where=text("state <> 'draft'"),
            postgresql_where=text("state <> 'draft'"),
        ),
        Index("ix_ideas_author", "author_id", "campaign_id", "state"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    nr: Mapped[int | None]
    """Running number in the campaign, for addresses; given when it is handed in."""
    state: Mapped[str] = mapped_column(String(12), default="draft")
    """`draft`, `submitted`, `withdrawn`, `merged` or `hidden`."""
    title: Mapped[str] = mapped_column(String(300))
    title_key: Mapped[str] = mapped_column(default=_title_key)
    """The title normalised: identity of an imported row without an external id."""
    body: Mapped[str] = mapped_column(default="")
    stems: Mapped[str] = mapped_column(default=_search_text)
    """`search_text(title, body)`, filled in at INSERT; whoever changes either changes this too."""
    excerpt: Mapped[str] = mapped_column(String(300), default=_excerpt)
    """`excerpt_of(body)`, for lists; follows the body as `stems` does."""
    topic_id: Mapped[UUID | None] = mapped_column(ForeignKey("topics.id"), index=True)
    horizon: Mapped[str | None] = mapped_column(String(10))
    """`short` or `long` term."""
    reach: Mapped[str | None] = mapped_column(String(10))
    """`local` or `centre`: who can solve it."""
    sources: Mapped[str] = mapped_column(String(60), default="")
    """Comma-separated: research, experience, users."""
    cost: Mapped[int | None]
    """Minutes (asked in hours) or øre, as the campaign counts."""
    external_id: Mapped[str | None] = mapped_column(String(100))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    on_behalf_of: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"), index=True)
    created_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    """When a draft became the council's own, which all its members see and write in."""
    submitted_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(String(500))
    """Why a facilitator hid it; its proposer sees it."""
    merged_into: Mapped[UUID | None]
    omitted_reason: Mapped[str | None] = mapped_column(String(1000))
    """Why it is not on the shortlist; its proposer sees it. Empty: it is on the list."""
    is_on_ballot: Mapped[bool] = mapped_column(default=False)
    """Set once, when the catalogue freezes at the opening of the vote."""
    status: Mapped[str | None] = mapped_column(String(20))
    """Status of the newest official answer, copied here for lists."""
    version: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    view_count: Mapped[int] = mapped_column(default=0)
    support: Mapped[int | None]
    """Support in the sealed result, copied for sorting; empty until then."""


class IdeaVersion(Base):
    """What a proposal said before it was edited."""

    __tablename__ = "idea_versions"
    __table_args__ = (_of_idea("campaign_id", "idea_id"),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str]
    edited_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    edited_at: Mapped[datetime]


class CoAuthor(Base):
    """Stands behind a proposal together with its author, e.g. after a merge."""

    __tablename__ = "co_authors"
    __table_args__ = (_of_idea("campaign_id", "idea_id"),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    merged_from: Mapped[UUID | None]
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    on_behalf_of: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))


class Merge(Base):
    """A duplicate joined into another proposal, and perhaps taken apart again."""

    __tablename__ = "merges"
    __table_args__ = (
        _of_idea("campaign_id", "source_id"),
        _of_idea("campaign_id", "target_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(index=True)
    source_id: Mapped[UUID]
    target_id: Mapped[UUID]
    merged_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    merged_at: Mapped[datetime]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    undone_at: Mapped[datetime | None]


class Comment(Base):
    """One contribution to the discussion. Deleting or hiding leaves a trace."""

    __tablename__ = "comments"
    __table_args__ = (
        _of_idea("campaign_id", "idea_id"),
        Index("ix_comments_idea", "campaign_id", "idea_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("comments.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    stance: Mapped[str | None] = mapped_column(String(10))
    """`for`, `against` or `neutral`, where the campaign asks."""
    body: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    hidden_reason: Mapped[str | None] = mapped_column(String(500))


class Answer(Base):
    """The official answer to a proposal; a new one adds a line, the newest counts."""

    __tablename__ = "answers"
    __table_args__ = (
        _of_idea("campaign_id", "idea_id"),
        Index("ix_answers_idea", "campaign_id", "idea_id", "answered_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(20))
    """under_review, going_forward, not_going_forward or carried_out."""
    text: Mapped[str]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime]


class Follower(Base):
    """Wants to hear what becomes of a proposal."""

    __tablename__ = "followers"
    __table_args__ = (_of_idea("campaign_id", "idea_id"),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
