"""Parting ballots from voters: every ballot copied under a fresh random key, every link deleted."""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import String, cast, delete, insert, select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import lock_campaign
from app.models import Campaign, Idea, OpenBallot, OpenMark, SealedBallot, Voter

CHUNK = 1_000
"""Ballots held in memory at a time."""


def seal_ballots(session: Session, campaign_id: UUID) -> None:
    """Copy every ballot under a fresh random key, in the order of those keys, and delete the link.

    Ballots, marks and fingerprints of requests go, and so do the voters' keyed hashes and the key
    they were made with. One transaction: there is never a moment with both or neither. Others read
    meanwhile; on SQLite they wait with writing.
    """
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    if campaign.key is None:
        return
    keys = session.scalars(
        select(OpenBallot.ballot_key)
        .join(Voter, Voter.id == OpenBallot.voter_id)
        .where(Voter.campaign_id == campaign_id)
    ).all()
    ids = _written_ids(session, campaign_id)
    fresh = iter(sorted((secrets.token_hex(16), key) for key in keys))
    while chunk := list(islice(fresh, CHUNK)):
        session.execute(insert(SealedBallot), list(_sealed(session, campaign_id, chunk, ids)))
    _forget(session, campaign)


def _written_ids(session: Session, campaign_id: UUID) -> Mapping[str, str]:
    """Each idea's id as the database writes it, and as a ballot does.

    A mark is read as text and looked up here: making millions of UUIDs would take half the time.
    """
    written = select(cast(Idea.id, String), Idea.id).where(Idea.campaign_id == campaign_id)
    return {text: str(id_) for text, id_ in session.execute(written)}


def _sealed(
    session: Session,
    campaign_id: UUID,
    chunk: Sequence[tuple[str, UUID]],
    ids: Mapping[str, str],
) -> Iterator[dict[str, object]]:
    keys = [key for _, key in chunk]
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    for owner, idea_id, value in session.execute(
        select(
            cast(OpenMark.ballot_key, String), cast(OpenMark.idea_id, String), OpenMark.value
        ).where(OpenMark.ballot_key.in_(keys))
    ):
        marks[owner][ids[idea_id]] = value
    ballots = {
        key: (marks[written], group, salt, commitment)
        for key, written, group, salt, commitment in session.execute(
            select(
                OpenBallot.ballot_key,
                cast(OpenBallot.ballot_key, String).label("written"),
                Voter.group,
                OpenBallot.salt,
                OpenBallot.commitment,
            )
            .join(Voter, Voter.id == OpenBallot.voter_id)
            .where(OpenBallot.ballot_key.in_(keys))
        )
    }
    for random_key, key in chunk:
        held, group, salt, commitment = ballots[key]
        yield {
            "campaign_id": campaign_id,
            "random_key": random_key,
            "group": group,
            "salt": salt,
            "commitment": commitment,
            # Ids and whole numbers alone, so that this is the canonical form (`canonical_ballot`).
            "marks": json.dumps(held, sort_keys=True, separators=(",", ":")),
        }


def _forget(session: Session, campaign: Campaign) -> None:
    voters = select(Voter.id).where(Voter.campaign_id == campaign.id)
    keys = select(OpenBallot.ballot_key).where(OpenBallot.voter_id.in_(voters))
    for statement in (
        delete(OpenMark).where(OpenMark.ballot_key.in_(keys)),
        delete(OpenBallot).where(OpenBallot.voter_id.in_(voters)),
        update(Voter).where(Voter.campaign_id == campaign.id).values(identity_mac=None),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
    campaign.key = None
