"""An approved plan with a voluntary activity, for joining and carrying out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.half_years import HalfYear
from app.domain.permissions import Role
from app.learning.services.states import approve_plan
from app.learning.services.times import write_days
from app.models import Body, OutboxMail, SignUp
from tests.support.clock import FixedClock
from tests.support.factories import actor_of, make_body, make_person
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme

SPRING = HalfYear(2027, 1)
BEFORE = datetime(2027, 2, 1, 9, tzinfo=UTC)
LAST_MOMENT = datetime(2027, 4, 9, 21, 59, 59, tzinfo=UTC)
"""A second before midnight in Oslo, in summer time."""
DAY_AFTER = datetime(2027, 4, 9, 22, tzinfo=UTC)
AT = FixedClock(BEFORE)


@dataclass
class Office:
    """Ids that last through several transactions."""

    unit_id: UUID
    slug: str
    plan_id: UUID
    theme_id: UUID
    outcome_id: UUID
    activity_id: UUID
    leader_id: UUID

    @property
    def plan_url(self):
        return f"/planer/{self.slug}/2027-1"

    @property
    def url(self):
        return f"{self.plan_url}/aktivitet/{self.activity_id}"


def make_office(session, *, approved=True, **columns):
    """An office whose plan has one activity, on 2 March and 9 April; a leader approved it."""
    unit = make_body(session, name="Etaten Neset")
    leader = make_person(session, name="Lars Leder", body=unit, role=Role.LEADER)
    plan = make_plan(session, unit=unit, half_year="2027-1")
    theme = make_theme(session, plan, title="Supported Employment")
    outcome = make_outcome(session, theme, text="Kjenne hovedtrekkene")
    usual = {"time": "2. mars og 9. april", "is_voluntary": True}
    activity = make_activity(session, outcome, **usual | columns)
    write_days(session, activity, SPRING)
    if approved:
        approve_plan(session, actor_of(session, leader, now=BEFORE), plan.id, clock=AT)
    return Office(unit.id, unit.slug, plan.id, theme.id, outcome.id, activity.id, leader.id)


def people_of(session, office, count, *, locale="nb"):
    """Actors of the office."""
    unit = session.get_one(Body, office.unit_id)
    people = [make_person(session, body=unit, locale=locale) for _ in range(count)]
    return [actor_of(session, person, now=BEFORE) for person in people]


def queue_of(session, office):
    """(person, waits) in order."""
    rows = session.execute(
        select(SignUp.person_id, SignUp.is_waiting)
        .where(SignUp.activity_id == office.activity_id)
        .order_by(SignUp.seq)
    )
    return [tuple(row) for row in rows]


def mails(session):
    """(kind, person) in the order they were queued."""
    rows = session.execute(select(OutboxMail.kind, OutboxMail.person_id).order_by(OutboxMail.id))
    return sorted((row[0], row[1]) for row in rows)
