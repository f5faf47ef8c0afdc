"""The five-column table, filled in place."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import ConflictError, FrozenError, InvalidInputError, ReasonMissingError
from app.domain.learning.lines import Line, fingerprint_of, fingerprint_of_text
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning import services
from app.learning.forms.table import after_step, read_plan, read_step
from app.learning.names import column_names
from app.learning.queries.content import list_themes
from app.learning.queries.plans import PlanView, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.learning.services import PlanText, ThemeText
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route("/planer/<unit_slug>/<half_year>/rediger", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_EDIT)
def edit(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """The tables filled in place. Row buttons answer with the same page, nothing saved."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    if request.method == "GET":
        return _edit_page(view, _as_stored(view))
    text = read_plan(request.form)
    _as_stored(view)
    if step := read_step(request.form):
        return _edit_page(view, after_step(text, step))
    return _save(view, text)


def _save(view: PlanView, text: PlanText) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.save_plan(
                session,
                current_actor(),
                view.plan.id,
                text=text,
                reason=request.form.get("change_reason", ""),
                now=now(),
            )
    except ReasonMissingError:
        return _edit_page(view, text, status=422, asks_reason=True)
    except ConflictError as clash:
        return _conflict_page(view, text, clash)
    except FrozenError as frozen:
        if frozen.facts.get("reason") != "has_history":
            raise
        return _edit_page(view, text, status=409, frozen=frozen)
    except InvalidInputError as error:
        return _edit_page(view, text, status=422, error=error)
    flash(_("Planen er lagret."), "success")
    return redirect(address_of(view, "show"), 303)


def _conflict_page(view: PlanView, text: PlanText, clash: ConflictError) -> ResponseReturnValue:
    """What was typed is kept; what others wrote stands above it. Saving again replaces theirs."""
    stored = _as_stored(view)
    fresh = {theme.theme_id: theme for theme in stored.themes}
    themes = [
        ThemeText(theme.theme_id, fresh[theme.theme_id].base, theme.lines) for theme in text.themes
    ]
    kept = PlanText(text.introduction, stored.base, themes)
    return _edit_page(view, kept, status=409, clash=clash, others=stored)


def _as_stored(view: PlanView) -> PlanText:
    """What this person may change, as it stands now; NotAllowedError where that is nothing."""
    fresh = get_plan_view(db.session(), view.actor, view.unit.slug, view.plan.half_year)
    themes = [
        ThemeText(theme.id, fingerprint_of(theme.rows), theme.rows)
        for theme in list_themes(db.session(), fresh.plan.id)
        if fresh.may("theme:edit", theme.team_path)
    ]
    if not themes:
        require_in_plan(fresh.actor, PlanPermission.PLAN_EDIT, fresh.scope)
    introduction = fresh.plan.introduction
    return PlanText(introduction, fingerprint_of_text(introduction), themes)


def _edit_page(
    view: PlanView,
    text: PlanText,
    *,
    status: int = 200,
    clash: ConflictError | None = None,
    others: PlanText | None = None,
    error: InvalidInputError | None = None,
    frozen: FrozenError | None = None,
    asks_reason: bool = False,
) -> ResponseReturnValue:
    themes = {theme.id: theme for theme in list_themes(db.session(), view.plan.id)}
    tables = [
        (themes[typed.theme_id], typed.base, list(typed.lines) or [Line()])
        for typed in text.themes
        if typed.theme_id in themes
    ]
    page = render_template(
        "learning/edit.html",
        view=view,
        text=text,
        tables=tables,
        columns=column_names(),
        clashing=clash.facts["themes"] if clash else (),
        clash=clash,
        others={theme.theme_id: theme.lines for theme in others.themes} if others else {},
        stored_introduction=others.introduction if others else "",
        error=error,
        frozen=frozen,
        asks_reason=asks_reason,
    )
    return page, status
