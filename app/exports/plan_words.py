"""What the parts of a plan are called in files, in the file's language."""

from datetime import date, datetime

from babel.dates import format_date
from flask_babel import gettext as _

from app.core.clock import OSLO
from app.domain.learning.document import ArenaEntry, DayEntry, PersonEntry
from app.web.filters import hour, language


def arena_purposes(arena: ArenaEntry) -> str:
    """«utvikle, dele»."""
    purposes = (
        (arena.develops, _("utvikle")),
        (arena.shares, _("dele")),
        (arena.spreads, _("spre")),
    )
    return ", ".join(name for is_so, name in purposes if is_so)


def name_of(person: PersonEntry) -> str:
    return person.name or str(_("tidligere bruker"))


def yes_or_no(value: bool) -> str:
    return str(_("ja") if value else _("nei"))


def full_day(value: date | datetime) -> str:
    """«22. april 2027», with its year, since a file may be read long after."""
    on = value.astimezone(OSLO).date() if isinstance(value, datetime) else value
    pattern = "d MMMM y" if language() == "en" else "d. MMMM y"
    return str(format_date(on, pattern, locale=language()))


def day_with_hours(entry: DayEntry) -> str:
    """«22. april 2027 kl. 09.00–11.30»."""
    if entry.starts is None:
        return full_day(entry.day)
    times = [hour(at) for at in (entry.starts, entry.ends) if at]
    return str(_("%(day)s kl. %(hours)s", day=full_day(entry.day), hours="–".join(times)))
