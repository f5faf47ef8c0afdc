"""What follows a count: completing the draw, the auditor's edition, an idea found impossible."""

from datetime import datetime
from typing import IO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.core.clock import Clock
from app.domain.counting import beside_facts, further_facts
from app.domain.errors import ConflictError, InvalidInputError, NotCountedError
from app.domain.permissions import Actor, Permission
from app.domain.sealing import canonical_json, sha256_hex
from app.domain.text import clean_line, clean_text
from app.models import Campaign, FurtherCount, PackageHandout, Result
from app.outbox.services import queue_mail
from app.voting.events import append_event
from app.voting.queries import (
    find_package_sha256,
    get_promises,
    get_result,
    list_ballot_ideas,
    list_left_out,
    list_uncompared,
)
from app.voting.services.counting import UnitOfWork, read_box
from app.voting.services.drawing import draw_of
from app.voting.services.packaging import Texts, write_auditor_package
from app.voting.services.terms import read_terms

LONGEST_REASON = 1_000
LONGEST_NAME = 200
LONGEST_DRAW = 300


def record_draw(
    session: Session, actor: Actor, campaign_id: UUID, text: str, *, clock: Clock
) -> None:
    """Write down what the promised source said, once, after voting stopped.

    Raises NotCountedError while voting has not stopped, ConflictError where it stands or no source
    was promised, InvalidInputError (field `post`) without a text.
    """
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    moment = clock.after_lock(session)
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.CAMPAIGN_CLOSE, moment)
    if campaign.closed_at is None:
        raise NotCountedError("voting has not stopped")
    source = get_promises(session, campaign_id).lottery
    if not source or campaign.lottery_post is not None:
        raise ConflictError("nothing to draw, or it is drawn")
    campaign.lottery_post = _required(clean_line(text), "post", LONGEST_DRAW)
    campaign.lottery_by, campaign.lottery_at = actor.person_id, moment
    append_event(
        session,
        campaign_id,
        "lottery_drawn",
        at=moment.isoformat(),
        source=source,
        post=campaign.lottery_post,
    )


def hand_out_package(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    auditor: str,
    reason: str,
    now: datetime,
) -> PackageHandout:
    """Log that the auditor's edition is given to somebody, and why; the caller then writes it.

    The reason's hash goes into the chain, name and words into the log alone.
    """
    campaign = _counted(session, actor, campaign_id, Permission.PACKAGE_HAND_OUT, now)
    handout = PackageHandout(
        campaign_id=campaign.id,
        auditor=_required(clean_line(auditor), "auditor", LONGEST_NAME),
        reason=_required(clean_text(reason), "reason", LONGEST_REASON),
        given_by=actor.person_id,
        given_at=now,
    )
    session.add(handout)
    append_event(
        session,
        campaign_id,
        "auditor_edition",
        at=now.isoformat(),
        reason_sha256=sha256_hex(handout.reason),
    )
    return handout


def write_auditors_edition(
    unit_of_work: UnitOfWork, campaign_id: UUID, out: IO[bytes], *, texts: Texts
) -> None:
    """Write the edition with ballots to a seekable file, a thousand at a time."""
    box = read_box(unit_of_work, campaign_id)
    with unit_of_work() as session:
        write_auditor_package(session, campaign_id, box, draw_of(session, campaign_id), texts, out)


def mail_seal(session: Session, actor: Actor, campaign_id: UUID, *, now: datetime) -> None:
    """Send the seals of result and package to whoever asks."""
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.RESULT_VIEW, now)
    result = get_result(session, view.campaign)
    queue_mail(
        session,
        "result_seal",
        person_id=actor.person_id,
        facts={
            "slug": view.campaign.slug,
            "title_nb": view.campaign.title_nb,
            "title_nn": view.campaign.title_nn,
            "result": result.sha256,
            "package": find_package_sha256(session, campaign_id),
        },
        now=now,
    )


def count_without(
    unit_of_work: UnitOfWork,
    actor: Actor,
    campaign_id: UUID,
    idea_id: UUID,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Count the same ballots once more without an idea that was found impossible after the close.

    Both counts are published. Ideas found impossible earlier stay out. Raises InvalidInputError
    (fields `idea`, `reason`), and ConflictError where it was left out before or meanwhile.
    """
    with unit_of_work() as session:
        _counted(session, actor, campaign_id, Permission.RESULT_RECOUNT, now)
        why = _required(clean_text(reason), "reason", LONGEST_REASON)
        without = _left_out_with(session, campaign_id, idea_id)
        terms = read_terms(session, campaign_id)
    box = read_box(unit_of_work, campaign_id)
    facts = further_facts(
        terms.promises, box.profile, terms.key, small_groups=terms.small(box), without=without
    )
    with unit_of_work() as session:
        _counted(session, actor, campaign_id, Permission.RESULT_RECOUNT, now)
        if _left_out_with(session, campaign_id, idea_id) != without:
            raise ConflictError("counted without another one meanwhile")
        _add_count(session, campaign_id, "without", facts, why, actor.person_id, now)


def count_beside(unit_of_work: UnitOfWork, campaign_id: UUID, *, now: datetime) -> None:
    """Count what other rules would have given, once, after the decision. Never a result.

    Does nothing before the decision, and nothing the second time.
    """
    with unit_of_work() as session:
        if campaign_id not in list_uncompared(session):
            return
        terms = read_terms(session, campaign_id)
    box = read_box(unit_of_work, campaign_id)
    facts = beside_facts(terms.promises, box.profile, terms.key, small_groups=terms.small(box))
    with unit_of_work() as session:
        lock_campaign(session, campaign_id, exclusive=True)
        if campaign_id in list_uncompared(session):
            _add_count(session, campaign_id, "beside", facts, "", None, now)


def _counted(
    session: Session, actor: Actor, campaign_id: UUID, permission: Permission, now: datetime
) -> Campaign:
    """The campaign, locked, for somebody who may do this to its result."""
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    get_campaign_view_by_id(session, actor, campaign_id).require(permission, now)
    if session.get(Result, campaign_id) is None:
        raise NotCountedError("there is no result yet")
    return campaign


def _left_out_with(session: Session, campaign_id: UUID, idea_id: UUID) -> list[str]:
    """What was left out before, and this one: on the ballot paper, and not left out yet."""
    before = list_left_out(session, campaign_id)
    if idea_id not in list_ballot_ideas(session, campaign_id):
        raise InvalidInputError(field="idea", reason="unknown")
    if str(idea_id) in before:
        raise ConflictError("counted without it before")
    return [*before, str(idea_id)]


def _add_count(
    session: Session,
    campaign_id: UUID,
    kind: str,
    facts: dict[str, object],
    reason: str,
    asked_by: UUID | None,
    now: datetime,
) -> None:
    sealed = session.get_one(Result, campaign_id).sha256
    about = {"campaign": str(campaign_id), "kind": kind, "result": sealed}
    canonical = canonical_json(about | facts)
    last = session.scalar(
        select(func.max(FurtherCount.seq)).where(FurtherCount.campaign_id == campaign_id)
    )
    row = FurtherCount(
        campaign_id=campaign_id,
        seq=(last or 0) + 1,
        kind=kind,
        canonical=canonical,
        sha256=sha256_hex(canonical),
        reason=reason,
        asked_by=asked_by,
        counted_at=now,
    )
    session.add(row)
    append_event(session, campaign_id, f"counted_{kind}", sha256=row.sha256)


def _required(text: str, field: str, longest: int) -> str:
    if not text:
        raise InvalidInputError(field=field, reason="missing")
    if len(text) > longest:
        raise InvalidInputError(field=field, reason="too_long")
    return text
