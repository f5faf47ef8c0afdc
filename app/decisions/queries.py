"""Reads about signals and decisions."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.decisions.evidence import Evidence
from app.domain.errors import NotFoundError
from app.domain.results import IdeaResult
from app.models import (
    Body,
    Decision,
    DecisionItem,
    Idea,
    Person,
    Plan,
    PlanTheme,
    SteeringSignal,
)

UNANSWERED_SHOWN = 25
"""Proposals without an answer on one page; each has three fields, and a form may have 1000."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal on the ballot with its place in the result."""

    id: UUID
    nr: int
    title: str
    status: str | None
    on_behalf_of: str | None
    standing: IdeaResult


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A proposal that waits for an official answer."""

    id: UUID
    nr: int
    title: str
    omitted_reason: str | None


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """One proposal in a frozen decision."""

    idea_id: UUID
    nr: int | None
    title: str
    is_going_forward: bool
    is_rule_winner: bool
    reason: str | None
    signal: str | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A frozen decision as it is read: who, when, why and on what evidence."""

    decision: Decision
    decided_by: str | None
    """Empty when the person has been erased."""
    items: list[DecidedItem]
    content: dict[str, Any]
    """The sealed content itself, with the signals as they stood."""

    @property
    def going_forward(self) -> list[DecidedItem]:
        return [item for item in self.items if item.is_going_forward]

    @property
    def deviations(self) -> list[DecidedItem]:
        if not self.content["rule_proposes"]:
            return []
        return [item for item in self.items if item.is_going_forward != item.is_rule_winner]


def list_signals(session: Session, campaign_id: UUID) -> list[SteeringSignal]:
    """The campaign's steering signals, newest letter first."""
    return list(
        session.scalars(
            select(SteeringSignal)
            .where(SteeringSignal.campaign_id == campaign_id)
            .order_by(SteeringSignal.issued_on.desc().nulls_last(), SteeringSignal.id)
        )
    )


def get_signal(session: Session, campaign_id: UUID, signal_id: UUID) -> SteeringSignal:
    signal = session.get(SteeringSignal, signal_id)
    if signal is None or signal.campaign_id != campaign_id:
        raise NotFoundError(f"signal {signal_id}")
    return signal


def find_decision(session: Session, campaign_id: UUID) -> Decision | None:
    return session.get(Decision, campaign_id)


def list_candidates(session: Session, campaign_id: UUID, evidence: Evidence) -> list[Candidate]:
    """The proposals that were voted on, in the order of the result. One statement."""
    rows = session.execute(
        select(Idea.id, Idea.nr, Idea.title, Idea.status, Body.name)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .where(Idea.campaign_id == campaign_id, Idea.nr.is_not(None))
    )
    ideas = {row.id: row for row in rows}
    return [
        Candidate(row.id, row.nr, row.title, row.status, row.name, standing)
        for standing in evidence.standings
        if (row := ideas.get(standing.idea_id))
    ]


def list_unanswered(
    session: Session, campaign_id: UUID, decided: frozenset[UUID], *, after: int = 0
) -> list[Unanswered]:
    """Proposals the decision will not answer and nobody has; one more than shown tells of more.

    `decided` are those on the ballot: the decision itself answers them.
    """
    rows = session.execute(
        select(Idea.id, Idea.nr, Idea.title, Idea.omitted_reason)
        .where(
            Idea.campaign_id == campaign_id,
            Idea.state == "submitted",
            Idea.status.is_(None),
            Idea.is_on_ballot.is_(False) if decided else Idea.nr.is_not(None),
            Idea.nr > after,
        )
        .order_by(Idea.nr)
        .limit(UNANSWERED_SHOWN + 1)
    )
    return [Unanswered(row.id, row.nr or 0, row.title, row.omitted_reason) for row in rows]


def find_decision_view(session: Session, campaign_id: UUID) -> DecisionView | None:
    """The decision with its items in the order they were written. Two statements."""
    found = session.execute(
        select(Decision, Person.name)
        .join(Person, Person.id == Decision.decided_by)
        .where(Decision.campaign_id == campaign_id)
    ).first()
    if found is None:
        return None
    decision, name = found
    rows = session.execute(
        select(
            DecisionItem.idea_id,
            Idea.nr,
            Idea.title,
            DecisionItem.is_going_forward,
            DecisionItem.is_rule_winner,
            DecisionItem.reason,
            SteeringSignal.title,
        )
        .join(
            Idea,
            (Idea.campaign_id == DecisionItem.campaign_id) & (Idea.id == DecisionItem.idea_id),
        )
        .outerjoin(SteeringSignal, SteeringSignal.id == DecisionItem.signal_id)
        .where(DecisionItem.campaign_id == campaign_id)
    )
    content = json.loads(decision.canonical)
    place = {line["idea"]: nr for nr, line in enumerate(content["items"])}
    items = sorted((DecidedItem(*row) for row in rows), key=lambda it: place[str(it.idea_id)])
    return DecisionView(decision, name, items, content)


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A plan that got themes from the campaign."""

    unit_name: str
    unit_slug: str
    half_year: str


def list_plans_of(session: Session, campaign_id: UUID) -> list[PlanLink]:
    """The plans this campaign gave themes to."""
    rows = session.execute(
        select(Body.name, Body.slug, Plan.half_year)
        .join(Plan, Plan.unit_id == Body.id)
        .join(PlanTheme, PlanTheme.plan_id == Plan.id)
        .where(PlanTheme.campaign_id == campaign_id)
        .distinct()
        .order_by(Plan.half_year, Body.name)
    )
    return [PlanLink(*row) for row in rows]
