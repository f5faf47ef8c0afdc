"""Which standings become what: the people's choice beside the rule's proposal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import InvalidInputError, ReasonMissingError


@dataclass(frozen=True, slots=True)
class Choice:
    """One proposal in a decision."""

    idea_id: UUID
    is_rule_winner: bool
    is_going_forward: bool
    reason: str = ""
    signal_id: UUID | None = None

    @property
    def deviates(self) -> bool:
        """Whether people and rule disagree."""
        return self.is_rule_winner != self.is_going_forward


def require_reasons(
    choices: Iterable[Choice], *, rule_proposes: bool, is_advisory: bool, reason: str
) -> None:
    """Raise unless everything that needs a reason has one.

    A deviation from what the rule proposes needs its own. Where the rule proposes nothing (how
    many go forward is decided afterwards) or the result is only advisory (quorum not met), the
    whole decision needs one. Facts: `ideas` without a reason, and whether `whole` lacks it.
    """
    lacking = (
        [choice.idea_id for choice in choices if choice.deviates and not choice.reason.strip()]
        if rule_proposes
        else []
    )
    lacks_whole = (is_advisory or not rule_proposes) and not reason.strip()
    if lacking or lacks_whole:
        raise ReasonMissingError(ideas=tuple(lacking), whole=lacks_whole)


def require_known_signals(choices: Sequence[Choice], known: Iterable[UUID]) -> None:
    """Raise unless each signal that is named belongs to the campaign."""
    named = {choice.signal_id for choice in choices if choice.signal_id}
    if not named <= set(known):
        raise InvalidInputError(field="signal", reason="unknown")
