"""Calendar feeds: whose they are, and what their owner may see at the moment of reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor, hash_token
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.learning.calendar import FeedKind
from app.domain.permissions import Actor, BodyKind
from app.learning.queries.mine import SETTLED, has_joined, is_expected
from app.learning.queries.plans import may_read
from app.models import (
    Activity,
    ActivityParticipant,
    Body,
    CalendarFeed,
    Person,
    Plan,
    PlanTheme,
)


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed with its owner's rights as they are now."""

    feed: CalendarFeed
    actor: Actor
    locale: str
    title: str | None
    """The team's name, or that of the plan's unit."""
    half_year: str | None

    @property
    def kind(self) -> FeedKind:
        return FeedKind(self.feed.kind)


def get_feed(session: Session, token: str, *, now: datetime) -> FeedView:
    """NotFoundError where there is none, or its owner may no longer see what it shows."""
    feed = session.scalar(
        select(CalendarFeed).where(CalendarFeed.token_sha256 == hash_token(token))
    )
    if feed is None:
        raise NotFoundError("calendar feed")
    actor = get_actor(session, feed.person_id, now=now)
    require_subject(session, actor, FeedKind(feed.kind), feed.of_id)
    locale = session.get_one(Person, feed.person_id).locale
    return FeedView(feed, actor, locale, *_named(session, feed))


def require_subject(session: Session, actor: Actor, kind: FeedKind, of_id: UUID | None) -> UUID:
    """The id of what the feed shows. NotFoundError where `actor` may not see it."""
    is_allowed = kind is FeedKind.PERSON
    if kind is FeedKind.TEAM:
        is_allowed = any(team_id == of_id for team_id in _units_of(actor))
    elif kind is FeedKind.PLAN:
        found = select(Plan.id).join(Body, Body.id == Plan.unit_id)
        is_allowed = session.scalar(found.where(Plan.id == of_id, may_read(actor))) is not None
    if not is_allowed or (of_id is None and kind is not FeedKind.PERSON):
        raise NotFoundError(f"calendar of {kind}")
    return actor.person_id if kind is FeedKind.PERSON or of_id is None else of_id


def _units_of(actor: Actor) -> list[UUID]:
    """The units one belongs to oneself; those above have plans of their own."""
    return [held.body.id for held in actor.memberships if held.body.kind is BodyKind.UNIT]


def _named(session: Session, feed: CalendarFeed) -> tuple[str | None, str | None]:
    if feed.kind == FeedKind.TEAM:
        return session.get_one(Body, feed.of_id).name, None
    if feed.kind == FeedKind.PLAN:
        plan = session.get_one(Plan, feed.of_id)
        return session.get_one(Body, plan.unit_id).name, plan.half_year
    return None, None


def shown_in(session: Session, view: FeedView) -> ColumnElement[bool]:
    """Which activities a feed shows, of the settled plans that its owner may read."""
    if view.kind is FeedKind.PERSON:
        wanted: ColumnElement[bool] = or_(is_expected(view.actor), has_joined(view.actor))
    elif view.kind is FeedKind.PLAN:
        wanted = Plan.id == view.feed.of_id
    else:
        team = session.get_one(Body, view.feed.of_id)
        line = [UUID(hex=part) for part in team.path.strip("/").split("/")]
        named = exists().where(
            ActivityParticipant.activity_id == Activity.id, ActivityParticipant.body_id.in_(line)
        )
        wanted = or_(PlanTheme.team_id == team.id, named)
    return wanted & Plan.state.in_(SETTLED) & may_read(view.actor)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something one may have a feed of."""

    kind: FeedKind
    of_id: UUID
    name: str
    half_year: str | None
    made_at: datetime | None
    """When its address was made; None: there is none."""


def list_subjects(session: Session, actor: Actor) -> list[Subject]:
    """Oneself, one's units and the plans one may read, in three statements."""
    made = {
        (kind, of_id): made_at
        for kind, of_id, made_at in session.execute(
            select(CalendarFeed.kind, CalendarFeed.of_id, CalendarFeed.made_at).where(
                CalendarFeed.person_id == actor.person_id
            )
        )
    }
    mine = (FeedKind.PERSON, actor.person_id, "", None)
    found = [mine, *_list_units(session, actor), *_list_plans(session, actor)]
    return [
        Subject(kind, of_id, name, half_year, made.get((kind, of_id)))
        for kind, of_id, name, half_year in found
    ]


_Found = tuple[FeedKind, UUID, str, str | None]


def _list_units(session: Session, actor: Actor) -> Sequence[_Found]:
    rows = session.execute(select(Body.id, Body.name).where(Body.id.in_(_units_of(actor))))
    units: list[_Found] = [(FeedKind.TEAM, row[0], row[1], None) for row in rows]
    return sorted(units, key=lambda unit: sort_key(unit[2]))


def _list_plans(session: Session, actor: Actor) -> Sequence[_Found]:
    rows = session.execute(
        select(Plan.id, Body.name, Plan.half_year)
        .join(Body, Body.id == Plan.unit_id)
        .where(Plan.state.in_(("approved", "evaluated")), may_read(actor))
    )
    plans: list[_Found] = [(FeedKind.PLAN, row[0], row[1], row[2]) for row in rows]
    plans.sort(key=lambda plan: sort_key(plan[2]))
    return sorted(plans, key=lambda plan: plan[3] or "", reverse=True)
