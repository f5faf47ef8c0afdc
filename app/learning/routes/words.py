"""Words and addresses that several pages of a plan share."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.domain.learning.lines import COLUMNS
from app.learning.queries.plans import PlanView


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
