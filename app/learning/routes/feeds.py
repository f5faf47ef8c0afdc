"""Calendar feeds: secret addresses that calendar programs fetch from."""

from collections.abc import Iterator

from flask import Response, flash, make_response, redirect, render_template, request
from flask import url_for as local_url
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.services.throttling import TOKEN_BY_ADDRESS
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic, db
from app.domain.errors import NotFoundError
from app.domain.learning.calendar import Entry, FeedKind
from app.domain.plan_access import PlanPermission
from app.learning import services
from app.learning.forms.group import read_id
from app.learning.ics import Happening, as_calendar
from app.learning.queries.calendar import (
    PlannedDay,
    list_evaluation_days,
    list_planned_days,
)
from app.learning.queries.feeds import FeedView, get_feed, list_subjects, shown_in
from app.learning.routes.blueprint import bp
from app.learning.routes.calendar import activity_entry, evaluation_entry
from app.outbox.rendering import absolute_link
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.half_years import half_year_words

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
    wanted, session = shown_in(db.session(), view), db.session()
    happenings = [
        *_happenings(list_planned_days(session, wanted)),
        *_evaluations(list_evaluation_days(session, wanted)),
    ]
    answer = make_response(as_calendar(_name_of(view), happenings))
    answer.content_type = MEDIA_TYPE
    answer.headers["Content-Disposition"] = 'inline; filename="dugnad.ics"'
    return answer


def _name_of(view: FeedView) -> str:
    if view.kind is FeedKind.PERSON:
        return str(_("Min læring"))
    if view.half_year is None:
        return str(_("Læring i %(unit)s", unit=view.title))
    return str(
        _(
            "Plan for læring, %(half_year)s, %(unit)s",
            half_year=half_year_words(view.half_year),
            unit=view.title,
        )
    )


def _happenings(days: list[PlannedDay]) -> Iterator[Happening]:
    """An activity's days keep their numbers, so that one that is moved is the same event."""
    number, before = 0, None
    for each in days:
        number = number + 1 if each.activity.id == before else 1
        before = each.activity.id
        yield _happening(each, activity_entry(each), f"{each.activity.id}-{number}")


def _evaluations(days: list[PlannedDay]) -> Iterator[Happening]:
    for each in days:
        yield _happening(each, evaluation_entry(each), f"{each.activity.id}-evaluation")


def _happening(each: PlannedDay, entry: Entry, uid: str) -> Happening:
    activity = each.activity
    summary = entry.title
    if entry.is_cancelled:
        summary = str(_("Avlyst: %(activity)s", activity=summary))
    return Happening(
        uid=f"{uid}@dugnad",
        summary=summary,
        day=entry.day,
        starts=entry.starts,
        ends=entry.ends,
        revision=activity.revision,
        revised_at=activity.revised_at or each.planned_at,
        description=_description(each),
        location=activity.place or activity.arena,
        url=absolute_link(
            "learning.activity",
            unit_slug=each.unit_slug,
            half_year=each.half_year,
            activity_id=activity.id,
        ),
        is_cancelled=entry.is_cancelled,
        is_uncertain=entry.is_uncertain,
    )


def _description(each: PlannedDay) -> str:
    """What is learnt and when in words; never who takes part."""
    lines = [
        _("Tema: %(theme)s", theme=each.theme),
        _("Læringsutbytte: %(outcome)s", outcome=each.outcome) if each.outcome else "",
        _("Tid: %(time)s", time=each.activity.time),
    ]
    if each.activity.moved_from:
        lines.append(_("Flyttet fra: %(time)s", time=each.activity.moved_from))
    return "\n".join(filter(None, map(str, lines)))
