"""Phragmén and greedy proportional approval: who had something already, and what that did."""

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.tally.exact import Exact, read_exact
from app.voting.explanations.amounts import cost, number, part
from app.voting.explanations.case import Case, Told


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
    return lines


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
    lines = [
        *_supported(told),
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
        text = _(
            "Slik regnet hadde det %(weight)s, mot %(last)s for %(idea)s,"
            " det siste som gikk videre.",
            weight=number(Fraction(told.numbers["weight"], 100)),
            last=number(read_exact(last[0]["weight"])),
            idea=case.quoted(last[0]["idea"]),
        )
        lines.append(str(text))
    return lines


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


def _supported(told: Told) -> list[str]:
    lines = [
        ngettext("%(num)s støttet forslaget.", "%(num)s støttet forslaget.", told.supporters),
    ]
    served = told.numbers.get("served")
    if served and told.won:
        lines.append(_("Av dem hadde %(part)s alt fått noe annet gjennom.", part=part(served)))
    elif served:
        lines.append(_("Av dem fikk %(part)s noe annet gjennom.", part=part(served)))
    return [str(line) for line in lines]
