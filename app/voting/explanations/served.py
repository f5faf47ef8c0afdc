"""Phragmén and greedy proportional approval: who had something already, and what that did."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.explaining import split_shown
from app.domain.tally.exact import Exact, read_exact
from app.voting.explanations.amounts import cost, number, part, percent
from app.voting.explanations.case import Case, Told
from app.web.words import in_a_row


def phragmen(case: Case, told: Told) -> list[str]:
    """What each supporter would carry, compared with the one that went first."""
    lines = _supported(told)
    if told.step and not told.won:
        return [*lines, _stopped_here(case, told)]
    shares = _(
        "Det et forslag krever, deles likt mellom dem som støtter det, med det de alt bærer."
    )
    if told.won:
        return [*lines, str(shares), *_carried(case, told)]
    last = case.result.facts["rounds"][-1:]
    if "load" in told.numbers and last:
        lines.append(str(shares))
        lines += _carried_already(case, told)
        lines.append(
            str(
                _(
                    "Her ville det blitt %(load)s på hver, mot %(last)s for %(idea)s,"
                    " som var det siste som sto for tur.",
                    load=_load(case, Fraction(told.numbers["load"], 100)),
                    last=_load(case, read_exact(last[0]["load"])),
                    idea=case.quoted(last[0]["idea"]),
                )
            )
        )
    if last and not last[0]["taken"]:
        lines.append(
            str(
                _(
                    "Tellingen stoppet da %(idea)s ikke fikk plass.",
                    idea=case.quoted(last[0]["idea"]),
                )
            )
        )
    return lines + _further(told)


def _carried_already(case: Case, told: Told) -> list[str]:
    carried = Fraction(told.numbers.get("carried", 0), 100)
    shown = round(carried) if case.by_budget else carried
    if not shown:
        return []
    return [str(_("De bar alt %(load)s hver i snitt.", load=_load(case, carried)))]


def _further(told: Told) -> list[str]:
    """Found by going on with the same rule."""
    if "further" not in told.numbers:
        return []
    text = ngettext(
        "Med %(num)s plass til ville det gått videre.",
        "Med %(num)s plasser til ville det gått videre.",
        told.numbers["further"],
    )
    return [str(text)]


def _stopped_here(case: Case, told: Told) -> str:
    return str(
        _(
            "Det sto for tur, men kostet %(cost)s, og bare %(left)s var igjen.",
            cost=cost(case.unit, told.step["cost"]),
            left=cost(case.unit, told.step["left"]),
        )
    )


def _carried(case: Case, told: Told) -> list[str]:
    load = _load(case, told.exact("load"))
    if "runner_up" not in told.step:
        return [str(_("Her ble det %(load)s på hver.", load=load))]
    return [
        str(
            _(
                "Her ble det %(load)s på hver, mot %(other)s for det neste, %(idea)s.",
                load=load,
                other=_load(case, told.exact("runner_up_load")),
                idea=case.quoted(told.step["runner_up"]),
            )
        )
    ]


def _load(case: Case, load: Exact) -> str:
    if case.by_budget:
        return cost(case.unit, round(load))
    return str(_("%(number)s plass", number=number(load)))


def seq_pav(case: Case, told: Told) -> list[str]:
    """What the supporters weighed, those with something already less."""
    split = split_shown(told.step["split"]) if told.won else told.numbers
    lines = [
        *(_supported(told, split) if "split" in split else _supported(told)),
        str(
            _(
                "En stemme veier fullt for den som ikke har fått noe ennå, halvparten for den"
                " som har fått ett forslag, en tredel for den som har fått to, og så videre."
            )
        ),
    ]
    if told.won:
        return [*lines, _weighed(case, told)]
    last = case.result.facts["rounds"][-1:]
    if "weight" in told.numbers and last:
        weight = number(Fraction(told.numbers["weight"], 100))
        is_open = "open" in told.numbers
        text = _(
            "Slik regnet hadde det %(weight)s, mot %(last)s for %(idea)s,"
            " det siste som gikk videre.",
            weight=_("minst %(count)s", count=weight) if is_open else weight,
            last=number(read_exact(last[0]["weight"])),
            idea=case.quoted(last[0]["idea"]),
        )
        lines.append(str(text))
    return lines + _further(told)


def _weighed(case: Case, told: Told) -> str:
    weight = number(told.exact("weight"))
    if "runner_up" not in told.step:
        return str(_("Slik regnet fikk det %(weight)s.", weight=weight))
    return str(
        _(
            "Slik regnet fikk det %(weight)s, mot %(other)s for det neste, %(idea)s.",
            weight=weight,
            other=number(told.exact("runner_up_weight")),
            idea=case.quoted(told.step["runner_up"]),
        )
    )


def _supported(told: Told, split: Mapping[str, Any] | None = None) -> list[str]:
    lines = [
        ngettext("%(num)s støttet forslaget.", "%(num)s støttet forslaget.", told.supporters),
    ]
    served = told.numbers.get("served")
    if split is not None:
        had = in_a_row(_classes(split))
        lines.append(
            _("Av dem hadde %(classes)s.", classes=had)
            if told.won
            else _("Før det siste ble valgt, hadde %(classes)s.", classes=had)
        )
    elif served and told.won:
        lines.append(_("Av dem hadde %(part)s alt fått noe annet gjennom.", part=_share(told)))
    elif served:
        lines.append(_("Av dem fikk %(part)s noe annet gjennom.", part=_share(told)))
    return [str(line) for line in lines]


def _share(told: Told) -> str:
    """«8 (40 prosent)», or «minst 8»."""
    served = told.numbers["served"]
    if served.get("at_least"):
        return part(served)
    of_all = percent(served["both"], told.supporters)
    return str(_("%(count)s (%(percent)s prosent)", count=part(served), percent=of_all))


def _classes(split: Mapping[str, Any]) -> list[str]:
    """«15 ikke fått noe», «9 fått ett forslag», «6 fått 2 forslag eller flere»."""
    told = []
    for has, ballots in enumerate(split["split"]):
        if not has:
            told.append(_("%(count)s ikke fått noe", count=ballots))
        elif "open" in split and has == len(split["split"]) - 1:
            told.append(_("%(count)s fått %(has)s forslag eller flere", count=ballots, has=has))
        else:
            told.append(
                ngettext(
                    "%(count)s fått ett forslag",
                    "%(count)s fått %(num)s forslag",
                    has,
                    count=ballots,
                )
            )
    return [str(one) for one in told]
