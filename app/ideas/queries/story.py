"""What a proposal's page shows below the text: discussion, and everything that happened to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Row,
    Select,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.ideas.queries.story_of_contributions import contribution_parts
from app.ideas.queries.story_of_councils import council_parts
from app.ideas.queries.story_of_forwarding import forwarding_parts
from app.ideas.queries.story_of_plans import CAMPAIGN, IDEA, here, line, plan_parts
from app.ideas.queries.story_of_rooms import room_parts
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
    StrategyAnswer,
    StrategyInput,
)

COMMENTS_SHOWN = 200
MOST_COMMENTS = 2_000
OWN = "own"

CommentRow = Row[*tuple[Any, ...]]
# As tables and not as classes: their columns are all that is wanted, and the ORM's way to a row of
# columns is nearly twice as long.
ANSWERS = Answer.__table__
BODIES = Body.__table__
CO_AUTHORS = CoAuthor.__table__
COMMENTS = Comment.__table__
DECISIONS = Decision.__table__
DECISION_ITEMS = DecisionItem.__table__
FOLLOWERS = Follower.__table__
IDEAS = Idea.__table__
VERSIONS = IdeaVersion.__table__
MERGES = Merge.__table__
PERSONS = Person.__table__
STRATEGY_ANSWERS = StrategyAnswer.__table__
INPUTS = StrategyInput.__table__


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
    forward), plan, carried_out (who of text), evaluated and concluded (who: continue, change or
    stop), each with ref: unit's slug, more: half-year; source_note (who: kind and sector with a
    colon between, ref and more as these); lesson (ref: unit's name, more: half-year),
    forwarded to a larger campaign (text and who: its title in two languages, ref: its slug, more:
    nr there), origin in a local one (who: the unit, text: title there, ref: support, more: of how
    many ballots), assigned (who: the owner, text: the day),
    room (text: the meeting's title, ref: its id, more: how many notes, is_set: has ended),
    room_note (more: its number),
    council and council_withdrawn (who: the body, ref: way, see `council_parts`),
    attachment (text: its name, ref: its id, more: bytes), invited (who: by whom, a line when
    `person_id` is asked to stand behind it),
    handed_over, strategy (ref: status), following (a line when `person_id` does).
    """
    return [Event(*row) for row in session.execute(_events(), _asked(idea, person_id=person_id))]


def _asked(idea: Idea, **more: Any) -> dict[str, Any]:
    return {"campaign_id": idea.campaign_id, "idea_id": idea.id, **more}


_PERSON: BindParameter[UUID] = bindparam("person_id", type_=Uuid())


@cache
def _events() -> CompoundSelect[*tuple[Any, ...]]:
    """Made once: putting ten queries together takes longer than asking them."""
    return union_all(*_parts()).order_by("at")


def _parts() -> Iterator[Select[Any]]:
    # First the one whose moment is never empty: the union takes its types.
    yield (
        line(
            "answer",
            at=ANSWERS.c.answered_at,
            who=PERSONS.c.name,
            text=ANSWERS.c.text,
            ref=ANSWERS.c.status,
            is_first=True,
        )
        .join(PERSONS, PERSONS.c.id == ANSWERS.c.answered_by)
        .where(*here(ANSWERS))
    )
    yield line("edited", at=VERSIONS.c.edited_at).where(*here(VERSIONS))
    yield (
        line(
            "merged_in",
            at=MERGES.c.merged_at,
            text=IDEAS.c.title,
            ref=IDEAS.c.nr,
            more=IDEAS.c.comment_count,
        )
        .join(
            IDEAS,
            (IDEAS.c.campaign_id == MERGES.c.campaign_id) & (IDEAS.c.id == MERGES.c.source_id),
        )
        .where(
            MERGES.c.campaign_id == CAMPAIGN,
            MERGES.c.target_id == IDEA,
            MERGES.c.undone_at.is_(None),
        )
    )
    yield (
        line(
            "co_author",
            who=PERSONS.c.name,
            ref=case((CO_AUTHORS.c.person_id == _PERSON, OWN)),
            more=BODIES.c.name,
            is_set=CO_AUTHORS.c.is_anonymous,
        )
        .join(PERSONS, PERSONS.c.id == CO_AUTHORS.c.person_id)
        .outerjoin(BODIES, BODIES.c.id == CO_AUTHORS.c.on_behalf_of)
        .where(*here(CO_AUTHORS))
    )
    yield (
        line(
            "decision",
            at=DECISIONS.c.decided_at,
            who=PERSONS.c.name,
            text=DECISION_ITEMS.c.reason,
            is_set=DECISION_ITEMS.c.is_going_forward,
        )
        .join(DECISIONS, DECISIONS.c.campaign_id == DECISION_ITEMS.c.campaign_id)
        .join(PERSONS, PERSONS.c.id == DECISIONS.c.decided_by)
        .where(*here(DECISION_ITEMS))
    )
    yield from forwarding_parts()
    yield from contribution_parts(_PERSON)
    yield from council_parts()
    yield from plan_parts()
    yield from room_parts()
    yield line("handed_over", at=INPUTS.c.handed_over_at, text=INPUTS.c.receiver).where(
        *here(INPUTS)
    )
    yield (
        line(
            "strategy",
            at=STRATEGY_ANSWERS.c.answered_at,
            who=PERSONS.c.name,
            text=func.coalesce(STRATEGY_ANSWERS.c.passage, STRATEGY_ANSWERS.c.reason),
            ref=STRATEGY_ANSWERS.c.status,
        )
        .join(PERSONS, PERSONS.c.id == STRATEGY_ANSWERS.c.answered_by)
        .where(*here(STRATEGY_ANSWERS))
    )
    follows = exists().where(*here(FOLLOWERS), FOLLOWERS.c.person_id == _PERSON)
    yield line("following", is_set=literal(True)).where(follows)


def list_comments(session: Session, idea: Idea, *, limit: int) -> Sequence[CommentRow]:
    """Comments with their authors' names, oldest first; hidden and deleted ones as traces."""
    return session.execute(_comments(), _asked(idea, limit=limit)).all()


@cache
def _comments() -> Select[*tuple[Any, ...]]:
    return (
        select(
            COMMENTS.c.id,
            COMMENTS.c.parent_id,
            COMMENTS.c.author_id,
            COMMENTS.c.stance,
            COMMENTS.c.body,
            COMMENTS.c.created_at,
            COMMENTS.c.edited_at,
            COMMENTS.c.deleted_at,
            COMMENTS.c.hidden_at,
            COMMENTS.c.hidden_reason,
            PERSONS.c.name.label("author"),
        )
        .join(PERSONS, PERSONS.c.id == COMMENTS.c.author_id)
        .where(COMMENTS.c.campaign_id == CAMPAIGN, COMMENTS.c.idea_id == IDEA)
        .order_by(COMMENTS.c.created_at, COMMENTS.c.id)
        .limit(bindparam("limit"))
    )
