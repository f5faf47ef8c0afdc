"""Where a proposal came from, went to and who has it, as parts of its story's statement."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from app.domain.proposals import OUT_OF_SIGHT
from app.ideas.queries.joined import joined_into
from app.ideas.queries.story_of_plans import CAMPAIGN, IDEA, here, line
from app.models import Assignment, Campaign, Forwarding, Idea, Person

ASSIGNMENTS = Assignment.__table__
CAMPAIGNS = Campaign.__table__
FORWARDINGS = Forwarding.__table__
PERSONS = Person.__table__
ABOVE = Idea.__table__.alias("ideas_above")
BELOW = Idea.__table__.alias("ideas_below")


def forwarding_parts() -> Iterator[Select[Any]]:
    """Sent on from here, and where it came from; also what came with a joined proposal."""
    at = FORWARDINGS.c.forwarded_at
    yield (
        line(
            "forwarded",
            at=at,
            who=CAMPAIGNS.c.title_nn,
            text=CAMPAIGNS.c.title_nb,
            ref=CAMPAIGNS.c.slug,
            more=ABOVE.c.nr,
        )
        .select_from(FORWARDINGS)
        .join(CAMPAIGNS, CAMPAIGNS.c.id == FORWARDINGS.c.to_campaign_id)
        .join(ABOVE, _is_idea(ABOVE, "to"))
        .where(
            FORWARDINGS.c.from_campaign_id == CAMPAIGN,
            FORWARDINGS.c.from_idea_id == IDEA,
            ABOVE.c.state.not_in(OUT_OF_SIGHT),
            FORWARDINGS.c.undone_at.is_(None),
        )
    )
    yield (
        line(
            "origin",
            at=at,
            who=FORWARDINGS.c.unit_name,
            text=BELOW.c.title,
            ref=FORWARDINGS.c.support,
            more=FORWARDINGS.c.ballots,
        )
        .select_from(FORWARDINGS)
        .join(ABOVE, _is_idea(ABOVE, "to"))
        .join(BELOW, _is_idea(BELOW, "from"))
        .where(
            FORWARDINGS.c.to_campaign_id == CAMPAIGN,
            ABOVE.c.id.in_(joined_into(CAMPAIGN, IDEA)),
            BELOW.c.state.not_in(OUT_OF_SIGHT),
            FORWARDINGS.c.undone_at.is_(None),
        )
    )
    yield (
        line(
            "assigned", at=ASSIGNMENTS.c.assigned_at, who=PERSONS.c.name, text=ASSIGNMENTS.c.due_on
        )
        .select_from(ASSIGNMENTS)
        .join(PERSONS, PERSONS.c.id == ASSIGNMENTS.c.owner_id)
        .where(*here(ASSIGNMENTS))
    )


def _is_idea(ideas: Any, end: str) -> Any:
    return (ideas.c.campaign_id == FORWARDINGS.c[f"{end}_campaign_id"]) & (
        ideas.c.id == FORWARDINGS.c[f"{end}_idea_id"]
    )
