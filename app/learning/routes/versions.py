"""The plan's versions, and what is different between two of them."""

from datetime import date
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import db
from app.domain.differences import Piece, differences
from app.domain.errors import NotAllowedError, NotFoundError
from app.domain.learning.changes import FieldChange, changes
from app.domain.learning.document import BodyEntry, ParticipantEntry, PersonEntry, read_json
from app.domain.learning.framework import Level
from app.domain.plan_access import PlanPermission
from app.learning.names import column_names, level_names
from app.learning.queries.plans import PlanView, get_plan_view
from app.learning.queries.versions import (
    get_documents,
    get_version,
    list_versions,
    may_have_whole,
)
from app.learning.routes.blueprint import bp
from app.learning.routes.states import PLAN
from app.web.access import current_actor, needs
from app.web.filters import day

VERSIONS = PLAN + "/versjoner"


@bp.get(VERSIONS)
@needs(PlanPermission.PLAN_VIEW)
def versions(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """The list; with `fra` and `til`, what is different between the two."""
    view = _view(unit_slug, half_year)
    lines = list_versions(db.session(), view.plan.id)
    older, newer = _chosen(len(lines))
    found = None
    if older and newer:
        found = changes(*get_documents(db.session(), view, [older, newer]))
    return render_template(
        "learning/versions.html",
        view=view,
        versions=lines,
        older=older,
        newer=newer,
        changes=found,
        field_names=field_names(),
    )


def _chosen(last: int) -> tuple[int, int]:
    """The two to compare, the older first; without a choice the two newest, or none."""
    older = request.args.get("fra", last - 1, type=int)
    newer = request.args.get("til", last, type=int)
    if not request.args and last < 2:
        return 0, 0
    if not (1 <= older <= last and 1 <= newer <= last):
        raise NotFoundError("no such version")
    return min(older, newer), max(older, newer)


@bp.get(VERSIONS + "/<int:number>.json")
@needs(PlanPermission.PLAN_VIEW)
def version_file(unit_slug: str, half_year: str, number: int) -> ResponseReturnValue:
    """The very bytes that the hash is of. NotAllowedError where they hold votes one may not see."""
    view = _view(unit_slug, half_year)
    version = get_version(db.session(), view, number)
    if not may_have_whole(view, read_json(version.canonical)):
        raise NotAllowedError(PlanPermission.PLAN_VIEW)
    answer = Response(version.canonical, mimetype="application/json")
    name = f"plan-{unit_slug}-{half_year}-versjon-{number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def field_names() -> dict[str, str]:
    """What the fields of a theme, an outcome and an activity are called."""
    columns = column_names()
    return columns | {
        "text": columns["outcome"],
        "title": _("Tittel"),
        "reason": _("Begrunnelse"),
        "signal": _("Sentral føring"),
        "team": _("Team"),
        "level": _("Nivå"),
        "expected": _("Hvem som er med"),
        "lecturer": _("Foreleser eller partner"),
        "responsible": _("Ansvarlig"),
        "place": _("Sted"),
        "link": _("Lenke"),
        "minutes": _("Minutter"),
        "capacity": _("Plasser"),
        "service_users": _("Brukere som er med"),
        "is_voluntary": _("Frivillig"),
        "evaluate_on": _("Evalueres"),
    }


@bp.app_template_filter("pieces")
def pieces(field: FieldChange) -> list[Piece]:
    """What stood there and what stands there now, word by word."""
    return differences(_words_in(field.name, field.before), _words_in(field.name, field.after))


def _words_in(name: str, value: Any) -> str:
    if name == "level" and value in list(Level):
        return level_names()[Level(value)]
    return _words(value)


def _words(value: Any) -> str:
    """A field of the plan's document as people say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nei"))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, PersonEntry):
        return value.name or str(_("tidligere bruker"))
    if isinstance(value, BodyEntry):
        return value.name
    if isinstance(value, ParticipantEntry):
        return value.words or _words(value.person or value.body)
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    return str(value)


def _view(unit_slug: str, half_year: str) -> PlanView:
    return get_plan_view(db.session(), current_actor(), unit_slug, half_year)
