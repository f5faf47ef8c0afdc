"""What people say of a plan's themes, theme by theme."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import DeadlinePassedError, NotAllowedError
from app.domain.plan_access import PlanPermission
from app.learning import services
from app.learning.forms.states import AnswerForm, HideForm, ThemeCommentForm
from app.learning.names import column_names
from app.learning.queries.content import list_themes
from app.learning.queries.hearing import list_bodies_to_speak_for, list_comments
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.states import PLAN
from app.learning.routes.words import address_of, plan_crumbs
from app.models import Person, ThemeComment
from app.web.access import current_actor, needs
from app.web.clock import clock, now

HEARING = PLAN + "/horing"
COMMENT = HEARING + "/innspill/<uuid:comment_id>"


@bp.get(HEARING)
@needs(PlanPermission.PLAN_VIEW)
def hearing(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    return _hearing_page(view, {})


def _hearing_page(view: PlanView, typed: dict[UUID, ThemeCommentForm]) -> ResponseReturnValue:
    """Every theme with what was said; `typed` are the forms that were sent."""
    session = db.session()
    themes = list_themes(session, view.plan.id)
    may_comment = view.may("plan:comment") and services.is_hearing_open(view.plan, now())
    bodies = list_bodies_to_speak_for(session, view) if may_comment else []
    forms = {
        theme.id: typed.get(theme.id) or ThemeCommentForm.speaking_for(bodies, theme.id)
        for theme in themes
        if may_comment
    }
    page = render_template(
        "learning/hearing.html",
        view=view,
        themes=themes,
        comments=list_comments(session, view),
        forms=forms,
        wrong=next((form for form in typed.values() if form.errors), None),
        columns=column_names(),
        is_open=services.is_hearing_open(view.plan, now()),
    )
    return page, 422 if typed else 200


@bp.post(HEARING + "/<uuid:theme_id>")
@needs(PlanPermission.PLAN_COMMENT)
def comment(unit_slug: str, half_year: str, theme_id: UUID) -> ResponseReturnValue:
    view = _view_for(unit_slug, half_year, PlanPermission.PLAN_COMMENT)
    if not services.is_hearing_open(view.plan, now()):
        raise DeadlinePassedError("hearing", deadline=view.plan.hearing_ends_at)
    form = ThemeCommentForm.speaking_for(list_bodies_to_speak_for(db.session(), view), theme_id)
    if not form.validate():
        return _hearing_page(view, {theme_id: form})
    with atomic() as session:
        written = services.comment_on_theme(
            session,
            current_actor(),
            view.plan.id,
            theme_id,
            text=form.text.data or "",
            on_behalf_of=UUID(form.on_behalf_of.data) if form.on_behalf_of.data else None,
            clock=clock(),
        )
    flash(_("Takk! Innspillet ditt er sendt."), "success")
    return _back(view, written.id)


def _back(view: PlanView, comment_id: UUID) -> ResponseReturnValue:
    return redirect(address_of(view, "hearing", _anchor=f"kommentar-{comment_id}"), 303)


@bp.route(COMMENT + "/trekk", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_COMMENT)
def withdraw_comment(unit_slug: str, half_year: str, comment_id: UUID) -> ResponseReturnValue:
    view = _view_for(unit_slug, half_year, PlanPermission.PLAN_COMMENT)
    said = services.get_comment(db.session(), view.plan.id, comment_id)
    if said.person_id != view.actor.person_id:
        raise NotAllowedError(PlanPermission.PLAN_COMMENT)
    if request.method == "POST":
        with atomic() as session:
            services.withdraw_comment(
                session, current_actor(), view.plan.id, comment_id, clock=clock()
            )
        flash(_("Innspillet er trukket."), "success")
        return redirect(address_of(view, "hearing"), 303)
    return render_template(
        "confirm.html",
        heading=_("Trekke innspillet?"),
        crumbs=plan_crumbs(view),
        quote=_quote(said),
        consequences=[_("Teksten blir borte for alltid.")],
        action_url=request.path,
        confirm_label=_("Trekk innspillet"),
        cancel_url=address_of(view, "hearing"),
        color="danger",
    )


@bp.route(COMMENT + "/svar", methods=["GET", "POST"])
@needs(PlanPermission.COMMENT_ANSWER)
def answer_comment(unit_slug: str, half_year: str, comment_id: UUID) -> ResponseReturnValue:
    view = _view_for(unit_slug, half_year, PlanPermission.COMMENT_ANSWER)
    said = services.get_comment(db.session(), view.plan.id, comment_id)
    form = AnswerForm(text=said.answer)
    if form.validate_on_submit():
        with atomic() as session:
            services.answer_comment(
                session,
                current_actor(),
                view.plan.id,
                comment_id,
                text=form.text.data or "",
                now=now(),
            )
        flash(_("Svaret er lagret. Alle som kan lese planen, ser det."), "success")
        return _back(view, comment_id)
    page = render_template(
        "confirm.html",
        heading=_("Svar på innspillet"),
        crumbs=plan_crumbs(view),
        quote=_quote(said),
        form=form,
        action_url=request.path,
        confirm_label=_("Lagre svaret"),
        cancel_url=address_of(view, "hearing"),
    )
    return page, 422 if form.errors else 200


@bp.route(COMMENT + "/skjul", methods=["GET", "POST"])
@needs(PlanPermission.COMMENT_ANSWER)
def hide_comment(unit_slug: str, half_year: str, comment_id: UUID) -> ResponseReturnValue:
    view = _view_for(unit_slug, half_year, PlanPermission.COMMENT_ANSWER)
    said = services.get_comment(db.session(), view.plan.id, comment_id)
    form = HideForm()
    if form.validate_on_submit():
        with atomic() as session:
            services.hide_comment(
                session,
                current_actor(),
                view.plan.id,
                comment_id,
                reason=form.reason.data or "",
                now=now(),
            )
        flash(_("Innspillet er skjult, og den som skrev det, har fått vite hvorfor."), "success")
        return _back(view, comment_id)
    page = render_template(
        "confirm.html",
        heading=_("Skjule innspillet?"),
        crumbs=plan_crumbs(view),
        quote=_quote(said),
        consequences=[
            _("Bare den som skrev innspillet, kan lese det etterpå."),
            _("Den som skrev det, får begrunnelsen på e-post."),
        ],
        form=form,
        action_url=request.path,
        confirm_label=_("Skjul innspillet"),
        cancel_url=address_of(view, "hearing"),
    )
    return page, 422 if form.errors else 200


def _quote(said: ThemeComment) -> dict[str, str | None]:
    return {"who": db.session.get_one(Person, said.person_id).name, "text": said.text}


def _view_for(unit_slug: str, half_year: str, permission: PlanPermission) -> PlanView:
    return get_plan_for(db.session(), current_actor(), unit_slug, half_year, permission)
