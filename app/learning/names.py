"""What the parts of a plan are called, in the language of the page or file being made."""

from flask_babel import force_locale
from flask_babel import gettext as _

from app.domain.learning.framework import Level, OutcomeKind
from app.domain.learning.lines import COLUMNS
from app.domain.learning.sources import SourceKind
from app.domain.learning.working_group import Part
from app.domain.plan_access import PlanState
from app.domain.text import same_line
from app.web.language import LOCALES


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
        Part.MINUTES: _("Skriver referat"),
        Part.MEMBER: _("Medlem"),
    }


def source_kind_names() -> dict[str, str]:
    return {
        SourceKind.EMPLOYER: _("Intervju med en arbeidsgiver"),
        SourceKind.COUNCIL: _("Innspill fra et brukerutvalg"),
        SourceKind.PARTNER: _("Samtale med en samarbeidspartner"),
        SourceKind.OTHER: _("Annen kilde"),
    }


def level_names() -> dict[Level, str]:
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


def level_name(level: str | None) -> str:
    """Empty where none is chosen."""
    return level_names()[Level(level)] if level else ""


def levels_by_word() -> dict[str, str]:
    """The levels by what they are called in each language, to read them out of a file."""
    found: dict[str, str] = {}
    for locale in LOCALES:
        with force_locale(locale):
            found |= {same_line(name): level.value for level, name in level_names().items()}
    return found


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


def outcome_kind_names() -> dict[OutcomeKind, str]:
    return {
        OutcomeKind.KNOWLEDGE: _("Kunnskap"),
        OutcomeKind.SKILLS: _("Ferdigheter"),
        OutcomeKind.GENERAL_COMPETENCE: _("Generell kompetanse"),
    }
