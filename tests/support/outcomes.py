"""A counted campaign, and the steps that follow it: choosing, planning, handing over."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.queries import get_actor
from app.core.db import atomic, db
from app.decisions.promotion import PlanTarget
from app.decisions.services import Wanted, make_decision
from app.domain.half_years import HalfYear
from app.domain.permissions import Role
from app.models import Body, Campaign, Idea, Person
from app.strategy.services import Handover, hand_over
from tests.support.elections import begin_voting, close, make_election, vote
from tests.support.factories import AFTER_CLOSE, make_person
from tests.support.scenes import played_once

SPRING = HalfYear(2027, 1)
GOING = "Forslaget går videre. Takk!"
OTHER = "Forslaget går ikke videre denne gangen."


@dataclass
class Counted:
    """A campaign after its close. The first ideas have most votes."""

    election: object
    actor: object
    """Its facilitator."""
    author: object
    winners: frozenset

    @property
    def id(self):
        return self.election.campaign_id

    @property
    def slug(self):
        return self.election.slug

    @property
    def ideas(self):
        return self.election.ideas


@played_once
def make_counted(app, *, staff=6, councils=0, partners=0, ideas=5, seats=3, **columns):
    """`staff` people vote so that idea 1 gets all votes, idea 2 one less, and so on."""
    election = make_election(
        app, staff=staff, councils=councils, partners=partners, ideas=ideas, seats=seats, **columns
    )
    begin_voting(app)
    for nr, person_id in enumerate(election.everybody):
        for place in range(3):
            if place <= nr:
                vote(app, election, person_id, election.ideas[place], version=place)
    close(app, election)
    with app.app_context():
        actor = get_actor(db.session, election.facilitator, now=AFTER_CLOSE)
        author = db.session.get(Idea, (election.campaign_id, election.ideas[0])).author_id
        db.session.remove()
    return Counted(election, actor, author, frozenset(election.ideas[:seats]))


def wanted_for(counted, **given):
    usual = {"going": counted.winners, "going_text": GOING, "other_text": OTHER}
    return Wanted(**(usual | given))


def decide(app, counted, *, now=AFTER_CLOSE, **given):
    with app.app_context(), atomic() as session:
        return make_decision(
            session, counted.actor, counted.id, wanted=wanted_for(counted, **given), now=now
        )


def plan_of(counted, half_year=SPRING):
    return PlanTarget(counted.election.office, half_year)


def decide_with_plan(app, counted):
    return decide(app, counted, plan=plan_of(counted))


@played_once
def make_decided(app):
    """Counted and decided upon, as the rule proposes."""
    counted = make_counted(app)
    decide(app, counted)
    return counted


@played_once
def make_planned(app):
    """Counted, decided upon, and in a plan."""
    counted = make_counted(app)
    decide_with_plan(app, counted)
    return counted


def hand_to(app, counted, idea_id, receiver, *, now=AFTER_CLOSE):
    with app.app_context(), atomic() as session:
        hand_over(
            session, counted.actor, counted.id, handovers=[Handover(idea_id, receiver)], now=now
        )


def person(app, person_id):
    with app.app_context():
        found = db.session.get(Person, person_id)
        db.session.remove()
        return found


def facilitator_of(app, counted):
    return person(app, counted.election.facilitator)


def member(app, counted, *, role=Role.STAFF, body="office"):
    """One more person in the office or its council."""
    with app.app_context(), atomic() as session:
        where = session.get(Body, getattr(counted.election, body))
        return make_person(session, body=where, role=role)


def office_slug(app, counted):
    with app.app_context():
        return db.session.scalar(select(Body.slug).where(Body.id == counted.election.office))


def change_campaign(app, counted, **columns):
    with app.app_context(), atomic() as session:
        campaign = session.get(Campaign, counted.id)
        for name, value in columns.items():
            setattr(campaign, name, value)


def change_idea(app, counted, idea_id, **columns):
    with app.app_context(), atomic() as session:
        idea = session.get(Idea, (counted.id, idea_id))
        for name, value in columns.items():
            setattr(idea, name, value)
