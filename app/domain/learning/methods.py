"""How varied the teaching is: each method's words put into one of a few kinds, and counted."""

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum


class MethodKind(StrEnum):
    """In the order in which they are shown: from listening to doing."""

    LECTURE = "lecture"
    COURSE = "course"
    GROUP = "group"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    VISIT = "visit"
    OTHER = "other"


_BEGINNINGS = {
    MethodKind.LECTURE: "foredrag forelesning forelesing førelesing innlegg informasjon"
    " presentasjon orientering film introduksjon gjennomgang lecture talk presentation",
    MethodKind.COURSE: "kurs opplæring e-læring elæring nettkurs modul studie studiepoeng"
    " etterutdanning videreutdanning vidareutdanning undervisning utdanning webinar course"
    " e-learning",
    MethodKind.GROUP: "gruppe diskusjon samtale drøft dialog kunnskapssirkel refleksjon workshop"
    " verksted verkstad case lese group discussion",
    MethodKind.GUIDANCE: "kollegaveiledning kollegarettleiing veiledning rettleiing skulder mentor"
    " coaching guidance shadowing",
    MethodKind.PRACTICE: "øve øving øvelse øvelser rollespill rollespel prøve praksis trening"
    " simulering relasjonsarbeid practice exercise role-play",
    MethodKind.VISIT: "besøk bedriftsbesøk studietur omvisning omvising hospitering befaring visit",
}
_KINDS = tuple(
    (kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, beginnings.split()))})", re.IGNORECASE))
    for kind, beginnings in _BEGINNINGS.items()
)
FEWEST_TO_JUDGE = 2
"""One activity alone is no lack of variety."""


def kinds_in(method: str) -> set[MethodKind]:
    """Every kind that the words name; OTHER where they name none, nothing where there are none."""
    if not method.strip():
        return set()
    return {kind for kind, words in _KINDS if words.search(method)} or {MethodKind.OTHER}


def is_only_lectures(methods: Iterable[str]) -> bool:
    """Whether all the activities that say how, at least two, say nothing but lecture."""
    named = [kinds for method in methods if (kinds := kinds_in(method))]
    return len(named) >= FEWEST_TO_JUDGE and all(kinds == {MethodKind.LECTURE} for kinds in named)


def method_mix(methods: Iterable[str]) -> list[tuple[MethodKind, int]]:
    """How many activities use each kind; one with two kinds counts in both."""
    counts = Counter(kind for method in methods for kind in kinds_in(method))
    return [(kind, counts[kind]) for kind in MethodKind if counts[kind]]
