"""A closed campaign's sealed ballots in the formats of other programs, where they may leave.

Whole ballots are everybody's where that was promised before voting opened, and the auditor's
against a logged reason; most are unique, and could give away whoever cast them.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import OSLO
from app.domain.elections import BallotLine, Election, Reopened
from app.domain.errors import NotAllowedError, NotOpenError, UnsupportedError
from app.domain.pabulib_writing import write_pabulib
from app.domain.preflib_writing import write_preflib
from app.domain.sealed_election import pabulib_facts, sealed_election
from app.domain.tally.outcome import BallotKind
from app.domain.timetable import Phase
from app.models import BallotPaper, Campaign, SealedBallot
from app.voting.queries import get_promises, get_result

FORMATS = ("pabulib", "preflib")
CHUNK = 1_000
"""Ballots held in memory at a time."""


def require_public_ballots(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Raise unless anybody may have the ballots: it was promised, and the result is published."""
    get_result(session, campaign)
    if not get_promises(session, campaign.id).publishes_ballots:
        raise NotAllowedError(
            "that the ballots become public was not promised; hand them to an auditor,"
            " with --by, --auditor and --reason"
        )
    if campaign.timetable.phase_at(now) is not Phase.PUBLISHED:
        raise NotOpenError("the result is not published")


def require_format(session: Session, campaign: Campaign, fmt: str) -> None:
    """Raise UnsupportedError where the format has no form for such ballots."""
    if fmt == "preflib" and get_promises(session, campaign.id).kind is BallotKind.DOTS:
        raise UnsupportedError("PrefLib has no form for dots")


def ballots_file(session: Session, campaign: Campaign, fmt: str) -> Iterator[str]:
    """The lines of the file. Whoever asks has made sure that the ballots may leave."""
    promises = get_promises(session, campaign.id)
    paper = session.get_one(BallotPaper, campaign.id).canonical
    election = sealed_election(
        promises,
        json.loads(paper),
        Reopened(lambda: _ballots(session, campaign.id)),
        title=campaign.title_nb,
    )
    if fmt == "preflib":
        return write_preflib(election, file_name=campaign.slug)
    return _pabulib(session, campaign, election)


def _pabulib(session: Session, campaign: Campaign, election: Election) -> Iterator[str]:
    about = pabulib_facts(get_promises(session, campaign.id))
    for key, moment in (
        ("date_begin", campaign.voting_opens_at),
        ("date_end", campaign.voting_closes_at),
    ):
        if moment is not None:
            about[key] = moment.astimezone(OSLO).strftime("%d.%m.%Y")
    winners = {str(one.idea_id) for one in get_result(session, campaign).winners}
    return write_pabulib(election, about=about, winners=winners)


def _ballots(session: Session, campaign_id: UUID) -> Iterator[BallotLine]:
    """In the order of their random keys, which tells nothing."""
    chosen = (
        select(SealedBallot.marks, SealedBallot.group)
        .where(SealedBallot.campaign_id == campaign_id)
        .order_by(SealedBallot.random_key)
        .execution_options(yield_per=CHUNK)
    )
    with session.execute(chosen) as rows:
        for marks, group in rows:
            yield BallotLine(json.loads(marks), group=group)
