"""What the parts of a plan are called in files, in the file's language."""

from datetime import date, datetime

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.core.clock import OSLO
from app.domain.learning.document import ArenaEntry, DayEntry, PersonEntry
from app.domain.learning.framework import Level
from app.domain.learning.lines import COLUMNS
from app.domain.learning.sources import SourceKind
from app.domain.learning.working_group import Part
from app.domain.plan_access import PlanState
from app.web.words import in_a_row

MINUTES_IN_HOUR = 60


def language() -> str:
    """The written form of the file being made: nb, nn or en."""
    locale = get_locale()
    return str(locale.language) if locale else "nb"


def column_names() -> dict[str, str]:
    """The five columns offices know, in their order."""
    names = (
        _("Læringsutbytte"),
        _("Arena"),
        _("Pedagogisk virkemiddel"),
        _("Deltakere"),
        _("Tid for gjennomføring"),
    )
    return dict(zip(COLUMNS, names, strict=True))


def state_names() -> dict[str, str]:
    return {
        PlanState.DRAFT: _("Utkast"),
        PlanState.HEARING: _("På høring"),
        PlanState.APPROVED: _("Gjelder"),
        PlanState.EVALUATED: _("Evaluert"),
        PlanState.ARCHIVED: _("Arkivert"),
    }


def part_names() -> dict[str, str]:
    return {
        Part.LEAD: _("Leder gruppen"),
        Part.MINUTES: _("Fører referat"),
        Part.MEMBER: _("Medlem"),
    }


def source_names() -> dict[str, str]:
    return {
        SourceKind.EMPLOYER: _("Intervju med en arbeidsgiver"),
        SourceKind.COUNCIL: _("Innspill fra et brukerutvalg"),
        SourceKind.PARTNER: _("Samtale med en samarbeidspartner"),
        SourceKind.OTHER: _("Annen kilde"),
    }


def level_names() -> dict[str, str]:
    return {
        Level.KNOW_OF: _("kjenne til"),
        Level.KNOWLEDGE_OF: _("ha kunnskap om"),
        Level.INSIGHT: _("ha innsikt i"),
        Level.APPLY: _("bruke kunnskapen i praksis"),
        Level.REFLECT: _("reflektere over egen utøvelse"),
        Level.FIND_ASSESS_REFER: _("finne, vurdere og henvise til fagstoff"),
        Level.MASTER_TOOLS: _("beherske verktøy og teknikker"),
        Level.PLAN_CARRY_OUT: _("planlegge og gjennomføre"),
        Level.CONVEY: _("formidle"),
        Level.EXCHANGE_VIEWS: _("utveksle synspunkter og erfaringer"),
        Level.KNOW_INNOVATION: _("kjenne til nytenkning og innovasjon"),
    }


def status_names() -> dict[str, str]:
    return {
        "planned": _("Planlagt"),
        "done": _("Gjennomført"),
        "moved": _("Flyttet"),
        "cancelled": _("Avlyst"),
    }


def conclusion_names() -> dict[str, str]:
    return {
        "continue": _("Går videre som det er"),
        "change": _("Går videre med endringer"),
        "stop": _("Avsluttes"),
    }


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
    mark = ":" if language() == "en" else "."
    times = [f"{at.hour:02}{mark}{at.minute:02}" for at in (entry.starts, entry.ends) if at]
    return str(_("%(day)s kl. %(hours)s", day=full_day(entry.day), hours="–".join(times)))


def duration(minutes: int) -> str:
    """«1 time og 30 minutter»."""
    hours, left = divmod(minutes, MINUTES_IN_HOUR)
    parts = [ngettext("%(num)s time", "%(num)s timer", hours)] if hours else []
    if left or not hours:
        parts.append(ngettext("%(num)s minutt", "%(num)s minutter", left))
    return in_a_row(parts)
