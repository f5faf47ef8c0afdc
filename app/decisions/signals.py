"""Steering signals (sentrale føringer): letters and strategies that weigh in, openly."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.decisions import queries
from app.domain.errors import FrozenError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.models import SteeringSignal

SIGNAL_KINDS = ("assignment_letter", "grant_letter", "strategy", "other")


@dataclass(frozen=True, slots=True)
class SignalText:
    """A steering signal as it is written down."""

    kind: str
    title: str
    source: str
    issued_on: date | None
    passage: str
    url: str | None


def add_signal(
    session: Session, actor: Actor, campaign_id: UUID, *, text: SignalText, now: datetime
) -> SteeringSignal:
    """Write down a signal that weighs in. FrozenError once the decision is made."""
    _open_for_signals(session, actor, campaign_id, now)
    signal = SteeringSignal(campaign_id=campaign_id, added_by=actor.person_id, added_at=now)
    _write(signal, text)
    session.add(signal)
    session.flush()
    return signal


def change_signal(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    signal_id: UUID,
    *,
    text: SignalText,
    now: datetime,
) -> SteeringSignal:
    """Put a signal right. FrozenError once the decision is made."""
    _open_for_signals(session, actor, campaign_id, now)
    signal = queries.get_signal(session, campaign_id, signal_id)
    _write(signal, text)
    session.flush()
    return signal


def remove_signal(
    session: Session, actor: Actor, campaign_id: UUID, signal_id: UUID, *, now: datetime
) -> None:
    """Take a signal out. FrozenError once the decision is made."""
    _open_for_signals(session, actor, campaign_id, now)
    session.delete(queries.get_signal(session, campaign_id, signal_id))


def _open_for_signals(session: Session, actor: Actor, campaign_id: UUID, now: datetime) -> None:
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.SIGNAL_EDIT, now)
    lock_campaign(session, campaign_id, exclusive=True)
    if queries.find_decision(session, campaign_id):
        raise FrozenError("the decision has been made")


def _write(signal: SteeringSignal, text: SignalText) -> None:
    if text.kind not in SIGNAL_KINDS:
        raise InvalidInputError(field="kind", reason="unknown")
    if text.url and not _is_web_address(text.url):
        raise InvalidInputError(field="url", reason="not_http")
    signal.kind = text.kind
    signal.title = text.title
    signal.source = text.source
    signal.issued_on = text.issued_on
    signal.passage = text.passage
    signal.url = text.url


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
