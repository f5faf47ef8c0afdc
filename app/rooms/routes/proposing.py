"""A group of notes as one proposal, by the form that every proposal is made with."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import DeadlinePassedError, DomainError, InvalidInputError, NotOpenError
from app.domain.permissions import Permission
from app.ideas.forms import IdeaForm
from app.ideas.routes.writing import offer_topics
from app.models import Idea
from app.rooms.queries.meetings import RoomView
from app.rooms.routes.blueprint import MEETING, bp, held
from app.rooms.services.groups import find_proposal, make_idea, suggested
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(
    MEETING + "/grupper/<uuid:group_id>/forslag", methods=["GET", "POST"], endpoint="make_idea"
)
@needs(Permission.ROOM_PROPOSE)
def propose(slug: str, room_id: UUID, group_id: UUID) -> ResponseReturnValue:
    """To be read through before it is handed in; what is refused stands in the form."""
    room, form = held(slug, room_id), IdeaForm()
    if request.method == "POST":
        return _receive(room, form, group_id)
    before = suggested(db.session(), room.meeting, group_id)
    if (made := find_proposal(db.session(), room.meeting, group_id)) is not None:
        return _already(room, made)
    room.view.require(Permission.ROOM_PROPOSE, now())
    form.title.data, form.body.data = before.title, before.body
    return _page(room, form)


def _receive(room: RoomView, form: IdeaForm, group_id: UUID) -> ResponseReturnValue:
    if not form.validate():
        return _page(room, form, status=422)
    if form.proposal.holds_national_id() and "confirm_id" not in request.form:
        return _page(room, form, status=422, asks_about_id=True)
    slug, wanted = room.view.campaign.slug, form.proposal
    asked = (current_actor(), slug, room.meeting.id, group_id)
    try:
        with atomic() as session:
            idea = make_idea(session, *asked, proposal=wanted, clock=clock())
    except InvalidInputError as error:
        form.blame(error)
        return _page(room, form, status=422)
    except (DeadlinePassedError, NotOpenError) as late:
        return _page(held(slug, room.meeting.id), form, status=409, refusal=late)
    if (idea.title, idea.body) != (wanted.cleaned().title, wanted.cleaned().body):
        return _already(room, idea)
    flash(_("Forslaget er sendt inn. Lappene står som kilder."), "success")
    return redirect(url_for("ideas.show", slug=slug, nr=idea.nr), 303)


def _already(room: RoomView, idea: Idea) -> ResponseReturnValue:
    """Somebody was faster, or came back to the form."""
    flash(_("Gruppen er sendt inn fra før. Dette er forslaget den ble til."), "info")
    return redirect(url_for("ideas.show", slug=room.view.campaign.slug, nr=idea.nr), 303)


def _page(
    room: RoomView,
    form: IdeaForm,
    *,
    status: int = 200,
    asks_about_id: bool = False,
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    offer_topics(form, room.view)
    form.on_behalf_of.choices = []
    page = render_template(
        "rooms/make_idea.html",
        room=room,
        campaign=room.view.campaign,
        form=form,
        required=room.view.campaign.required_parts.split(","),
        asks_about_id=asks_about_id,
        refusal=refusal,
        deadline=room.view.scope.timetable.submission_closes_for(room.view.group),
    )
    return page, status
