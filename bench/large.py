"""A campaign as large as a country's: its roll fixed by the product, every ballot waiting."""

import random
from datetime import timedelta
from itertools import count, islice
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import atomic
from app.domain.ballots import canonical_ballot
from app.domain.sealing import commitment
from app.models import Body, Campaign, CampaignBody, Idea, OpenBallot, OpenMark, Voter
from app.voting.services import lock_for_voting
from bench.data import DAY, add, people, sign_in, write
from bench.elections import as_ballots, make_profile

SLUG = "stor"
CHUNK = 5_000


def fill(size, clock):
    """Write it, a transaction for each part; the deadline has just passed. Returns a token."""
    now = clock.now()
    with atomic() as session:
        everybody, token = _people(session, size.ballots, now)
        campaign_id = _campaign(session, everybody[0], now)
        ideas = _ideas(session, campaign_id, everybody[0], size.ideas, now)
    with atomic() as session:
        lock_for_voting(session, campaign_id, clock)
    _vote(campaign_id, ideas, make_profile(size))
    with atomic() as session:
        session.get(Campaign, campaign_id).voting_closes_at = now - timedelta(minutes=1)
    return token


def _people(session, number, now):
    unit = add(session, Body, kind="unit", unit_kind="office", name="Neset", slug="neset", path="")
    unit.path = f"/{unit.id.hex}/"
    everybody = people(session, unit, number, now)
    return everybody, sign_in(session, everybody[:1], now)[0]


def _campaign(session, creator, now):
    unit = session.scalars(select(Body)).one()
    campaign = add(
        session, Campaign, slug=SLUG, template="idea_call", title_nb="Stor dugnad",
        created_by=creator, created_at=now - 30 * DAY, launched_at=now - 30 * DAY,
        opens_at=now - 20 * DAY, submission_closes_at=now - 9 * DAY,
        voting_opens_at=now - 8 * DAY, voting_closes_at=now + DAY,
        votes_per_person=None, seats=20,
    )  # fmt: skip
    for part in ("owner", "audience"):
        session.add(CampaignBody(campaign_id=campaign.id, body_id=unit.id, part=part))
    return campaign.id


def _ideas(session, campaign_id, author, number, now):
    ids = [UUID(int=4_000_000 + nr) for nr in range(number)]
    then = now - 15 * DAY
    write(
        session,
        Idea,
        (
            {
                "campaign_id": campaign_id, "id": id, "nr": nr, "state": "submitted",
                "title": f"Forslag {nr}", "body": "", "author_id": author,
                "created_at": then, "updated_at": then, "submitted_at": then,
            }
            for nr, id in enumerate(ids, start=1)
        ),
    )  # fmt: skip
    return ids


def _vote(campaign_id, ideas, profile):
    """Everybody on the roll hands in a ballot."""
    chance = random.Random(20_261_122)
    with atomic() as session:
        roll = session.scalars(select(Voter.id).where(Voter.campaign_id == campaign_id)).all()
    keys = map(UUID, (f"{chance.getrandbits(128):032x}" for _ in count()))
    ids = {one.id: idea for one, idea in zip(profile.candidates, ideas, strict=True)}
    cast = zip(roll, keys, as_ballots(profile), strict=False)  # keys never end
    while part := list(islice(cast, CHUNK)):
        with atomic() as session:
            _write_ballots(session, campaign_id, part, ids, chance)


def _write_ballots(session, campaign_id, part, ids, chance):
    ballots, marks, voters = [], [], []
    for voter, key, (marked, group, _) in part:
        held = {ids[name]: value for name, value in marked.items()}
        salt = chance.randbytes(32)
        ballots.append(
            {"voter_id": voter, "ballot_key": key, "quota": None, "used": len(held), "version": 1,
             "salt": salt, "commitment": commitment(salt, canonical_ballot(held))}
        )  # fmt: skip
        voters.append({"id": voter, "group": group, "has_voted": True})
        marks += [
            {"ballot_key": key, "idea_id": idea, "campaign_id": campaign_id, "value": value}
            for idea, value in held.items()
        ]
    session.execute(update(Voter), voters)
    write(session, OpenBallot, ballots)
    write(session, OpenMark, marks)
