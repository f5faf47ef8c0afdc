"""A theme in the plan: where it came from, what is to be learnt, and its place."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError, NotFoundError, ReasonMissingError
from app.domain.learning.framework import Level, is_observable, kind_of, verbs_for
from app.domain.learning.times import TimeKind, TimePlan
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning import services
from app.learning.forms.theme_details import OutcomeForm, ThemeDetailsForm
from app.learning.names import level_names, outcome_kind_names
from app.learning.queries.activities import days_by_activity, list_people_to_choose
from app.learning.queries.content import ThemeView, list_source_notes, list_themes
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.queries.units import list_teams
from app.learning.routes.blueprint import bp
from app.learning.routes.time_words import understood
from app.learning.routes.words import address_of, may_remove
from app.learning.services.theme_details import get_outcome
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.filters import language

_MOVES = {"up": -1, "down": 1}


@bp.get("/planer/<unit_slug>/<half_year>/tema/<uuid:theme_id>")
@needs(PlanPermission.PLAN_VIEW)
def theme(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found, nr, total = _theme_of(view, theme_id)
    days = days_by_activity(db.session(), view.plan.id)
    times = {
        activity.id: understood(TimePlan(TimeKind(activity.time_kind), tuple(days[activity.id])))
        for outcome in found.outcomes
        for activity in outcome.activities
        if activity.id in days
    }
    return render_template(
        "learning/theme.html",
        view=view,
        theme=found,
        notes=list_source_notes(db.session(), view.plan.id),
        nr=nr,
        total=total,
        times=times,
        level_names=level_names(),
        kind_names=outcome_kind_names(),
        kind_of=lambda level: kind_of(Level(level)),
        is_observable=is_observable,
        may_edit=view.may("theme:edit", found.team_path),
        may_remove=may_remove,
    )


@bp.route("/planer/<unit_slug>/<half_year>/tema/<uuid:theme_id>/rediger", methods=["GET", "POST"])
@needs(PlanPermission.THEME_EDIT)
def edit_theme(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    theme = _theme_of(view, theme_id)[0]
    permission = PlanPermission.THEME_EDIT if theme.team else PlanPermission.PLAN_EDIT
    require_in_plan(view.actor, permission, view.scope, theme.team_path)
    form = _details_form(view, theme)
    asks_reason = False
    if form.validate_on_submit():
        try:
            with atomic() as session:
                services.edit_theme(
                    session,
                    view.actor,
                    view.plan.id,
                    theme_id,
                    details=form.details,
                    reason=request.form.get("change_reason", ""),
                    now=now(),
                )
            flash(_("Temaet er lagret."), "success")
            return redirect(address_of(view, "theme", theme_id=theme_id), 303)
        except InvalidInputError as error:
            form.refuse(error)
        except ReasonMissingError:
            asks_reason = True
    page = render_template(
        "learning/edit_theme.html",
        view=view,
        theme=_theme_of(view, theme_id)[0],
        form=form,
        asks_reason=asks_reason,
    )
    return page, 422 if form.errors or asks_reason else 200


def _details_form(view: PlanView, theme: ThemeView) -> ThemeDetailsForm:
    people = list(list_people_to_choose(db.session(), view.unit, now=now()))
    chosen = theme.theme.responsible_id
    if chosen and chosen not in dict(people):
        people.append((chosen, theme.responsible or _("tidligere bruker")))
    if not view.may_edit:
        own = [theme.team] if theme.team else []
        return ThemeDetailsForm.offering(theme.theme, teams=own, people=people, whole_unit=False)
    teams = list_teams(db.session(), view.unit)
    if theme.team and theme.team.id not in {team.id for team in teams}:
        teams.append(theme.team)
    return ThemeDetailsForm.offering(theme.theme, teams=teams, people=people)


@bp.post("/planer/<unit_slug>/<half_year>/tema/<uuid:theme_id>/flytt")
@needs(PlanPermission.PLAN_EDIT)
def move_theme(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    """One place up or down, as the button says."""
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.PLAN_EDIT
    )
    with atomic() as session:
        services.move_theme(
            session,
            view.actor,
            view.plan.id,
            theme_id,
            by=_MOVES.get(request.form.get("to", ""), 0),
            reason=_("Rekkefølgen på temaene er endret."),
            now=now(),
        )
    flash(_("Temaet er flyttet."), "success")
    return redirect(address_of(view, "theme", theme_id=theme_id), 303)


@bp.route("/planer/<unit_slug>/<half_year>/tema/<uuid:theme_id>/utbytte", methods=["GET", "POST"])
@needs(PlanPermission.THEME_EDIT)
def add_outcome(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    theme = _theme_of(view, theme_id)[0]
    require_in_plan(view.actor, PlanPermission.THEME_EDIT, view.scope, theme.team_path)
    form = OutcomeForm.offering(None)

    def add(session: Session) -> None:
        services.add_outcome(
            session, view.actor, view.plan.id, theme_id, **_outcome_as_sent(form), now=now()
        )

    return _outcome_answer(view, theme_id, form, add, _("Læringsutbyttet er lagt til."))


@bp.route(
    "/planer/<unit_slug>/<half_year>/utbytte/<uuid:outcome_id>/rediger", methods=["GET", "POST"]
)
@needs(PlanPermission.THEME_EDIT)
def edit_outcome(unit_slug: str, half_year: str, outcome_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    outcome, team_path = get_outcome(db.session(), view.plan.id, outcome_id)
    require_in_plan(view.actor, PlanPermission.THEME_EDIT, view.scope, team_path)
    form = OutcomeForm.offering(outcome)

    def edit(session: Session) -> None:
        services.edit_outcome(
            session, view.actor, view.plan.id, outcome_id, **_outcome_as_sent(form), now=now()
        )

    return _outcome_answer(view, outcome.theme_id, form, edit, _("Læringsutbyttet er lagret."))


def _outcome_as_sent(form: OutcomeForm) -> dict[str, Any]:
    return {
        "text": form.text.data or "",
        "level": form.level.data or None,
        "reason": request.form.get("change_reason", ""),
    }


def _outcome_answer(
    view: PlanView,
    theme_id: UUID,
    form: OutcomeForm,
    write: Callable[[Session], None],
    thanks: str,
) -> ResponseReturnValue:
    """Write what was sent, or show the form with what stands in the way."""
    asks_reason = False
    if form.validate_on_submit():
        try:
            with atomic() as session:
                write(session)
            flash(thanks, "success")
            return redirect(address_of(view, "theme", theme_id=theme_id), 303)
        except InvalidInputError as error:
            form.refuse(error)
        except ReasonMissingError:
            asks_reason = True
    return _outcome_page(view, theme_id, form, asks_reason)


def _outcome_page(
    view: PlanView, theme_id: UUID, form: OutcomeForm, asks_reason: bool
) -> ResponseReturnValue:
    names = outcome_kind_names()
    level = form.level.data
    page = render_template(
        "learning/edit_outcome.html",
        view=view,
        theme=_theme_of(view, theme_id)[0],
        form=form,
        asks_reason=asks_reason,
        verbs=[(kind, name, verbs_for(kind, language())) for kind, name in names.items()],
        chosen=kind_of(Level(level)) if level in set(Level) else None,
        is_new=request.endpoint == "learning.add_outcome",
        is_observable=is_observable(form.text.data or ""),
    )
    return page, 422 if form.errors or asks_reason else 200


def _theme_of(view: PlanView, theme_id: UUID) -> tuple[ThemeView, int, int]:
    """The theme, its number in the plan from 1, and how many there are."""
    themes = list_themes(db.session(), view.plan.id)
    for nr, theme in enumerate(themes, start=1):
        if theme.id == theme_id:
            return theme, nr, len(themes)
    raise NotFoundError(f"theme {theme_id}")
