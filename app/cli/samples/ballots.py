"""The sample's ballots: exact support per group, cast through the ballot's own rules."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import lock_campaign
from app.cli.samples.content import Entry, entries, id_of
from app.domain.permissions import Actor
from app.models import Campaign, Voter
from app.voting.roll import ensure_frozen
from app.voting.services.marks import cast_ballot


@dataclass(slots=True)
class Standstill:
    """A clock that says one moment: when something in the sample's past happened."""

    moment: datetime
    is_for_tests: bool = False

    def now(self) -> datetime:
        return self.moment

    def after_lock(self, session: Session) -> datetime:
        return self.moment


def add_ballots(session: Session, entry: Entry, *, now: datetime) -> None:
    """Cast everybody's votes in one campaign, on the day after voting opened."""
    campaign = lock_campaign(session, id_of("campaign", entry["key"]), exclusive=True)
    clock = Standstill(min(campaign.voting_opens_at + timedelta(days=1), now))
    ensure_frozen(session, campaign, clock)
    session.flush()
    ballots: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for person_id, idea_id in [*_dealt(session, campaign, entry), *_own_marks(entry)]:
        ballots[person_id][idea_id] = 1
    for person_id, marks in ballots.items():
        cast_ballot(
            session,
            Actor(person_id),
            campaign.id,
            marks,
            version=0,
            key=str(uuid4()),
            clock=clock,
        )


def _dealt(session: Session, campaign: Campaign, entry: Entry) -> Iterator[tuple[UUID, UUID]]:
    """Deal the marks out idea after idea, round and round among those who vote."""
    ideas = [
        idea for idea in entries("ideas") if idea["campaign"] == entry["key"] and idea["votes"]
    ]
    for group, voting in entry["turnout"].items():
        voters = _voters(session, campaign, group)[:voting]
        turn = 0
        for idea in ideas:
            for _ in range(idea["votes"].get(group, 0)):
                yield voters[turn % len(voters)], id_of("idea", idea["key"])
                turn += 1


def _voters(session: Session, campaign: Campaign, group: str) -> list[UUID]:
    """The group's voters in a fixed, shuffled order; the fixed six vote for themselves."""
    fixed = [id_of("person", person["key"]) for person in entries("people")["fixed"]]
    found = session.scalars(
        select(Voter.person_id).where(
            Voter.campaign_id == campaign.id,
            Voter.group == group,
            Voter.person_id.is_not(None),
            Voter.person_id.not_in(fixed),
        )
    )
    # Ordered by a hash of the id: mixed, and the same every time.
    return sorted(filter(None, found), key=lambda person_id: sha256(person_id.bytes).digest())


def _own_marks(entry: Entry) -> Iterator[tuple[UUID, UUID]]:
    for person in entries("people")["fixed"]:
        for idea in person["marks"].get(entry["key"], []):
            yield id_of("person", person["key"]), id_of("idea", idea)
