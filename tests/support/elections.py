"""A campaign people can vote in, ways to vote in it, and what must always be true of it."""

from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import func, select

from app.core.db import atomic, db
from app.domain.permissions import Actor, Role
from app.models import Campaign, OpenBallot, OpenMark, SealedBallot, Voter
from app.voting.explanations import package_texts
from app.voting.services import cast_ballot, close_campaign, set_abstention, set_mark
from tests.support.factories import (
    AFTER_CLOSE,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.scenes import played_once


@dataclass
class Election:
    """Ids and addresses only, so that any thread can use them."""

    campaign_id: object
    slug: str
    staff: list = field(default_factory=list)
    councils: list = field(default_factory=list)
    partners: list = field(default_factory=list)
    ideas: list = field(default_factory=list)
    facilitator: object = None
    office: object = None
    council: object = None

    @property
    def everybody(self):
        return self.staff + self.councils + self.partners


KINDS = {
    "approval": {"votes_per_person": 3},
    "dots": {"votes_per_person": 10, "most_per_idea": 4, "rule": "dots"},
    "score": {"votes_per_person": None, "top_score": 5, "rule": "score"},
    "ranked": {"votes_per_person": 3, "rule": "stv"},
    "budget": {
        "votes_per_person": None,
        "forward_mode": "budget",
        "seats": None,
        "budget": 600,
        "asks_cost": True,
        "rule": "equal-shares-add-fill",
        "utility": "cost",
    },
}
"""What a campaign of each kind of ballots looks like."""
COSTS = (300, 240, 120, 60, 600)


def make_election_of(app, kind, **wanted):
    """A campaign whose ballots are of `kind`."""
    return make_election(app, **({"ballot_kind": kind} | KINDS[kind] | wanted))


@played_once
def make_election(app, *, staff=2, councils=0, partners=0, ideas=5, **columns):
    """Committed: an office with its council and municipality; the first of staff proposes."""
    with app.app_context(), atomic() as session:
        office = make_body(session)
        council = make_body(session, kind="council")
        municipality = make_body(session, kind="municipality")
        campaign = make_campaign(
            session, owner=office, audiences=[office, council, municipality], **columns
        )
        people = {
            "staff": [make_person(session, body=office) for _ in range(staff)],
            "councils": [
                make_person(session, body=council, role=Role.COUNCIL_MEMBER)
                for _ in range(councils)
            ],
            "partners": [
                make_person(session, body=municipality, role=Role.PARTNER) for _ in range(partners)
            ],
        }
        author = people["staff"][0]
        return Election(
            campaign.id,
            campaign.slug,
            **{group: [person.id for person in members] for group, members in people.items()},
            ideas=[
                make_idea(
                    session, campaign=campaign, author=author, cost=COSTS[number % len(COSTS)]
                ).id
                for number in range(ideas)
            ],
            facilitator=campaign.created_by,
            office=office.id,
            council=council.id,
        )


def new_key():
    return uuid4().hex


def vote(app, election, person_id, idea_id, *, wanted=True, version=0, key=None, act=set_mark):
    """One request's worth of voting, in an application context and transaction of its own."""
    with app.app_context(), atomic() as session:
        return act(
            session,
            Actor(person_id),
            election.campaign_id,
            idea_id,
            wanted=wanted,
            version=version,
            key=new_key() if key is None else key,
            clock=app.extensions["clock"],
        )


def cast(app, election, person_id, marks, *, version=0, key=None):
    """One whole ballot: places in the election's list of ideas, each with its value."""
    with app.app_context(), atomic() as session:
        return cast_ballot(
            session,
            Actor(person_id),
            election.campaign_id,
            {election.ideas[place]: value for place, value in marks.items()},
            version=version,
            key=new_key() if key is None else key,
            clock=app.extensions["clock"],
        )


def abstain(app, election, person_id, *, wanted=True, version=0, key=None):
    with app.app_context(), atomic() as session:
        return set_abstention(
            session,
            Actor(person_id),
            election.campaign_id,
            wanted=wanted,
            version=version,
            key=new_key() if key is None else key,
            clock=app.extensions["clock"],
        )


def close(app, election, *, at=AFTER_CLOSE):
    """Close and count as the machine does, at a moment after the deadline."""
    app.extensions["clock"].moment = at
    with app.app_context():
        close_campaign(
            atomic, election.campaign_id, texts=package_texts, clock=app.extensions["clock"]
        )
        db.session.remove()


def begin_voting(app):
    app.extensions["clock"].moment = WHILE_VOTING


def scalar(app, statement):
    with app.app_context():
        return db.session.scalar(statement)


def count_rows(app, model, *conditions):
    return scalar(app, select(func.count()).select_from(model).where(*conditions))


def faults_of_open_ballots(app):
    """What is wrong with the ballots of an open campaign; empty when all is well."""
    with app.app_context():
        rows = db.session.execute(
            select(
                OpenBallot.used,
                OpenBallot.quota,
                OpenBallot.is_abstention,
                Voter.has_voted,
                func.count(OpenMark.idea_id),
            )
            .select_from(Voter)
            .outerjoin(OpenBallot, OpenBallot.voter_id == Voter.id)
            .outerjoin(OpenMark, OpenMark.ballot_key == OpenBallot.ballot_key)
            .group_by(
                Voter.id,
                OpenBallot.voter_id,
                OpenBallot.used,
                OpenBallot.quota,
                OpenBallot.is_abstention,
                Voter.has_voted,
            )
        ).all()
    faults = []
    for used, quota, is_abstention, has_voted, marks in rows:
        if (used or 0) != marks:
            faults.append(f"the counter says {used}, there are {marks} marks")
        if quota is not None and marks > quota:
            faults.append(f"{marks} marks with a quota of {quota}")
        if has_voted != (marks > 0 or bool(is_abstention)):
            faults.append(f"has_voted is {has_voted} with {marks} marks")
    return faults


def faults_of_closed(app, election):
    """What is left of links after close, and whether everybody who voted is in the count."""
    with app.app_context():
        session = db.session
        campaign = session.get(Campaign, election.campaign_id)
        left = {
            "open ballots": session.scalar(select(func.count()).select_from(OpenBallot)),
            "open marks": session.scalar(select(func.count()).select_from(OpenMark)),
            "identity hashes": session.scalar(select(func.count(Voter.identity_mac))),
            "keys": int(campaign.key is not None),
        }
        voted = session.scalar(select(func.count()).select_from(Voter).where(Voter.has_voted))
        sealed = session.scalar(select(func.count()).select_from(SealedBallot))
    faults = [f"{count} {what} left" for what, count in left.items() if count]
    return faults + ([f"{voted} voted, {sealed} sealed"] if voted != sealed else [])
