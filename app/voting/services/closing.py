"""Closing: voting stops, ballots are parted from voters, counted, and the result sealed.

Each step is one or more transactions of its own and can be repeated: whoever comes second finds it
done. So ten closes at once give one result, and a server that stops half-way goes on where it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.core.clock import Clock
from app.domain.counting import Counted, count_promised, support_within
from app.domain.errors import NotOpenError
from app.domain.explaining import explain
from app.domain.permissions import Actor, Permission
from app.domain.results import Draw, Evidence, read_result, result_facts, seal
from app.models import (
    Campaign,
    CampaignEvent,
    CountProgress,
    Idea,
    Result,
    ResultPackage,
)
from app.voting.events import append_event, list_events, next_event
from app.voting.roll import ensure_frozen
from app.voting.services.counting import Box, UnitOfWork, read_box
from app.voting.services.packaging import Texts, build_public_package
from app.voting.services.sealing import seal_ballots
from app.voting.services.terms import Terms, read_terms


@dataclass(frozen=True, slots=True)
class Draft:
    """What is recorded, made before others are kept from writing."""

    head: str
    """The last link of the chain when it was made."""
    canonical: str
    sha256: str
    package: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is sealed, but for the chain that it follows."""

    counted: Counted
    evidence: Evidence
    draw: Draw
    box: Box
    explained: Mapping[str, Any]
    """The numbers of every idea's paragraph."""


def close_campaign(
    unit_of_work: UnitOfWork,
    campaign_id: UUID,
    *,
    texts: Texts,
    actor: Actor | None = None,
    clock: Clock,
) -> None:
    """Close, count and seal. Without an actor it is the machine that closes, as was promised.

    Raises NotOpenError before the voting deadline, NotCountedError where voting is closed and the
    promised public randomness is not written down yet. Safe to call again, by many at once.
    """
    with unit_of_work() as session:
        stop_voting(session, campaign_id, actor=actor, clock=clock)
    seal_ballots(unit_of_work, campaign_id)
    count_campaign(unit_of_work, campaign_id, texts=texts, clock=clock)


def count_campaign(
    unit_of_work: UnitOfWork, campaign_id: UUID, *, texts: Texts, clock: Clock
) -> None:
    """Count the sealed ballots and seal the result, unless it is there."""
    with unit_of_work() as session:
        if session.get(Result, campaign_id) is not None:
            return
        terms = read_terms(session, campaign_id)
    prepared = _prepare(unit_of_work, campaign_id, terms)
    with unit_of_work(reads_only=True) as session:
        draft = draft_result(session, campaign_id, prepared, texts=texts)
    with unit_of_work() as session:
        record_result(session, campaign_id, prepared, draft, texts=texts, clock=clock)


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


def _prepare(unit_of_work: UnitOfWork, campaign_id: UUID, terms: Terms) -> Prepared:
    box, promises = read_box(unit_of_work, campaign_id, reports=True), terms.promises
    counted = count_promised(promises, box.profile, terms.key, small_groups=terms.small(box))
    turnout = terms.roll.turnout(box.cast)
    evidence = Evidence(
        turnout,
        box.profile.n,
        [support_within(promises, box.profile, shown.groups) for shown in turnout.groups],
        box.commitments,
        promises.quorum,
        promises.limits,
    )
    explained = explain(promises, box.profile, counted, terms.key)
    return Prepared(counted, evidence, terms.draw, box, explained)


def draft_result(session: Session, campaign_id: UUID, prepared: Prepared, *, texts: Texts) -> Draft:
    """Seal and package, as they are if nothing is added to the chain until they are recorded."""
    campaign = session.get_one(Campaign, campaign_id)
    chain = list_events(session, campaign_id)
    canonical, sha256 = seal(_facts(campaign, chain[-1], prepared))
    event = next_event(chain[-1], campaign_id, "result", sha256=sha256)
    package = build_public_package(
        session,
        campaign,
        read_result(canonical, sha256),
        prepared.box,
        prepared.draw,
        texts,
        [*chain, event],
    )
    return Draft(chain[-1].hash, canonical, sha256, package)


def record_result(
    session: Session,
    campaign_id: UUID,
    prepared: Prepared,
    draft: Draft,
    *,
    texts: Texts,
    clock: Clock,
) -> Result:
    """Insert the one result with its seal and package, and copy supporters for lists to sort by."""
    lock_campaign(session, campaign_id, exclusive=True)
    known = session.get(Result, campaign_id)
    if known is not None:
        return known
    moment = clock.after_lock(session)
    if list_events(session, campaign_id)[-1].hash != draft.head:
        draft = draft_result(session, campaign_id, prepared, texts=texts)
    result = Result(
        campaign_id=campaign_id,
        canonical=draft.canonical,
        sha256=draft.sha256,
        counted_at=moment,
    )
    session.add(result)
    _copy_support(session, campaign_id, prepared.box)
    append_event(session, campaign_id, "result", sha256=draft.sha256)
    session.execute(delete(CountProgress).where(CountProgress.campaign_id == campaign_id))
    session.execute(insert(ResultPackage), [draft.package])
    return result


def _facts(campaign: Campaign, head: CampaignEvent, prepared: Prepared) -> dict[str, object]:
    closed_at = campaign.closed_at.isoformat() if campaign.closed_at else ""
    about = {"campaign": str(campaign.id), "closed_at": closed_at, "chain": head.hash}
    return result_facts(
        prepared.counted,
        prepared.evidence,
        draw=prepared.draw,
        about=about,
        explain=prepared.explained,
    )


def _copy_support(session: Session, campaign_id: UUID, box: Box) -> None:
    supporters = box.supporters()
    if supporters:
        session.execute(
            update(Idea),
            [
                {"campaign_id": campaign_id, "id": UUID(idea), "support": number}
                for idea, number in supporters.items()
            ],
        )
