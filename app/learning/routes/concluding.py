"""What the makers of a plan conclude from its evaluation, theme by theme, and publishing it."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    FrozenError,
    NotFoundError,
    NotOpenError,
)
from app.domain.plan_access import PlanPermission
from app.learning.forms.evaluation import (
    ConclusionForm,
    reached_names,
)
from app.learning.queries.content import ThemeView, list_themes
from app.learning.queries.evaluations import (
    get_results,
    is_closed,
    may_read_texts,
)
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.evaluation import PLAN, level_words, told_words
from app.learning.routes.words import address_of, plan_crumbs
from app.learning.services import concluding
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(PLAN + "/tema/<uuid:theme_id>/konklusjon", methods=["GET", "POST"])
@needs(PlanPermission.EVALUATION_CONCLUDE)
def conclude(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    """What the group makes of one theme, with what was answered beside it."""
    view = _view_to_conclude(unit_slug, half_year)
    theme = _get_theme(view, theme_id)
    form = ConclusionForm.of(theme.theme)
    if form.validate_on_submit():
        with atomic() as session:
            concluding.conclude_theme(
                session,
                current_actor(),
                view.plan.id,
                theme_id,
                conclusion=form.conclusion.data,
                summary=form.summary.data or "",
                clock=clock(),
            )
        flash(_("Konklusjonen er lagret. Andre ser den når evalueringen er avsluttet."), "success")
        return redirect(address_of(view, "evaluation", _anchor=f"tema-{theme_id}"), 303)
    page = render_template(
        "learning/conclude.html",
        view=view,
        theme=theme,
        form=form,
        results=get_results(db.session(), view),
        reached_names=reached_names(),
        level_words=level_words,
    )
    return page, 422 if form.errors else 200


@bp.route(PLAN + "/evaluering/avslutt", methods=["GET", "POST"])
@needs(PlanPermission.EVALUATION_CONCLUDE)
def finish_evaluation(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Publish the conclusions; asks first, since all who took part are told.

    Whoever presses twice, or comes late, is led to what was concluded.
    """
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    if view.shows_conclusions and may_read_texts(view):
        return _already_finished(view)
    view = _view_to_conclude(unit_slug, half_year)
    if request.method == "POST":
        try:
            with atomic() as session:
                told = concluding.finish_evaluation(
                    session, current_actor(), view.plan.id, clock=clock()
                )
        except ConflictError as error:
            left = int(str(error.facts.get("left", 0)))
            flash(_left_words(left), "warning")
            return redirect(address_of(view, "evaluation"), 303)
        except FrozenError:
            return _already_finished(view)
        flash(_("Planen er evaluert.") + " " + told_words(told), "success")
        return redirect(address_of(view, "show"), 303)
    return render_template(
        "confirm.html",
        heading=_("Avslutt evalueringen"),
        crumbs=plan_crumbs(view),
        consequences=[
            _("Konklusjonene vises for alle som kan lese planen, og kan ikke endres etterpå."),
            _(
                "De som kunne være med i dugnadene bak planen, foreslo noe der eller følger et "
                "forslag som ble et tema, får en e-post."
            ),
            _("Planen kan ikke endres lenger."),
        ],
        action_url=request.path,
        confirm_label=_("Avslutt og fortell det videre"),
        cancel_url=address_of(view, "evaluation"),
    )


def _already_finished(view: PlanView) -> ResponseReturnValue:
    flash(_("Planen er alt evaluert."), "info")
    return redirect(address_of(view, "evaluation"), 303)


def _left_words(left: int) -> str:
    return str(
        ngettext(
            "%(num)s tema mangler en konklusjon.", "%(num)s temaer mangler en konklusjon.", left
        )
    )


def _view_to_conclude(unit_slug: str, half_year: str) -> PlanView:
    """For makers, when the evaluation has closed; else NotOpenError."""
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.EVALUATION_CONCLUDE
    )
    if view.evaluation is None or not is_closed(view.evaluation, now()):
        raise NotOpenError("evaluation")
    return view


def _get_theme(view: PlanView, theme_id: UUID) -> ThemeView:
    for theme in list_themes(db.session(), view.plan.id):
        if theme.id == theme_id:
            return theme
    raise NotFoundError(f"theme {theme_id}")
