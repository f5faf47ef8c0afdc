"""An office that begins to plan: its leader, teams, people, and what they do."""

from dataclasses import dataclass

from app.core.db import atomic
from app.domain.permissions import Role
from app.models import Body, Person, Plan
from tests.support.factories import LONG_AGO, WHILE_SUBMITTING, actor_of, make_body, make_person
from tests.support.plans import make_plan


@dataclass
class Planning:
    """Ids, and people whose columns are read already."""

    plan: Plan
    office: Body
    reception: Body
    """A team of the office; there is one more."""
    leader: Person
    colleague: Person
    """Of the reception team."""

    @property
    def url(self):
        return f"/planer/{self.office.slug}/{self.plan.half_year}"


def make_planning(app, **columns):
    """Committed: an office with two teams, a leader, one of staff, and an empty plan."""
    with app.app_context(), atomic() as session:
        office = make_body(session, name="Etaten Neset")
        reception = make_body(session, name="Mottak", unit_kind="team", parent=office)
        make_body(session, name="Oppfølging", unit_kind="team", parent=office)
        leader = make_person(session, name="Liv Leder", body=office, role=Role.LEADER)
        colleague = make_person(session, name="Kari Nordmann", body=reception)
        plan = make_plan(session, unit=office, created_at=LONG_AGO, **columns)
        made = Planning(plan, office, reception, leader, colleague)
    with app.app_context(), atomic() as session:
        for name in ("plan", "office", "reception", "leader", "colleague"):
            setattr(made, name, session.merge(getattr(made, name)))
            session.refresh(getattr(made, name))
            session.expunge(getattr(made, name))
    return made


def act(app, person, service, *ids, **wanted):
    """One service in a transaction of its own, as this person."""
    with app.app_context(), atomic() as session:
        actor = actor_of(session, person, now=WHILE_SUBMITTING)
        return service(session, actor, *ids, **wanted)


def one_more(app, body, **wanted):
    """Somebody more in this unit."""
    with app.app_context(), atomic() as session:
        person = make_person(session, body=session.get_one(Body, body.id), **wanted)
        session.flush()
        session.refresh(person)
        session.expunge(person)
    return person
