"""The working group: who is in it, who would like to be, and what they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.learning.working_group import (
    Advice,
    Part,
    Represented,
    advice_on,
    professions_in,
    teams_in,
)
from app.learning.queries.plans import PlanView
from app.learning.queries.units import list_teams, places_of
from app.models import (
    Activity,
    GroupMember,
    GroupWish,
    LearningOutcome,
    Person,
    Plan,
    PlanTheme,
)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody in the group, or who would like to be."""

    person_id: UUID
    name: str | None
    """None when the person has been erased."""
    profession: str
    part: str
    places: Sequence[str]
    """The units they belong to now."""


@dataclass(frozen=True, slots=True)
class LearningTime:
    """What the plan's activities ask of each, in minutes; activities without a length count 0."""

    mandatory: int
    voluntary: int


@dataclass(frozen=True, slots=True)
class GroupView:
    """All that the page of the working group shows."""

    members: list[MemberLine]
    wishes: list[MemberLine]
    """Of those who are not in the group."""
    has_wished: bool
    """Whether the one who looks is among them."""
    teams: Represented
    professions: Represented
    advice: list[Advice]
    time: LearningTime

    @property
    def size(self) -> int:
        return len(self.members)


def get_group(session: Session, view: PlanView, *, now: datetime) -> GroupView:
    """Members, wishes and who is missing, in six statements."""
    joined = session.execute(
        select(GroupMember, Person.name)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.plan_id == view.plan.id)
    ).all()
    wished = session.execute(
        select(GroupWish, Person.name)
        .join(Person, Person.id == GroupWish.person_id)
        .where(GroupWish.plan_id == view.plan.id, Person.disabled_at.is_(None))
        .order_by(GroupWish.wished_at, Person.sort_key)
    ).all()
    ids = [each.person_id for each, _ in joined] + [each.person_id for each, _ in wished]
    places = places_of(session, ids, now=now)
    paths = {person_id: [body.path for body in bodies] for person_id, bodies in places.items()}

    def line(row: GroupMember | GroupWish, name: str | None, part: str) -> MemberLine:
        units = [body.name for body in places.get(row.person_id, [])]
        return MemberLine(row.person_id, name, row.profession, part, units)

    members = [line(member, name, member.part) for member, name in joined]
    members.sort(key=lambda each: (list(Part).index(Part(each.part)), each.name or ""))
    inside = {member.person_id for member in members}
    wishes = [line(wish, name, "") for wish, name in wished if wish.person_id not in inside]
    teams = [(body.name, body.path) for body in list_teams(session, view.unit)]
    return GroupView(
        members,
        wishes,
        any(wish.person_id == view.actor.person_id for wish in wishes),
        teams_in(teams, [(each.name or "", paths.get(each.person_id, ())) for each in members]),
        professions_in(
            [(each.name or "", each.profession) for each in members],
            [*(each.profession for each in wishes), *_known_professions(session, view)],
        ),
        advice_on([each.part for each in members]),
        _sum_time(session, view.plan.id),
    )


def _known_professions(session: Session, view: PlanView) -> Sequence[str]:
    """Those of everybody who was in a group of the unit before, or would have liked to be."""
    of_unit = select(Plan.id).where(Plan.unit_id == view.unit.id, Plan.id != view.plan.id)
    member = select(GroupMember.profession).where(GroupMember.plan_id.in_(of_unit))
    wish = select(GroupWish.profession).where(GroupWish.plan_id.in_(of_unit))
    return sorted(session.scalars(union(member, wish)), key=sort_key)


def _sum_time(session: Session, plan_id: UUID) -> LearningTime:
    """An activity is voluntary where it, or its theme, is. What was cancelled takes no time."""
    is_voluntary = Activity.is_voluntary | PlanTheme.is_voluntary
    sums = session.execute(
        select(is_voluntary, func.sum(Activity.minutes))
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .where(PlanTheme.plan_id == plan_id, Activity.status != "cancelled")
        .group_by(is_voluntary)
    )
    minutes = {bool(voluntary): total or 0 for voluntary, total in sums}
    return LearningTime(minutes.get(False, 0), minutes.get(True, 0))
