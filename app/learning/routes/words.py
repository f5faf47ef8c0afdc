"""Words and addresses that several pages of a plan share."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.domain.plan_access import PlanState
from app.learning.queries.content import ThemeView
from app.learning.queries.plans import PlanView
from app.learning.services.themes import is_removable
from app.web.half_years import half_year_words


def address_of(view: PlanView, endpoint: str, **rest: Any) -> str:
    """A page inside the plan."""
    slug, half_year = view.unit.slug, view.plan.half_year
    return url_for(f"learning.{endpoint}", unit_slug=slug, half_year=half_year, **rest)


def plan_crumbs(view: PlanView) -> list[tuple[str, str]]:
    """The way back from a page inside the plan."""
    name = _("Plan for læring, %(half_year)s", half_year=half_year_words(view.half_year))
    return [(_("Planer"), url_for("learning.index")), (name, address_of(view, "show"))]


def why_refused(reason: object, most: object) -> str:
    """Why a text can't be stored, said at its field."""
    if reason == "national_id":
        return str(_("Her står et tall som ligner et fødselsnummer. Ta det bort før du lagrer."))
    return str(_("Dette er for langt. Skriv høyst %(most)s tegn.", most=most))


def may_remove(view: PlanView, theme: ThemeView) -> bool:
    """Those who make the plan may take out a theme; a team's own people one of their sub-plan."""
    permission = "theme:edit" if theme.team else "plan:edit"
    return is_removable(theme) and view.may(permission, theme.team_path)


STATE_COLORS = {
    PlanState.HEARING: "warning",
    PlanState.APPROVED: "success",
    PlanState.EVALUATED: "info",
}
