"""Months, weekdays and kinds of files in words."""

from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _

from app.domain.learning.materials import DOCX
from app.learning.routes.blueprint import bp
from app.web.filters import language


@bp.app_template_filter("month_name")
def month_name(day: date) -> str:
    """«mars 2027»."""
    return str(format_date(day, "MMMM y", locale=language()))


@bp.app_template_filter("weekday")
def weekday(day: date) -> str:
    """«mandag»."""
    return str(format_date(day, "EEEE", locale=language()))


@bp.app_template_filter("file_kind")
def file_kind(media_type: str) -> str:
    """«PDF», «bilde» or «Word»."""
    kinds = {"application/pdf": "PDF", DOCX: "Word"}
    return kinds.get(media_type) or str(_("bilde"))
