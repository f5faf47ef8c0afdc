"""How a council or a partner decided on a proposal, as a part of its story."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, case, cast

from app.ideas.queries.story_of_plans import CAMPAIGN, IDEA, line
from app.models import Body, CouncilDecision, CouncilWithdrawal

BODIES = Body.__table__
COUNCIL_DECISIONS = CouncilDecision.__table__
COUNCIL_WITHDRAWALS = CouncilWithdrawal.__table__


def council_parts() -> Iterator[Select[Any]]:
    """The decision that the proposal was handed in on: text is the mandate, or the dissent,
    and `more` the day of the meeting, or how many approved. Then that it was taken back, with the
    reason as text."""
    decided = COUNCIL_DECISIONS.c
    is_mandate = decided.way == "mandate"
    yield (
        line(
            "council",
            at=decided.recorded_at,
            who=BODIES.c.name,
            text=case((is_mandate, decided.decision), else_=decided.dissent),
            ref=decided.way,
            more=case(
                (decided.way == "meeting", cast(decided.decided_on, String)),
                else_=cast(decided.approvals, String),
            ),
        )
        .join(BODIES, BODIES.c.id == decided.body_id)
        .where(
            decided.campaign_id == CAMPAIGN,
            decided.idea_id == IDEA,
            decided.submitted_by.is_not(None),
        )
    )
    taken = COUNCIL_WITHDRAWALS.c
    yield (
        line("council_withdrawn", at=taken.withdrawn_at, who=BODIES.c.name, text=taken.reason)
        .join(BODIES, BODIES.c.id == taken.body_id)
        .where(taken.campaign_id == CAMPAIGN, taken.idea_id == IDEA)
    )
