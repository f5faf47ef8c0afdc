"""Proposals that look alike across the whole campaign, and topics from the words people use."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.desk import services
from app.desk.queries import list_alike, list_suggested_topics
from app.desk.routes.blueprint import DESK, bp, looked_after
from app.domain.duplicates import MOST_COMPARED
from app.domain.permissions import Permission
from app.web.access import current_actor, needs
from app.web.clock import clock, now

SHOWN_AT_ONCE = 50
LONGEST_PAIR = 11
"""Characters: no campaign has proposals by the hundred million, and no database such a number."""


@bp.route(f"{DESK}/lignende", methods=["GET", "POST"])
@needs(Permission.IDEA_MERGE)
def alike(slug: str) -> ResponseReturnValue:
    """Suggestions to merge or to put aside, several at once. Nothing happens by itself."""
    view = looked_after(slug)
    view.require(Permission.IDEA_MERGE, now())
    fault = None
    if request.method == "POST":
        if pairs := _chosen():
            flash(_act(slug, pairs), "success")
            return redirect(url_for(".alike", slug=slug), 303)
        fault = _("Kryss av for de parene det gjelder.")
    found = list_alike(db.session(), view.campaign)
    page = render_template(
        "desk/alike.html",
        campaign=view.campaign,
        pairs=found[:SHOWN_AT_ONCE],
        number=len(found),
        most=MOST_COMPARED,
        fault=fault,
    )
    return page, 422 if fault else 200


def _chosen() -> list[tuple[int, int]]:
    """The ticked pairs, as «3-17»; what is no pair is left out."""
    chosen = []
    for text in request.form.getlist("pair"):
        low, _dash, high = text.partition("-")
        if low.isdecimal() and high.isdecimal() and len(text) < LONGEST_PAIR:
            chosen.append((int(low), int(high)))
    return chosen


def _act(slug: str, pairs: list[tuple[int, int]]) -> str:
    if request.form.get("act") == "dismiss":
        with atomic() as session:
            number = services.dismiss_alike(session, current_actor(), slug, pairs, now=now())
        told = ngettext(
            "%(num)s par er lagt til side og blir ikke foreslått igjen.",
            "%(num)s par er lagt til side og blir ikke foreslått igjen.",
            number,
        )
        return str(told)
    with atomic() as session:
        number = services.merge_alike(session, current_actor(), slug, pairs, clock=clock())
    told = ngettext(
        "%(num)s forslag er slått sammen med et annet.",
        "%(num)s forslag er slått sammen med andre.",
        number,
    )
    return str(told)


@bp.get(f"{DESK}/temaer")
@needs(Permission.DESK_VIEW)
def topics(slug: str) -> ResponseReturnValue:
    view = looked_after(slug)
    return render_template(
        "desk/topics.html",
        campaign=view.campaign,
        topics=list_suggested_topics(db.session(), view.campaign),
        may_edit=view.may(Permission.CAMPAIGN_EDIT, now()),
    )
