"""Changing one's own ballot under locks. Nothing here says when anybody voted.

The lock order is the same everywhere: campaign, clock, voter, ballot, mark.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.core.clock import Clock
from app.domain.ballots import (
    RANKED,
    TOP_SCORE,
    BallotLimits,
    Marks,
    ballot_used,
    canonical_ballot,
    most_on_one,
    require_valid_ballot,
)
from app.domain.errors import (
    DeadlinePassedError,
    IdempotencyError,
    InvalidBallotError,
    NotFoundError,
    NotOnRollError,
    NotOpenError,
    NoVotesLeftError,
)
from app.domain.permissions import Actor
from app.domain.sealing import SALT_BYTES, canonical_json, commitment, keyed_hash
from app.models import Campaign, Idea, OpenBallot, OpenMark, Voter
from app.voting.queries import BallotView, ballot_view
from app.voting.roll import ensure_frozen

KEY_FORM = re.compile(r"[0-9A-Za-z-]{8,64}")
"""An idempotency key: made by the page, one a control."""
LARGEST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request wants the ballot to become, and how it is told apart from others."""

    content: Mapping[str, str | int]
    version: int
    key: str
    idea_id: UUID | None = None

    def __post_init__(self) -> None:
        if not KEY_FORM.fullmatch(self.key):
            raise InvalidBallotError(reason="key")
        if not 0 <= self.version <= LARGEST_VERSION:
            raise InvalidBallotError(reason="version")


@dataclass(frozen=True, slots=True)
class Content:
    """What a ballot says."""

    marks: Marks
    is_abstention: bool = False
    costs: Mapping[UUID, int] = field(default_factory=dict)
    """What the marked ideas cost, where a basket is filled."""

    @property
    def is_empty(self) -> bool:
        return not self.marks and not self.is_abstention


@dataclass(frozen=True, slots=True)
class Held:
    """A voter's ballot while its voter's row is locked."""

    campaign: Campaign
    voter_id: UUID
    ballot: OpenBallot | None
    marks: Marks
    is_on_ballot: bool
    """Whether the idea the wish names can be voted for."""

    @property
    def version(self) -> int:
        return self.ballot.version if self.ballot else 0

    @property
    def is_abstention(self) -> bool:
        return self.ballot is not None and self.ballot.is_abstention

    def says_already(self, content: Content) -> bool:
        return self.marks == content.marks and self.is_abstention == content.is_abstention


def change_ballot(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    wish: Wish,
    change: Callable[[Held], Content],
    clock: Clock,
) -> BallotView:
    """Lock, judge the moment, and make the ballot what `change` says."""
    if actor.only_campaign not in (None, campaign_id):  # a personal link is for one campaign
        raise NotFoundError(f"campaign {campaign_id}")
    campaign = lock_for_voting(session, campaign_id, clock)
    moment = clock.after_lock(session)
    if moment < campaign.voting_opens_at:
        get_campaign_view_by_id(session, actor, campaign_id)  # whoever may not see it is told 404
        raise NotOpenError(opens=campaign.voting_opens_at)
    held = _hold(session, campaign, actor, wish.idea_id)
    mac = _fingerprint(campaign, wish)
    if held.ballot is not None and held.ballot.last_key == wish.key:
        return _same_answer(campaign, held, mac)
    if campaign.closed_at is not None or moment >= campaign.voting_closes_at:
        raise DeadlinePassedError(deadline=campaign.voting_closes_at)
    content = change(held)
    if content.is_empty:
        _remove(session, held)
        return ballot_view(None, {}, campaign.quota)
    if held.ballot is not None and held.says_already(content):
        return ballot_view(held.ballot, held.marks, campaign.quota)
    used = _used(campaign, content)
    return _store(session, campaign, held, content, used, wish.key, mac)


def _used(campaign: Campaign, content: Content) -> int:
    """How much of the quota it would use; raises where it is no ballot of the campaign's kind."""
    limits = _limits(campaign, content.costs)
    # `change` has checked what is new on it; the others were checked when they were marked.
    require_valid_ballot(campaign.ballot_kind, content.marks, content.marks.keys(), limits)
    return ballot_used(campaign.ballot_kind, content.marks, limits)


def _limits(campaign: Campaign, costs: Mapping[UUID, int]) -> BallotLimits:
    top = campaign.top_score or TOP_SCORE
    return BallotLimits(campaign.quota, campaign.most_per_idea, top, costs)


def lock_for_voting(session: Session, campaign_id: UUID, clock: Clock) -> Campaign:
    """Share the campaign's row; the first to come takes it alone and freezes roll and list.

    Whether it is frozen is asked before locking, since going from a shared to an exclusive lock
    makes two first voters wait for each other for ever.
    """
    is_frozen = session.scalar(
        select(Campaign.frozen_at.is_not(None)).where(
            Campaign.id == campaign_id, Campaign.launched_at.is_not(None)
        )
    )
    if is_frozen is None:
        raise NotFoundError(f"campaign {campaign_id}")
    campaign = lock_campaign(session, campaign_id, exclusive=not is_frozen)
    return campaign if is_frozen else ensure_frozen(session, campaign, clock)


def _hold(session: Session, campaign: Campaign, actor: Actor, idea_id: UUID | None) -> Held:
    """Lock the voter's row by saying that the voter has voted, then read the ballot behind it."""
    voter_id = session.scalar(
        update(Voter)
        .where(Voter.campaign_id == campaign.id, Voter.person_id == actor.person_id)
        .values(has_voted=True)
        .returning(Voter.id)
        .execution_options(synchronize_session=False)
    )
    if voter_id is None:
        get_campaign_view_by_id(session, actor, campaign.id)
        raise NotOnRollError
    is_on_ballot = (
        select(Idea.is_on_ballot)
        .where(Idea.campaign_id == campaign.id, Idea.id == idea_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(OpenBallot, OpenMark.idea_id, OpenMark.value, is_on_ballot)
        .select_from(Voter)
        .outerjoin(OpenBallot, OpenBallot.voter_id == Voter.id)
        .outerjoin(OpenMark, OpenMark.ballot_key == OpenBallot.ballot_key)
        .where(Voter.id == voter_id)
        .execution_options(populate_existing=True)
    ).all()
    marks = {marked: value for _, marked, value, _ in rows if marked}
    return Held(campaign, voter_id, rows[0][0], marks, bool(rows[0][3]))


def _fingerprint(campaign: Campaign, wish: Wish) -> bytes:
    """Tells whether a key comes back with the same content, until the campaign's key is erased."""
    return keyed_hash(campaign.key or b"", canonical_json(wish.content))


def _same_answer(campaign: Campaign, held: Held, mac: bytes) -> BallotView:
    """A repeated request changes nothing and hears the same; a reused key is refused."""
    if held.ballot is None or not hmac.compare_digest(held.ballot.last_mac or b"", mac):
        raise IdempotencyError
    return ballot_view(held.ballot, held.marks, campaign.quota)


def _store(
    session: Session,
    campaign: Campaign,
    held: Held,
    content: Content,
    used: int,
    key: str,
    mac: bytes,
) -> BallotView:
    quota = campaign.quota
    ballot = held.ballot or OpenBallot(
        voter_id=held.voter_id, ballot_key=uuid4(), quota=quota, version=0
    )
    salt = secrets.token_bytes(SALT_BYTES)
    ballot.used = used
    ballot.is_abstention = content.is_abstention
    ballot.version += 1
    ballot.last_key, ballot.last_mac = key, mac
    ballot.salt, ballot.commitment = salt, commitment(salt, canonical_ballot(content.marks))
    session.add(ballot)
    try:
        session.flush()
    except IntegrityError as clash:  # the constraint's word is the last
        raise NoVotesLeftError(quota=quota) from clash
    _write_marks(session, campaign, ballot.ballot_key, held.marks, content.marks)
    return ballot_view(ballot, content.marks, quota)


def _remove(session: Session, held: Held) -> None:
    """No ballot is left: the voter has not voted after all."""
    if held.ballot is not None:
        session.delete(held.ballot)
        session.flush()
    session.execute(
        update(Voter)
        .where(Voter.id == held.voter_id)
        .values(has_voted=False)
        .execution_options(synchronize_session=False)
    )


def _write_marks(
    session: Session, campaign: Campaign, ballot_key: UUID, before: Marks, after: Marks
) -> None:
    gone = [idea for idea in before if before[idea] != after.get(idea)]
    new = [idea for idea in after if after[idea] != before.get(idea)]
    most = most_on_one(campaign.ballot_kind, _limits(campaign, {}))
    if gone:
        session.execute(
            delete(OpenMark)
            .where(OpenMark.ballot_key == ballot_key, OpenMark.idea_id.in_(gone))
            .execution_options(synchronize_session=False)
        )
    if new:
        session.execute(
            insert(OpenMark),
            [
                {
                    "ballot_key": ballot_key,
                    "idea_id": idea,
                    "campaign_id": campaign.id,
                    "value": after[idea],
                    "most": most,
                    "is_place": campaign.ballot_kind == RANKED,
                }
                for idea in new
            ],
        )
