"""Files of a plan, and the page to choose among them."""

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.errors import NotFoundError
from app.domain.plan_access import PlanPermission
from app.exports.plan_files import (
    MIMETYPES,
    count_activities,
    get_plan_to_file,
    list_versions,
    plan_file,
)
from app.exports.routes.blueprint import bp
from app.exports.texts import plan_formats
from app.learning.queries.plans import get_plan_view
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.language import LOCALES, select_locale

MOST_DIGITS = 5
"""Of a version's number."""


@bp.get("/planer/<unit_slug>/<half_year>/last-ned")
@needs(PlanPermission.PLAN_VIEW)
def plan_downloads(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Every format, in the written form and the version one chooses in the address."""
    session = db.session()
    view = get_plan_view(session, current_actor(), unit_slug, half_year)
    versions = list_versions(session, view.plan.id)
    number = _version_wanted()
    if number is not None and number not in {version.number for version in versions}:
        raise NotFoundError(f"version {number}")
    return render_template(
        "exports/plan_downloads.html",
        view=view,
        versions=versions,
        number=number,
        locale=_locale_wanted(),
        locales=LOCALES,
        formats=plan_formats(count_activities(session, view.plan.id)),
    )


@bp.get("/planer/<unit_slug>/<half_year>/last-ned/plan.<fmt>")
@needs(PlanPermission.PLAN_VIEW)
def plan_file_in(unit_slug: str, half_year: str, fmt: str) -> ResponseReturnValue:
    if fmt not in MIMETYPES:
        raise NotFoundError(f"format {fmt}")
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    plan = get_plan_to_file(db.session(), view, _version_wanted())
    file = plan_file(plan, fmt, _locale_wanted(), now=now())
    answer = send_file(
        BytesIO(file.content),
        mimetype=file.mimetype,
        as_attachment=True,
        download_name=file.name,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _locale_wanted() -> str:
    wanted = request.args.get("sprak", "")
    return wanted if wanted in LOCALES else select_locale()


def _version_wanted() -> int | None:
    """None for the plan as it stands; NotFoundError for what is no number."""
    wanted = request.args.get("versjon", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= MOST_DIGITS):
        raise NotFoundError(f"version {wanted}")
    return int(wanted)
