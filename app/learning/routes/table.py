"""The five-column table, filled in place on the plan's own page."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import ConflictError, FrozenError, ReasonMissingError
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning import services
from app.learning.forms.table import Step, after_step, field_after, read_plan, read_step
from app.learning.queries.content import list_themes
from app.learning.queries.plans import PlanView, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.plan_page import Filling, plan_page, stored_text
from app.learning.routes.words import address_of
from app.learning.services import PlanText, ThemeText
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route("/planer/<unit_slug>/<half_year>/rediger", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_EDIT)
def edit(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Takes what was typed. Row buttons answer with the same page, nothing saved."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    _as_stored(view)
    if request.method == "GET":
        return redirect(address_of(view, "show"))
    text = read_plan(request.form)
    if step := read_step(request.form):
        return plan_page(view, _stepped(view, text, step))
    return _save(view, text)


def _stepped(view: PlanView, text: PlanText, step: Step) -> Filling:
    """One row added, moved or taken out. A page that is swapped in is told where to go on."""
    after = after_step(text, step)
    if not _is_fragment():
        return Filling(after)
    themes = [str(theme.id) for theme in list_themes(db.session(), view.plan.id)]
    return Filling(after, focus=field_after(text, after, step, themes))


def _is_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"


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
        return plan_page(view, Filling(text, asks_reason=True)), 422
    except ConflictError as clash:
        return plan_page(view, _beside_others(view, text, clash)), 409
    except FrozenError as frozen:
        if frozen.facts.get("reason") != "has_history":
            raise
        return plan_page(view, Filling(text, frozen=frozen)), 409
    except services.UnfitError as unfit:
        return plan_page(view, Filling(text, faults=unfit.faults)), 422
    if _is_fragment():
        fresh = get_plan_view(db.session(), view.actor, view.unit.slug, view.plan.half_year)
        return plan_page(fresh, Filling(_as_stored(fresh), is_saved=True))
    flash(_("Planen er lagret."), "success")
    return redirect(address_of(view, "show"), 303)


def _beside_others(view: PlanView, text: PlanText, clash: ConflictError) -> Filling:
    """What was typed is kept; what others wrote stands above it. Saving again replaces theirs."""
    stored = _as_stored(view)
    fresh = {theme.theme_id: theme for theme in stored.themes}
    themes = [
        ThemeText(theme.theme_id, fresh[theme.theme_id].base, theme.lines) for theme in text.themes
    ]
    kept = PlanText(text.introduction, stored.base, themes)
    return Filling(kept, clash=clash, others=stored)


def _as_stored(view: PlanView) -> PlanText:
    """What this person may change, as it stands now; NotAllowedError where that is nothing."""
    fresh = get_plan_view(db.session(), view.actor, view.unit.slug, view.plan.half_year)
    text = stored_text(fresh, list_themes(db.session(), fresh.plan.id))
    if not text.themes:
        require_in_plan(fresh.actor, PlanPermission.PLAN_EDIT, fresh.scope)
    return text
