"""A short paragraph for every idea: why it goes forward, or why it does not."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.tally.outcome import BallotKind, Forward
from app.voting.explanations import ranking, served, shares, transfers
from app.voting.explanations.amounts import cost
from app.voting.explanations.case import Case, Told, each_told
from app.voting.explanations.heads import head
from app.voting.explanations.weights import heaviest

Sentences = Callable[[Case, Told], list[str]]


def paragraphs(case: Case) -> dict[str, str]:
    """Idea → paragraph, in the language of whoever asks."""
    return {told.id: " ".join(_sentences(case, told)) for told in each_told(case)}


def _sentences(case: Case, told: Told) -> list[str]:
    if case.result.forward is Forward.AFTERWARDS:
        return [head(case, told)]
    if "aside" in told.numbers:
        aside = told.numbers["aside"]
        got = [] if aside["why"] in ("minimum", "raters") else [head(case, told)]
        return [*got, _aside(case, aside)]
    if not told.numbers and not told.step and not told.won and case.result.rule not in _STV:
        return [head(case, told), *_lot(case, told)]
    told_by_rule = _WAYS.get(case.result.rule, shares.sentences)
    return [
        *told_by_rule(case, told),
        *_weights(case, told),
        *_lot(case, told),
        *_change(case, told),
    ]


_STV = ("stv", "stv-exact")
_WAYS: Mapping[str, Sentences] = {
    **dict.fromkeys(("approval", "dots", "score", "borda", "greedy"), ranking.sentences),
    **dict.fromkeys(_STV, transfers.sentences),
    "phragmen": served.phragmen,
    "seq-pav": served.seq_pav,
}


def _aside(case: Case, aside: Mapping[str, int | str]) -> str:
    """Why it could not win, whatever it got."""
    why = aside["why"]
    if why == "minimum" and not aside["supporters"]:
        return str(_("Ingen støttet forslaget."))
    if why == "minimum":
        return str(
            ngettext(
                "%(num)s støttet det, men det var bestemt at minst %(needed)s måtte gjøre det.",
                "%(num)s støttet det, men det var bestemt at minst %(needed)s måtte gjøre det.",
                int(aside["supporters"]),
                needed=aside["needed"],
            )
        )
    if why == "raters":
        return str(
            ngettext(
                "%(num)s ga det poeng, men det var bestemt at minst %(needed)s måtte gjøre det.",
                "%(num)s ga det poeng, men det var bestemt at minst %(needed)s måtte gjøre det.",
                int(aside["raters"]),
                needed=aside["needed"],
            )
        )
    if why == "no_cost":
        return str(_("Ingen hadde oppgitt hva det koster, så det kunne ikke få plass."))
    if why == "cost":
        return str(
            _(
                "Det kostet %(cost)s, mer enn hele rammen på %(budget)s.",
                cost=cost(case.unit, int(aside["cost"])),
                budget=cost(case.unit, int(aside["budget"])),
            )
        )
    return str(
        ngettext(
            "Det var bestemt at minst %(percent)s prosent i en av gruppene måtte støtte det."
            " Det gjorde de ikke.",
            "Det var bestemt at minst %(percent)s prosent i %(num)s av gruppene måtte støtte det."
            " Det gjorde de ikke.",
            int(aside["groups"]),
            percent=aside["percent"],
        )
    )


def _weights(case: Case, told: Told) -> list[str]:
    """Where equal weight for groups changed an idea's fate."""
    if not case.is_balanced or (told.id in case.result.facts["raw"]["winners"]) == told.won:
        return []
    text = (
        _("Hadde alle stemmesedler veid likt, ville det ikke gått videre.")
        if told.won
        else _("Hadde alle stemmesedler veid likt, ville det gått videre.")
    )
    return [str(text), *heaviest(case.result.facts)]


def _lot(case: Case, told: Told) -> list[str]:
    """Where the same draw turned round would have decided otherwise."""
    otherwise = case.result.facts.get("otherwise", case.result.facts["winners"])
    if (told.id in otherwise) == told.won:
        return []
    text = (
        _("Loddet avgjorde: Trukket motsatt vei ville det ikke gått videre.")
        if told.won
        else _("Loddet avgjorde: Trukket motsatt vei ville det gått videre.")
    )
    return [str(text)]


def _change(case: Case, told: Told) -> list[str]:
    change = told.numbers.get("counterfactual")
    if change is None:
        return []
    if "cost" in change:
        lower = cost(case.unit, change["cost"])
        return [
            str(
                _(
                    "Hadde det kostet %(cost)s, ville det gått videre."
                    " Det er funnet ved å telle på nytt.",
                    cost=lower,
                )
            )
        ]
    if case.kind is BallotKind.APPROVAL:
        text = ngettext(
            "Med %(num)s stemme til på bare dette forslaget ville det gått videre."
            " Det er funnet ved å telle på nytt.",
            "Med %(num)s stemmer til på bare dette forslaget ville det gått videre."
            " Det er funnet ved å telle på nytt.",
            change["votes"],
        )
    else:
        text = ngettext(
            "Med %(num)s stemmeseddel til som ga alt til dette forslaget, ville det gått videre."
            " Det er funnet ved å telle på nytt.",
            "Med %(num)s stemmesedler til som ga alt til dette forslaget, ville det gått videre."
            " Det er funnet ved å telle på nytt.",
            change["votes"],
        )
    return [str(text)]
