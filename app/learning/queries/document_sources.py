"""What a plan's document holds besides its themes: group, sources, arenas. One statement each."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.dates import day_of
from app.domain.learning.document import (
    ArenaEntry,
    CampaignEntry,
    NoteEntry,
    PersonEntry,
    SeatEntry,
    SignalEntry,
)
from app.models import Arena, Campaign, Decision, GroupMember, PlanTheme, SourceNote, SteeringSignal

_PARTS = ("lead", "minutes", "member")


def behind(plan_id: UUID) -> ColumnElement[bool]:
    return Campaign.id.in_(select(PlanTheme.campaign_id).where(PlanTheme.plan_id == plan_id))


def list_seats(session: Session, plan_id: UUID) -> Iterable[SeatEntry]:
    members = session.scalars(
        select(GroupMember).where(GroupMember.plan_id == plan_id).order_by(GroupMember.person_id)
    )
    for member in sorted(members, key=lambda one: _PARTS.index(one.part)):
        yield SeatEntry(PersonEntry(member.person_id), member.part, member.profession)


def list_campaigns(session: Session, plan_id: UUID) -> Iterable[CampaignEntry]:
    rows = session.execute(
        select(
            Campaign.id,
            Campaign.title_nb,
            Campaign.title_nn,
            Decision.decided_by,
            Decision.decided_at,
        )
        .outerjoin(Decision, Decision.campaign_id == Campaign.id)
        .where(behind(plan_id))
        .order_by(Campaign.opens_at, Campaign.id)
    )
    for campaign_id, title_nb, title_nn, decided_by, decided_at in rows:
        decider = PersonEntry(decided_by) if decided_by else None
        decided_on = day_of(decided_at) if decided_at else None
        yield CampaignEntry(campaign_id, title_nb, title_nn, decider, decided_on)


def list_signals(session: Session, plan_id: UUID) -> Iterable[SignalEntry]:
    of_plan = PlanTheme.plan_id == plan_id
    signals = session.scalars(
        select(SteeringSignal)
        .where(
            or_(
                SteeringSignal.campaign_id.in_(select(PlanTheme.campaign_id).where(of_plan)),
                SteeringSignal.id.in_(select(PlanTheme.signal_id).where(of_plan)),
            )
        )
        .order_by(SteeringSignal.issued_on.desc().nulls_last(), SteeringSignal.id)
    )
    for one in signals:
        yield SignalEntry(one.title, one.source, one.kind, one.issued_on, one.passage, one.url)


def list_notes(session: Session, plan_id: UUID) -> Iterable[NoteEntry]:
    """The plan's own, its themes', and those of the proposals that the themes were."""
    themes = session.execute(
        select(SourceNote, PlanTheme.id)
        .outerjoin(
            PlanTheme,
            and_(
                PlanTheme.plan_id == plan_id,
                or_(
                    PlanTheme.id == SourceNote.theme_id,
                    and_(
                        PlanTheme.campaign_id == SourceNote.campaign_id,
                        PlanTheme.idea_id == SourceNote.idea_id,
                    ),
                ),
            ),
        )
        .where(or_(SourceNote.plan_id == plan_id, PlanTheme.id.is_not(None)))
        .order_by(SourceNote.held_on, SourceNote.id)
    )
    for note, theme_id in themes:
        yield NoteEntry(note.kind, note.held_on, note.text, note.sector, theme_id)


def list_arenas(session: Session, unit_id: UUID) -> Iterable[ArenaEntry]:
    arenas = session.scalars(
        select(Arena)
        .where(Arena.unit_id == unit_id, Arena.retired_at.is_(None))
        .order_by(Arena.is_external, Arena.name, Arena.id)
    )
    for one in arenas:
        yield ArenaEntry(
            one.id,
            one.name,
            one.frequency,
            one.participants,
            one.responsible,
            one.informal,
            one.is_external,
            one.develops,
            one.shares,
            one.spreads,
        )
