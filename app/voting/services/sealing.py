"""Parting ballots from voters: every ballot moved under a fresh random key, every link deleted."""

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, String, Update, cast, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import lock_campaign
from app.models import Campaign, CountProgress, Idea, OpenBallot, OpenMark, SealedBallot, Voter
from app.voting.services.counting import UnitOfWork

CHUNK = 1_000
"""Ballots moved at a time, and held in memory."""
ROLL_CHUNK = 10_000
"""Voters whose keyed hash is erased at a time."""

Keys = Sequence[tuple[str, UUID]]
"""The fresh key of each ballot and the one it had."""


@dataclass(frozen=True, slots=True)
class Parting:
    """What is to be done, as it stood at the start."""

    keys: Keys
    ids: Mapping[str, str]
    """Each idea's id as the database writes it, and as a ballot does."""
    sealed: int
    """Ballots that were moved before."""

    @property
    def total(self) -> int:
        return self.sealed + len(self.keys)


def seal_ballots(unit_of_work: UnitOfWork, campaign_id: UUID) -> None:
    """Move every ballot under a fresh random key, in the order of those keys, and delete the link.

    Ballots, marks and fingerprints of requests go, and so do the voters' keyed hashes and the key
    they were made with. Voting has stopped, so nothing changes meanwhile; and a ballot is read
    outside the transaction that moves it, so that others come to write on SQLite. It is always on
    one side and never on both: what stops half-way goes on with those that are left. Which ballots
    share a transaction is chance, and no row of a voter is written in one with a ballot.
    """
    with unit_of_work(reads_only=True) as session:
        if session.get_one(Campaign, campaign_id).key is None:
            return
        parting = _plan(session, campaign_id)
    keys = iter(parting.keys)
    done = parting.sealed
    while chunk := list(islice(keys, CHUNK)):
        with unit_of_work(reads_only=True) as session:
            ballots = _read(session, campaign_id, chunk, parting.ids)
        done += len(chunk)
        with unit_of_work() as session:
            if not _move(session, campaign_id, ballots):
                return
            _report(session, campaign_id, done, parting.total)
    _forget(unit_of_work, campaign_id, parting.total)


def _plan(session: Session, campaign_id: UUID) -> Parting:
    keys = session.scalars(
        select(OpenBallot.ballot_key)
        .join(Voter, Voter.id == OpenBallot.voter_id)
        .where(Voter.campaign_id == campaign_id)
    )
    sealed = session.scalar(select(func.count()).where(SealedBallot.campaign_id == campaign_id))
    # A mark is read as text and looked up here: making millions of UUIDs would take half the time.
    written = select(cast(Idea.id, String), Idea.id).where(Idea.campaign_id == campaign_id)
    return Parting(
        sorted((secrets.token_hex(16), key) for key in keys),
        {text: str(id_) for text, id_ in session.execute(written)},
        sealed or 0,
    )


def _read(
    session: Session, campaign_id: UUID, chunk: Keys, ids: Mapping[str, str]
) -> dict[UUID, dict[str, Any]]:
    """Open ballots as they are to be sealed, by the key they have still."""
    fresh = {key: random_key for random_key, key in chunk}
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    for owner, idea_id, value in session.execute(
        select(
            cast(OpenMark.ballot_key, String), cast(OpenMark.idea_id, String), OpenMark.value
        ).where(OpenMark.ballot_key.in_(fresh))
    ):
        marks[owner][ids[idea_id]] = value
    ballots = session.execute(
        select(
            OpenBallot.ballot_key,
            cast(OpenBallot.ballot_key, String).label("written"),
            Voter.group,
            OpenBallot.salt,
            OpenBallot.commitment,
        )
        .join(Voter, Voter.id == OpenBallot.voter_id)
        .where(OpenBallot.ballot_key.in_(fresh))
    )
    return {
        key: {
            "campaign_id": campaign_id,
            "random_key": fresh[key],
            "group": group,
            "salt": salt,
            "commitment": commitment,
            # Ids and whole numbers alone, so that this is the canonical form (`canonical_ballot`).
            "marks": json.dumps(marks[written], sort_keys=True, separators=(",", ":")),
        }
        for key, written, group, salt, commitment in ballots
    }


def _move(session: Session, campaign_id: UUID, ballots: Mapping[UUID, dict[str, Any]]) -> bool:
    """Seal those that nobody else has moved; False where somebody has come to the end."""
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    if campaign.key is None:
        return False
    found = OpenBallot.ballot_key.in_(ballots)
    rows = [ballots[key] for key in session.scalars(select(OpenBallot.ballot_key).where(found))]
    if rows:
        rows.sort(key=itemgetter("random_key"))
        session.execute(insert(SealedBallot), rows)
        _without_objects(session, delete(OpenMark).where(OpenMark.ballot_key.in_(ballots)))
        _without_objects(session, delete(OpenBallot).where(found))
    return True


def _forget(unit_of_work: UnitOfWork, campaign_id: UUID, total: int) -> None:
    """The keyed hashes, some at a time, and at last the key. Then ballots are to be counted."""
    hashed = (Voter.campaign_id == campaign_id, Voter.identity_mac.is_not(None))
    some = select(Voter.id).where(*hashed).limit(ROLL_CHUNK)
    erased = update(Voter).where(Voter.id.in_(some)).values(identity_mac=None)
    is_left = True
    while is_left:
        with unit_of_work() as session:
            campaign = lock_campaign(session, campaign_id, exclusive=True)
            _without_objects(session, erased)
            is_left = session.scalar(select(Voter.id).where(*hashed).limit(1)) is not None
            if campaign.key is not None and not is_left:
                campaign.key = None
                _report(session, campaign_id, 0, total)


def _without_objects(session: Session, statement: Delete | Update) -> None:
    """Change rows; nobody holds them as objects."""
    session.execute(statement, execution_options={"synchronize_session": False})


def _report(session: Session, campaign_id: UUID, done: int, total: int) -> None:
    """For whoever waits; the caller holds the campaign's lock."""
    session.merge(CountProgress(campaign_id=campaign_id, done=done, total=total))
