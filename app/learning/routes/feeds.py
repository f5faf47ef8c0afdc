"""Calendar feeds: secret addresses that calendar programs fetch from."""

from flask import Response, flash, make_response, redirect, render_template, request
from flask import url_for as local_url
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.services.throttling import TOKEN_BY_ADDRESS
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic, db
from app.domain.errors import NotFoundError
from app.domain.learning.calendar import FeedKind
from app.domain.plan_access import PlanPermission
from app.learning import services
from app.learning.forms.group import read_id
from app.learning.ics import as_calendar
from app.learning.queries.feeds import FeedView, get_feed, list_subjects
from app.learning.routes.blueprint import bp
from app.learning.routes.feed_events import happenings_of, plan_words
from app.outbox.rendering import absolute_link
from app.web.access import current_actor, needs
from app.web.clock import now

MEDIA_TYPE = "text/calendar; charset=utf-8"


@bp.get("/kalender/abonnement")
@needs(PlanPermission.PLAN_VIEW)
def feeds() -> ResponseReturnValue:
    return _page()


@bp.post("/kalender/abonnement")
@needs(PlanPermission.PLAN_VIEW)
def make_feed() -> ResponseReturnValue:
    """The page with the new address on it, which is shown this once and stored nowhere."""
    kind = _kind()
    with atomic() as session:
        token = services.make_feed(
            session, current_actor(), kind, read_id(request.form.get("of")), now=now()
        )
    return _page(absolute_link("learning.feed", token=token))


@bp.post("/kalender/abonnement/fjern")
@needs(PlanPermission.PLAN_VIEW)
def revoke_feed() -> ResponseReturnValue:
    kind = _kind()
    with atomic() as session:
        services.revoke_feed(session, current_actor(), kind, read_id(request.form.get("of")))
    flash(_("Adressen virker ikke lenger."), "success")
    return redirect(local_url(".feeds"), 303)


def _kind() -> FeedKind:
    try:
        return FeedKind(request.form.get("kind", FeedKind.PERSON))
    except ValueError as unknown:
        raise NotFoundError("kind of feed") from unknown


def _page(made: str | None = None) -> ResponseReturnValue:
    return render_template(
        "learning/feeds.html", subjects=list_subjects(db.session(), current_actor()), made=made
    )


@bp.get("/kalender/<token>.ics")
@needs(None)
def feed(token: str) -> ResponseReturnValue:
    """The file. Whoever has the address reads with its owner's rights as they are now."""
    try:
        view = get_feed(db.session(), token, now=now())
    except NotFoundError:
        # A miss is counted, a hit is not: calendar programs ask again and again.
        count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
        raise
    with force_locale(view.locale):
        return _file(view)


def _file(view: FeedView) -> Response:
    answer = make_response(as_calendar(_name_of(view), happenings_of(view)))
    answer.content_type = MEDIA_TYPE
    answer.headers["Content-Disposition"] = 'inline; filename="dugnad.ics"'
    return answer


def _name_of(view: FeedView) -> str:
    if view.kind is FeedKind.PERSON:
        return str(_("Min læring"))
    if view.half_year is None:
        return str(_("Læring i %(unit)s", unit=view.title))
    return plan_words(view.title, view.half_year)
