"""Saying which of two matters most, and taking the last answer back, until voting opens."""

import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view, get_campaign_view_by_id
from app.campaigns.queries import lock_campaign as lock_row
from app.core.clock import Clock
from app.domain.comparing import MOST_ANSWERS, PairAnswer, answer_of, offer_proof
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidBallotError,
    NotFoundError,
    NotOpenError,
    NoVotesLeftError,
)
from app.domain.permissions import Actor, Permission
from app.models import Campaign, Idea, PairwiseAnswer
from app.voting.comparing import OwnAnswers, get_own_answers, to_compare

BOTH = 2


def require_comparing(view: CampaignView, now: datetime) -> None:
    """Raise unless the person may compare now. NotFoundError where the campaign does not ask."""
    if not view.campaign.compares_pairs:
        raise NotFoundError(f"comparisons in {view.campaign.slug}")
    timetable = view.scope.timetable
    try:
        view.require(Permission.PAIRWISE_ANSWER, now)
    except DeadlinePassedError as late:
        raise DeadlinePassedError(deadline=timetable.voting_opens_at) from late
    except NotOpenError as early:
        raise NotOpenError(opens=timetable.opens_at) from early


def answer_pair(
    session: Session,
    actor: Actor,
    slug: str,
    pair: tuple[UUID, UUID],
    *,
    preferred: UUID | None,
    proof: str,
    clock: Clock,
) -> OwnAnswers:
    """Answer about the pair that was shown; None is «cannot choose». Returns one's answers.

    The same answer again changes nothing. ConflictError where the pair has another answer,
    InvalidBallotError (`reason`) for a pair that one was not asked about, NoVotesLeftError where
    all answers are used.
    """
    campaign = _lock(session, actor, slug, clock)
    own = get_own_answers(session, campaign, actor.person_id, locked=True)
    answer = answer_of(*pair, preferred)
    before = next((each for each in own.answers if _pair(each) == _pair(answer)), None)
    if before is not None:
        if before != answer:
            raise ConflictError("the pair has another answer")
        return own
    _require_asked(session, campaign, own, answer, proof)
    if own.left < 1:
        raise NoVotesLeftError(quota=MOST_ANSWERS)
    session.add(
        PairwiseAnswer(
            campaign_id=campaign.id,
            idea_low=answer.low,
            idea_high=answer.high,
            person_mac=own.person_mac,
            seq=own.number + 1,
            result=answer.preference.value,
        )
    )
    session.flush()
    return OwnAnswers(own.person_mac, (*own.answers, answer))


def _pair(answer: PairAnswer) -> tuple[UUID, UUID]:
    return answer.low, answer.high


def _require_asked(
    session: Session, campaign: Campaign, own: OwnAnswers, answer: PairAnswer, proof: str
) -> None:
    """Whoever could choose the pairs could praise one idea forty times."""
    expected = offer_proof(campaign.pairwise_key or b"", own.person_mac, *_pair(answer))
    if not hmac.compare_digest(expected.encode(), proof.encode()):
        raise InvalidBallotError(reason="foreign_pair")
    shown = session.scalar(
        select(func.count()).where(to_compare(campaign.id), Idea.id.in_(_pair(answer)))
    )
    if shown != BOTH:
        raise InvalidBallotError(reason="hidden_idea")


def undo_answer(
    session: Session, actor: Actor, slug: str, pair: tuple[UUID, UUID], *, clock: Clock
) -> OwnAnswers:
    """Take back the answer about this pair, which must be the last. Undoing twice is undoing once.

    ConflictError where one has answered about others since.
    """
    campaign = _lock(session, actor, slug, clock)
    own = get_own_answers(session, campaign, actor.person_id, locked=True)
    unordered = tuple(sorted(pair))
    if all(_pair(answer) != unordered for answer in own.answers):
        return own
    if own.last is None or _pair(own.last) != unordered:
        raise ConflictError("not the last answer")
    session.execute(
        delete(PairwiseAnswer).where(
            PairwiseAnswer.campaign_id == campaign.id,
            PairwiseAnswer.person_mac == own.person_mac,
            PairwiseAnswer.seq == own.number,
        ),
        execution_options={"synchronize_session": False},
    )
    return OwnAnswers(own.person_mac, own.answers[:-1])


def _lock(session: Session, actor: Actor, slug: str, clock: Clock) -> Campaign:
    """The campaign locked against its opening of the vote, and open at the moment after that."""
    found = get_campaign_view(session, actor, slug)
    lock_row(session, found.campaign.id, exclusive=False)
    moment = clock.after_lock(session)
    view = get_campaign_view_by_id(session, actor, found.campaign.id)
    require_comparing(view, moment)
    if view.campaign.pairwise_key is None:
        raise DeadlinePassedError(deadline=view.campaign.voting_opens_at)
    return view.campaign
