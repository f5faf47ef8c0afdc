"""Is this set of marks a valid ballot? One check per ballot kind, and how a ballot is written."""

from collections.abc import Callable, Mapping, Set
from uuid import UUID

from app.domain.errors import InvalidBallotError, NoVotesLeftError, UnsupportedError
from app.domain.sealing import canonical_json

Marks = Mapping[UUID, int]
"""Idea → value: 1 for an approval; later dots, points or a rank. An abstention has no marks."""

APPROVAL = "approval"


def require_valid_ballot(kind: str, marks: Marks, catalogue: Set[UUID], quota: int | None) -> None:
    """Raise unless `marks` form a ballot of `kind` over the ideas in `catalogue`.

    `quota` is how many marks a person has; None means as many as one likes. Raises
    InvalidBallotError (facts: `reason`), NoVotesLeftError or UnsupportedError.
    """
    if kind not in _CHECKS:
        raise UnsupportedError(f"ballot kind {kind}")
    if not marks.keys() <= catalogue:
        raise InvalidBallotError(reason="not_on_ballot")
    _CHECKS[kind](marks, quota)


def _check_approval(marks: Marks, quota: int | None) -> None:
    if any(value != 1 for value in marks.values()):
        raise InvalidBallotError(reason="value")
    if quota is not None and len(marks) > quota:
        raise NoVotesLeftError(quota=quota)


_CHECKS: dict[str, Callable[[Marks, int | None], None]] = {APPROVAL: _check_approval}


def canonical_ballot(marks: Marks) -> str:
    """The ballot as it is committed to and sealed: idea ids in order, an abstention is `{}`."""
    return canonical_json({str(idea): value for idea, value in marks.items()})
