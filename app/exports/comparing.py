"""What comparing two and two says of each proposal, as rows of a file."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.comparing import PairStanding
from app.exports.cells import Cell
from app.models import Campaign, Idea
from app.voting.comparing import get_advice


def comparison_headings() -> tuple[str, ...]:
    """In the reader's language."""
    return (
        _("Nr."),
        _("Forslag"),
        _("Sammenligninger (råd)"),
        _("Nedre grense"),
        _("Øvre grense"),
        _("Vant"),
        _("Tapte"),
        _("Personer"),
        _("Usikker"),
    )


def comparison_rows(session: Session, campaign: Campaign) -> Iterator[tuple[Cell, ...]]:
    """One row for each proposal that was compared, the best first; none where too few answered."""
    advice = get_advice(session, campaign)
    if not advice:
        return
    ideas = session.execute(
        select(Idea.id, Idea.nr, Idea.title)
        .where(Idea.campaign_id == campaign.id, Idea.id.in_(advice))
        .order_by(Idea.nr)
    )
    for id_, nr, title in sorted(ideas, key=lambda row: -advice[row[0]].score):
        yield nr, title, *_numbers(advice[id_])


def _numbers(standing: PairStanding) -> tuple[Cell, ...]:
    low, high = (float(end) for end in standing.interval)
    return (
        round(float(standing.score), 1),
        low,
        high,
        standing.wins,
        standing.losses,
        standing.people,
        standing.is_uncertain,
    )
