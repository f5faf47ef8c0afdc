"""Whether a proposal is answered for good, as the database is asked it."""

from app.domain.proposals import AnswerStatus, IdeaState
from app.models import Idea

IS_ANSWERED = Idea.omitted_reason.is_not(None) | (
    Idea.status.is_not(None) & (Idea.status != AnswerStatus.UNDER_REVIEW)
)
"""The rule is `is_answered` in `app/domain/proposals.py`."""
WAITS_FOR_ANSWER = (Idea.state == IdeaState.SUBMITTED) & ~IS_ANSWERED
