"""What can be taken along from one half-year's plan to the next."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.learning.queries.content import ThemeView, list_themes
from app.learning.queries.plans import PlanView
from app.models import Campaign, DecisionItem, Idea, Plan, PlanTheme

MOST_OFFERED = 100
"""Proposals that were not chosen, those with most support first."""
ENDED = ("done", "cancelled")
GOES_ON = ("continue", "change")


@dataclass(frozen=True, slots=True)
class ThemeToCarry:
    """A theme of the plan, and whether it is suggested to take it along."""

    theme: ThemeView
    is_unfinished: bool
    remaining: int
    """Activities that are neither done nor cancelled."""


@dataclass(frozen=True, slots=True)
class IdeaToOffer:
    """A proposal that was not chosen."""

    campaign_id: UUID
    idea_id: UUID
    nr: int
    title: str
    support: int | None
    """None where it may not be shown."""
    campaign: Campaign


@dataclass(frozen=True, slots=True)
class Choices:
    """What the next half-year may get. What it already has is left out."""

    state: str | None
    """The next plan's state; None where there is no plan yet."""
    themes: list[ThemeToCarry]
    ideas: list[IdeaToOffer]


def list_choices(session: Session, view: PlanView) -> Choices:
    """Five statements, however much there is."""
    half_year = str(view.half_year.next())
    there = session.execute(
        select(Plan.state, PlanTheme.carried_from, PlanTheme.idea_id)
        .outerjoin(PlanTheme, PlanTheme.plan_id == Plan.id)
        .where(Plan.unit_id == view.unit.id, Plan.half_year == half_year)
    ).all()
    carried, known = {row[1] for row in there}, {row[2] for row in there}
    themes = list_themes(session, view.plan.id)
    return Choices(
        there[0][0] if there else None,
        [to_carry(theme) for theme in themes if theme.id not in carried],
        [idea for idea in _list_ideas(session, view) if idea.idea_id not in known],
    )


def to_carry(theme: ThemeView) -> ThemeToCarry:
    """Concluded to go on, or not concluded and not carried out."""
    activities = [one for outcome in theme.outcomes for one in outcome.activities]
    remaining = sum(one.status not in ENDED for one in activities)
    conclusion = theme.theme.conclusion
    is_unfinished = conclusion in GOES_ON or (
        conclusion is None and (remaining > 0 or not activities)
    )
    return ThemeToCarry(theme, is_unfinished, remaining)


def _list_ideas(session: Session, view: PlanView) -> list[IdeaToOffer]:
    """Of the campaigns behind the plan, decided and not going forward."""
    behind = select(PlanTheme.campaign_id).where(PlanTheme.plan_id == view.plan.id)
    of_item = and_(DecisionItem.campaign_id == Idea.campaign_id, DecisionItem.idea_id == Idea.id)
    rows = session.execute(
        select(Idea.id, Idea.nr, Idea.title, Idea.support, Campaign)
        .join(DecisionItem, of_item)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .where(
            Idea.campaign_id.in_(behind),
            Idea.state == "submitted",
            DecisionItem.is_going_forward.is_(False),
        )
        .order_by(Idea.support.desc().nulls_last(), Idea.campaign_id, Idea.nr)
        .limit(MOST_OFFERED)
    )
    return [
        IdeaToOffer(
            campaign.id,
            idea_id,
            nr or 0,
            title,
            support if view.shows_support_of(campaign.id) else None,
            campaign,
        )
        for idea_id, nr, title, support, campaign in rows
    ]
