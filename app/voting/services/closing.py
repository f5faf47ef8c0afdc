"""Closing: voting stops, ballots are parted from voters, counted, and the result sealed.

Each step is a transaction of its own and can be repeated: whoever comes second finds it done. So
ten closes at once give one result, and a server that stops half-way goes on where it was.
"""

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.core.clock import Clock
from app.domain.ballots import canonical_ballot
from app.domain.errors import NotOpenError
from app.domain.groups import Group
from app.domain.permissions import Actor, Permission
from app.domain.results import Ballots, Draw, result_facts, seal
from app.domain.tally import approval
from app.domain.tally.draw import draw_order, draw_seed
from app.domain.tally.outcome import Candidate, Forward, Params
from app.models import (
    Campaign,
    CampaignEvent,
    Idea,
    OpenBallot,
    OpenMark,
    Result,
    SealedBallot,
    Voter,
)
from app.voting.events import append_event
from app.voting.roll import ensure_frozen
from app.voting.services.counting import CHUNK, UnitOfWork, count_ballots, count_turnout


def close_campaign(
    unit_of_work: UnitOfWork, campaign_id: UUID, *, actor: Actor | None = None, clock: Clock
) -> None:
    """Close, count and seal. Without an actor it is the machine that closes, as was promised.

    Raises NotOpenError before the voting deadline. Safe to call again, and by many at once.
    """
    with unit_of_work() as session:
        stop_voting(session, campaign_id, actor=actor, clock=clock)
    with unit_of_work() as session:
        seal_ballots(session, campaign_id)
    ballots, cast = count_ballots(unit_of_work, campaign_id)
    with unit_of_work() as session:
        record_result(session, campaign_id, ballots, cast, clock=clock)


def stop_voting(
    session: Session, campaign_id: UUID, *, actor: Actor | None, clock: Clock
) -> Campaign:
    """The short step: from now on nobody votes, whatever the time says later."""
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    moment = clock.after_lock(session)
    if actor is not None:
        view = get_campaign_view_by_id(session, actor, campaign_id)
        view.require(Permission.CAMPAIGN_CLOSE, moment)
    if campaign.closed_at is not None:
        return campaign
    if moment < campaign.voting_closes_at:
        raise NotOpenError("voting is still open")
    ensure_frozen(session, campaign, clock)
    campaign.closed_at = moment
    append_event(session, campaign_id, "closed", at=moment.isoformat())
    return campaign


def seal_ballots(session: Session, campaign_id: UUID) -> None:
    """Copy every ballot under a fresh random key, in the order of those keys, and delete the link.

    Ballots, marks and fingerprints of requests go, and so do the voters' keyed hashes and the key
    they were made with. One transaction: there is never a moment with both or neither.
    """
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    if campaign.key is None:
        return
    keys = session.scalars(
        select(OpenBallot.ballot_key)
        .join(Voter, Voter.id == OpenBallot.voter_id)
        .where(Voter.campaign_id == campaign_id)
    ).all()
    fresh = iter(sorted((secrets.token_hex(16), key) for key in keys))
    while chunk := list(islice(fresh, CHUNK)):
        session.execute(insert(SealedBallot), _sealed(session, campaign_id, chunk))
    _forget(session, campaign)


def _sealed(
    session: Session, campaign_id: UUID, chunk: Sequence[tuple[str, UUID]]
) -> list[dict[str, object]]:
    keys = [key for _, key in chunk]
    marks: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for key, idea_id, value in session.execute(
        select(OpenMark.ballot_key, OpenMark.idea_id, OpenMark.value).where(
            OpenMark.ballot_key.in_(keys)
        )
    ):
        marks[key][idea_id] = value
    ballots = {
        key: (group, salt, commitment)
        for key, group, salt, commitment in session.execute(
            select(OpenBallot.ballot_key, Voter.group, OpenBallot.salt, OpenBallot.commitment)
            .join(Voter, Voter.id == OpenBallot.voter_id)
            .where(OpenBallot.ballot_key.in_(keys))
        )
    }
    return [
        {
            "campaign_id": campaign_id,
            "random_key": random_key,
            "group": ballots[key][0],
            "salt": ballots[key][1],
            "commitment": ballots[key][2],
            "marks": canonical_ballot(marks[key]),
        }
        for random_key, key in chunk
    ]


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


def record_result(
    session: Session,
    campaign_id: UUID,
    ballots: Ballots,
    cast: Counter[Group | None],
    *,
    clock: Clock,
) -> Result:
    """Insert the one result with its seal, and copy each idea's support for lists to sort by."""
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    known = session.get(Result, campaign_id)
    if known is not None:
        return known
    moment = clock.after_lock(session)
    canonical, sha256 = seal(_facts(session, campaign, ballots, cast))
    result = Result(campaign_id=campaign_id, canonical=canonical, sha256=sha256, counted_at=moment)
    session.add(result)
    _copy_support(session, campaign_id, ballots)
    append_event(session, campaign_id, "result", sha256=sha256)
    return result


def _facts(
    session: Session, campaign: Campaign, ballots: Ballots, cast: Counter[Group | None]
) -> dict[str, object]:
    draw = Draw(campaign.tie_pre or b"", b"", campaign.tie_commitment or "")
    order = draw_order(draw_seed(draw.pre, draw.post), str(campaign.id))
    outcome = approval.decide(
        _candidates(session, campaign.id), ballots.support, _params(campaign), order
    )
    head = session.scalar(
        select(CampaignEvent.hash)
        .where(CampaignEvent.campaign_id == campaign.id)
        .order_by(CampaignEvent.seq.desc())
        .limit(1)
    )
    closed_at = campaign.closed_at.isoformat() if campaign.closed_at else ""
    about = {"campaign": str(campaign.id), "closed_at": closed_at, "chain": head or ""}
    turnout = count_turnout(session, campaign.id, cast)
    return result_facts(outcome, ballots, turnout, quorum=campaign.quorum, draw=draw, about=about)


def _candidates(session: Session, campaign_id: UUID) -> list[Candidate]:
    rows = session.execute(
        select(Idea.id, Idea.cost).where(Idea.campaign_id == campaign_id, Idea.is_on_ballot)
    )
    return [Candidate(str(id_), cost or 0) for id_, cost in rows]


def _params(campaign: Campaign) -> Params:
    return Params(
        Forward(campaign.forward_mode),
        campaign.seats,
        campaign.budget,
        max(1, campaign.minimum_support or 0),
    )


def _copy_support(session: Session, campaign_id: UUID, ballots: Ballots) -> None:
    ideas = session.scalars(
        select(Idea.id).where(Idea.campaign_id == campaign_id, Idea.is_on_ballot)
    ).all()
    if ideas:
        session.execute(
            update(Idea),
            [
                {"campaign_id": campaign_id, "id": id_, "support": ballots.support.get(str(id_), 0)}
                for id_ in ideas
            ],
        )
