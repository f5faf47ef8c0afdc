"""Themes that come from no campaign, and those taken out again."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import ReasonMissingError
from app.domain.plan_access import PlanPermission, PlanState, require_in_plan
from app.learning import services
from app.learning.forms.group import read_id
from app.learning.forms.plans import ChangeForm, ThemeForm
from app.learning.queries.concerns import list_signals_for
from app.learning.queries.content import list_themes
from app.learning.queries.plans import PlanView, get_plan_view
from app.learning.queries.units import list_teams
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route("/planer/<unit_slug>/<half_year>/tema", methods=["GET", "POST"])
@needs(PlanPermission.THEME_EDIT)
def add_theme(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    below = list_teams(db.session(), view.unit)
    teams = [team for team in below if view.may("theme:edit", team.path)]
    if not teams:
        require_in_plan(view.actor, PlanPermission.PLAN_EDIT, view.scope)
    signals = list_signals_for(db.session(), view.unit)
    form = ThemeForm.offering(signals, teams, whole_unit=view.may_edit)
    if not form.validate_on_submit() or not _is_added(view, form):
        page = render_template("learning/add_theme.html", view=view, form=form)
        return page, 422 if form.errors else 200
    flash(_("Temaet er lagt til."), "success")
    return redirect(address_of(view, "show"), 303)


def _is_added(view: PlanView, form: ThemeForm) -> bool:
    try:
        _add(view, form)
    except ReasonMissingError:
        form.reason.errors = [_("Skriv hvorfor planen endres.")]
        return False
    return True


def _add(view: PlanView, form: ThemeForm) -> None:
    with atomic() as session:
        services.add_theme(
            session,
            current_actor(),
            view.plan.id,
            title=form.title.data or "",
            reason=form.reason.data or "",
            signal_id=read_id(form.signal_id.data),
            team_id=read_id(form.team_id.data),
            is_voluntary=form.is_voluntary.data,
            now=now(),
        )


@bp.route("/planer/<unit_slug>/<half_year>/tema/<uuid:theme_id>/fjern", methods=["GET", "POST"])
@needs(PlanPermission.THEME_EDIT)
def remove_theme(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    _require_removal(view, theme_id)
    # Once the plan is approved, every change says why.
    form = ChangeForm() if view.plan.state == PlanState.APPROVED else None
    if request.method == "GET" or (form and not form.validate()):
        page = render_template(
            "confirm.html",
            heading=_("Fjerne temaet?"),
            consequences=[_("Temaet og alle radene i tabellen blir borte.")],
            action_url=request.path,
            confirm_label=_("Fjern temaet"),
            cancel_url=address_of(view, "show"),
            color="danger",
            form=form,
        )
        return page, 422 if form and form.errors else 200
    reason = form.change_reason.data if form else ""
    with atomic() as session:
        services.remove_theme(
            session, current_actor(), view.plan.id, theme_id, reason=reason, now=now()
        )
    flash(_("Temaet er fjernet."), "success")
    return redirect(address_of(view, "show"), 303)


def _require_removal(view: PlanView, theme_id: UUID) -> None:
    """Those who make the plan; for a theme of a sub-plan, the team's own people too."""
    themes = list_themes(db.session(), view.plan.id)
    theme = next((each for each in themes if each.id == theme_id), None)
    team_path = theme.team_path if theme else None
    permission = PlanPermission.THEME_EDIT if team_path else PlanPermission.PLAN_EDIT
    require_in_plan(view.actor, permission, view.scope, team_path)
