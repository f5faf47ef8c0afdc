"""What a proposal's page shows below the text: discussion, and everything that happened to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.core.db import UtcDateTime
from app.models import (
    Answer,
    Body,
    CoAuthor,
    Comment,
    Decision,
    DecisionItem,
    Follower,
    Idea,
    IdeaVersion,
    Merge,
    Person,
    Plan,
    PlanTheme,
    StrategyAnswer,
    StrategyInput,
)

COMMENTS_SHOWN = 200
MOST_COMMENTS = 2_000
OWN = "own"

CommentRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a proposal's story. What the fields mean depends on `kind`."""

    kind: str
    at: datetime | None
    who: str | None
    text: str | None
    ref: str | None
    more: str | None
    is_set: bool | None


def list_events(session: Session, idea: Idea, person_id: UUID) -> list[Event]:
    """Everything that happened to a proposal after it was handed in, in one statement.

    Kinds: answer (ref: status), edited, merged_in (ref: nr, more: how many comments), co_author
    (is_set: uten navn, more: body, ref: `OWN` where it is `person_id`), decision (is_set: going
    forward), plan (ref: unit's slug, more: half-year), handed_over, strategy (ref: status),
    following (a line when `person_id` does).
    """
    return [Event(*row) for row in session.execute(_events(), _asked(idea, person_id=person_id))]


def _asked(idea: Idea, **more: Any) -> dict[str, Any]:
    return {"campaign_id": idea.campaign_id, "idea_id": idea.id, **more}


_CAMPAIGN: BindParameter[UUID] = bindparam("campaign_id", type_=Uuid())
_IDEA: BindParameter[UUID] = bindparam("idea_id", type_=Uuid())
_PERSON: BindParameter[UUID] = bindparam("person_id", type_=Uuid())


@cache
def _events() -> CompoundSelect[*tuple[Any, ...]]:
    """Made once: putting ten queries together takes longer than asking them."""
    return union_all(*_parts()).order_by("at")


def _line(
    kind: str,
    *,
    at: Any = None,
    who: Any = None,
    text: Any = None,
    ref: Any = None,
    more: Any = None,
    is_set: Any = None,
) -> Select[Any]:
    """One part of the union; every part has the same columns of the same types."""

    def column(value: Any, kind: Any) -> ColumnElement[Any]:
        return cast(null() if value is None else value, kind)

    return select(
        literal(kind).label("kind"),
        (cast(null(), UtcDateTime) if at is None else at).label("at"),
        column(who, String).label("who"),
        column(text, String).label("text"),
        column(ref, String).label("ref"),
        column(more, String).label("more"),
        column(is_set, Boolean).label("is_set"),
    )


def _parts() -> Iterator[Select[Any]]:
    def here(table: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.campaign_id == _CAMPAIGN, table.idea_id == _IDEA

    # First the one whose moment is never empty: the union takes its types.
    yield (
        _line("answer", at=Answer.answered_at, who=Person.name, text=Answer.text, ref=Answer.status)
        .join(Person, Person.id == Answer.answered_by)
        .where(*here(Answer))
    )
    yield _line("edited", at=IdeaVersion.edited_at).where(*here(IdeaVersion))
    yield (
        _line(
            "merged_in", at=Merge.merged_at, text=Idea.title, ref=Idea.nr, more=Idea.comment_count
        )
        .join(Idea, (Idea.campaign_id == Merge.campaign_id) & (Idea.id == Merge.source_id))
        .where(
            Merge.campaign_id == _CAMPAIGN,
            Merge.target_id == _IDEA,
            Merge.undone_at.is_(None),
        )
    )
    yield (
        _line(
            "co_author",
            who=Person.name,
            ref=case((CoAuthor.person_id == _PERSON, OWN)),
            more=Body.name,
            is_set=CoAuthor.is_anonymous,
        )
        .join(Person, Person.id == CoAuthor.person_id)
        .outerjoin(Body, Body.id == CoAuthor.on_behalf_of)
        .where(*here(CoAuthor))
    )
    yield (
        _line(
            "decision",
            at=Decision.decided_at,
            who=Person.name,
            text=DecisionItem.reason,
            is_set=DecisionItem.is_going_forward,
        )
        .join(Decision, Decision.campaign_id == DecisionItem.campaign_id)
        .join(Person, Person.id == Decision.decided_by)
        .where(*here(DecisionItem))
    )
    yield (
        _line("plan", at=Plan.created_at, text=PlanTheme.title, ref=Body.slug, more=Plan.half_year)
        .select_from(PlanTheme)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(*here(PlanTheme))
    )
    yield _line("handed_over", at=StrategyInput.handed_over_at, text=StrategyInput.receiver).where(
        *here(StrategyInput)
    )
    yield (
        _line(
            "strategy",
            at=StrategyAnswer.answered_at,
            who=Person.name,
            text=func.coalesce(StrategyAnswer.passage, StrategyAnswer.reason),
            ref=StrategyAnswer.status,
        )
        .join(Person, Person.id == StrategyAnswer.answered_by)
        .where(*here(StrategyAnswer))
    )
    follows = exists().where(*here(Follower), Follower.person_id == _PERSON)
    yield _line("following", is_set=literal(True)).where(follows)


def list_comments(session: Session, idea: Idea, *, limit: int) -> Sequence[CommentRow]:
    """Comments with their authors' names, oldest first; hidden and deleted ones as traces."""
    return session.execute(_comments(), _asked(idea, limit=limit)).all()


@cache
def _comments() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Comment.id,
            Comment.parent_id,
            Comment.author_id,
            Comment.stance,
            Comment.body,
            Comment.created_at,
            Comment.edited_at,
            Comment.deleted_at,
            Comment.hidden_at,
            Comment.hidden_reason,
            Person.name.label("author"),
        )
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.campaign_id == _CAMPAIGN, Comment.idea_id == _IDEA)
        .order_by(Comment.created_at, Comment.id)
        .limit(bindparam("limit"))
    )
