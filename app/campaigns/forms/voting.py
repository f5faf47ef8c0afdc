"""How a campaign votes and counts: the method, its limits, and what is promised of the count."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.campaigns.ballot_words import RULES, BallotPromise
from app.domain.campaign_settings import DEFAULT_VOTES, LOTTERY_LENGTH, ForwardMode
from app.domain.costs import HOURS
from app.domain.groups import Group
from app.domain.tally.rules import RULES as COUNTED
from app.domain.voting_methods import Method, Utility, may_choose_utility, takes, usual_rule
from app.models import Campaign
from app.web.fields import CountField

USUAL = "usual"
DEFAULT_DOTS = 10
_SEATS = {group: f"{group.value}_seats" for group in Group}


class VotingFields:
    """A part of the campaign's form. What does not concern the chosen method is passed over."""

    method = RadioField(
        _l("Slik stemmer dere"),
        choices=[
            SelectChoice(Method.APPROVAL.value, _l("Stemmer")),
            SelectChoice(Method.DOTS.value, _l("Prikker")),
            SelectChoice(Method.SCORE.value, _l("Poeng")),
            SelectChoice(Method.RANKED.value, _l("Rangering")),
            SelectChoice(Method.BUDGET.value, _l("Budsjett")),
        ],
        default=Method.APPROVAL.value,
    )
    votes_per_person = CountField(_l("Stemmer til hver"), [Optional()], default=DEFAULT_VOTES)
    dots_per_person = CountField(_l("Prikker til hver"), [Optional()], default=DEFAULT_DOTS)
    most_per_idea = CountField(_l("Flest prikker på ett forslag"), [Optional()])
    longest_ranking = CountField(_l("Hvor mange forslag kan hver rangere?"), [Optional()])

    rule = RadioField(
        _l("Slik telles det"),
        choices=[
            SelectChoice(USUAL, _l("Som vanlig for måten dere stemmer på")),
            *(SelectChoice(rule, label) for rule, (label, _) in RULES.items()),
        ],
        default=USUAL,
    )
    utility = RadioField(
        _l("Hva skal like andeler gi mest av?"),
        choices=[
            SelectChoice(Utility.COST.value, _l("Timer")),
            SelectChoice(Utility.CARDINALITY.value, _l("Forslag")),
        ],
        default=Utility.COST.value,
    )
    quorum = CountField(_l("Hvor mange må stemme for at valget gjelder?"), [Optional()])
    minimum_support = CountField(_l("Hvor mange må minst støtte et forslag?"), [Optional()])
    raters = CountField(_l("Hvor mange må minst gi et forslag poeng?"), [Optional()])
    floor_percent = CountField(_l("Minste støtte i en gruppe, i prosent"), [Optional()])
    floor_groups = CountField(_l("Så mange grupper må nå den"), [Optional()])
    councils_seats = CountField(_l("Plasser til brukermedvirkning"), [Optional()])
    partners_seats = CountField(_l("Plasser til partnere"), [Optional()])
    staff_seats = CountField(_l("Plasser til ansatte"), [Optional()])
    is_balanced = BooleanField(_l("La gruppene veie like mye"))
    lottery_source = StringField(
        _l("Hva avgjør loddtrekningen?"),
        [Length(max=LOTTERY_LENGTH, message=_l("Skriv høyst %(max)d tegn."))],
    )
    ballots_public = BooleanField(_l("Legg ut alle stemmesedlene uten navn"))

    def voting(self, forward: str) -> dict[str, Any]:
        """What was typed, as arguments of the settings; `forward` is how many go forward."""
        method = self._method()
        rule = self.rule.data
        return {
            "method": method,
            "votes_per_person": self._votes(method),
            "most_per_idea": self.most_per_idea.data if method is Method.DOTS else None,
            "rule": None if rule == USUAL else rule,
            "utility": self._utility(method, forward),
            "quorum": self.quorum.data,
            "minimum_support": self.minimum_support.data,
            "raters": self.raters.data if method is Method.SCORE else None,
            "floor_percent": self.floor_percent.data,
            "floor_groups": self.floor_groups.data,
            "reserved": {
                group: seats
                for group, name in _SEATS.items()
                if (seats := getattr(self, name).data) is not None
            },
            "is_balanced": bool(self.is_balanced.data),
            "lottery_source": self.lottery_source.data or "",
            "ballots_public": bool(self.ballots_public.data),
        }

    def _utility(self, method: Method, forward: str) -> Utility | None:
        """Where it makes no difference it is as usual."""
        forward = ForwardMode.BUDGET if method is Method.BUDGET else forward
        usual = usual_rule(method, ForwardMode.BUDGET)
        rule = usual if self.rule.data == USUAL else str(self.rule.data)
        return Utility(self.utility.data) if may_choose_utility(rule, method, forward) else None

    def _method(self) -> Method:
        """Also before the form is validated, for the promise that follows what is typed."""
        chosen = self.method.data
        return Method(chosen) if chosen in list(Method) else Method.APPROVAL

    def _votes(self, method: Method) -> int | None:
        field = self._limit_of(method)
        return field.data if field is not None else None

    def _limit_of(self, method: Method) -> Field | None:
        return {
            Method.APPROVAL: self.votes_per_person,
            Method.DOTS: self.dots_per_person,
            Method.RANKED: self.longest_ranking,
        }.get(method)

    def ballot_promise(self, budget_hours: int | None) -> BallotPromise:
        """What the form promises each voter as it stands."""
        method = self._method()
        return BallotPromise(
            method,
            self._votes(method),
            self.most_per_idea.data if method is Method.DOTS else None,
            budget_hours * HOURS.parts if budget_hours else None,
        )

    def rule_descriptions(self) -> dict[str, LazyString]:
        """What each way of counting does, beside its name."""
        return {rule: description for rule, (_, description) in RULES.items()} | {
            USUAL: _l(
                "Flest stemmer, prikker eller poeng går videre. Ved rangering overføres stemmer,"
                " og ved budsjett får alle stemmesedler like andeler."
            )
        }

    def rule_methods(self) -> dict[str, str]:
        """The methods each way of counting is for; the page shows no others."""
        return {
            name: " ".join(method for method in Method if takes(rule, method))
            for name, rule in COUNTED.items()
        }

    def limit_field(self) -> str:
        """The field in which the chosen method's number stands."""
        field = self._limit_of(self._method())
        return field.short_name if field is not None else "votes_per_person"


def shown_voting(campaign: Campaign) -> dict[str, Any]:
    """The stored campaign, in the form in which it is typed."""
    method, forward = Method(campaign.ballot_kind), ForwardMode(campaign.forward_mode)
    is_usual = campaign.rule == usual_rule(method, forward)
    votes = campaign.votes_per_person
    names = (
        "most_per_idea",
        "quorum",
        "minimum_support",
        "raters",
        "floor_percent",
        "floor_groups",
        *_SEATS.values(),
        "is_balanced",
        "lottery_source",
        "ballots_public",
    )
    utility = campaign.utility or Utility.COST.value
    return {name: getattr(campaign, name) for name in names} | {
        "method": method.value,
        "utility": utility,
        "rule": USUAL if is_usual else campaign.rule,
        "votes_per_person": votes if method is Method.APPROVAL else DEFAULT_VOTES,
        "dots_per_person": votes if method is Method.DOTS else DEFAULT_DOTS,
        "longest_ranking": votes if method is Method.RANKED else None,
    }
