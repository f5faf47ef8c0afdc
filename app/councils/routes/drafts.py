"""Joint drafts: write, change, talk about."""

from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.contributions.queries import list_files
from app.core.db import atomic, db
from app.councils import services
from app.councils.forms import DraftCommentForm
from app.councils.queries.drafts import (
    Room,
    find_draft,
    get_room,
    get_standing,
    list_draft_comments,
)
from app.councils.routes.blueprint import bp
from app.councils.services.drafts import may_discard, require_time
from app.councils.texts import decision_words, standing_words
from app.domain.council_access import CouncilPermission
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    DomainError,
    InvalidInputError,
)
from app.domain.proposals import IdeaState
from app.ideas.forms import IdeaForm
from app.ideas.routes.writing import offer_topics
from app.models import Idea
from app.web.access import current_actor, needs
from app.web.clock import clock, now

DRAFTS = "/utvalg/<slug>/dugnader/<campaign_slug>/utkast"
DRAFT = f"{DRAFTS}/<uuid:idea_id>"


@bp.route(f"{DRAFTS}/nytt", methods=["GET", "POST"])
@needs(CouncilPermission.DRAFT_WRITE)
def new_draft(slug: str, campaign_slug: str) -> ResponseReturnValue:
    room = room_of(slug, campaign_slug)
    room.council.require(CouncilPermission.DRAFT_WRITE)
    form = IdeaForm()
    if request.method != "POST":
        require_time(room, now())
        form.body.data = room.campaign.campaign.proposal_hint or ""
        return _form(room, form, uuid4())
    idea_id = form.id_of_idea or uuid4()
    if refused := _unfit(room, form, idea_id):
        return refused
    try:
        with atomic() as session:
            services.begin_draft(
                session,
                current_actor(),
                slug,
                campaign_slug,
                idea_id=idea_id,
                proposal=form.proposal,
                clock=clock(),
            )
    except InvalidInputError as error:
        form.blame(error)
        return _form(room, form, idea_id, status=422)
    except DeadlinePassedError as late:
        return _form(room, form, idea_id, status=409, refusal=late)
    flash(_("Utkastet er lagret. Alle medlemmene ser det."), "success")
    return to_draft(".draft", slug, campaign_slug, idea_id)


@bp.get(DRAFT)
@needs(CouncilPermission.DRAFT_READ)
def draft(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    """The text, what the members say about it, and how far they have come."""
    room = room_of(slug, campaign_slug)
    idea = find_draft(db.session(), room, idea_id)
    if idea.state != IdeaState.DRAFT:
        return redirect(url_for("ideas.show", slug=campaign_slug, nr=idea.nr), 303)
    return show_draft(room, idea)


def show_draft(
    room: Room,
    idea: Idea,
    *,
    comment_form: DraftCommentForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    session, moment = db.session(), now()
    standing = get_standing(session, room, idea, now=moment)
    page = render_template(
        "councils/draft.html",
        room=room,
        council=room.council,
        campaign=room.campaign.campaign,
        idea=idea,
        standing=standing,
        standing_words=standing_words(standing.backing),
        decision_words=decision_words,
        comments=list_draft_comments(session, idea),
        files=list_files(session, idea),
        comment_form=comment_form or DraftCommentForm(None),
        is_open=room.takes_proposals(moment),
        may_discard=may_discard(room, idea),
        mandate=room.council.mandate_of(current_actor().person_id),
        refusal=refusal,
        moment=moment,
    )
    return page, status


@bp.route(f"{DRAFT}/rediger", methods=["GET", "POST"])
@needs(CouncilPermission.DRAFT_WRITE)
def edit_draft(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    room = room_of(slug, campaign_slug)
    idea = find_draft(db.session(), room, idea_id)
    form = IdeaForm()
    if request.method != "POST":
        require_time(room, now())
        form.fill_from(idea)
        return _form(room, form, idea_id, idea=idea)
    if "discard" in request.form:
        return _discard(slug, campaign_slug, idea_id)
    if refused := _unfit(room, form, idea_id, idea):
        return refused
    try:
        with atomic() as session:
            services.edit_draft(
                session,
                current_actor(),
                slug,
                campaign_slug,
                idea_id,
                proposal=form.proposal,
                version=read_version(),
                clock=clock(),
            )
    except InvalidInputError as error:
        form.blame(error)
        return _form(room, form, idea_id, idea=idea, status=422)
    except (ConflictError, DeadlinePassedError) as refusal:
        return _with_both_texts(slug, campaign_slug, form, idea_id, refusal)
    flash(_("Lagret. Alle blir spurt på nytt om de godkjenner teksten."), "success")
    return to_draft(".draft", slug, campaign_slug, idea_id)


def _with_both_texts(
    slug: str, campaign_slug: str, form: IdeaForm, idea_id: UUID, refusal: DomainError
) -> ResponseReturnValue:
    """One's own text in the form, what is stored beside it; saving again is a choice."""
    room = room_of(slug, campaign_slug)
    idea = find_draft(db.session(), room, idea_id)
    form.version.data = str(idea.version)
    return _form(room, form, idea_id, idea=idea, refusal=refusal, status=409)


def _unfit(
    room: Room, form: IdeaForm, idea_id: UUID, idea: Idea | None = None
) -> ResponseReturnValue | None:
    if not form.validate():
        return _form(room, form, idea_id, idea=idea, status=422)
    if form.proposal.holds_national_id() and "confirm_id" not in request.form:
        return _form(room, form, idea_id, idea=idea, status=422, asks_about_id=True)
    return None


def _form(
    room: Room,
    form: IdeaForm,
    idea_id: UUID,
    *,
    idea: Idea | None = None,
    status: int = 200,
    asks_about_id: bool = False,
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    form.idea_id.data = str(idea_id)
    offer_topics(form, room.campaign)
    form.on_behalf_of.choices = []
    page = render_template(
        "councils/edit_draft.html",
        form=form,
        room=room,
        council=room.council,
        campaign=room.campaign.campaign,
        idea=idea,
        required=room.campaign.campaign.required_parts.split(","),
        asks_about_id=asks_about_id,
        refusal=refusal,
        may_discard=idea is not None and may_discard(room, idea),
    )
    return page, status


def _discard(slug: str, campaign_slug: str, idea_id: UUID) -> Response:
    with atomic() as session:
        services.discard(session, current_actor(), slug, campaign_slug, idea_id, now=now())
    flash(_("Utkastet er slettet."), "info")
    return redirect(url_for(".room", slug=slug, campaign_slug=campaign_slug), 303)


@bp.post(f"{DRAFT}/kommentarer")
@needs(CouncilPermission.DRAFT_COMMENT)
def comment(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    room = room_of(slug, campaign_slug)
    idea = find_draft(db.session(), room, idea_id)
    form = DraftCommentForm()
    if not form.validate_on_submit():
        return show_draft(room, idea, comment_form=form, status=422)
    with atomic() as session:
        services.comment_on_draft(
            session,
            current_actor(),
            slug,
            campaign_slug,
            idea_id,
            body=form.body.data or "",
            now=now(),
        )
    return to_draft(".draft", slug, campaign_slug, idea_id, _anchor="samtalen")


def room_of(slug: str, campaign_slug: str) -> Room:
    return get_room(db.session(), current_actor(), slug, campaign_slug, now=now())


def read_version() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def to_draft(endpoint: str, slug: str, campaign_slug: str, idea_id: UUID, **more: Any) -> Response:
    address = url_for(endpoint, slug=slug, campaign_slug=campaign_slug, idea_id=idea_id, **more)
    return redirect(address, 303)
