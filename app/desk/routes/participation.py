"""Who takes part, from the first visit to the ballot, and what unites the groups."""

from datetime import datetime
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.campaigns.queries import CampaignView, find_result_turnout
from app.core.db import atomic, db
from app.decisions.evidence import find_evidence, is_result_open
from app.desk.queries import count_visits, list_acts, titles_of
from app.desk.routes.blueprint import DESK, bp, looked_after, visit_counter
from app.desk.services import record_visits
from app.domain.agreement import (
    DIVIDES_FROM,
    UNITES_WITHIN,
    AgreementMap,
    agreement_map,
)
from app.domain.errors import NotOpenError
from app.domain.participation import participation
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.domain.turnout import Turnout, turnout_from_json
from app.web.access import needs
from app.web.clock import now

MOST_NAMED = 5


@bp.get(f"{DESK}/deltakelse")
@needs(Permission.DESK_VIEW)
def taking_part(slug: str) -> ResponseReturnValue:
    """By week, group and unit; and from visits to ballots."""
    view = looked_after(slug)
    if visits := visit_counter().take():
        with atomic() as session:
            record_visits(session, visits)
    return render_template(
        "desk/participation.html",
        campaign=view.campaign,
        shown=participation(list_acts(db.session(), view)),
        visits=count_visits(db.session(), view.campaign.id),
        turnout=_turnout(view),
    )


def _turnout(view: CampaignView) -> Turnout | None:
    """While people vote as it was last written, at most hourly; then as the result says."""
    phase = view.phase_at(now())
    if phase is Phase.VOTING:
        return turnout_from_json(view.campaign.turnout)
    if phase in (Phase.CLOSED, Phase.PUBLISHED):
        return find_result_turnout(db.session(), view.campaign.id)
    return None


@bp.get(f"{DESK}/enighet")
@needs(Permission.DESK_VIEW)
def agreement(slug: str) -> ResponseReturnValue:
    """Which ideas unite the groups and which divide them, once everybody may see the result."""
    view = looked_after(slug)
    found = _agreement(view)
    ideas = found.ideas if found else ()
    return render_template(
        "desk/agreement.html",
        campaign=view.campaign,
        map=found,
        uniting=found.uniting if found else (),
        dividing=found.dividing if found else (),
        marks=_marks(found) if found else {},
        named_at_most=MOST_NAMED,
        near=round(100 * UNITES_WITHIN),
        far=round(100 * DIVIDES_FROM),
        top_mean=max((idea.mean for idea in ideas), default=0) or 1,
        top_spread=max((idea.spread for idea in ideas), default=0) or 1,
        titles=titles_of(db.session(), view.campaign.id, [idea.idea_id for idea in ideas]),
    )


def _marks(found: AgreementMap) -> dict[UUID, str]:
    """How each idea is drawn, besides those that neither unite nor divide."""
    uniting = dict.fromkeys((idea.idea_id for idea in found.uniting), "unites")
    return uniting | dict.fromkeys((idea.idea_id for idea in found.dividing), "divides")


def shows_agreement(view: CampaignView, moment: datetime) -> bool:
    """Whether there is a result that everybody may see."""
    return view.campaign.closed_at is not None and is_result_open(
        view.campaign, view.phase_at(moment)
    )


def _agreement(view: CampaignView) -> AgreementMap | None:
    """None where groups are too small. NotOpenError before the result may be shown to all."""
    evidence = find_evidence(db.session(), view.campaign)
    if evidence is None or not shows_agreement(view, now()):
        raise NotOpenError("the result is not shown yet")
    return agreement_map(evidence.result)
