"""Ballots and counting in words: what each voter is given, and how what goes forward is found."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.domain.ballots import TOP_SCORE
from app.domain.costs import HOURS
from app.domain.voting_methods import Method, Utility, may_choose_utility
from app.models import Campaign
from app.web.words import group_names

NUMBERS = (
    _l("null"),
    _l("én"),
    _l("to"),
    _l("tre"),
    _l("fire"),
    _l("fem"),
    _l("seks"),
    _l("sju"),
    _l("åtte"),
    _l("ni"),
    _l("ti"),
    _l("elleve"),
    _l("tolv"),
)
RULES: dict[str, tuple[LazyString, LazyString]] = {
    "approval": (_l("Flest stemmer"), _l("Forslagene med flest stemmer går videre.")),
    "dots": (_l("Flest prikker"), _l("Alle prikkene et forslag har fått, legges sammen.")),
    "score": (_l("Flest poeng"), _l("Alle poengene et forslag har fått, legges sammen.")),
    "borda": (
        _l("Poeng etter plassering (Borda)"),
        _l("Øverste plass gir flest poeng, og poengene legges sammen."),
    ),
    "stv": (
        _l("Stemmer overføres (STV)"),
        _l(
            "Trenger ikke førstevalget ditt hele stemmen, eller faller det ut,"
            " går stemmen videre til det neste."
        ),
    ),
    "stv-exact": (
        _l("Stemmer overføres, regnet med brøk"),
        _l(
            "Trenger ikke førstevalget ditt hele stemmen, eller faller det ut,"
            " går stemmen videre uten at noe rundes av."
        ),
    ),
    "greedy": (
        _l("Mest støtte innenfor timene"),
        _l("Forslagene tas etter støtte, og det som ikke får plass, hoppes over."),
    ),
    "equal-shares-add-fill": (
        _l("Like andeler"),
        _l(
            "Alle stemmesedler får like mye å bruke på det de støtter, så også mindre grupper"
            " får sin del. Det som blir til overs, går til forslagene med mest støtte."
        ),
    ),
    "equal-shares-add": (
        _l("Like andeler, uten påfyll"),
        _l(
            "Alle stemmesedler får like mye å bruke på det de støtter."
            " Det som blir til overs, brukes ikke."
        ),
    ),
    "equal-shares-fill": (
        _l("Like andeler, fylt opp etter støtte"),
        _l(
            "Alle stemmesedler får like mye å bruke på det de støtter. Andelene økes ikke"
            " underveis, og resten går til forslagene med mest støtte."
        ),
    ),
    "equal-shares": (
        _l("Like andeler alene"),
        _l(
            "Alle stemmesedler får like mye å bruke på det de støtter. Andelene økes ikke"
            " underveis, og det som blir til overs, brukes ikke."
        ),
    ),
    "phragmen": (
        _l("Jevn byrde (Phragmén)"),
        _l("De som støtter et forslag, deler det som en byrde. Byrdene skal bli så jevne som råd."),
    ),
    "seq-pav": (
        _l("Avtakende vekt (PAV)"),
        _l("En stemmeseddel teller mindre for hvert forslag den alt har fått igjennom."),
    ),
}
"""Each rule's name for people, and what it does in one sentence."""
PROPORTIONAL = frozenset(RULES) - {"approval", "dots", "score", "borda", "greedy"}
"""Rules under which also smaller groups of ballots get their share."""


def in_words(number: int) -> str:
    """«tre» up to twelve, figures above."""
    return str(NUMBERS[number]) if number < len(NUMBERS) else str(number)


@dataclass(frozen=True, slots=True)
class BallotPromise:
    """What each voter is given. The budget is in minutes."""

    method: str
    votes: int | None = None
    most_per_idea: int | None = None
    budget: int | None = None


def promise_of(campaign: Campaign) -> BallotPromise:
    return BallotPromise(
        campaign.ballot_kind, campaign.votes_per_person, campaign.most_per_idea, campaign.budget
    )


def voting_words(promise: BallotPromise) -> str:
    """What one does with the ballot: «gi inntil tre stemmer», «fordele ti prikker»."""
    if promise.method == Method.DOTS:
        return _dots(promise)
    if promise.method == Method.SCORE:
        return str(_("gi forslagene poeng fra 0 til %(top)s", top=TOP_SCORE))
    if promise.method == Method.RANKED:
        if promise.votes is None:
            return str(_("rangere så mange forslag de vil"))
        return str(_("rangere inntil %(count)s forslag", count=in_words(promise.votes)))
    if promise.method == Method.BUDGET:
        if promise.budget is None:
            return str(_("velge forslag innenfor et budsjett"))
        return str(
            _("velge forslag for inntil %(hours)s timer", hours=promise.budget // HOURS.parts)
        )
    return _approvals(promise.votes)


def _approvals(votes: int | None) -> str:
    if votes is None:
        return str(_("gi så mange stemmer de vil"))
    if votes == 1:
        return str(_("gi én stemme"))
    return str(_("gi inntil %(count)s stemmer", count=in_words(votes)))


def _dots(promise: BallotPromise) -> str:
    if promise.votes is None:
        return str(_("fordele prikker"))
    if promise.votes == 1:
        return str(_("gi én prikk"))
    dots = in_words(promise.votes)
    if promise.most_per_idea is None:
        return str(_("fordele %(count)s prikker", count=dots))
    most = in_words(promise.most_per_idea)
    return str(
        _("fordele %(count)s prikker (høyst %(most)s på ett forslag)", count=dots, most=most)
    )


def counting_promises(campaign: Campaign) -> list[str]:
    """How it is counted and what limits were declared, one sentence each."""
    name, description = RULES[campaign.rule]
    sentences = [
        str(_("Alle kan %(voting)s.", voting=voting_words(promise_of(campaign)))),
        f"{name}. {description}",
        *declared_limits(campaign),
    ]
    if campaign.lottery_source:
        source = campaign.lottery_source
        text = _("Står det likt, avgjør loddet. Det bygger på: %(source)s", source=source)
        sentences.append(str(text))
    if campaign.ballots_public:
        sentences.append(str(_("Stemmesedlene legges ut uten navn etterpå.")))
    return sentences


def declared_limits(campaign: Campaign) -> list[str]:
    """What was declared of the count before voting opened, besides its rule."""
    return [*_worth(campaign), *_limits(campaign), *_groups(campaign)]


def _worth(campaign: Campaign) -> Iterator[str]:
    rule, method, forward = campaign.rule, campaign.ballot_kind, campaign.forward_mode
    if campaign.utility is None or not may_choose_utility(rule, method, forward):
        return
    if campaign.utility == Utility.CARDINALITY:
        yield str(_("Like andeler gir så mange forslag som mulig: Store og små er like mye verdt."))
    else:
        yield str(_("Like andeler gir så mange timer som mulig: Store forslag er mer verdt."))


def _limits(campaign: Campaign) -> Iterator[str]:
    if campaign.raters:
        yield str(
            _(
                "Gjennomsnittet av poengene teller,"
                " for forslag som minst %(count)s har gitt poeng.",
                count=in_words(campaign.raters),
            )
        )
    if campaign.minimum_support:
        yield str(
            _(
                "Et forslag må ha støtte fra minst %(count)s for å gå videre.",
                count=in_words(campaign.minimum_support),
            )
        )
    if campaign.quorum:
        yield str(
            _(
                "Stemmer færre enn %(count)s, er resultatet bare rådgivende.",
                count=in_words(campaign.quorum),
            )
        )


def _groups(campaign: Campaign) -> Iterator[str]:
    if campaign.floor_percent and campaign.floor_groups:
        yield str(
            _(
                "Et forslag må ha støtte fra minst %(percent)s prosent i %(groups)s av de tre"
                " gruppene for å gå videre.",
                percent=campaign.floor_percent,
                groups=in_words(campaign.floor_groups),
            )
        )
    names = group_names()
    for group, seats in campaign.reserved.items():
        yield str(
            _(
                "%(group)s fyller %(seats)s av plassene med sine egne stemmesedler.",
                group=names[group],
                seats=in_words(seats),
            )
        )
    if campaign.is_balanced:
        yield str(_("Ansatte, brukermedvirkning og partnere teller like mye til sammen."))


def forward_text(campaign: Campaign) -> str:
    """How many go forward, as promised before the vote."""
    if campaign.forward_mode == "number" and campaign.seats:
        return _a_number(campaign.seats, is_proportional=campaign.rule in PROPORTIONAL)
    if campaign.forward_mode == "budget":
        return _within_the_budget(campaign)
    return str(_("Hvor mange forslag som går videre, avgjøres etter avstemningen."))


def _a_number(seats: int, *, is_proportional: bool) -> str:
    if seats == 1:
        return str(_("Forslaget med størst oppslutning går videre."))
    count = in_words(seats)
    if is_proportional:
        return str(
            _(
                "%(count)s forslag går videre, og også mindre grupper får sin del.",
                count=count[:1].upper() + count[1:],
            )
        )
    return str(_("De %(count)s forslagene med størst oppslutning går videre.", count=count))


def _within_the_budget(campaign: Campaign) -> str:
    hours = campaign.budget // HOURS.parts if campaign.budget and campaign.asks_cost else None
    if campaign.rule in PROPORTIONAL:
        if hours is None:
            return str(
                _("Forslag går videre innenfor budsjettet, og også mindre grupper får sin del.")
            )
        return str(
            _(
                "Forslag går videre innenfor %(hours)s timer, og også mindre grupper får sin del.",
                hours=hours,
            )
        )
    if hours is None:
        return str(_("Forslagene med størst oppslutning går videre innenfor budsjettet."))
    return str(
        _(
            "Forslagene med størst oppslutning går videre innenfor %(hours)s timer.",
            hours=hours,
        )
    )
