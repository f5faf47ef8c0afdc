"""One's notices, and how one wants mail."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.permissions import Permission
from app.notices import services
from app.notices.forms import DeliveriesForm
from app.notices.queries import SHOWN, get_deliveries, list_notices
from app.notices.routes.blueprint import bp
from app.outbox.rendering import render_notice
from app.web.access import current_actor, needs
from app.web.clock import now

MOST_SHOWN = 300


@bp.get("/varsler")
@needs(Permission.PROFILE_EDIT)
def index() -> ResponseReturnValue:
    """What one has been told, newest first; words are made in the language the page has."""
    limit = min(max(request.args.get("vis", SHOWN, type=int), SHOWN), MOST_SHOWN)
    told, total = list_notices(db.session(), current_actor(), limit=limit)
    more = url_for(".index", vis=limit + SHOWN) if total > len(told) < MOST_SHOWN else None
    return render_template(
        "notices/index.html",
        notices=[(each, render_notice(each.kind, each.facts)) for each in told],
        total=total,
        more=more,
    )


@bp.post("/varsler/<uuid:notice_id>")
@needs(Permission.PROFILE_EDIT)
def follow(notice_id: UUID) -> ResponseReturnValue:
    """Go where a notice leads. It counts as read from then on."""
    with atomic() as session:
        notice = services.read_notice(session, current_actor(), notice_id, now=now())
    place = urlsplit(render_notice(notice.kind, notice.facts).url)
    inside = place.path + (f"?{place.query}" if place.query else "")
    return redirect(f"{inside}#{place.fragment}" if place.fragment else inside, 303)


@bp.post("/varsler/lest")
@needs(Permission.PROFILE_EDIT)
def read_all() -> ResponseReturnValue:
    with atomic() as session:
        services.read_all_notices(session, current_actor(), now=now())
    return redirect(url_for(".index"), 303)


@bp.route("/mitt/varsler", methods=["GET", "POST"])
@needs(Permission.PROFILE_EDIT)
def settings() -> ResponseReturnValue:
    """At once, daily, weekly or never, for each heading."""
    actor = current_actor()
    form = DeliveriesForm.of(get_deliveries(db.session(), actor.person_id))
    if not form.validate_on_submit():
        page = render_template("notices/settings.html", form=form)
        return page, 422 if form.errors else 200
    with atomic() as session:
        services.choose_deliveries(session, actor, form.chosen(), now=now())
    flash(_("Lagret."), "success")
    return redirect(url_for(".settings"), 303)
