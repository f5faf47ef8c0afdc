"""The front door and the pages that belong to the person."""

import json
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.services.profile import change_locale
from app.campaigns.queries import CampaignView, list_campaign_views
from app.core.db import atomic, db
from app.domain.dates import day_of
from app.domain.permissions import Permission, Role, require_role
from app.home import queries
from app.home.beginning import FirstStep, first_steps
from app.home.group_work import asked_in_plans, group_tasks
from app.home.my_data import collect
from app.home.my_data_words import lines_of, section_names
from app.home.tasks import Task, list_tasks
from app.home.waiting import open_calls, recent_results
from app.learning.queries.calendar import list_my_week
from app.learning.queries.group_work import list_my_group_work
from app.learning.queries.lessons import list_to_evaluate
from app.local.queries.assignments import list_mine
from app.local.queries.examples import list_my_requests, list_waiting_for
from app.local.words import kinds_of_requests
from app.strategy.queries import list_received
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.language import LOCALES
from app.web.redirects import redirect_back
from app.web.words import strategy_names

bp = Blueprint("home", __name__)
SHOWN = 3
"""Tasks, and proposals to answer, on the first page before a link to the rest."""


@bp.get("/")
@needs(None)
def index() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    unit, actor, moment = db.session(), current_actor(), now()
    everything = list_campaign_views(unit, actor)
    views = [view for view in everything if not view.scope.is_draft]
    ids = [view.campaign.id for view in views]
    calls = open_calls(views, queries.get_votes_used(unit, actor.person_id, ids), moment)
    plans = list_my_group_work(unit, actor, day_of(moment))
    open_ids = [call.view.campaign.id for call in calls]
    return render_template(
        "home/index.html",
        calls=calls,
        tasks=_tasks(everything),
        group_tasks=group_tasks(plans, moment),
        asked=asked_in_plans(plans, moment),
        first_steps=_first_steps(),
        received=list_received(unit, actor.person_id, only_waiting=True),
        shown=SHOWN,
        week=list_my_week(unit, actor, day_of(moment)),
        drafts=queries.list_my_drafts(unit, actor, open_ids),
        news=queries.list_my_news(unit, actor.person_id),
        results=recent_results(views, moment),
        moment=moment,
    )


def _tasks(views: Sequence[CampaignView]) -> Sequence[Task]:
    """Only those who look after campaigns have any; the others are spared the statement."""
    if not current_actor().roles & {Role.FACILITATOR, Role.LEADER}:
        return ()
    work = queries.get_work(db.session(), [view.campaign.id for view in views])
    return list_tasks(views, work, now())


def _first_steps() -> Sequence[FirstStep]:
    actor = current_actor()
    if Role.ADMINISTRATOR not in actor.roles:
        return ()
    return first_steps(actor, queries.get_beginnings(db.session()))


@bp.get("/mitt")
@needs(Permission.PROFILE_EDIT)
def mine() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "home/mine.html",
        bodies=queries.list_my_bodies(db.session(), actor),
        received=list_received(db.session(), actor.person_id),
        taken_on=list_mine(db.session(), actor.person_id),
        today=day_of(now()),
        asked=list_my_requests(db.session(), actor.person_id),
        asked_of_me=list_waiting_for(db.session(), actor.person_id),
        kinds=kinds_of_requests(),
        answers=strategy_names(),
    )


@bp.get("/mitt/data")
@needs(Permission.PROFILE_EDIT)
def my_data() -> ResponseReturnValue:
    """All that is stored about this person and is theirs to see."""
    return render_template(
        "home/my_data.html",
        sections=collect(db.session(), current_actor().person_id),
        names=section_names(),
        lines_of=lines_of,
    )


@bp.get("/mitt/data.json")
@needs(Permission.PROFILE_EDIT)
def my_data_file() -> ResponseReturnValue:
    """The same to take away."""
    found = collect(db.session(), current_actor().person_id)
    facts = {name: [dict(each) for each in records] for name, records in found.items()}
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=datetime.isoformat)
    answer = Response(text + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = "attachment; filename=dugnad-mine-data.json"
    return answer


@bp.get("/oppgaver")
@needs(Permission.TASKS_VIEW)
def tasks() -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    require_role(actor, Permission.TASKS_VIEW)
    return render_template(
        "home/tasks.html",
        tasks=_tasks(list_campaign_views(db.session(), actor)),
        received=list_received(db.session(), actor.person_id, only_waiting=True),
        taken_on=list_mine(db.session(), actor.person_id),
        today=day_of(moment),
        group_tasks=group_tasks(list_my_group_work(db.session(), actor, day_of(moment)), moment),
        to_evaluate=list_to_evaluate(db.session(), actor, day_of(moment)),
        moment=moment,
        may_create=Role.FACILITATOR in actor.roles,
        is_administrator=Role.ADMINISTRATOR in actor.roles,
    )


@bp.post("/sprak/<locale>")
@needs(None)
def language(locale: str) -> ResponseReturnValue:
    chosen = locale if locale in LOCALES else "nb"
    session["locale"] = chosen
    if current_user.is_authenticated:
        with atomic() as unit:
            change_locale(unit, current_user.person_id, chosen)
    return redirect_back(url_for(".index"))


@bp.get("/slik-beskyttes-stemmene")
@needs(None)
def secrecy() -> ResponseReturnValue:
    return render_template("home/secrecy.html")


@bp.get("/personvern")
@needs(None)
def privacy() -> ResponseReturnValue:
    return render_template("home/privacy.html")
