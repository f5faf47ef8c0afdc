"""A ballot in words: how much is used and left, what it holds, why it was refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext

from app.domain.ballots import BUDGET, DOTS, RANKED, SCORE, BallotLimits
from app.domain.costs import HOURS
from app.domain.errors import ConflictError, DomainError, NoVotesLeftError
from app.voting.queries import BallotView
from app.web.translating import translate as _


@dataclass(frozen=True, slots=True)
class Balance:
    """How the ballot's sum is said: with something left, with nothing left, with too much on it.

    The words in braces are filled in here and, as one goes along, by the page's script.
    """

    some: str
    none_left: str
    over: str
    used: int
    quota: int | None
    in_hours: bool = False

    @property
    def text(self) -> str:
        if self.quota is None or self.used < self.quota:
            return self._filled(self.some)
        return self._filled(self.none_left if self.used == self.quota else self.over)

    @property
    def is_over(self) -> bool:
        return self.quota is not None and self.used > self.quota

    def _filled(self, pattern: str) -> str:
        quota = self.quota or 0
        return pattern.format(
            used=self._number(self.used),
            quota=self._number(quota),
            left=self._number(quota - self.used),
            over=self._number(self.used - quota),
        )

    def _number(self, number: int) -> str:
        return hours(number) if self.in_hours else str(number)


def balance(kind: str, used: int, quota: int | None, *, ideas: int) -> Balance:
    """The sum of a ballot of `kind` on a paper with so many ideas."""
    if kind == DOTS:
        return _dots(used, quota)
    if kind == BUDGET:
        return Balance(
            _("Kurven tar {used} av {quota} timer. {left} timer igjen."),
            _("Kurven er full: {quota} timer."),
            _("Kurven tar {used} timer, men det er bare {quota}. Ta ut forslag for {over} timer."),
            used,
            quota,
            in_hours=True,
        )
    if kind == RANKED:
        return _places(used, quota)
    return Balance(
        _("Du har gitt poeng til {used} av {quota} forslag."),
        _("Du har gitt poeng til alle forslagene."),
        "",
        used,
        ideas,
    )


def _dots(used: int, quota: int | None) -> Balance:
    return Balance(
        str(
            ngettext(
                "Du har brukt {used} av {quota} prikk. {left} igjen.",
                "Du har brukt {used} av {quota} prikker. {left} igjen.",
                quota or 0,
            )
        ),
        str(ngettext("Du har brukt prikken.", "Du har brukt alle {quota} prikkene.", quota or 0)),
        _("Du har lagt {used} prikker, men har bare {quota}. Ta bort {over}."),
        used,
        quota,
    )


def _places(used: int, quota: int | None) -> Balance:
    if quota is None:
        return Balance(_("Du har rangert {used} forslag."), "", "", used, None)
    return Balance(
        _("Du har rangert {used} av inntil {quota} forslag."),
        _("Du har rangert {quota} forslag. Flere kan du ikke ta med."),
        _("Du har rangert {used} forslag, men kan ta med høyst {quota}. Ta bort {over}."),
        used,
        quota,
    )


def hours(minutes: int) -> str:
    """«12,5» of 750 minutes."""
    return str(format_decimal(HOURS.whole(minutes)))


def how_to(kind: str, limits: BallotLimits) -> str:
    """What one does on the page, in a sentence or two."""
    if kind == DOTS:
        return _how_to_dot(limits)
    if kind == SCORE:
        return _(
            "Gi forslagene poeng fra 0 til %(top)s. Har du ingen mening om et forslag, lar du det"
            " stå slik. Det teller ikke som 0.",
            top=limits.top_score,
        )
    if kind == RANKED:
        if limits.quota is None:
            return _(
                "Sett forslagene i rekkefølge, det beste først. Du trenger ikke å ta med alle."
            )
        return _("Sett inntil %(most)s forslag i rekkefølge, det beste først.", most=limits.quota)
    return _(
        "Legg forslagene du vil ha, i kurven. Til sammen kan de ta %(hours)s timer.",
        hours=hours(limits.quota or 0),
    )


def _how_to_dot(limits: BallotLimits) -> str:
    dots = given(DOTS, limits.quota or 0)
    if limits.most_per_idea is None:
        return _("Du har %(dots)s. Legg flest på det som betyr mest.", dots=dots)
    return _(
        "Du har %(dots)s. Legg flest på det som betyr mest, men høyst %(most)s på ett forslag.",
        dots=dots,
        most=limits.most_per_idea,
    )


def too_many_on_one(most: int) -> str:
    return _("Du kan legge høyst %(most)s prikker på ett forslag.", most=most)


def score_names() -> Mapping[int, str]:
    """The steps of the scale."""
    return {
        0: _("Ingen støtte"),
        1: _("Liten støtte"),
        2: _("Noe støtte"),
        3: _("Ganske stor støtte"),
        4: _("Stor støtte"),
        5: _("Svært stor støtte"),
    }


def given(kind: str, value: int) -> str:
    """What one idea has got on a ballot: «3 prikker», «nr. 2»."""
    if kind == DOTS:
        return str(ngettext("%(num)s prikk", "%(num)s prikker", value))
    if kind == SCORE:
        return str(ngettext("%(points)s poeng", "%(points)s poeng", value, points=value))
    if kind == RANKED:
        return str(_("nr. %(place)s", place=value))
    return str(_("i kurven") if kind == BUDGET else _("stemt"))


def standing(kind: str, ballot: BallotView) -> str:
    """One's own ballot beside the ideas, in a sentence."""
    if ballot.is_abstention:
        return _("Du avstår fra å stemme.")
    if not ballot.has_voted:
        return _("Du har ikke stemt ennå.")
    if kind == SCORE:
        return str(
            ngettext(
                "Du har gitt poeng til %(num)s forslag.",
                "Du har gitt poeng til %(num)s forslag.",
                ballot.used,
            )
        )
    return balance(kind, ballot.used, ballot.quota, ideas=0).text


def nothing_given(kind: str) -> str:
    """What stands where an idea has got nothing yet."""
    texts = {
        DOTS: _("Gi prikker"),
        SCORE: _("Gi poeng"),
        RANKED: _("Ranger"),
        BUDGET: _("Legg i kurven"),
    }
    return texts.get(kind, _("Stem"))


def why_refused(kind: str, refusal: DomainError, sum_of_it: Balance) -> str:
    """What is wrong with a ballot that was refused, and what to do."""
    if isinstance(refusal, NoVotesLeftError):
        return sum_of_it.text if sum_of_it.is_over else _none_left(kind)
    if isinstance(refusal, ConflictError):
        return _(
            "Stemmeseddelen er endret siden du åpnet siden. Her står det du skrev, og nederst det"
            " som er lagret. Lagre på nytt hvis det du skrev, skal gjelde."
        )
    texts = {
        "unreadable": _("Rett opp det som er merket, og lagre på nytt. Ingenting er endret."),
        "not_on_ballot": _(
            "Et av forslagene står ikke på stemmeseddelen lenger. Last siden på nytt."
        ),
        "without_cost": _("Et av forslagene i kurven mangler timer. Ta det ut, og lagre på nytt."),
        "too_many_on_one": too_many_on_one(int(str(refusal.facts.get("most", 0)))),
    }
    reason = str(refusal.facts.get("reason"))
    return texts.get(reason) or _("Stemmeseddelen kan ikke lagres slik den er fylt ut.")


def _none_left(kind: str) -> str:
    texts = {
        DOTS: _("Du har ingen prikker igjen. Ta bort en først."),
        RANKED: _("Rangeringen er full. Ta bort et forslag først."),
        BUDGET: _("Det er ikke nok timer igjen. Ta ut et forslag først."),
    }
    return texts.get(kind, _("Ingen stemmer igjen. Ta tilbake en først."))
