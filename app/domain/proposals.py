"""What a proposal holds, and what a campaign may ask of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from app.domain.errors import InvalidInputError
from app.domain.national_id import find_national_ids
from app.domain.text import clean_line, clean_text, within

MAX_TITLE = 300
"""Long enough for the longest headline in the proposal files we import (250 characters)."""
MAX_BODY = 20_000
"""As much Markdown as is rendered; some seven pages."""
MAX_COMMENT = 5_000
MAX_REASON = 1_000
MAX_HIDING_REASON = 500
MAX_COST = 10_000_000
"""Minutes; about eighty working years, so that a slip of the finger is noticed."""


class IdeaState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    HIDDEN = "hidden"
    """By a facilitator: its author alone and those who look after the campaign see it."""


OUT_OF_SIGHT = frozenset({IdeaState.WITHDRAWN, IdeaState.HIDDEN})


class Horizon(StrEnum):
    SHORT = "short"
    LONG = "long"


class Reach(StrEnum):
    """Who can solve it: the unit itself, or only the centre."""

    LOCAL = "local"
    CENTRE = "centre"


class Source(StrEnum):
    """What the proposer knows it from."""

    RESEARCH = "research"
    EXPERIENCE = "experience"
    USERS = "users"


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class AnswerStatus(StrEnum):
    UNDER_REVIEW = "under_review"
    GOING_FORWARD = "going_forward"
    NOT_GOING_FORWARD = "not_going_forward"
    CARRIED_OUT = "carried_out"


def is_answered(status: str | None, omitted_reason: str | None) -> bool:
    """Whether it is answered for good: that somebody looks at it is no answer, and the reason it
    is not on the shortlist is one. `app/campaigns/queries/answered.py` asks a database the same."""
    return omitted_reason is not None or status not in (None, AnswerStatus.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody hands in; `cost` in minutes."""

    title: str
    body: str = ""
    topic_id: UUID | None = None
    horizon: Horizon | None = None
    reach: Reach | None = None
    sources: tuple[Source, ...] = ()
    cost: int | None = None
    is_anonymous: bool = False
    on_behalf_of: UUID | None = None

    def cleaned(self) -> "Proposal":
        """With texts in their stored form. Raises InvalidInputError when something is too long."""
        if self.cost is not None and not 0 <= self.cost <= MAX_COST:
            raise InvalidInputError(field="cost", reason="out_of_range")
        return replace(
            self,
            title=within(clean_line(self.title), field="title", most=MAX_TITLE),
            body=within(clean_text(self.body), field="body", most=MAX_BODY),
            sources=tuple(source for source in Source if source in self.sources),
        )

    @property
    def is_blank(self) -> bool:
        """Nothing written yet that would be worth keeping."""
        return not (self.title.strip() or self.body.strip())

    def holds_national_id(self) -> bool:
        """Whether something in it looks like a national identity number."""
        return bool(find_national_ids(f"{self.title}\n{self.body}"))


_PARTS = ("body", "topic", "horizon", "reach", "sources", "cost")


def require_complete(proposal: Proposal, required_parts: Collection[str]) -> None:
    """Raise InvalidInputError naming the first part that is missing; the title always is needed."""
    if not proposal.title:
        raise InvalidInputError(field="title", reason="missing")
    held: dict[str, object] = {
        "body": proposal.body,
        "topic": proposal.topic_id,
        "horizon": proposal.horizon,
        "reach": proposal.reach,
        "sources": proposal.sources,
        # Nothing at all costs zero, which is an answer.
        "cost": proposal.cost is not None,
    }
    for part in _PARTS:
        if part in required_parts and not held[part]:
            raise InvalidInputError(field=part, reason="missing")


def parts_of(listing: str) -> frozenset[str]:
    """The parts a campaign requires, from its comma-separated setting."""
    return frozenset(part.strip() for part in listing.split(",") if part.strip())
