"""Months, weekdays, hours and kinds of files in words."""

from datetime import date, time

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from app.domain.learning.materials import DOCX
from app.learning.routes.blueprint import bp


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "nb"


@bp.app_template_filter("month_name")
def month_name(day: date) -> str:
    """«mars 2027»."""
    return str(format_date(day, "MMMM y", locale=_language()))


@bp.app_template_filter("weekday")
def weekday(day: date) -> str:
    """«mandag»."""
    return str(format_date(day, "EEEE", locale=_language()))


@bp.app_template_filter("hour")
def hour(at: time) -> str:
    """«09.00»; English shows 09:00."""
    return f"{at.hour:02}{':' if _language() == 'en' else '.'}{at.minute:02}"


@bp.app_template_filter("file_kind")
def file_kind(media_type: str) -> str:
    """«PDF», «bilde» or «Word»."""
    kinds = {"application/pdf": "PDF", DOCX: "Word"}
    return kinds.get(media_type) or str(_("bilde"))
