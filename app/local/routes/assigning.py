"""Naming who follows a proposal up, and hearing back from them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.dates import day_of
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Permission
from app.ideas.queries.single import get_idea_view
from app.local.forms import AssignForm, ReportForm
from app.local.queries.assignments import (
    Held,
    Owner,
    list_assignments,
    list_held,
    list_likely_owners,
)
from app.local.routes.blueprint import bp
from app.local.routes.reading import sees_campaign
from app.local.services.assigning import assign_idea, find_owner, get_for, report_back
from app.models import Idea
from app.web.access import current_actor, needs
from app.web.clock import now

UNPROCESSABLE = 422


@bp.route("/dugnader/<slug>/forslag/<int:nr>/ansvar", methods=["GET", "POST"])
@needs(Permission.OWNER_ASSIGN)
def assign(slug: str, nr: int) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.OWNER_ASSIGN, now())
    idea = get_idea_view(session, view, nr).idea
    held = list_assignments(session, idea)
    current = next((each for each in held if each.ended_at is None), None)
    likely = list_likely_owners(session, view.owners, idea, now())
    form = AssignForm(data=_filled_from(current, likely))
    form.owner.choices = _choices(current, likely)
    if not form.owner.choices:
        form.email.label.text = _("E-postadressen til den som følger opp")
    if form.is_submitted() and _is_whole(form, view, idea) and _assigned(form, slug, nr):
        flash(_("Den som skal følge opp, har fått beskjed."), "success")
        return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)
    page = render_template("local/assign.html", view=view, idea=idea, form=form, held=held)
    return page, UNPROCESSABLE if form.errors else 200


def _filled_from(current: Held | None, likely: Sequence[Owner]) -> dict[str, Any]:
    """What stands now, to change; else the likeliest one, where there are any."""
    if current is None:
        return {"owner": str(likely[0].id)} if likely else {}
    return {
        "owner": str(current.owner_id),
        "due_on": current.due_on,
        "message": current.message,
    }


def _choices(current: Held | None, likely: Sequence[Owner]) -> list[SelectChoice]:
    choices = [SelectChoice(str(each.id), f"{each.name}, {each.unit}") for each in likely]
    if current and current.owner_id not in {each.id for each in likely}:
        name = current.owner or _("tidligere bruker")
        choices.insert(0, SelectChoice(str(current.owner_id), name))
    return choices


def _is_whole(form: AssignForm, view: CampaignView, idea: Idea) -> bool:
    """Everything that is wrong is told at once, the owner who is not found as well."""
    is_valid = bool(form.validate())
    if form.email.errors:
        return False
    try:
        find_owner(
            db.session(),
            view,
            idea,
            owner_id=_uuid(form.owner.data),
            email=form.email.data or "",
            now=now(),
        )
    except InvalidInputError as error:
        _refuse(form, error)
        return False
    return is_valid


def _assigned(form: AssignForm, slug: str, nr: int) -> bool:
    try:
        with atomic() as session:
            assign_idea(
                session,
                current_actor(),
                slug,
                nr,
                owner_id=_uuid(form.owner.data),
                email=form.email.data or "",
                due_on=form.due_on.data or date.min,
                message=form.message.data or "",
                now=now(),
            )
    except InvalidInputError as error:
        _refuse(form, error)
    except ConflictError:
        form.form_errors.append(_("Forslaget er trukket eller slått sammen med et annet."))
    else:
        return True
    return False


def _refuse(form: AssignForm, error: InvalidInputError) -> None:
    if error.facts.get("reason") == "unknown":
        form.email.errors = [_("Ingen med konto har denne adressen. Inviter personen først.")]
    else:
        form.email.errors = [_("Velg hvem som følger opp, eller skriv en e-postadresse.")]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@bp.get("/dugnader/<slug>/ansvar")
@needs(Permission.DESK_VIEW)
def assigned(slug: str) -> ResponseReturnValue:
    """Who follows up what in the whole campaign, and what is late."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.DESK_VIEW, now())
    return render_template(
        "local/assigned.html",
        view=view,
        held=list_held(db.session(), view.campaign.id),
        today=day_of(now()),
    )


@bp.route("/ansvar/<uuid:assignment_id>", methods=["GET", "POST"])
@needs(Permission.PROFILE_EDIT)
def assignment(assignment_id: UUID) -> ResponseReturnValue:
    """What one has taken on: the proposal, the day, and room to report back."""
    actor = current_actor()
    held = get_for(db.session(), actor, assignment_id, now=now())
    is_mine = held.owner_id == actor.person_id and held.ended_at is None
    form = ReportForm(data={"report": held.report})
    if is_mine and form.validate_on_submit() and _reported(form, assignment_id):
        flash(_("Takk! Den som ga deg ansvaret, har fått beskjed."), "success")
        return redirect(url_for(".assignment", assignment_id=assignment_id), 303)
    page = render_template(
        "local/assignment.html",
        held=held,
        form=form,
        is_mine=is_mine,
        is_late=held.is_late(day_of(now())),
        may_see=sees_campaign(held.campaign.slug),
    )
    return page, UNPROCESSABLE if form.errors else 200


def _reported(form: ReportForm, assignment_id: UUID) -> bool:
    try:
        with atomic() as session:
            report_back(
                session, current_actor(), assignment_id, report=form.report.data or "", now=now()
            )
    except ConflictError:
        form.form_errors.append(_("En annen har tatt over oppfølgingen."))
        return False
    return True
