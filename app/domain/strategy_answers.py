"""What a receiver of strategy input may answer, and what each answer must hold."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInputError, ReasonMissingError
from app.domain.text import clean_text

LONGEST_TEXT = 4_000


class StrategyStatus(StrEnum):
    TAKEN_IN = "taken_in"
    CONSIDERED = "considered"
    NOT_TAKEN_IN = "not_taken_in"


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that holds what its status asks for. Build it with `given_answer`."""

    status: StrategyStatus
    passage: str | None
    reason: str | None


def given_answer(status: str, passage: str, reason: str) -> GivenAnswer:
    """Taken in needs the passage it went into, not taken in needs a reason.

    Raises InvalidInputError (`status`, `passage`, `text`) or ReasonMissingError. A text that the
    status has no use for is kept: nobody's words are thrown away.
    """
    if status not in set(StrategyStatus):
        raise InvalidInputError(field="status", reason="unknown")
    passage, reason = clean_text(passage), clean_text(reason)
    if len(passage) > LONGEST_TEXT or len(reason) > LONGEST_TEXT:
        raise InvalidInputError(field="text", reason="too_long")
    if status == StrategyStatus.TAKEN_IN and not passage:
        raise InvalidInputError(field="passage", reason="missing")
    if status == StrategyStatus.NOT_TAKEN_IN and not reason:
        raise ReasonMissingError(field="reason")
    return GivenAnswer(StrategyStatus(status), passage or None, reason or None)
