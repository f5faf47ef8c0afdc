"""A campaign's sealed ballots as an election that the field's own formats can hold.

Whole ballots are the auditor's, or everybody's where the campaign promised so before voting opened:
whoever calls this has asked for one of the two (`docs/package.md`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.elections import BallotLine, Election
from app.domain.promises import Promises
from app.domain.tally.draw import DrawKey, natural_order
from app.domain.tally.outcome import BallotKind

TOP_SCORE = 5


def sealed_election(
    promises: Promises,
    catalogue: Sequence[Mapping[str, Any]],
    ballots: Iterable[BallotLine],
    *,
    title: str = "",
    draw: DrawKey = natural_order,
    counted: int | None = None,
) -> Election:
    """The election over the ballot paper, `[{"id", "title", "cost"?}]`, for what was promised.

    `ballots` are gone through more than once. `counted` is given where they are single marks.
    """
    params = promises.params()
    return Election(
        promises.kind,
        promises.candidates(catalogue),
        ballots,
        names={one["id"]: one["title"] for one in catalogue},
        title=title,
        seats=params.seats,
        budget=params.budget,
        has_costs=any(one.get("cost") for one in catalogue),
        top=_top(promises),
        promised=params,
        draw=draw,
        counted=counted,
    )


def _top(promises: Promises) -> int | None:
    if promises.kind is BallotKind.SCORE:
        return int(promises.settings.get("top_score") or TOP_SCORE)
    return 1 if promises.kind is BallotKind.APPROVAL else None


def pabulib_facts(promises: Promises) -> dict[str, str]:
    """What META of a Pabulib file says of the promises: the rule, and what a ballot may hold."""
    votes = {
        "approval": "max_length",
        "budget": "max_sum_cost",
        "dots": "max_sum_points",
        "score": "max_length",
        "ranked": "max_length",
    }[promises.method]
    facts = {
        "rule": promises.rule,
        votes: promises.settings.get("votes_per_person"),
        "max_points": promises.settings.get("most_per_idea"),
    }
    if promises.method == "budget":
        facts["max_sum_cost"] = promises.settings.get("budget")
    return {key: str(value) for key, value in facts.items() if value is not None}
