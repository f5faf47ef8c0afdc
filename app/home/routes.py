"""The front door and the pages that belong to the person."""

from flask import Blueprint, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.services.profile import change_locale
from app.campaigns import words
from app.campaigns.queries import list_campaign_views
from app.core.db import atomic, db
from app.domain.permissions import Permission, Role, require_role
from app.home import queries
from app.home.tasks import list_tasks
from app.home.waiting import open_calls, recent_results
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.language import LOCALES
from app.web.redirects import redirect_back

bp = Blueprint("home", __name__)


@bp.get("/")
@needs(None)
def index() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    actor, moment = current_actor(), now()
    views = [view for view in list_campaign_views(db.session(), actor) if not view.scope.is_draft]
    ids = [view.campaign.id for view in views]
    used = queries.get_votes_used(db.session(), actor.person_id, ids)
    calls = open_calls(views, used, moment)
    open_ids = [call.view.campaign.id for call in calls]
    return render_template(
        "home/index.html",
        calls=calls,
        drafts=queries.list_my_drafts(db.session(), actor.person_id, open_ids),
        news=queries.list_my_news(db.session(), actor.person_id),
        results=recent_results(views, moment),
        words=words,
    )


@bp.get("/mitt")
@needs(Permission.PROFILE_EDIT)
def mine() -> ResponseReturnValue:
    bodies = queries.list_my_bodies(db.session(), current_actor())
    return render_template("home/mine.html", bodies=bodies)


@bp.get("/oppgaver")
@needs(Permission.TASKS_VIEW)
def tasks() -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    require_role(actor, Permission.TASKS_VIEW)
    views = list_campaign_views(db.session(), actor)
    work = queries.get_work(db.session(), [view.campaign.id for view in views])
    return render_template(
        "home/tasks.html",
        tasks=list_tasks(views, work, moment),
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
