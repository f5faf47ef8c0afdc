"""A council with three members, invited to a campaign with a deadline of its own."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from app.councils.services import approve_draft, begin_draft
from app.domain.permissions import Role
from app.domain.proposals import Proposal
from app.models import Affiliation, Body, CouncilSettings, Membership, Office, Person
from tests.support.clock import FixedClock
from tests.support.factories import (
    LONG_AGO,
    SUBMISSION_CLOSES,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_person,
)

OWN_DEADLINE = SUBMISSION_CLOSES + timedelta(days=2)


@dataclass
class Scene:
    """Ids and names that last through several transactions."""

    council_id: UUID
    slug: str
    campaign_id: UUID
    campaign_slug: str
    leader: UUID
    members: list
    facilitator: UUID
    office_id: UUID

    @property
    def page(self):
        return f"/utvalg/{self.slug}"

    @property
    def room(self):
        return f"{self.page}/dugnader/{self.campaign_slug}"

    def draft(self, idea_id):
        return f"{self.room}/utkast/{idea_id}"


def make_scene(session, *, kind="council", approvals=None, **columns):
    """The first member leads; approvals needed are two unless said otherwise."""
    role = Role.PARTNER if kind in ("partner", "municipality") else Role.COUNCIL_MEMBER
    office = make_body(session, name="Etaten Neset")
    council = make_body(session, kind=kind, name="Brukerutvalget")
    session.add(Affiliation(unit_id=office.id, body_id=council.id))
    campaign = make_campaign(
        session,
        owner=office,
        audiences=[office, council],
        councils_submission_closes_at=OWN_DEADLINE,
        partners_submission_closes_at=OWN_DEADLINE,
        **columns,
    )
    names = ("Berit Leder", "Ola Medlem", "Kari Medlem")
    members = [make_person(session, name=name, body=council, role=role) for name in names]
    facilitator = make_person(session, body=office, role=Role.FACILITATOR)
    if kind == "council":
        add_office(session, council, members[0], "leader")
    if approvals:
        session.add(CouncilSettings(body_id=council.id, approvals_needed=approvals))
    session.flush()
    return Scene(
        council.id,
        council.slug,
        campaign.id,
        campaign.slug,
        members[0].id,
        [member.id for member in members],
        facilitator.id,
        office.id,
    )


def add_office(session, council, person, kind, *, mandate=""):
    office = Office(
        body_id=council.id,
        person_id=person.id,
        kind=kind,
        mandate=mandate,
        starts_at=LONG_AGO,
        recorded_by=person.id,
        recorded_at=LONG_AGO,
    )
    session.add(office)
    session.flush()
    return office


def actor(session, person_id, *, at=WHILE_SUBMITTING):
    return actor_of(session, session.get_one(Person, person_id), now=at)


def write(session, scene, by=0, *, title="Kortere brev", body="Vi vil ha korte brev."):
    return begin_draft(
        session,
        actor(session, scene.members[by]),
        scene.slug,
        scene.campaign_slug,
        idea_id=uuid4(),
        proposal=Proposal(title=title, body=body),
        clock=FixedClock(WHILE_SUBMITTING),
    )


def approve(session, scene, idea, *people, at=WHILE_SUBMITTING, version=None):
    for number in people:
        approve_draft(
            session,
            actor(session, scene.members[number]),
            scene.slug,
            scene.campaign_slug,
            idea.id,
            version=version or idea.version,
            wanted=True,
            clock=FixedClock(at),
        )


def council_of(session, scene):
    return session.get_one(Body, scene.council_id)


def end_membership_of(session, scene, number):
    """As if the term ended a second ago."""
    held = session.scalars(
        select(Membership).where(
            Membership.person_id == scene.members[number], Membership.body_id == scene.council_id
        )
    ).one()
    held.ends_at = WHILE_SUBMITTING - timedelta(seconds=1)
    session.flush()
