"""Asking facilitators what became of proposals that have had no news for a long time."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.campaigns.queries.concerned import facilitators_of
from app.domain.proposals import AnswerStatus
from app.ideas.queries.silence import list_silent
from app.notices.services import tell

MONTHS = 3
QUARTER = timedelta(days=91)
MOST_TIMES = 4
"""A year of asking; whoever has not answered by then does not answer because of a fifth mail."""


def ask_what_became(session: Session, *, now: datetime) -> int:
    """Ask once for each quarter of silence, a campaign at a time; how many people."""
    asked = 0
    for silent in list_silent(session, before=now - QUARTER):
        times = (now - silent.since) // QUARTER
        if times > MOST_TIMES:
            continue
        status = AnswerStatus.GOING_FORWARD if silent.going_forward else AnswerStatus.UNDER_REVIEW
        asked += tell(
            session,
            "silence",
            facilitators_of(silent.campaign_id, now),
            event_key=f"silence:{silent.campaign_id}:{silent.since:%Y-%m-%d}:{times}",
            facts={
                "slug": silent.slug,
                "title_nb": silent.title_nb,
                "title_nn": silent.title_nn,
                "count": silent.waiting,
                "months": MONTHS * times,
                "status": status.value,
            },
            now=now,
        )
    return asked
