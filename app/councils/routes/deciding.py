"""Joint drafts: approved by members, decided in a meeting, handed in."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.councils import services
from app.councils.forms import DecisionForm
from app.councils.queries.drafts import find_draft
from app.councils.routes.blueprint import bp
from app.councils.routes.drafts import DRAFT, read_version, room_of, show_draft, to_draft
from app.councils.services.drafts import require_time
from app.domain.council_access import CouncilPermission
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    DomainError,
    InvalidInputError,
)
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.post(f"{DRAFT}/godkjenn")
@needs(CouncilPermission.DRAFT_APPROVE)
def approve(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    """Yes to the text one has read, or no longer."""
    wanted = request.form.get("wanted", "1") == "1"
    try:
        with atomic() as session:
            services.approve_draft(
                session,
                current_actor(),
                slug,
                campaign_slug,
                idea_id,
                version=read_version(),
                wanted=wanted,
                clock=clock(),
            )
    except (ConflictError, DeadlinePassedError) as refusal:
        return _refused(slug, campaign_slug, idea_id, refusal)
    flash(_("Du har godkjent utkastet.") if wanted else _("Godkjenningen er trukket."), "success")
    return to_draft(".draft", slug, campaign_slug, idea_id)


@bp.route(f"{DRAFT}/vedtak", methods=["GET", "POST"])
@needs(CouncilPermission.DRAFT_DECIDE)
def decide(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    """Write down what a meeting decided."""
    room = room_of(slug, campaign_slug)
    idea = find_draft(db.session(), room, idea_id)
    room.council.require(CouncilPermission.DRAFT_DECIDE)
    form = DecisionForm()
    if request.method != "POST":
        require_time(room, now())
    try:
        if form.validate_on_submit() and _recorded(form, slug, campaign_slug, idea_id):
            flash(_("Vedtaket er skrevet inn. Nå kan utkastet sendes inn."), "success")
            return to_draft(".draft", slug, campaign_slug, idea_id)
    except (ConflictError, DeadlinePassedError) as refusal:
        return _refused(slug, campaign_slug, idea_id, refusal)
    page = render_template(
        "councils/decide.html",
        form=form,
        room=room,
        council=room.council,
        campaign=room.campaign.campaign,
        idea=idea,
    )
    return page, 422 if form.errors else 200


def _recorded(form: DecisionForm, slug: str, campaign_slug: str, idea_id: UUID) -> bool:
    try:
        with atomic() as session:
            services.record_decision(
                session,
                current_actor(),
                slug,
                campaign_slug,
                idea_id,
                version=read_version(),
                decided_on=form.day,
                present=form.present.data or "",
                decision=form.decision.data or "",
                dissent=form.dissent.data or "",
                clock=clock(),
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True


@bp.post(f"{DRAFT}/send")
@needs(CouncilPermission.DRAFT_SUBMIT)
def submit(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    """Hand it in, once, in the body's name."""
    try:
        with atomic() as session:
            idea = services.submit_draft(
                session,
                current_actor(),
                slug,
                campaign_slug,
                idea_id,
                version=read_version(),
                clock=clock(),
            )
            nr = idea.nr
    except InvalidInputError:
        flash(_("Noe mangler før utkastet kan sendes inn."), "warning")
        return to_draft(".edit_draft", slug, campaign_slug, idea_id)
    except (ConflictError, DeadlinePassedError) as refusal:
        return _refused(slug, campaign_slug, idea_id, refusal)
    flash(_("Forslaget er sendt inn. Alle medlemmene får kvittering."), "success")
    return redirect(url_for("ideas.show", slug=campaign_slug, nr=nr), 303)


def _refused(
    slug: str, campaign_slug: str, idea_id: UUID, refusal: DomainError
) -> ResponseReturnValue:
    """Said on the draft's own page; where it is handed in, with the way to it."""
    room = room_of(slug, campaign_slug)
    idea = find_draft(db.session(), room, idea_id)
    return show_draft(room, idea, refusal=refusal, status=409)
