"""How the words of a time cell were understood, said back."""

from datetime import date, time

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.domain.learning.times import Day, TimeKind, TimePlan
from app.learning.routes.blueprint import bp
from app.web.words import in_a_row

MINUTES_IN_HOUR = 60


def understood(plan: TimePlan) -> str:
    """«torsdag 12. mars 2027 kl. 09.00–11.30»; empty where only the words say when."""
    days = [_day_in_words(day) for day in plan.days]
    if plan.kind is TimeKind.ALTERNATIVES:
        return str(_("en av dagene %(days)s, ikke bestemt ennå", days=in_a_row(days)))
    if plan.kind is TimeKind.BY:
        return str(_("ferdig innen %(day)s", day=days[0])) if days else ""
    return in_a_row(days) if days else _without_days(plan.kind)


def _without_days(kind: TimeKind) -> str:
    words = {
        TimeKind.PERIOD: _("en tid i perioden, uten fast dag"),
        TimeKind.RECURRING: _("flere ganger, uten faste dager"),
        TimeKind.QUARTERLY: _("hvert kvartal, uten faste dager"),
        TimeKind.CONTINUOUS: _("hele tiden"),
        TimeKind.ON_DEMAND: _("når det trengs"),
    }
    return str(words.get(kind, ""))


def _day_in_words(day: Day) -> str:
    written = long_day(day.day)
    if day.starts is None:
        return written
    hours = _clock(day.starts) + (f"–{_clock(day.ends)}" if day.ends else "")
    return str(_("%(day)s kl. %(hours)s", day=written, hours=hours))


def long_day(day: date) -> str:
    """«torsdag 12. mars 2027», always with the year."""
    locale = get_locale()
    language = str(locale.language) if locale else "nb"
    pattern = "EEEE d MMMM y" if language == "en" else "EEEE d. MMMM y"
    return str(format_date(day, pattern, locale=language))


def _clock(at: time) -> str:
    locale = get_locale()
    mark = ":" if locale and locale.language == "en" else "."
    return f"{at.hour:02}{mark}{at.minute:02}"


@bp.app_template_filter("duration")
def duration(minutes: int) -> str:
    """«45 minutter», «2 timer», «1 time og 30 minutter»."""
    hours, left = divmod(minutes, MINUTES_IN_HOUR)
    parts = [ngettext("%(num)s time", "%(num)s timer", hours)] if hours else []
    if left or not hours:
        parts.append(ngettext("%(num)s minutt", "%(num)s minutter", left))
    return in_a_row(parts)
