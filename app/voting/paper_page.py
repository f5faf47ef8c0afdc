"""What a whole ballot's page shows: the paper, what stands on it, and what is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.domain.ballot_drafts import ranking_of
from app.domain.ballots import RANKED, BallotLimits, ballot_used
from app.domain.costs import HOURS
from app.domain.errors import DomainError
from app.voting import ballot_texts
from app.voting.ballot_texts import Balance
from app.voting.explanations import amounts
from app.voting.paper import PaperIdea
from app.voting.queries import BallotView
from app.web.translating import translate as _

SEARCHED_FROM = 20
"""With fewer ideas one reads them all, and needs no search."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the controls hold: the saved ballot, or what was typed and is not saved."""

    marks: Mapping[UUID, int]
    version: int
    unreadable: Mapping[UUID, str] = field(default_factory=dict)
    words: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One idea with its control."""

    idea: PaperIdea
    value: int | None
    typed: str
    """What stands in the control; may be no number."""
    fault: str | None
    is_shown: bool
    order: int
    """Its place on the paper."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Everything a template asks for."""

    kind: str
    paper: Sequence[PaperIdea]
    limits: BallotLimits
    saved: BallotView
    draft: Draft
    refusal: str | None = None

    def refused(self, refusal: DomainError) -> "PaperPage":
        """The same page with the reason."""
        why = ballot_texts.why_refused(self.kind, refusal, self.balance)
        return replace(self, refusal=why)

    @property
    def marks(self) -> dict[UUID, int]:
        """The draft's marks for what is on the paper."""
        return {
            one.id: self.draft.marks[one.id] for one in self.paper if one.id in self.draft.marks
        }

    @property
    def how(self) -> str:
        return ballot_texts.how_to(self.kind, self.limits)

    @property
    def most_text(self) -> str:
        """What is said where one idea has all the dots it may get."""
        most = self.limits.most_per_idea
        return "" if most is None else ballot_texts.too_many_on_one(most)

    @property
    def balance(self) -> Balance:
        used = ballot_used(self.kind, self.marks, self.limits)
        return ballot_texts.balance(self.kind, used, self.limits.quota, ideas=len(self.paper))

    @property
    def is_unsaved(self) -> bool:
        return bool(self.draft.unreadable) or self.marks != dict(self.saved.marks)

    @property
    def rows(self) -> list[Row]:
        """The ideas in one's own order. Those a search leaves out keep what they hold."""
        return [self._row(idea, order) for order, idea in enumerate(self.paper)]

    @property
    def ranked(self) -> list[Row]:
        by_id = {row.idea.id: row for row in self.rows}
        return [by_id[idea] for idea in ranking_of(self.marks)]

    @property
    def unranked(self) -> list[Row]:
        return [row for row in self.rows if row.idea.id not in self.draft.marks]

    @property
    def faults(self) -> list[Row]:
        return [row for row in self.rows if row.fault]

    @property
    def topics(self) -> list[tuple[UUID, str, str | None]]:
        """The topics that some idea has; none where there is nothing to choose between."""
        found = {
            one.topic_id: (one.topic_id, one.topic_nb or "", one.topic_nn)
            for one in self.paper
            if one.topic_id
        }
        return sorted(found.values(), key=lambda topic: topic[1]) if len(found) > 1 else []

    @property
    def has_search(self) -> bool:
        return len(self.paper) >= SEARCHED_FROM

    @property
    def held(self) -> list[tuple[PaperIdea, str]]:
        """What the saved ballot says, the most first."""
        by_id = {idea.id: idea for idea in self.paper}
        marks = {idea: value for idea, value in self.saved.marks.items() if idea in by_id}
        falls = 1 if self.kind == RANKED else -1
        ordered = sorted(marks, key=lambda idea: (falls * marks[idea], by_id[idea].title))
        return [(by_id[idea], self._given(by_id[idea], marks[idea])) for idea in ordered]

    def _given(self, idea: PaperIdea, value: int) -> str:
        if self.kind == "budget":
            return self.cost_text(idea)
        return ballot_texts.given(self.kind, value)

    @staticmethod
    def cost_text(idea: PaperIdea) -> str:
        if idea.cost is None:
            return str(_("Timer ikke oppgitt. Forslaget kan ikke legges i kurven."))
        return amounts.cost(HOURS, idea.cost)

    def _row(self, idea: PaperIdea, order: int) -> Row:
        value = self.draft.marks.get(idea.id)
        unreadable = self.draft.unreadable.get(idea.id)
        fault = self._fault(value, is_readable=unreadable is None)
        typed = unreadable or ("" if value is None else str(value))
        is_shown = fault is not None or self._is_wanted(idea)
        return Row(idea, value, typed, fault, is_shown, order)

    def _fault(self, value: int | None, *, is_readable: bool) -> str | None:
        most = self.limits.most_per_idea
        if not is_readable:
            return str(_("Skriv et helt tall."))
        if most is not None and value is not None and value > most:
            return ballot_texts.too_many_on_one(most)
        return None

    def _is_wanted(self, idea: PaperIdea) -> bool:
        text = f"{idea.title} {idea.excerpt}".casefold()
        if not all(word in text for word in self.draft.words.casefold().split()):
            return False
        return self.draft.topic in ("", str(idea.topic_id))
