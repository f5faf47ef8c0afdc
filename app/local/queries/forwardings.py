"""What a local campaign can send on, has sent on, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, String, case, cast, literal, select
from sqlalchemy.orm import Session, aliased

from app.domain.groups import SMALLEST_SHOWN
from app.domain.proposals import OUT_OF_SIGHT, IdeaState
from app.ideas.queries.joined import joined_into
from app.models import Body, Comment, DecisionItem, Forwarding, Idea, Topic

COMMENTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Forwardable:
    """A proposal that still stands in the local campaign alone."""

    nr: int
    title: str
    body_name: str | None
    topic_nb: str | None
    topic_nn: str | None
    is_going_forward: bool
    """Whether the local decision chose it."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A proposal that was sent on, and how it stands in the larger campaign."""

    id: UUID
    nr: int
    title: str
    forwarded_at: datetime
    nr_above: int
    state_above: str
    status_above: str | None
    target_nr: int | None
    """The proposal it was joined with there."""
    target_title: str | None
    target_status: str | None

    @property
    def standing_nr(self) -> int:
        """The number under which it is found now."""
        return self.target_nr or self.nr_above

    @property
    def status(self) -> str | None:
        return self.target_status if self.target_nr else self.status_above


def list_forwardable(session: Session, campaign_id: UUID) -> Sequence[Forwardable]:
    """One statement: what the decision chose first, then by number."""
    is_sent = (
        select(Forwarding.id)
        .where(
            Forwarding.from_campaign_id == Idea.campaign_id,
            Forwarding.from_idea_id == Idea.id,
            Forwarding.undone_at.is_(None),
        )
        .exists()
    )
    rows: Iterable[Any] = session.execute(
        select(
            Idea.nr,
            Idea.title,
            Body.name,
            Topic.name_nb,
            Topic.name_nn,
            DecisionItem.is_going_forward,
        )
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
        .outerjoin(
            DecisionItem,
            (DecisionItem.campaign_id == Idea.campaign_id) & (DecisionItem.idea_id == Idea.id),
        )
        .where(Idea.campaign_id == campaign_id, Idea.state == IdeaState.SUBMITTED, ~is_sent)
        .order_by(Idea.nr)
    )
    found = [
        Forwardable(nr, title, body, nb, nn, is_going_forward=bool(goes))
        for nr, title, body, nb, nn, goes in rows
    ]
    return sorted(found, key=lambda each: not each.is_going_forward)


def list_forwarded(session: Session, campaign_id: UUID) -> Sequence[Forwarded]:
    """One statement, in the order of their local numbers."""
    above, target = aliased(Idea), aliased(Idea)
    standing = _where_they_stand(campaign_id)
    rows: Iterable[Any] = session.execute(
        select(
            Forwarding.id,
            Idea.nr,
            _shown_title(),
            Forwarding.forwarded_at,
            above.nr,
            above.state,
            above.status,
            target.nr,
            target.title,
            target.status,
        )
        .select_from(Forwarding)
        .join(
            Idea,
            (Idea.campaign_id == Forwarding.from_campaign_id)
            & (Idea.id == Forwarding.from_idea_id),
        )
        .join(
            above,
            (above.campaign_id == Forwarding.to_campaign_id) & (above.id == Forwarding.to_idea_id),
        )
        .join(standing, (standing.c.sent_id == Forwarding.id) & standing.c.merged_into.is_(None))
        .outerjoin(
            target,
            (target.campaign_id == above.campaign_id)
            & (target.id == standing.c.idea_id)
            & (target.id != above.id)
            & target.state.not_in(OUT_OF_SIGHT),
        )
        .where(Forwarding.from_campaign_id == campaign_id, Forwarding.undone_at.is_(None))
        .order_by(Idea.nr)
    )
    return [Forwarded(*row) for row in rows]


def _where_they_stand(campaign_id: UUID) -> CTE:
    """Each forwarded proposal and what it was joined with, step by step to the last."""
    first, joined = aliased(Idea), aliased(Idea)
    steps = (
        select(
            Forwarding.id.label("sent_id"),
            first.campaign_id.label("campaign_id"),
            first.id.label("idea_id"),
            first.merged_into.label("merged_into"),
        )
        .join(
            first,
            (first.campaign_id == Forwarding.to_campaign_id) & (first.id == Forwarding.to_idea_id),
        )
        .where(Forwarding.from_campaign_id == campaign_id, Forwarding.undone_at.is_(None))
        .cte("standing", recursive=True)
    )
    return steps.union(
        select(steps.c.sent_id, joined.campaign_id, joined.id, joined.merged_into).join(
            joined,
            (joined.campaign_id == steps.c.campaign_id) & (joined.id == steps.c.merged_into),
        )
    )


def _shown_title() -> ColumnElement[str]:
    """What was hidden or withdrawn after it was sent on goes by its number here as well."""
    number = literal("nr. ") + cast(Idea.nr, String)
    return case((Idea.state.in_(OUT_OF_SIGHT), number), else_=Idea.title)


@dataclass(frozen=True, slots=True)
class Origin:
    """One local campaign that a proposal, or one joined with it, comes from."""

    unit: str
    title: str
    forwarded_at: datetime
    support: int | None
    ballots: int | None

    @property
    def is_few(self) -> bool:
        """Too few voted for the number to be told to others than those who were there."""
        return self.ballots is not None and self.ballots < SMALLEST_SHOWN


def list_origins(session: Session, idea: Idea) -> Sequence[Origin]:
    """One statement, oldest first."""
    above = aliased(Idea)
    rows = session.execute(
        select(
            Forwarding.unit_name,
            Idea.title,
            Forwarding.forwarded_at,
            Forwarding.support,
            Forwarding.ballots,
        )
        .select_from(Forwarding)
        .join(
            above,
            (above.campaign_id == Forwarding.to_campaign_id) & (above.id == Forwarding.to_idea_id),
        )
        .join(
            Idea,
            (Idea.campaign_id == Forwarding.from_campaign_id)
            & (Idea.id == Forwarding.from_idea_id),
        )
        .where(*_came_to(idea, above), Idea.state.not_in(OUT_OF_SIGHT))
        .order_by(Forwarding.forwarded_at, Forwarding.unit_name)
    )
    return [Origin(*row) for row in rows]


def _came_to(idea: Idea, above: type[Idea]) -> tuple[ColumnElement[bool], ...]:
    """To this proposal itself, or to one that was joined with it, in however many steps."""
    return (
        Forwarding.to_campaign_id == idea.campaign_id,
        above.id.in_(joined_into(idea.campaign_id, idea.id)),
        Forwarding.undone_at.is_(None),
    )


@dataclass(frozen=True, slots=True)
class LocalComment:
    """What was said in a local campaign; names stay with those who were there."""

    unit: str
    body: str
    stance: str | None
    created_at: datetime


def list_origin_comments(session: Session, idea: Idea) -> Sequence[LocalComment]:
    """What was said about a proposal where it comes from, oldest first.

    Hidden and deleted comments are left out, as is who said it: that was said to colleagues.
    """
    joined = aliased(Idea)
    rows = session.execute(
        select(Forwarding.unit_name, Comment.body, Comment.stance, Comment.created_at)
        .select_from(Forwarding)
        .join(
            joined,
            (joined.campaign_id == Forwarding.to_campaign_id)
            & (joined.id == Forwarding.to_idea_id),
        )
        .join(
            Idea,
            (Idea.campaign_id == Forwarding.from_campaign_id)
            & (Idea.id == Forwarding.from_idea_id),
        )
        .join(
            Comment,
            (Comment.campaign_id == Forwarding.from_campaign_id)
            & (Comment.idea_id == Forwarding.from_idea_id),
        )
        .where(
            *_came_to(idea, joined),
            Idea.state.not_in(OUT_OF_SIGHT),
            Comment.deleted_at.is_(None),
            Comment.hidden_at.is_(None),
        )
        .order_by(Comment.created_at, Comment.id)
        .limit(COMMENTS_SHOWN)
    )
    return [LocalComment(*row) for row in rows]
