"""Half-years in words, for pages and files."""

from flask_babel import gettext as _

from app.domain.half_years import HalfYear


def half_year_words(value: HalfYear | str) -> str:
    """«våren 2027» or «høsten 2027»."""
    half_year = HalfYear.parse(value) if isinstance(value, str) else value
    if half_year.is_spring:
        return str(_("våren %(year)s", year=half_year.year))
    return str(_("høsten %(year)s", year=half_year.year))
