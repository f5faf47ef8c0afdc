"""What a decision or a source note can concern: themes, proposals and steering signals."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.learning.queries.plans import PlanView
from app.models import Body, Campaign, CampaignBody, Idea, PlanTheme, SteeringSignal

MOST_PROPOSALS = 200
"""Offered in one list, the first of the newest dugnad first."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One of the three, or None of them: the plan as a whole."""

    theme_id: UUID | None = None
    campaign_id: UUID | None = None
    idea_id: UUID | None = None
    signal_id: UUID | None = None

    def __str__(self) -> str:
        """As it is sent in a form."""
        if self.theme_id:
            return f"theme:{self.theme_id}"
        if self.idea_id:
            return f"idea:{self.idea_id}"
        return f"signal:{self.signal_id}" if self.signal_id else ""


@dataclass(frozen=True, slots=True)
class ConcernChoices:
    """What there is to choose from, each with its title."""

    themes: Sequence[tuple[Concern, str]]
    proposals: Sequence[tuple[Concern, str]]
    signals: Sequence[tuple[Concern, str]]

    def find(self, text: str) -> Concern | None:
        """The one that a form sent, where it is offered; None for the plan as a whole."""
        everything = (*self.themes, *self.proposals, *self.signals)
        return next((concern for concern, _ in everything if str(concern) == text), None)

    def title_of(self, concern: Concern) -> str | None:
        everything = (*self.themes, *self.proposals, *self.signals)
        return next((title for other, title in everything if other == concern), None)


def list_concerns(session: Session, view: PlanView) -> ConcernChoices:
    """Themes of the plan, proposals of the dugnader behind it, signals of the unit's dugnader.

    Proposals are those of dugnader that this person may open. Three statements.
    """
    themes = session.execute(
        select(PlanTheme.id, PlanTheme.title)
        .where(PlanTheme.plan_id == view.plan.id)
        .order_by(PlanTheme.position, PlanTheme.id)
    )
    proposals = session.execute(
        select(Idea.campaign_id, Idea.id, Idea.nr, Idea.title)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .where(Idea.campaign_id.in_(list(view.campaigns)), Idea.state == "submitted")
        .order_by(Campaign.opens_at.desc(), Idea.nr)
        .limit(MOST_PROPOSALS)
    )
    signals = list_signals_for(session, view.unit)
    return ConcernChoices(
        [(Concern(theme_id=theme_id), title) for theme_id, title in themes],
        [
            (Concern(campaign_id=campaign_id, idea_id=idea_id), f"{nr}. {title}")
            for campaign_id, idea_id, nr, title in proposals
        ],
        [(Concern(signal_id=signal.id), signal.title) for signal in signals],
    )


def list_signals_for(session: Session, unit: Body) -> list[SteeringSignal]:
    """The steering signals of dugnader that the unit, or one above it, owns or takes part in.

    A letter that was entered in several of them stands once, as the newest of them has it.
    """
    here = [UUID(hex=part) for part in unit.path.strip("/").split("/")]
    found = session.scalars(
        select(SteeringSignal)
        .join(Campaign, Campaign.id == SteeringSignal.campaign_id)
        .where(
            Campaign.launched_at.is_not(None),
            Campaign.id.in_(select(CampaignBody.campaign_id).where(CampaignBody.body_id.in_(here))),
        )
        .order_by(
            SteeringSignal.issued_on.desc().nulls_last(),
            SteeringSignal.added_at.desc(),
            SteeringSignal.id,
        )
    )
    letters: dict[tuple[object, ...], SteeringSignal] = {}
    for one in found:
        letters.setdefault((one.kind, one.title, one.source, one.issued_on), one)
    return list(letters.values())
