"""Months, weekdays and kinds of files in words."""

from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _

from app.domain.learning.materials import DOCX
from app.learning.routes.blueprint import bp
from app.web.filters import day, language


@bp.app_template_filter("month_name")
def month_name(month: date) -> str:
    """«mars 2027»."""
    return str(format_date(month, "MMMM y", locale=language()))


@bp.app_template_filter("weekday")
def weekday(on: date) -> str:
    """«mandag»."""
    return str(format_date(on, "EEEE", locale=language()))


@bp.app_template_filter("heading_day")
def heading_day(value: date) -> str:
    """«Mandag 30. november»: as it stands first, and with the capitals that English months have."""
    said = day(value)
    return said[:1].upper() + said[1:]


@bp.app_template_filter("file_kind")
def file_kind(media_type: str) -> str:
    """«PDF», «bilde» or «Word»."""
    kinds = {"application/pdf": "PDF", DOCX: "Word"}
    return kinds.get(media_type) or str(_("bilde"))
