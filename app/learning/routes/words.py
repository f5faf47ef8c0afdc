"""Words and addresses that several pages of a plan share."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.domain.learning.lines import COLUMNS
from app.domain.plan_access import PlanState
from app.learning.queries.plans import PlanView
from app.web.half_years import half_year_words


def address_of(view: PlanView, endpoint: str, **rest: Any) -> str:
    """A page inside the plan."""
    slug, half_year = view.unit.slug, view.plan.half_year
    return url_for(f"learning.{endpoint}", unit_slug=slug, half_year=half_year, **rest)


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


def plan_crumbs(view: PlanView) -> list[tuple[str, str]]:
    """The way back from a page inside the plan."""
    name = _("Plan for læring, %(half_year)s", half_year=half_year_words(view.half_year))
    return [(_("Planer"), url_for("learning.index")), (name, address_of(view, "show"))]


def state_names() -> dict[str, str]:
    """A plan's states, in the order of its life."""
    return {
        PlanState.DRAFT: _("Utkast"),
        PlanState.HEARING: _("På høring"),
        PlanState.APPROVED: _("Gjelder"),
        PlanState.EVALUATED: _("Evaluert"),
        PlanState.ARCHIVED: _("Arkivert"),
    }


STATE_COLORS = {
    PlanState.HEARING: "warning",
    PlanState.APPROVED: "success",
    PlanState.EVALUATED: "info",
}
