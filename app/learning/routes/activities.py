"""One activity: what it is, and filling in what the table has no room for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError, ReasonMissingError
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning import services
from app.learning.forms.activities import (
    BLANK_ROWS,
    ActivityForm,
    choices_of_bodies,
    choices_of_people,
    read_people,
    value_of,
)
from app.learning.queries.activities import (
    ActivityView,
    get_activity,
    list_bodies_to_choose,
    list_people_to_choose,
)
from app.learning.queries.arenas import list_arenas
from app.learning.queries.plans import PlanView, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.doing import doing_of
from app.learning.routes.time_words import understood
from app.learning.routes.words import address_of
from app.learning.services.activities import Participant, text_of
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get("/planer/<unit_slug>/<half_year>/aktivitet/<uuid:activity_id>")
@needs(PlanPermission.PLAN_VIEW)
def activity(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_activity(db.session(), view, activity_id)
    return render_template(
        "learning/activity.html",
        view=view,
        found=found,
        activity=found.activity,
        understood=understood(found.understood),
        may_edit=view.may("theme:edit", found.team_path),
        **doing_of(view, found),
    )


@bp.route(
    "/planer/<unit_slug>/<half_year>/aktivitet/<uuid:activity_id>/rediger",
    methods=["GET", "POST"],
)
@needs(PlanPermission.THEME_EDIT)
def edit_activity(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    """The form. Row buttons answer with the same page, nothing saved."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_activity(db.session(), view, activity_id)
    require_in_plan(view.actor, PlanPermission.THEME_EDIT, view.scope, found.team_path)
    page = _EditPage(view, found)
    if request.method == "GET":
        return page.answer(text_of(found).people)
    people = read_people(request.form)
    if "add" in request.form or "remove" in request.form:
        return page.answer(people)
    if not page.form.validate():
        return page.answer(people, status=422)
    return _save(view, page, people)


def _save(view: PlanView, page: "_EditPage", people: list[Participant]) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.edit_activity(
                session,
                view.actor,
                view.plan.id,
                page.activity_id,
                text=page.form.text(people),
                base=request.form.get("base", ""),
                reason=request.form.get("change_reason", ""),
                now=now(),
            )
    except InvalidInputError as error:
        page.form.refuse(error)
        return page.answer(people, status=422)
    except ReasonMissingError:
        return page.answer(people, status=422, asks_reason=True)
    except ConflictError:
        return page.answer(people, status=409, clashes=True)
    flash(_("Aktiviteten er lagret."), "success")
    return redirect(address_of(view, "activity", activity_id=page.activity_id), 303)


class _EditPage:
    """The form with all there is to choose from; whoever is chosen already is offered too."""

    def __init__(self, view: PlanView, found: ActivityView) -> None:
        session = db.session()
        self._view = view
        self.activity_id = found.activity.id
        people = _people(view, found)
        arenas = [
            line.arena
            for line in list_arenas(session, view.unit.id)
            if not line.is_retired or line.arena.id == found.activity.arena_id
        ]
        self.form = ActivityForm.offering(text_of(found), arenas=arenas, people=people)
        self._bodies = choices_of_bodies(list_bodies_to_choose(session, view.unit))
        self._people = choices_of_people(people)

    def answer(
        self, people: Sequence[Participant], *, status: int = 200, **rest: Any
    ) -> ResponseReturnValue:
        """Read anew, since what was stored may have changed while one wrote."""
        found = get_activity(db.session(), self._view, self.activity_id)
        rows = [(one, value_of(one)) for one in people] + [(Participant(), "")] * BLANK_ROWS
        page = render_template(
            "learning/edit_activity.html",
            view=self._view,
            found=found,
            form=self.form,
            base=text_of(found).fingerprint,
            rows=rows,
            bodies=self._bodies,
            people=self._people,
            understood=understood(found.understood),
            **rest,
        )
        return page, status


def _people(view: PlanView, found: ActivityView) -> list[tuple[UUID, str]]:
    people = list(list_people_to_choose(db.session(), view.unit, now=now()))
    known = dict(people)
    chosen = [(line.participant.person_id, line.person_name) for line in found.participants]
    for person_id, name in (*chosen, (found.activity.responsible_id, found.responsible)):
        if person_id and person_id not in known:
            known[person_id] = name or _("tidligere bruker")
    return list(known.items())
