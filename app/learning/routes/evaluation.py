"""The evaluation of a plan: opened, answered without a name, and read when it has closed."""

from fractions import Fraction

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotOpenError,
)
from app.domain.learning.evaluation import Conclusion
from app.domain.learning.framework import Level, kind_of
from app.domain.plan_access import PlanPermission, PlanState, require_in_plan
from app.learning.forms.evaluation import (
    AnswerForm,
    OpenForm,
    conclusion_choices,
    reached_names,
    read_reached,
)
from app.learning.names import level_names, outcome_kind_names
from app.learning.queries.content import list_themes
from app.learning.queries.evaluations import (
    get_results,
    has_answered,
    is_closed,
    list_concerned,
    list_moves,
    may_read_texts,
)
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.learning.services import evaluating
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import until

PLAN = "/planer/<unit_slug>/<half_year>"
COLORS = {Conclusion.CONTINUE: "success", Conclusion.CHANGE: "warning", Conclusion.STOP: "neutral"}


@bp.app_template_global("evaluation_is_open")
def evaluation_is_open(view: PlanView) -> bool:
    """Whether those concerned can answer now."""
    found = view.evaluation
    return (
        found is not None and view.scope.state is PlanState.APPROVED and not is_closed(found, now())
    )


@bp.app_template_global("conclusion_words")
def conclusion_words(conclusion: str) -> tuple[str, str]:
    """What a theme came to in words, and the colour of its tag."""
    return conclusion_choices()[conclusion], COLORS[Conclusion(conclusion)]


@bp.app_template_filter("one_decimal")
def one_decimal(value: Fraction) -> str:
    return str(format_decimal(float(value), format="0.0"))


@bp.get(PLAN + "/evaluering")
@needs(PlanPermission.PLAN_VIEW)
def evaluation(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """How it went, once it has closed; whoever can answer now is led there."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    if not evaluation_is_open(view):
        return _result_page(view)
    if view.may("evaluation:answer"):
        return redirect(address_of(view, "answer_evaluation"), 303)
    return _open_page(view, is_answered=False)


def _open_page(view: PlanView, *, is_answered: bool) -> str:
    """While it is open, for whoever has answered or cannot."""
    return render_template(
        "learning/evaluation_open.html",
        view=view,
        is_answered=is_answered,
        moves=list_moves(db.session(), view.plan.id),
    )


@bp.route(PLAN + "/evaluering/svar", methods=["GET", "POST"])
@needs(PlanPermission.EVALUATION_ANSWER)
def answer_evaluation(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """The form, and a receipt for whoever has answered."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = view.evaluation
    if request.method == "GET" and (found is None or not evaluation_is_open(view)):
        return redirect(address_of(view, "evaluation"), 303)
    require_in_plan(view.actor, PlanPermission.EVALUATION_ANSWER, view.scope)
    if found is None:
        raise NotOpenError("evaluation")
    if request.method == "GET" and has_answered(db.session(), found, view.actor.person_id):
        return _open_page(view, is_answered=True)
    form = AnswerForm.asking(organisation=found.asks_organisation)
    if form.validate_on_submit() and _answered(view, form):
        return redirect(address_of(view, "answer_evaluation"), 303)
    return _form_page(view, form), 422 if form.is_submitted() else 200


def _answered(view: PlanView, form: AnswerForm) -> bool:
    """Whether there is an answer now; a second one is told that the first stands."""
    plan_id = view.plan.id
    try:
        with atomic() as session:
            evaluating.answer_evaluation(
                session,
                current_actor(),
                plan_id,
                answer=form.answer(read_reached(request.form)),
                clock=clock(),
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    except ConflictError:
        flash(_("Du har alt svart. Det første svaret gjelder."), "info")
    return True


def _form_page(view: PlanView, form: AnswerForm) -> str:
    return render_template(
        "learning/evaluation_answer.html",
        view=view,
        form=form,
        themes=list_themes(db.session(), view.plan.id),
        chosen=read_reached(request.form),
        reached_names=reached_names(),
        level_words=level_words,
    )


def level_words(level: str) -> str:
    """«Ferdigheter: bruke kunnskapen i praksis»."""
    at = Level(level)
    return f"{outcome_kind_names()[kind_of(at)]}: {level_names()[at]}"


def _result_page(view: PlanView) -> ResponseReturnValue:
    found = view.evaluation
    is_public = view.shows_conclusions
    results = get_results(db.session(), view) if found and is_closed(found, now()) else None
    themes = list_themes(db.session(), view.plan.id)
    return render_template(
        "learning/evaluation_result.html",
        view=view,
        themes=themes,
        results=results,
        moves=list_moves(db.session(), view.plan.id) if results and view.was_extended else (),
        reached_names=reached_names(),
        level_words=level_words,
        shows_conclusions=is_public or may_read_texts(view),
        is_public=is_public,
        left=sum(theme.theme.conclusion is None for theme in themes),
    )


@bp.route(PLAN + "/evaluering/apne", methods=["GET", "POST"])
@needs(PlanPermission.EVALUATION_OPEN)
def open_evaluation(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Asks first: everybody concerned gets a mail."""
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.EVALUATION_OPEN
    )
    if view.evaluation is not None:
        return redirect(address_of(view, "show"), 303)
    form = OpenForm()
    if form.validate_on_submit() and _opened(view, form):
        told = _("Evalueringen er åpen %(until)s.", until=until(form.closes_at()))
        flash(told, "success")
        return redirect(address_of(view, "show"), 303)
    count = len(list_concerned(db.session(), view, now=now()))
    page = render_template(
        "learning/open_evaluation.html",
        view=view,
        form=form,
        consequences=[
            told_words(count),
            _("De kan svare én gang, uten navn. Noen dager før fristen minnes de som mangler."),
            _(
                "Ingen ser noe svar før fristen er ute. Da ser alle tallene, og dere som lager "
                "planen, det som er skrevet."
            ),
            _("Evalueringen kan ikke åpnes en gang til. Mens den er åpen, kan dere gi mer tid."),
        ],
    )
    return page, 422 if form.errors else 200


def _opened(view: PlanView, form: OpenForm) -> bool:
    try:
        with atomic() as session:
            evaluating.open_evaluation(
                session,
                current_actor(),
                view.plan.id,
                closes_at=form.closes_at(),
                asks_organisation=form.asks_organisation.data,
                clock=clock(),
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True


def told_words(count: int) -> str:
    return str(ngettext("%(num)s person får beskjed.", "%(num)s personer får beskjed.", count))
