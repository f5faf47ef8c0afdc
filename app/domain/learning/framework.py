"""The national qualification framework, as far as a learning outcome needs it.

Three kinds with their levels, the verbs that fit each, and whether somebody else could see that an
outcome was reached. The verbs are in Norwegian, as the outcomes are.
"""

import re
from enum import StrEnum


class OutcomeKind(StrEnum):
    KNOWLEDGE = "knowledge"
    SKILLS = "skills"
    GENERAL_COMPETENCE = "general_competence"


class Level(StrEnum):
    """In the framework's order."""

    KNOW_OF = "know_of"
    KNOWLEDGE_OF = "knowledge_of"
    INSIGHT = "insight"
    APPLY = "apply"
    REFLECT = "reflect"
    FIND_ASSESS_REFER = "find_assess_refer"
    MASTER_TOOLS = "master_tools"
    PLAN_CARRY_OUT = "plan_carry_out"
    CONVEY = "convey"
    EXCHANGE_VIEWS = "exchange_views"
    KNOW_INNOVATION = "know_innovation"


LEVELS = {
    OutcomeKind.KNOWLEDGE: (Level.KNOW_OF, Level.KNOWLEDGE_OF, Level.INSIGHT),
    OutcomeKind.SKILLS: (
        Level.APPLY,
        Level.REFLECT,
        Level.FIND_ASSESS_REFER,
        Level.MASTER_TOOLS,
    ),
    OutcomeKind.GENERAL_COMPETENCE: (
        Level.PLAN_CARRY_OUT,
        Level.CONVEY,
        Level.EXCHANGE_VIEWS,
        Level.KNOW_INNOVATION,
    ),
}
_KINDS = {level: kind for kind, levels in LEVELS.items() for level in levels}

VERBS: dict[str, dict[Level, tuple[str, ...]]] = {
    "nb": {
        Level.KNOW_OF: ("kjenne til", "nevne", "kjenne igjen", "peke på"),
        Level.KNOWLEDGE_OF: ("ha kunnskap om", "beskrive", "gjøre rede for", "gi eksempler på"),
        Level.INSIGHT: ("ha innsikt i", "forklare", "sammenligne", "begrunne"),
        Level.APPLY: ("bruke", "utføre", "vise", "ta opp"),
        Level.REFLECT: ("reflektere over", "vurdere egen", "justere", "spørre om"),
        Level.FIND_ASSESS_REFER: ("finne", "vurdere", "henvise til", "velge mellom"),
        Level.MASTER_TOOLS: ("beherske", "mestre", "ta i bruk", "registrere"),
        Level.PLAN_CARRY_OUT: ("planlegge", "gjennomføre", "lede", "følge opp"),
        Level.CONVEY: ("formidle", "legge fram", "dele", "lære bort"),
        Level.EXCHANGE_VIEWS: ("utveksle synspunkter om", "drøfte", "gi tilbakemelding på"),
        Level.KNOW_INNOVATION: ("kjenne til nytenkning i", "foreslå", "prøve ut", "forbedre"),
    },
    "nn": {
        Level.KNOW_OF: ("kjenne til", "nemne", "kjenne att", "peike på"),
        Level.KNOWLEDGE_OF: ("ha kunnskap om", "skildre", "gjere greie for", "gi døme på"),
        Level.INSIGHT: ("ha innsikt i", "forklare", "samanlikne", "grunngi"),
        Level.APPLY: ("bruke", "utføre", "vise", "ta opp"),
        Level.REFLECT: ("reflektere over", "vurdere eigen", "justere", "spørje om"),
        Level.FIND_ASSESS_REFER: ("finne", "vurdere", "vise til", "velje mellom"),
        Level.MASTER_TOOLS: ("meistre", "ta i bruk", "registrere"),
        Level.PLAN_CARRY_OUT: ("planleggje", "gjennomføre", "leie", "følgje opp"),
        Level.CONVEY: ("formidle", "leggje fram", "dele", "lære bort"),
        Level.EXCHANGE_VIEWS: ("utveksle synspunkt om", "drøfte", "gi tilbakemelding på"),
        Level.KNOW_INNOVATION: ("kjenne til nytenking i", "foreslå", "prøve ut", "forbetre"),
    },
}
"""Verbs that make an outcome visible, by written form and level."""

_INNER = re.compile(
    r"(?:(?:alle|deltakerne|deltakarane|veilederne|rettleiarane|ansatte|tilsette|vi|de|dei) )?"
    r"(?:skal |bør |kan |kunne |kunna )?(?:å )?"
    r"(?:forstå|ha forståelse|ha forståing|få(?! til)|bli|være|vere|vera|øke|auke|styrke|ha fokus|"
    r"sette fokus|setje fokus|tenke|tenkje|føle|kjenne på|lære (?:om|mer|meir)|"
    r"understand|be aware|become|get|learn about)\b"
)
"""Beginnings of what goes on inside a person, or of what others are to do."""
_FRAMEWORKS_OWN = frozenset(
    {"kjenne til", "ha kunnskap om", "ha innsikt i", "kjenne til nytenkning i"}
)
_MORE_VERBS = frozenset(
    {"skrive", "svare", "si", "seie", "fortelle", "fortelje", "lage", "løse", "løyse", "øve"}
    | {"explain", "describe", "use", "show", "plan", "find", "write"}
)


def kind_of(level: Level) -> OutcomeKind:
    return _KINDS[level]


def verbs_for(kind: OutcomeKind, written_form: str) -> tuple[str, ...]:
    """The verbs of all the kind's levels, in bokmål unless nynorsk is asked for."""
    verbs = VERBS["nn" if written_form == "nn" else "nb"]
    return tuple(dict.fromkeys(verb for level in LEVELS[kind] for verb in verbs[level]))


def _observable() -> "re.Pattern[str]":
    verbs = {verb for each in VERBS.values() for some in each.values() for verb in some}
    verbs = (verbs - _FRAMEWORKS_OWN) | _MORE_VERBS
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, verbs), key=len, reverse=True))})\b")


_OBSERVABLE = _observable()


def is_observable(outcome: str) -> bool:
    """False where the words begin inside a person («forstå», «bli bevisst») and stay there.

    «Forstå brevet og kunne forklare det» is observable. No words are not judged.
    """
    words = " ".join(outcome.casefold().split())
    return not _INNER.match(words) or bool(_OBSERVABLE.search(words))
