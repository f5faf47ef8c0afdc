"""What a facilitator decides about a campaign, and what may not be combined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.ballots import TOP_SCORE
from app.domain.dates import TypedDates
from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.text import clean_line, clean_text, within
from app.domain.voting_methods import (
    Choice,
    Method,
    Utility,
    asks_utility,
    require_possible,
    usual_rule,
)
from app.domain.voting_methods import ForwardMode as ForwardMode

TITLE_LENGTH = 200
PURPOSE_LENGTH = 5_000
HINT_LENGTH = 1_000
SHORT_TEXT_LENGTH = 200
CONTACT_LENGTH = 300
CASE_NUMBER_LENGTH = 50
TOPIC_LENGTH = 100
LOTTERY_LENGTH = 300
MOST_TOPICS = 30
MOST_GATHERINGS = 30
DEFAULT_VOTES = 3
DEFAULT_SEATS = 3
LARGEST_NUMBER = 10_000_000
"""No count of votes, seats or hours is larger; keeps numbers within the database's integers."""


class Template(StrEnum):
    """What kind of campaign it is; decides what the rest is set to unless said otherwise."""

    IDEA_CALL = "idea_call"
    LEARNING_THEMES = "learning_themes"


class ResultShown(StrEnum):
    """When everybody sees the result."""

    CLOSE = "close"
    PUBLICATION = "publication"


class Part(StrEnum):
    """What a proposal may have to hold besides its title."""

    BODY = "body"
    TOPIC = "topic"
    SOURCES = "sources"
    COST = "cost"


_WITH_VOTES = frozenset({Method.APPROVAL, Method.DOTS, Method.RANKED})
_NUMBERS = (
    "votes_per_person",
    "most_per_idea",
    "seats",
    "budget",
    "quorum",
    "minimum_support",
    "raters",
)
FORWARD_BY_TEMPLATE = {
    Template.IDEA_CALL: ForwardMode.AFTERWARDS,
    Template.LEARNING_THEMES: ForwardMode.NUMBER,
}


@dataclass(frozen=True, slots=True)
class TopicSetting:
    """What proposals may be about; `id` where the topic stands already."""

    name_nb: str
    name_nn: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GatheringSetting:
    """A kick-off, a workshop or a tool."""

    title: str
    url: str | None = None
    held_at: datetime | None = None
    title_nn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSettings:
    """Everything on the form. `dates` is empty when a launched campaign is edited."""

    template: Template
    title_nb: str
    title_nn: str = ""
    purpose_nb: str = ""
    purpose_nn: str = ""
    one_language_reason: str = ""
    owners: frozenset[UUID]
    audiences: frozenset[UUID]
    dates: TypedDates | None
    decision_on: date | None = None
    decided_by: str = ""
    parent_id: UUID | None = None
    topics: tuple[TopicSetting, ...] = ()
    gatherings: tuple[GatheringSetting, ...] = ()
    contact: str = ""
    case_number: str = ""
    proposal_hint: str = ""
    required_parts: frozenset[Part] = frozenset()
    allows_anonymous: bool = False
    allows_discussion: bool = True
    asks_stance: bool = False
    asks_cost: bool = False
    compares_pairs: bool = False
    method: Method = Method.APPROVAL
    votes_per_person: int | None = DEFAULT_VOTES
    """Approvals, dots or the longest ranking; score and budget have no such number."""
    most_per_idea: int | None = None
    rule: str | None = None
    """Empty: as usual for the method."""
    utility: Utility | None = None
    hides_results_until_close: bool = True
    shows_result_at: ResultShown = ResultShown.CLOSE
    closes_automatically: bool = True
    forward_mode: ForwardMode | None = None
    """Empty: as usual for the template."""
    seats: int | None = None
    budget: int | None = None
    """In minutes, since hours are asked for."""
    quorum: int | None = None
    minimum_support: int | None = None
    raters: int | None = None
    floor_percent: int | None = None
    floor_groups: int | None = None
    reserved: Mapping[Group, int] = field(default_factory=dict)
    is_balanced: bool = False
    lottery_source: str = ""
    ballots_public: bool = False

    @property
    def forward(self) -> ForwardMode:
        if self.forward_mode is None and self.method is Method.BUDGET:
            return ForwardMode.BUDGET
        return self.forward_mode or FORWARD_BY_TEMPLATE[self.template]

    @property
    def choice(self) -> Choice:
        """How the campaign votes and counts, with what is usual where nothing was chosen."""
        forward = self.forward
        rule = self.rule or usual_rule(self.method, forward)
        return Choice(
            method=self.method,
            rule=rule,
            forward=forward,
            votes=self.votes_per_person if self.method in _WITH_VOTES else None,
            seats=(self.seats or DEFAULT_SEATS) if forward is ForwardMode.NUMBER else None,
            most_per_idea=self.most_per_idea,
            utility=self.utility or (Utility.COST if asks_utility(rule) else None),
            raters=self.raters,
            floor_percent=self.floor_percent,
            floor_groups=self.floor_groups,
            reserved=self.reserved,
            is_balanced=self.is_balanced,
        )

    def columns(self) -> dict[str, object]:
        """What the campaign's row holds of this, cleaned. Raises InvalidInputError."""
        self._check()
        return self._texts() | self._rules() | self._counting()

    def _check(self) -> None:
        if not self.audiences:
            raise InvalidInputError(field="audiences", reason="missing")
        if not self.owners:
            raise InvalidInputError(field="owners", reason="missing")
        if self.forward is ForwardMode.BUDGET and self.budget is None:
            raise InvalidInputError(field="budget", reason="missing")
        self._check_numbers()
        require_possible(self.choice)
        if len(self.topics) > MOST_TOPICS:
            raise InvalidInputError(field="topics", reason="too_many", most=MOST_TOPICS)
        if len(self.gatherings) > MOST_GATHERINGS:
            raise InvalidInputError(field="gatherings", reason="too_many", most=MOST_GATHERINGS)

    def _check_numbers(self) -> None:
        numbers = [(name, getattr(self, name)) for name in _NUMBERS]
        numbers += [("reserved", seats) for seats in self.reserved.values()]
        for name, number in numbers:
            if number is not None and not 1 <= number <= LARGEST_NUMBER:
                raise InvalidInputError(field=name, reason="out_of_range")

    def _texts(self) -> dict[str, object]:
        lines = {
            "lottery_source": LOTTERY_LENGTH,
            "title_nn": TITLE_LENGTH,
            "one_language_reason": CONTACT_LENGTH,
            "case_number": CASE_NUMBER_LENGTH,
        }
        optional = {name: self._line(name, most) or None for name, most in lines.items()}
        return optional | {
            "title_nb": self._line("title_nb", TITLE_LENGTH, least=1),
            "purpose_nb": self._text("purpose_nb", PURPOSE_LENGTH),
            "purpose_nn": self._text("purpose_nn", PURPOSE_LENGTH) or None,
            "proposal_hint": self._text("proposal_hint", HINT_LENGTH) or None,
            "contact": self._line("contact", CONTACT_LENGTH),
            "decided_by": self._line("decided_by", SHORT_TEXT_LENGTH),
            "decision_on": self.decision_on,
        }

    def _rules(self) -> dict[str, object]:
        forward = self.forward
        parts = self.required_parts | ({Part.COST} if forward is ForwardMode.BUDGET else set())
        return {
            "template": self.template.value,
            "required_parts": ",".join(part for part in Part if part in parts),
            "allows_anonymous": self.allows_anonymous,
            "allows_discussion": self.allows_discussion,
            "asks_stance": self.asks_stance,
            # A cost that must be there is also asked for.
            "asks_cost": self.asks_cost or Part.COST in parts,
            "compares_pairs": self.compares_pairs,
            "hides_results_until_close": self.hides_results_until_close,
            "shows_result_at": self.shows_result_at.value,
            "closes_automatically": self.closes_automatically,
            "forward_mode": forward.value,
            "budget": self.budget if forward is ForwardMode.BUDGET else None,
            "quorum": self.quorum,
            "minimum_support": self.minimum_support,
            "ballots_public": self.ballots_public,
        }

    def _counting(self) -> dict[str, object]:
        choice = self.choice
        seats = {f"{group.value}_seats": choice.reserved.get(group) for group in Group}
        return seats | {
            "ballot_kind": choice.method.value,
            "votes_per_person": choice.votes,
            "most_per_idea": choice.most_per_idea,
            "top_score": TOP_SCORE if choice.method is Method.SCORE else None,
            "rule": choice.rule,
            "seats": choice.seats,
            "utility": choice.utility.value if choice.utility else None,
            "raters": choice.raters,
            "floor_percent": choice.floor_percent,
            "floor_groups": choice.floor_groups,
            "is_balanced": choice.is_balanced,
        }

    def _line(self, name: str, most: int, least: int = 0) -> str:
        return within(clean_line(getattr(self, name)), field=name, most=most, least=least)

    def _text(self, name: str, most: int) -> str:
        return within(clean_text(getattr(self, name)), field=name, most=most)
