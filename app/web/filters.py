"""How moments, numbers and texts are shown. Times are Oslo's, dates in words with weekday."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_date, format_timedelta
from flask import Flask
from flask_babel import get_locale, ngettext

from app.core.clock import OSLO
from app.core.markdown import render_markdown
from app.web.clock import now
from app.web.translating import translate as _

ONE_DAY = timedelta(days=1)
DAYS_COUNTED = 14
"""From here on weeks are easier to grasp."""
DAYS_REMEMBERED = 2_048
"""A list shows the same few weeks again and again."""


def language() -> str:
    """The written form of the page or file being made: nb, nn or en."""
    locale = get_locale()
    return str(locale.language) if locale else "nb"


def day(value: date | datetime | str) -> str:
    """«torsdag 15. oktober», with the year when it is not this one. Sealed records hold text."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    on = value.astimezone(OSLO).date() if isinstance(value, datetime) else value
    return _day(on, _this_year() == on.year, language())


def clock_time(value: datetime) -> str:
    """«kl. 12.00»; English shows 12:00."""
    local = value.astimezone(OSLO)
    return _clock_time(local.hour, local.minute, language())


def hour(at: time) -> str:
    """«09.00»; English shows 09:00."""
    return _hour(at.hour, at.minute, language())


def long_day(on: date) -> str:
    """«torsdag 12. mars 2027», always with the year."""
    return _day(on, False, language())


def short_day(value: datetime) -> str:
    """«12. nov. 2027» without the weekday and in one piece, for a narrow column."""
    on, locale = value.astimezone(OSLO).date(), language()
    said = format_date(on, "d MMM y" if locale == "en" else "d. MMM y", locale=locale)
    return str(said).replace(" ", "\N{NO-BREAK SPACE}")


def short_last_day(value: datetime) -> str:
    """The same of the last day before an end."""
    return short_day(value - timedelta(microseconds=1))


def moment(value: datetime) -> str:
    """«torsdag 15. oktober kl. 12.00»."""
    local, locale = value.astimezone(OSLO), language()
    on = _day(local.date(), _this_year() == local.year, locale)
    return f"{on} {_clock_time(local.hour, local.minute, locale)}"


def _this_year() -> int:
    return now().astimezone(OSLO).year


@lru_cache(maxsize=DAYS_REMEMBERED)
def _day(on: date, is_this_year: bool, locale: str) -> str:
    pattern = "EEEE d MMMM" if locale == "en" else "EEEE d. MMMM"
    return str(format_date(on, pattern if is_this_year else f"{pattern} y", locale=locale))


@lru_cache(maxsize=DAYS_REMEMBERED)
def _clock_time(hour: int, minute: int, locale: str) -> str:
    return _("kl. %(time)s", time=_hour(hour, minute, locale))


def _hour(hour: int, minute: int, locale: str) -> str:
    return f"{hour:02}{':' if locale == 'en' else '.'}{minute:02}"


def deadline(value: datetime) -> str:
    """An exclusive instant as people say it: midnight is the whole day before."""
    return _("hele %(day)s", day=last_day(value)) if _is_midnight(value) else moment(value)


def until(value: datetime) -> str:
    """«fram til torsdag 15. oktober kl. 12.00», «til og med torsdag 15. oktober»."""
    if _is_midnight(value):
        return _("til og med %(day)s", day=last_day(value))
    return _("fram til %(moment)s", moment=moment(value))


def by(value: datetime) -> str:
    """«innen torsdag 15. oktober kl. 12.00», where «til» could mean the matter itself."""
    if _is_midnight(value):
        return _("innen utgangen av %(day)s", day=last_day(value))
    return _("innen %(moment)s", moment=moment(value))


def _is_midnight(value: datetime) -> bool:
    return value.astimezone(OSLO).time() == time(0)


def last_day(value: datetime) -> str:
    """The last day on which a deadline accepts anything: «fredag 2. oktober»."""
    return day(value - timedelta(microseconds=1))


def relative(value: datetime) -> str:
    """«om 3 dager» or «for 2 timer siden»; shown beside the absolute time, never alone.

    Days are counted on the calendar, as people do: from Sunday to Friday is five, at any hour.
    """
    moment_now = now()
    distance = value - moment_now
    if ONE_DAY <= abs(distance) < DAYS_COUNTED * ONE_DAY:
        return _in_days((value.astimezone(OSLO).date() - moment_now.astimezone(OSLO).date()).days)
    return format_timedelta(distance, add_direction=True, locale=language(), threshold=1.2)


def _in_days(days: int) -> str:
    if abs(days) == 1:
        return _("i morgen") if days > 0 else _("i går")
    if days > 0:
        return str(ngettext("om %(num)s dag", "om %(num)s dager", days))
    return str(ngettext("for %(num)s dag siden", "for %(num)s dager siden", -days))


def iso(value: datetime | date) -> str:
    """For the `datetime` attribute of `<time>`."""
    return value.isoformat()


def percent(part: int, whole: int) -> int:
    """Whole percent, rounded half up; 0 of 0 is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def in_form(written_nb: str, written_nn: str | None) -> str:
    """The text in the reader's own written form where both exist."""
    return written_nn if written_nn and language() == "nn" else written_nb


def init_app(app: Flask) -> None:
    """Offer all of them to templates."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(
        day=day,
        clock_time=clock_time,
        hour=hour,
        moment=moment,
        deadline=deadline,
        until=until,
        by=by,
        last_day=last_day,
        short_day=short_day,
        short_last_day=short_last_day,
        relative=relative,
        iso=iso,
        markdown=render_markdown,
    )
    env.globals.update(percent=percent, in_form=in_form)
