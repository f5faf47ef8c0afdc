"""The board: the campaign's proposals as cards, by topic or in columns made by hand."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.permissions import Permission
from app.models import BoardColumn
from app.rooms.forms import read_ids
from app.rooms.queries.board import (
    MOST_CARDS,
    Column,
    get_board,
    get_column,
    has_topics,
    list_lying,
)
from app.rooms.routes.blueprint import bp
from app.rooms.services import board as services
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import in_form
from app.web.words import answer_names

BOARD = "/dugnader/<slug>/tavle"
BY_TOPIC, BY_HAND = "tema", "egne"
_STEPS = {"up": -1, "down": 1}
_SIDES = ("left", "right")
"""With the card and the column beside it, to lay it there."""


@bp.get(BOARD)
@needs(Permission.CAMPAIGN_VIEW)
def board(slug: str) -> ResponseReturnValue:
    session, moment = db.session(), now()
    view = get_campaign_view(session, current_actor(), slug)
    topics = has_topics(session, view.campaign.id)
    wanted = request.args.get("etter")
    by_topic = topics and wanted != BY_HAND
    needed = Permission.IDEA_SHORTLIST if by_topic else Permission.BOARD_ARRANGE
    return render_template(
        "rooms/board.html",
        view=view,
        campaign=view.campaign,
        phase=view.phase_at(moment),
        board=get_board(session, view, by_topic=by_topic),
        by_topic=by_topic,
        has_topics=topics,
        may_arrange=view.may(needed, moment),
        may_make_columns=not by_topic and view.may(Permission.BOARD_ARRANGE, moment),
        most_cards=MOST_CARDS,
        status_names=answer_names(),
    )


@bp.post(BOARD + "/flytt", endpoint="move_cards")
@needs(Permission.BOARD_ARRANGE)
def move(slug: str) -> ResponseReturnValue:
    """By buttons, by keyboard and by dragging: the same form. What was pressed keeps the focus."""
    by_topic = request.form.get("by") == BY_TOPIC
    pressed = next((name for name in (*_STEPS, *_SIDES) if name in request.form), "")
    try:
        if pressed in _STEPS:
            chosen = read_ids([request.form[pressed]])
            _shift(slug, chosen[0], _STEPS[pressed])
        elif pressed:
            idea, is_beside, column = request.form[pressed].partition("/")
            chosen = read_ids([idea])
            if is_beside:
                _move(slug, chosen, column, by_topic=by_topic)
        else:
            chosen = read_ids(request.form.getlist("idea"))
            _move(slug, chosen, request.form.get("into", ""), by_topic=by_topic)
    except InvalidInputError:
        flash(_("Kryss av for forslagene du vil flytte."), "warning")
        return _back(slug, by_topic=by_topic)
    flash(_moved(slug, chosen, by_topic=by_topic), "success")
    return _back(slug, by_topic=by_topic, anchor=f"{pressed or 'card'}-{chosen[0]}")


def _move(slug: str, chosen: list[UUID], column: str, *, by_topic: bool) -> None:
    into = read_ids([column])[0] if column else None
    place = request.form.get("place", "")
    with atomic() as session:
        if by_topic:
            services.set_topic(session, current_actor(), slug, chosen, topic_id=into, clock=clock())
        else:
            services.move_cards(
                session,
                current_actor(),
                slug,
                chosen,
                into=into,
                place=int(place) if place.isdecimal() and len(place) < 10 else None,
                now=now(),
            )


def _shift(slug: str, idea_id: UUID, by: int) -> None:
    with atomic() as session:
        services.shift_card(session, current_actor(), slug, idea_id, by=by, now=now())


def _moved(slug: str, chosen: list[UUID], *, by_topic: bool) -> str:
    """Where the card lies now, for those who cannot see it move; of several, how many."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    found = get_board(db.session(), view, by_topic=by_topic).find(chosen[0])
    if len(chosen) > 1 or found is None:
        moved = ngettext("%(num)s forslag er flyttet.", "%(num)s forslag er flyttet.", len(chosen))
        return str(moved)
    column, place = found
    return str(
        _(
            "«%(title)s» ligger i «%(column)s», som nummer %(place)s av %(number)s.",
            title=column.cards[place].title,
            column=_name(column, by_topic=by_topic),
            place=place + 1,
            number=len(column.cards),
        )
    )


def _name(column: Column, *, by_topic: bool) -> str:
    if column.id is None:
        return str(_("Uten tema") if by_topic else _("Ikke sortert"))
    return in_form(column.name_nb or "", column.name_nn)


@bp.post(BOARD + "/kolonner", endpoint="columns")
@needs(Permission.BOARD_ARRANGE)
def change_columns(slug: str) -> ResponseReturnValue:
    name, actor = request.form.get("name", ""), current_actor()
    column = next(iter(read_ids(filter(None, [request.form.get("column")]))), None)
    if column and "remove" in request.form and "confirmed" not in request.form:
        view = get_campaign_view(db.session(), actor, slug)
        view.require(Permission.BOARD_ARRANGE, now())
        if lying := len(list_lying(db.session(), column)):
            return _ask_to_remove(slug, get_column(db.session(), view.campaign.id, column), lying)
    try:
        with atomic() as session:
            if column is None:
                services.add_column(session, actor, slug, name=name, now=now())
            elif "remove" in request.form:
                services.remove_column(session, actor, slug, column, now=now())
            else:
                services.rename_column(session, actor, slug, column, name=name, now=now())
    except InvalidInputError as error:
        is_full = error.facts.get("reason") == "too_many"
        full = _("Det er ikke plass til flere kolonner.")
        flash(full if is_full else _("Gi kolonnen et navn på høyst 100 tegn."), "warning")
    return _back(slug, by_topic=False)


def _ask_to_remove(slug: str, column: BoardColumn, lying: int) -> str:
    back = url_for(".board", slug=slug, etter=BY_HAND)
    return render_template(
        "confirm.html",
        heading=_("Ta bort kolonnen «%(name)s»?", name=column.name),
        crumbs=[(_("Tavle"), back)],
        consequences=[
            ngettext(
                "%(num)s kort blir usortert igjen.", "%(num)s kort blir usortert igjen.", lying
            )
        ],
        fields={"column": column.id, "remove": "1", "confirmed": "1"},
        action_url=url_for(".columns", slug=slug),
        confirm_label=_("Ta bort kolonnen"),
        color="danger",
        cancel_url=back,
    )


def _back(slug: str, *, by_topic: bool, anchor: str | None = None) -> ResponseReturnValue:
    etter = BY_TOPIC if by_topic else BY_HAND
    return redirect(url_for(".board", slug=slug, etter=etter, _anchor=anchor), 303)
