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
            return lines + _elected(case, told, step, first) + _surplus(case, told)
        if step.get("action") == "eliminate" and step["idea"] == told.id:
            return lines + _eliminated(case, step, _in_race(case, before))
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
                ideas=_sources(case, told, step["stage"], total - first),
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


def _sources(case: Case, told: Told, stage: int, total: Exact) -> str:
    """Those that gave it most until it was elected."""
    gave: dict[str, Exact] = {}
    for step in case.result.facts["rounds"][1:stage]:
        if told.id in step["moved"]:
            gave[step["idea"]] = gave.get(step["idea"], 0) + votes(step["moved"][told.id])
    return _most(case, gave, total)


def _in_race(case: Case, before: Mapping[str, Any]) -> dict[str, Exact]:
    """The votes of those who were neither elected nor out before a stage."""
    elected = {
        idea for step in case.result.facts["rounds"][: before["stage"]] for idea in step["elected"]
    }
    return {i: votes(had) for i, had in before["votes"].items() if i not in elected}


def _eliminated(case: Case, step: Mapping[str, Any], had: Mapping[str, Exact]) -> list[str]:
    fell = _(
        "Det falt ut i runde %(stage)s med %(votes)s. Ingen av de andre hadde mindre enn %(next)s.",
        stage=step["stage"],
        votes=_votes(had[step["idea"]]),
        next=number(min(other for idea, other in had.items() if idea != step["idea"])),
    )
    total = sum(map(votes, step["moved"].values())) + votes(step["exhausted"])
    # Where the ballots of a few went next would tell how they ranked.
    if not step["moved"] or total < SMALLEST_SHOWN:
        return [str(fell)]
    named = _most(case, {idea: votes(part) for idea, part in step["moved"].items()}, total)
    lines = [fell, _("Stemmene gikk videre, mest til %(ideas)s.", ideas=named)]
    spent = round(HUNDRED * Fraction(votes(step["exhausted"])) / Fraction(total))
    if spent:
        lines.append(_("%(percent)s prosent hadde ikke noe neste valg.", percent=spent))
    return [str(line) for line in lines]


def _surplus(case: Case, told: Told) -> list[str]:
    """What an elected idea had more than it needed, and where that went."""
    for step in case.result.facts["rounds"]:
        if step.get("action") != "transfer" or step["idea"] != told.id:
            continue
        moved = {idea: votes(part) for idea, part in step["moved"].items()}
        total = sum(moved.values()) + votes(step["exhausted"])
        if not moved or total < SMALLEST_SHOWN:
            return []
        text = _(
            "%(votes)s mer enn det trengte, gikk videre, mest til %(ideas)s.",
            votes=_votes(total),
            ideas=_most(case, moved, total),
        )
        return [str(text)]
    return []


def _most(case: Case, shares: Mapping[str, Exact], total: Exact) -> str:
    """Those with the largest shares of the total, in per cent where it is not of a few."""
    most = sorted(shares, key=lambda idea: -shares[idea])[:MOST_NAMED]
    if total < SMALLEST_SHOWN:
        return in_a_row([case.quoted(idea) for idea in most])
    named = [
        _(
            "%(idea)s (%(percent)s prosent)",
            idea=case.quoted(idea),
            percent=round(HUNDRED * Fraction(shares[idea]) / Fraction(total)),
        )
        for idea in most
    ]
    return in_a_row([str(one) for one in named])
