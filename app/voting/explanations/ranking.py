"""Approval, dots, score, Borda and the same by budget: how much, and how close it was."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.tally.exact import read_exact
from app.domain.tally.outcome import BallotKind
from app.voting.explanations.amounts import cost, points
from app.voting.explanations.case import Case, Told
from app.voting.explanations.heads import ground_rules, head, voted
from app.web.words import group_names


def sentences(case: Case, told: Told) -> list[str]:
    """What it got; then money, or the distance to those on the other side."""
    rules = ground_rules(case, told)
    if case.by_budget:
        return [head(case, told), *_score(case, told), _by_money(case, told), *rules]
    if told.won:
        return [*_ahead(case, told), *_score(case, told), *_reserved(told), *rules]
    return [head(case, told), *_score(case, told), *_behind(case, told), *rules]


def _by_money(case: Case, told: Told) -> str:
    price, left = cost(case.unit, told.step["cost"]), told.step["left"]
    if told.won:
        text = _(
            "Det kostet %(cost)s, og %(left)s var igjen da turen kom til det.",
            cost=price,
            left=cost(case.unit, left),
        )
    elif left:
        text = _(
            "Det kostet %(cost)s, men bare %(left)s var igjen da turen kom til det.",
            cost=price,
            left=cost(case.unit, left),
        )
    else:
        text = _("Det kostet %(cost)s, men rammen var brukt opp da turen kom til det.", cost=price)
    return str(text)


def _ahead(case: Case, told: Told) -> list[str]:
    if "reserved" in told.step:
        return [head(case, told)]
    if "margin" not in told.step:
        return [head(case, told), str(_("Ingen forslag måtte vike."))]
    margin = told.exact("margin")
    if not margin:
        return [head(case, told), str(_("Det beste som ikke gikk videre, fikk like mye."))]
    if case.kind is BallotKind.APPROVAL and not case.is_balanced:
        return [_votes_ahead(case, told, int(margin))]
    text = _(
        "Det er %(margin)s mer enn det beste som ikke gikk videre.",
        margin=points(case.kind, margin),
    )
    return [head(case, told), str(text)]


def _votes_ahead(case: Case, told: Told, margin: int) -> str:
    return str(
        ngettext(
            "%(votes)s, én mer enn på det beste som ikke gikk videre.",
            "%(votes)s, %(num)s flere enn på det beste som ikke gikk videre.",
            margin,
            votes=voted(case, told),
        )
    )


def _behind(case: Case, told: Told) -> list[str]:
    if "missing" not in told.numbers:
        return []
    missing = read_exact(told.numbers["missing"])
    last = case.quoted(told.numbers["last"])
    if not missing:
        return [str(_("%(last)s, som gikk videre, fikk like mye.", last=last))]
    text = _(
        "%(last)s, det siste som gikk videre, fikk %(missing)s mer.",
        last=last,
        missing=points(case.kind, missing),
    )
    return [str(text), *_more_supporters(case, told)]


def _more_supporters(case: Case, told: Told) -> list[str]:
    """Dots: where fewer people gave more."""
    if case.kind is not BallotKind.DOTS:
        return []
    own = told.standing.facts["supporters"]
    fewest = min(case.result.winners, key=lambda one: one.facts["supporters"], default=None)
    if fewest is None or fewest.facts["supporters"] >= own:
        return []
    text = _(
        "Flere ga prikker til det enn til %(winner)s, men de ga færre hver.",
        winner=case.quoted(str(fewest.idea_id)),
    )
    return [str(text)]


def _score(case: Case, told: Told) -> list[str]:
    if case.kind is not BallotKind.SCORE or "median" not in told.standing.facts:
        return []
    median, raters = told.standing.facts["median"], told.standing.facts["raters"]
    silent = case.result.counted - raters
    lines = [
        _(
            "Minst halvparten av dem ga det %(median)s eller mer.",
            median=median,
        )
    ]
    if silent > 0:
        lines.append(ngettext("%(num)s sa ikke noe om det.", "%(num)s sa ikke noe om det.", silent))
    return [str(line) for line in lines]


def _reserved(told: Told) -> list[str]:
    if "reserved" not in told.step:
        return []
    group = group_names()[told.step["reserved"]]
    text = _("Det fikk en plass som var holdt av for gruppen «%(group)s».", group=group)
    return [str(text)]
