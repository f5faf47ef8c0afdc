"""Pages: read the request, call one service, answer."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.decisions.promotion import PlanTarget, half_years_to_choose
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.half_years import HalfYear
from app.domain.permissions import Permission
from app.learning import queries, services
from app.learning.forms import StartForm, ThemeForm, after_step, read_plan, read_step
from app.learning.queries import PlanView
from app.learning.services import COLUMNS, Line, PlanText, ThemeText
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.half_years import half_year_words

bp = Blueprint("learning", __name__)


@bp.route("/planer", methods=["GET", "POST"])
@needs(Permission.PLAN_VIEW)
def index() -> ResponseReturnValue:
    """The plans one may read; whoever writes plans can start one here."""
    actor = current_actor()
    form = _start_form()
    if request.method == "POST" and form is None:
        raise NotAllowedError(Permission.PLAN_EDIT)
    if form and form.validate_on_submit():
        target = PlanTarget(UUID(form.unit_id.data), HalfYear.parse(form.half_year.data))
        with atomic() as session:
            services.start_plan(session, actor, target=target, now=now())
        unit = next(unit for unit in form.units if str(unit.id) == form.unit_id.data)
        return redirect(url_for(".edit", unit_slug=unit.slug, half_year=form.half_year.data), 303)
    plans = queries.list_plans(db.session(), actor)
    page = render_template("learning/index.html", plans=plans, form=form)
    return page, 422 if form and form.errors else 200


def _start_form() -> StartForm | None:
    units = queries.list_editable_units(db.session(), current_actor())
    if not units:
        return None
    form = StartForm()
    form.units = units
    form.unit_id.choices = [(str(unit.id), unit.name) for unit in units]
    form.half_year.choices = [
        (str(half), half_year_words(half)) for half in half_years_to_choose(now())
    ]
    return form


@bp.get("/planer/<unit_slug>/<half_year>")
@needs(Permission.PLAN_VIEW)
def show(unit_slug: str, half_year: str) -> ResponseReturnValue:
    session = db.session()
    view = queries.get_plan_view(session, current_actor(), unit_slug, half_year)
    return render_template(
        "learning/show.html",
        view=view,
        themes=queries.list_themes(session, view.plan.id),
        sources=queries.list_sources(session, view.plan.id),
        columns=column_names(),
    )


@bp.route("/planer/<unit_slug>/<half_year>/rediger", methods=["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def edit(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """The tables filled in place. Row buttons answer with the same page, nothing saved."""
    view = queries.get_plan_to_edit(db.session(), current_actor(), unit_slug, half_year)
    if request.method == "GET":
        return _edit_page(view, _as_stored(view))
    text = read_plan(request.form)
    if step := read_step(request.form):
        return _edit_page(view, after_step(text, step))
    return _save(view, text)


def _save(view: PlanView, text: PlanText) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.save_plan(session, current_actor(), view.plan.id, text=text)
    except ConflictError as clash:
        return _conflict_page(view, text, clash)
    except InvalidInputError as error:
        return _edit_page(view, text, status=422, error=error)
    flash(_("Planen er lagret."), "success")
    return redirect(_address(view, "show"), 303)


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
    plan = queries.get_plan_to_edit(
        db.session(), current_actor(), view.unit.slug, view.plan.half_year
    ).plan
    themes = [
        ThemeText(theme_id, services.fingerprint_of(lines), lines)
        for theme_id, lines in services.stored_lines(db.session(), plan.id).items()
    ]
    base = services.fingerprint_of_text(plan.introduction)
    return PlanText(plan.introduction, base, themes)


def _edit_page(
    view: PlanView,
    text: PlanText,
    *,
    status: int = 200,
    clash: ConflictError | None = None,
    others: PlanText | None = None,
    error: InvalidInputError | None = None,
) -> ResponseReturnValue:
    themes = {theme.id: theme for theme in queries.list_themes(db.session(), view.plan.id)}
    tables = [
        (themes[typed.theme_id], typed.base, [*typed.lines] or [Line()])
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
    )
    return page, status


@bp.route("/planer/<unit_slug>/<half_year>/tema", methods=["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def add_theme(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = queries.get_plan_to_edit(db.session(), current_actor(), unit_slug, half_year)
    form = ThemeForm()
    if not form.validate_on_submit():
        page = render_template("learning/add_theme.html", view=view, form=form)
        return page, 422 if form.errors else 200
    with atomic() as session:
        services.add_theme(
            session,
            current_actor(),
            view.plan.id,
            title=form.title.data,
            reason=form.reason.data,
        )
    flash(_("Temaet er lagt til."), "success")
    return redirect(_address(view, "edit"), 303)


@bp.route("/planer/<unit_slug>/<half_year>/tema/<uuid:theme_id>/fjern", methods=["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def remove_theme(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    view = queries.get_plan_to_edit(db.session(), current_actor(), unit_slug, half_year)
    if request.method == "GET":
        return render_template(
            "confirm.html",
            heading=_("Fjerne temaet?"),
            consequences=[_("Temaet og alle radene i tabellen blir borte.")],
            action_url=request.path,
            confirm_label=_("Fjern temaet"),
            cancel_url=_address(view, "edit"),
            color="danger",
        )
    with atomic() as session:
        services.remove_theme(session, current_actor(), view.plan.id, theme_id)
    flash(_("Temaet er fjernet."), "success")
    return redirect(_address(view, "edit"), 303)


def _address(view: PlanView, endpoint: str) -> str:
    return url_for(f".{endpoint}", unit_slug=view.unit.slug, half_year=view.plan.half_year)


def column_names() -> dict[str, str]:
    """The five columns offices know, in their order."""
    names = (
        _("Læringsutbytte"),
        _("Arena"),
        _("Pedagogisk virkemiddel"),
        _("Deltakere"),
        _("Tid for gjennomføring"),
    )
    return dict(zip(COLUMNS, names, strict=True))
