"""What an idea got: the first words of its paragraph, before why that was enough or not."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.tally.exact import read_exact
from app.domain.tally.outcome import BallotKind
from app.voting.explanations.amounts import ballots, number, percent, points
from app.voting.explanations.case import Case, Told


def head(case: Case, told: Told) -> str:
    """What the idea got, and from how many."""
    if case.is_balanced:
        got = points(case.kind, told.standing.support)
        return str(_("Når gruppene veier like mye, fikk det %(points)s.", points=got))
    return str(_HEADS[case.kind](case, told))


def voted(case: Case, told: Told) -> str:
    """«12 av 40 stemte på forslaget (30 prosent)»."""
    count = int(told.standing.support)
    return str(
        ngettext(
            "%(num)s av %(all)s stemte på forslaget (%(percent)s prosent)",
            "%(num)s av %(all)s stemte på forslaget (%(percent)s prosent)",
            count,
            all=case.result.counted,
            percent=percent(count, case.result.counted or 1),
        )
    )


def _approval(case: Case, told: Told) -> str:
    return f"{voted(case, told)}."


def _dots(case: Case, told: Told) -> str:
    support, supporters = told.standing.support, told.standing.facts["supporters"]
    got = {"points": points(case.kind, support), "ballots": ballots(supporters)}
    if not supporters:
        return str(_("Det fikk %(points)s fra %(ballots)s.", **got))
    mean = number(Fraction(support) / supporters)
    return str(_("Det fikk %(points)s fra %(ballots)s, i snitt %(mean)s hver.", **got, mean=mean))


def _score(case: Case, told: Told) -> str:
    got = points(case.kind, told.standing.support)
    who = ballots(told.standing.facts["raters"])
    if case.is_mean:
        return str(_("Det fikk %(points)s i snitt fra %(ballots)s.", points=got, ballots=who))
    return str(_("Det fikk %(points)s fra %(ballots)s.", points=got, ballots=who))


def _ranked(case: Case, told: Told) -> str:
    facts = told.standing.facts
    text = _(
        "Det fikk %(points)s. %(ranked)s rangerte det, og %(first)s hadde det øverst.",
        points=points(case.kind, told.standing.support),
        ranked=facts["ranked"],
        first=facts["first"],
    )
    if "place" not in told.numbers:
        return str(text)
    place = number(round(Fraction(read_exact(told.numbers["place"])), 1))
    where = _("I snitt sto det som nummer %(place)s hos dem.", place=place)
    return f"{text} {where}"


_HEADS: Mapping[BallotKind, Callable[[Case, Told], str]] = {
    BallotKind.APPROVAL: _approval,
    BallotKind.DOTS: _dots,
    BallotKind.SCORE: _score,
    BallotKind.RANKED: _ranked,
}


def ground_rules(case: Case, told: Told) -> list[str]:
    """What one could give, and what became of ideas that one gave nothing."""
    return [str(line) for line in _RULES[case.kind](case, told)]


def _of_dots(case: Case, told: Told) -> list[str]:
    params = case.result.facts["params"]
    if "votes_per_person" not in params:
        return []
    all_dots = points(case.kind, params["votes_per_person"])
    if "most_per_idea" not in params:
        return [_("Hver hadde %(dots)s å fordele.", dots=all_dots)]
    most = params["most_per_idea"]
    return [
        _("Hver hadde %(dots)s å fordele, høyst %(most)s på ett forslag.", dots=all_dots, most=most)
    ]


def _of_scores(case: Case, told: Told) -> list[str]:
    params, lines = case.result.facts["params"], []
    if "top_score" in params:
        lines.append(_("En kunne gi fra 0 til %(top)s poeng.", top=params["top_score"]))
    if case.is_mean:
        lines.append(
            ngettext(
                "Snittet gjelder for forslag som minst %(num)s ga poeng.",
                "Snittet gjelder for forslag som minst %(num)s ga poeng.",
                params["raters"],
            )
        )
    return lines


def _of_ranks(case: Case, told: Told) -> list[str]:
    if case.result.rule not in ("borda", "greedy"):
        return []
    lines = []
    if told.standing.facts["ranked"] < case.result.counted:
        lines.append(_("De forslagene en ikke rangerte, delte likt de poengene som var igjen."))
    if not told.won:
        lines.append(_("Poengene avhenger av hvilke andre forslag som sto på stemmeseddelen."))
    return lines


_RULES: Mapping[BallotKind, Callable[[Case, Told], list[str]]] = {
    BallotKind.APPROVAL: lambda case, told: [],
    BallotKind.DOTS: _of_dots,
    BallotKind.SCORE: _of_scores,
    BallotKind.RANKED: _of_ranks,
}
