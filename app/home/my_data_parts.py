"""What the parts of a person's stored data are asked with."""

from typing import Any

from sqlalchemy import Select, and_, select

from app.models import Campaign, Idea


def of_ideas(model: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Rows that belong to a proposal, each with its dugnad and title first."""
    of_idea = and_(Idea.campaign_id == model.campaign_id, Idea.id == model.idea_id)
    return (
        select(Campaign.title_nb.label("campaign"), Idea.title, *columns)
        .select_from(model)
        .join(Idea, of_idea)
        .join(Campaign, Campaign.id == Idea.campaign_id)
    )
