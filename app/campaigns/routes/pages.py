"""The list of campaigns and the page of one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.campaigns import steps, words
from app.campaigns.meeting_gaps import advice_on
from app.campaigns.part_of import find_larger, late_for
from app.campaigns.queries import (
    CampaignView,
    Standing,
    find_result_turnout,
    get_campaign_view,
    get_content,
    get_standing,
    list_campaign_views,
    list_related_views,
)
from app.campaigns.queries.lane import get_lane
from app.campaigns.queries.meetings import list_meeting_gaps
from app.campaigns.quiet_days import quiet_days_of
from app.campaigns.routes.blueprint import bp
from app.core.db import db
from app.domain.permissions import Permission, may_role
from app.domain.timetable import Phase
from app.domain.turnout import Turnout, turnout_from_json
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.words import answer_names, lane_names


@bp.get("/dugnader")
@needs(Permission.CAMPAIGN_VIEW)
def index() -> ResponseReturnValue:
    views = [
        view
        for view in list_campaign_views(db.session(), current_actor())
        if not view.scope.is_draft
    ]
    moment = now()
    return render_template(
        "campaigns/index.html",
        sections=_sections(views, moment),
        may_create=may_role(current_actor(), Permission.CAMPAIGN_CREATE),
        moment=moment,
        steps=steps,
        words=words,
    )


def _sections(views: Sequence[CampaignView], moment: datetime) -> dict[str, list[CampaignView]]:
    """Open to me with the nearest deadline first, then what goes on, what comes, what is over."""
    found: dict[str, list[CampaignView]] = {"mine": [], "others": [], "coming": [], "finished": []}
    for view in views:
        phase = view.phase_at(moment)
        if steps.my_deadline(view, moment):
            found["mine"].append(view)
        elif phase is Phase.UPCOMING:
            found["coming"].append(view)
        elif phase is Phase.PUBLISHED:
            found["finished"].append(view)
        else:
            found["others"].append(view)
    found["mine"].sort(key=lambda view: _closes(view, moment))
    found["coming"].sort(key=lambda view: view.campaign.opens_at)
    return found


def _closes(view: CampaignView, moment: datetime) -> datetime:
    mine = steps.my_deadline(view, moment)
    return mine.closes_at if mine else view.campaign.voting_closes_at


@bp.get("/dugnader/<slug>")
@needs(Permission.CAMPAIGN_VIEW)
def show(slug: str) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    view = get_campaign_view(session, actor, slug)
    content = get_content(session, view.campaign.id)
    if view.scope.is_draft:
        larger = find_larger(session, actor, view.campaign.parent_id)
        return render_template(
            "campaigns/draft.html",
            view=view,
            content=content,
            larger=larger,
            quiet_days=[*quiet_days_of(view.campaign), *late_for(larger, view.scope.timetable)],
            gaps=advice_on(list_meeting_gaps(session, _invited(view), view.scope.timetable), None),
            moment=now(),
            words=words,
        )
    standing, moment = get_standing(session, actor, view.campaign.id), now()
    return render_template(
        "campaigns/show.html",
        view=view,
        content=content,
        standing=standing,
        related=list_related_views(session, actor, view.campaign),
        turnout=_turnout(view, standing, moment),
        lane=get_lane(session, view.campaign.id, actor.person_id),
        lane_names=lane_names(),
        status_names=answer_names(),
        moment=moment,
        steps=steps,
        words=words,
    )


def _invited(view: CampaignView) -> list[UUID]:
    return [body.id for body in view.audiences]


def _turnout(view: CampaignView, standing: Standing, moment: datetime) -> Turnout | None:
    """While people vote as it was last written, at most hourly; afterwards as the result says."""
    if view.phase_at(moment) is Phase.VOTING:
        return turnout_from_json(view.campaign.turnout)
    if steps.shows_result(view, standing, moment):
        return find_result_turnout(db.session(), view.campaign.id)
    return None
