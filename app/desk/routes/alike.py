"""Proposals that look alike across the whole campaign, and topics from the words people use."""

from collections.abc import Callable
from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.desk import services
from app.desk.alike import (
    AlikeCache,
    list_alike,
    list_aside,
    list_merged,
    list_suggested_topics,
    texts_of,
)
from app.desk.routes.blueprint import DESK, bp, looked_after
from app.domain.duplicates import MOST_COMPARED
from app.domain.permissions import Permission
from app.web.access import current_actor, needs
from app.web.clock import clock, now

SHOWN_AT_ONCE = 50
MOST_DIGITS = 9
"""No campaign has proposals by the thousand million, and no database such a number."""


def alike_cache() -> AlikeCache:
    """What this process has compared."""
    return cast(AlikeCache, current_app.extensions.setdefault("alike_pairs", AlikeCache()))


@bp.route(f"{DESK}/lignende", methods=["GET", "POST"])
@needs(Permission.IDEA_MERGE)
def alike(slug: str) -> ResponseReturnValue:
    """Suggestions to merge or to put aside, several at once. Nothing happens by itself."""
    view = looked_after(slug)
    view.require(Permission.IDEA_MERGE, now())
    fault = None
    if request.method == "POST":
        if act := _chosen_act(slug):
            act()
            return redirect(url_for(".alike", slug=slug), 303)
        fault = _("Kryss av for det det gjelder.")
    session, campaign = db.session(), view.campaign
    found = list_alike(session, campaign, alike_cache())
    shown = found[:SHOWN_AT_ONCE]
    page = render_template(
        "desk/alike.html",
        campaign=campaign,
        pairs=shown,
        texts=texts_of(session, campaign.id, shown),
        number=len(found),
        aside=list_aside(session, campaign.id),
        merged=list_merged(session, campaign.id),
        most=MOST_COMPARED,
        fault=fault,
    )
    return page, 422 if fault else 200


def _chosen_act(slug: str) -> Callable[[], None] | None:
    """What the pressed button does with what is ticked; None where nothing is."""
    pairs, aside, merged = _pairs("pair"), _pairs("aside"), _numbers("merged")
    act = request.form.get("act")
    if act == "undo" and (aside or merged):
        return lambda: _undo(slug, aside, merged)
    if act == "dismiss" and pairs:
        return lambda: _dismiss(slug, pairs)
    if act == "merge" and pairs:
        return lambda: _merge(slug, pairs)
    return None


def _pairs(name: str) -> list[tuple[int, int]]:
    """The ticked pairs, once each, as «3-17»; what is no pair is left out."""
    chosen = []
    for text in dict.fromkeys(request.form.getlist(name)):
        low, _dash, high = text.partition("-")
        if _is_number(low) and _is_number(high):
            chosen.append((int(low), int(high)))
    return chosen


def _numbers(name: str) -> list[int]:
    return [int(text) for text in request.form.getlist(name) if _is_number(text)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _merge(slug: str, pairs: list[tuple[int, int]]) -> None:
    with atomic() as session:
        joined, left = services.merge_alike(session, current_actor(), slug, pairs, clock=clock())
    if joined:
        text = ngettext(
            "%(num)s forslag er slått sammen med et annet. Du kan angre nederst på siden.",
            "%(num)s forslag er slått sammen med andre. Du kan angre nederst på siden.",
            joined,
        )
        flash(text, "success")
    if left:
        _tell_left(left)


def _dismiss(slug: str, pairs: list[tuple[int, int]]) -> None:
    with atomic() as session:
        number = services.dismiss_alike(session, current_actor(), slug, pairs, now=now())
    if number:
        text = ngettext(
            "%(num)s par er lagt til side og blir ikke foreslått igjen.",
            "%(num)s par er lagt til side og blir ikke foreslått igjen.",
            number,
        )
        flash(text, "success")
    if number < len(pairs):
        _tell_left(len(pairs) - number)


def _tell_left(number: int) -> None:
    """Somebody was there before: another facilitator, or whoever withdrew a proposal."""
    text = ngettext(
        "%(num)s par ble stående, for noe er slått sammen, skjult eller trukket i mellomtiden.",
        "%(num)s par ble stående, for noe er slått sammen, skjult eller trukket i mellomtiden.",
        number,
    )
    flash(text, "warning")


def _undo(slug: str, aside: list[tuple[int, int]], merged: list[int]) -> None:
    with atomic() as session:
        actor = current_actor()
        number = services.undo_merges(session, actor, slug, merged, clock=clock())
        number += services.suggest_again(session, actor, slug, aside, now=now())
    if number:
        flash(ngettext("%(num)s er angret.", "%(num)s er angret.", number), "success")
    else:
        flash(_("Ingenting var igjen å angre. Noen har gjort det før deg."), "info")


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
