"""How the words of a time cell were understood, said back."""

from flask_babel import gettext as _

from app.domain.learning.times import Day, TimeKind, TimePlan
from app.web.filters import hour, long_day
from app.web.words import in_a_row


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
    hours = hour(day.starts) + (f"–{hour(day.ends)}" if day.ends else "")
    return str(_("%(day)s kl. %(hours)s", day=written, hours=hours))
