"""Reads what goes to the strategy: one campaign, its result, and its proposals row by row."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.decisions.evidence import Evidence, get_evidence, is_result_open
from app.domain.costs import CostUnit
from app.domain.errors import NotFoundError, NotOpenError
from app.domain.groups import Group
from app.domain.permissions import BodyKind
from app.domain.results import IdeaResult
from app.models import (
    Answer,
    Body,
    Campaign,
    Decision,
    DecisionItem,
    Idea,
    Person,
    SteeringSignal,
    StrategyInput,
    Topic,
)
from app.strategy.queries import newest_answers
from app.voting.events import get_cost_unit

ROWS_AT_A_TIME = 200
"""Proposals held in memory while a file is written."""


@dataclass(frozen=True, slots=True)
class ExportedIdea:
    """One proposal as it leaves the house. No name of a person stands in it but the receiver's."""

    id: UUID
    nr: int
    external_id: str | None
    title: str
    body: str
    topic: str | None
    horizon: str | None
    reach: str | None
    sources: str
    cost: int | None
    submitted_at: datetime | None
    on_behalf_of: str | None
    body_kind: str | None
    status: str | None
    answer: str | None
    is_going_forward: bool | None
    """None before a decision, and for what was not voted on."""
    is_rule_winner: bool | None
    deviation_reason: str | None
    signal: str | None
    receiver: str
    strategy_status: str | None
    passage: str | None
    strategy_reason: str | None
    standing: IdeaResult | None
    merged_from: tuple[int, ...]

    @property
    def lane(self) -> Group:
        """The group whose voice it is: told by the body behind it, never by the person."""
        if self.body_kind in (BodyKind.COUNCIL, BodyKind.USER_ORGANISATION):
            return Group.COUNCILS
        if self.body_kind in (BodyKind.PARTNER, BodyKind.MUNICIPALITY):
            return Group.PARTNERS
        return Group.STAFF


@dataclass(frozen=True, slots=True)
class ExportedDecision:
    """The one decision, by whom and on what grounds."""

    decision: Decision
    decided_by: str | None
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StrategyExport:
    """Everything of a campaign but its proposals, which are read row by row."""

    campaign: Campaign
    evidence: Evidence
    decision: ExportedDecision | None
    signals: list[SteeringSignal]
    cost_unit: CostUnit
    exported_at: datetime

    @property
    def going_forward(self) -> list[UUID]:
        """What people decided; empty before they have."""
        items = self.decision.content["items"] if self.decision else []
        return [UUID(item["idea"]) for item in items if item["going_forward"]]


def get_export(session: Session, slug: str, *, now: datetime) -> StrategyExport:
    """NotCountedError before there is a result, NotOpenError while it is held back."""
    campaign = session.scalar(
        select(Campaign).where(Campaign.slug == slug, Campaign.launched_at.is_not(None))
    )
    if campaign is None:
        raise NotFoundError(f"campaign {slug}")
    evidence = get_evidence(session, campaign)
    if not is_result_open(campaign, campaign.timetable.phase_at(now)):
        raise NotOpenError("the result is not published")
    signals = session.scalars(
        select(SteeringSignal)
        .where(SteeringSignal.campaign_id == campaign.id)
        .order_by(SteeringSignal.issued_on.desc().nulls_last(), SteeringSignal.id)
    )
    return StrategyExport(
        campaign,
        evidence,
        _decision(session, campaign),
        list(signals),
        get_cost_unit(session, campaign.id),
        now,
    )


def _decision(session: Session, campaign: Campaign) -> ExportedDecision | None:
    found = session.execute(
        select(Decision, Person.name)
        .join(Person, Person.id == Decision.decided_by)
        .where(Decision.campaign_id == campaign.id)
    ).first()
    return ExportedDecision(found[0], found[1], json.loads(found[0].canonical)) if found else None


def each_idea(session: Session, export: StrategyExport) -> Iterator[ExportedIdea]:
    """The proposals that were handed in, by number, a few at a time.

    Drafts, withdrawn and merged ones stay out; of the merged, the numbers stand in their target.
    """
    return _read(session, export, _ideas(export.campaign.id))


def list_ideas(
    session: Session, export: StrategyExport, ids: Collection[UUID]
) -> list[ExportedIdea]:
    """Some proposals, in the order of the result."""
    place = {each.idea_id: nr for nr, each in enumerate(export.evidence.standings)}
    found = _read(session, export, _ideas(export.campaign.id).where(Idea.id.in_(ids)))
    return sorted(found, key=lambda idea: place.get(idea.id, len(place)))


def _read(
    session: Session, export: StrategyExport, statement: Select[*tuple[Any, ...]]
) -> Iterator[ExportedIdea]:
    standings = {standing.idea_id: standing for standing in export.evidence.standings}
    merged = _merged_numbers(session, export.campaign.id)
    rows = session.execute(statement, execution_options={"yield_per": ROWS_AT_A_TIME})
    for row in rows:
        known: list[Any] = [*row, standings.get(row[0]), tuple(merged.get(row[0], ()))]
        yield ExportedIdea(*known)


def _merged_numbers(session: Session, campaign_id: UUID) -> dict[UUID, list[int]]:
    numbers: dict[UUID, list[int]] = {}
    for target, nr in session.execute(
        select(Idea.merged_into, Idea.nr)
        .where(Idea.campaign_id == campaign_id, Idea.state == "merged")
        .order_by(Idea.nr)
    ):
        if target is not None and nr is not None:
            numbers.setdefault(target, []).append(nr)
    return numbers


def _ideas(campaign_id: UUID) -> Select[*tuple[Any, ...]]:
    strategy = newest_answers(campaign_id)
    answer = _newest_official(campaign_id)
    receiver = aliased(Person)
    going = select(DecisionItem).where(DecisionItem.campaign_id == campaign_id).subquery()
    item = aliased(DecisionItem, going)
    return (
        select(
            Idea.id,
            Idea.nr,
            Idea.external_id,
            Idea.title,
            Idea.body,
            Topic.name_nb,
            Idea.horizon,
            Idea.reach,
            Idea.sources,
            Idea.cost,
            Idea.submitted_at,
            Body.name,
            Body.kind,
            Idea.status,
            answer.text,
            item.is_going_forward,
            item.is_rule_winner,
            item.reason,
            SteeringSignal.title,
            func.coalesce(receiver.name, StrategyInput.receiver, ""),
            strategy.status,
            strategy.passage,
            strategy.reason,
        )
        .outerjoin(Topic, Topic.id == Idea.topic_id)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .outerjoin(answer, answer.idea_id == Idea.id)
        .outerjoin(item, item.idea_id == Idea.id)
        .outerjoin(SteeringSignal, SteeringSignal.id == item.signal_id)
        .outerjoin(
            StrategyInput,
            and_(StrategyInput.campaign_id == campaign_id, StrategyInput.idea_id == Idea.id),
        )
        .outerjoin(receiver, receiver.id == StrategyInput.receiver_id)
        .outerjoin(strategy, strategy.idea_id == Idea.id)
        .where(Idea.campaign_id == campaign_id, Idea.state == "submitted")
        .order_by(Idea.nr)
    )


def _newest_official(campaign_id: UUID) -> Any:
    place = func.row_number().over(
        partition_by=Answer.idea_id, order_by=(Answer.answered_at.desc(), Answer.id.desc())
    )
    ranked = select(Answer, place.label("place")).where(Answer.campaign_id == campaign_id)
    inner = ranked.subquery()
    return aliased(Answer, select(inner).where(inner.c.place == 1).subquery())
