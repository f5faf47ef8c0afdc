"""What a ballot of each group weighed, where a count with equal weight for groups decides."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.domain.results import PublishedResult
from app.domain.tally.exact import read_exact
from app.voting.explanations.amounts import ballots, number
from app.web.words import group_names, in_a_row


def heaviest(facts: Mapping[str, Any]) -> list[str]:
    """«Én stemmeseddel fra partnere veide like mye som 4,2 fra ansatte.» Nothing where all are
    alike, or where groups are shown together."""
    weights = facts.get("weights", {})
    each = {name: Fraction(read_exact(one["weight"])) for name, one in weights.items()}
    if len(set(each.values())) < 2:
        return []
    heavy, light = max(each, key=each.__getitem__), min(each, key=each.__getitem__)
    names = group_names()
    text = _(
        "Én stemmeseddel fra gruppen «%(heavy)s» veide like mye som %(times)s fra «%(light)s».",
        heavy=names[heavy],
        light=names[light],
        times=number(each[heavy] / each[light]),
    )
    return [str(text)]


def balance(result: PublishedResult) -> list[str]:
    """Each group's ballots, and the largest difference in what one of them weighed."""
    weights = result.facts.get("weights", {})
    if not weights:
        return []
    names = group_names()
    told = [
        _("%(ballots)s fra «%(group)s»", ballots=ballots(one["counted"]), group=names[name])
        for name, one in weights.items()
    ]
    text = _(
        "Det ble talt %(ballots)s. Hver gruppe veier like mye til sammen.", ballots=in_a_row(told)
    )
    return [str(text), *heaviest(result.facts)]
