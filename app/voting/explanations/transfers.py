"""The single transferable vote: the round an idea was elected or left, and where votes went."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.groups import SMALLEST_SHOWN
from app.domain.tally.exact import Exact, read_exact
from app.voting.explanations.amounts import number
from app.voting.explanations.case import Case, Told
from app.web.words import in_a_row

MOST_NAMED = 2
"""So many of those that votes came from, or went to, are named."""
HUNDRED = 100


def votes(written: int | str) -> Exact:
    """With decimals or as a fraction."""
    if isinstance(written, str) and "." in written:
        return Fraction(Decimal(written))
    return read_exact(written)


def sentences(case: Case, told: Told) -> list[str]:
    """First preferences, then what happened to them."""
    rounds = case.result.facts["rounds"]
    first = votes(rounds[0]["votes"][told.id])
    lines = [
        str(
            ngettext(
                "%(num)s hadde det som førstevalg.", "%(num)s hadde det som førstevalg.", int(first)
            )
        )
    ]
    for before, step in zip([rounds[0], *rounds], rounds, strict=False):
        if told.id in step["elected"]:
            return lines + _elected(case, told, step, first)
        if step.get("action") == "eliminate" and step["idea"] == told.id:
            return lines + _eliminated(case, step, votes(before["votes"][told.id]))
    last = votes(rounds[-1]["votes"][told.id])
    text = _(
        "Det hadde %(votes)s da plassene var fylt, og %(quota)s stemmer var nok til en plass.",
        votes=_votes(last),
        quota=rounds[0]["quota"],
    )
    return [*lines, str(text)]


def _votes(value: Exact) -> str:
    form = 1 if value == 1 else 2
    return str(ngettext("%(points)s stemme", "%(points)s stemmer", form, points=number(value)))


def _elected(case: Case, told: Told, step: Mapping[str, Any], first: Exact) -> list[str]:
    total = votes(step["votes"][told.id])
    lines = []
    if total > first:
        lines.append(
            _(
                "%(votes)s kom til fra andre forslag, mest fra %(ideas)s.",
                votes=_votes(total - first),
                ideas=_sources(case, told, step["stage"]),
            )
        )
    if told.id in step.get("unopposed", []):
        lines.append(
            _(
                "I runde %(stage)s var det ikke flere forslag igjen enn plasser. Det fikk plass"
                " med %(votes)s.",
                stage=step["stage"],
                votes=_votes(total),
            )
        )
    else:
        lines.append(
            _(
                "I runde %(stage)s hadde det %(votes)s. %(quota)s var nok til en plass.",
                stage=step["stage"],
                votes=_votes(total),
                quota=case.result.facts["rounds"][0]["quota"],
            )
        )
    return [str(line) for line in lines]


def _sources(case: Case, told: Told, stage: int) -> str:
    """Those that gave it most until it was elected."""
    gave: dict[str, Exact] = {}
    for step in case.result.facts["rounds"][1:stage]:
        if told.id in step["moved"]:
            gave[step["idea"]] = gave.get(step["idea"], 0) + votes(step["moved"][told.id])
    most = sorted(gave, key=lambda idea: -gave[idea])[:MOST_NAMED]
    return in_a_row([case.quoted(idea) for idea in most])


def _eliminated(case: Case, step: Mapping[str, Any], had: Exact) -> list[str]:
    fell = _(
        "Det falt ut i runde %(stage)s med %(votes)s. Ingen av dem som var igjen, hadde færre.",
        stage=step["stage"],
        votes=_votes(had),
    )
    moved = {idea: votes(part) for idea, part in step["moved"].items()}
    total = sum(moved.values()) + votes(step["exhausted"])
    # Where the ballots of a few went next would tell how they ranked.
    if not moved or total < SMALLEST_SHOWN:
        return [str(fell)]
    most = sorted(moved, key=lambda idea: -moved[idea])[:MOST_NAMED]
    named = [
        _(
            "%(idea)s (%(percent)s prosent)",
            idea=case.quoted(idea),
            percent=round(HUNDRED * Fraction(moved[idea]) / Fraction(total)),
        )
        for idea in most
    ]
    lines = [fell, _("Stemmene gikk videre, mest til %(ideas)s.", ideas=in_a_row(named))]
    spent = round(HUNDRED * Fraction(votes(step["exhausted"])) / Fraction(total))
    if spent:
        lines.append(_("%(percent)s prosent hadde ikke noe neste valg.", percent=spent))
    return [str(line) for line in lines]
