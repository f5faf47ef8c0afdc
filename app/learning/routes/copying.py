"""Taking along to the next half-year."""

from collections.abc import Iterable
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError, ReasonMissingError
from app.domain.plan_access import PlanPermission, PlanState
from app.learning import services
from app.learning.forms.group import read_id
from app.learning.queries.copying import list_choices
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.states import PLAN
from app.learning.routes.words import address_of
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route(PLAN + "/videre", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_COPY)
def copy(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.PLAN_COPY
    )
    if request.method == "GET":
        return _page(view)
    wanted = services.Wanted(
        _ids(request.form.getlist("theme")),
        _ids(request.form.getlist("idea")),
        request.form.get("reason", ""),
    )
    try:
        with atomic() as session:
            target = services.copy_plan(
                session, current_actor(), view.plan.id, wanted=wanted, now=now()
            )
            made = target.half_year
    except InvalidInputError as error:
        return _page(view, error=str(error.facts.get("field")))
    except ReasonMissingError:
        return _page(view, error="reason")
    flash(_("Temaene er med videre. Her er planen for neste halvår."), "success")
    following = get_plan_view(db.session(), current_actor(), view.unit.slug, made)
    return redirect(address_of(following, "show"), 303)


def _ids(texts: Iterable[str]) -> frozenset[UUID]:
    return frozenset(found for text in texts if (found := read_id(text)))


def _page(view: PlanView, error: str | None = None) -> ResponseReturnValue:
    """What was ticked stays ticked."""
    choices = list_choices(db.session(), view)
    is_sent = request.method == "POST"
    themes = request.form.getlist("theme")
    page = render_template(
        "learning/copy.html",
        view=view,
        following=view.half_year.next(),
        choices=choices,
        is_closed=choices.state not in (None, PlanState.DRAFT, PlanState.HEARING),
        ticked=set(themes)
        if is_sent
        else {str(one.theme.id) for one in choices.themes if one.is_unfinished},
        offered=set(request.form.getlist("idea")),
        reason=request.form.get("reason", ""),
        error=error,
    )
    return page, 422 if error else 200
