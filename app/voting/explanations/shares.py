"""Equal shares: who paid for what, when the money ran out, and what had been paid for already."""

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.groups import SMALLEST_SHOWN
from app.domain.tally.outcome import BallotKind, Utility
from app.voting.explanations.amounts import cost, number, part
from app.voting.explanations.case import Case, Told
from app.web.words import in_a_row

PAID, RAISED, FILL = "paid", "raised", "fill"
HUNDREDTHS = 100


def sentences(case: Case, told: Told) -> list[str]:
    """What supporters did with what they had to spend."""
    supported = ngettext(
        "%(num)s støttet forslaget.", "%(num)s støttet forslaget.", told.supporters
    )
    if not told.won:
        return [str(supported), *_not_bought(case, told)]
    phase = told.step["phase"]
    if phase == FILL:
        return [str(supported), _filled(case, told)]
    return [str(supported), *_bought(case, told, is_raised=phase == RAISED)]


def _price(case: Case, told: Told) -> str:
    if case.by_budget:
        return str(_("%(cost)s, det forslaget kostet", cost=cost(case.unit, told.step["cost"])))
    return str(_("en plass"))


def _bought(case: Case, told: Told, *, is_raised: bool) -> list[str]:
    lines = [
        _(
            "Alle som stemte, fikk like mye å fordele på det de støttet. De som støttet dette,"
            " hadde nok til sammen, og betalte %(price)s.",
            price=_price(case, told),
        )
    ]
    lines += _who_paid(case, told)
    if is_raised:
        lines.append(
            _(
                "Det ble mulig da alle fikk %(percent)s prosent mer å fordele,"
                " siden noe av rammen ellers ville stått ubrukt.",
                percent=case.result.facts["count"]["raises"],
            )
        )
    return [str(line) for line in lines]


def _who_paid(case: Case, told: Told) -> list[str]:
    """How many could still pay, how many paid all they had, and what that was worth in all."""
    payers, spent = told.step["payers"], told.step["spent_all"]
    lines = []
    if SMALLEST_SHOWN <= payers <= told.supporters - SMALLEST_SHOWN:
        lines.append(
            ngettext(
                "%(num)s av dem hadde noe igjen å betale med.",
                "%(num)s av dem hadde noe igjen å betale med.",
                payers,
            )
        )
    if payers >= SMALLEST_SHOWN:
        lines += _full_price(case, told)
    if spent >= SMALLEST_SHOWN:
        lines.append(
            ngettext(
                "%(num)s av dem brukte opp alt de hadde.",
                "%(num)s av dem brukte opp alt de hadde.",
                spent,
            )
        )
        lines += _effective(case, told)
    return [str(line) for line in lines]


def _price_each(case: Case, told: Told) -> Fraction:
    """What an approval cost whoever had enough; elsewhere what a dot or a point cost."""
    rho = Fraction(told.exact("rho"))
    is_by_cost = case.result.facts["params"].get("utility") == Utility.COST
    if case.kind is BallotKind.APPROVAL and is_by_cost:
        return rho * max(1, int(told.step["cost"]))
    return rho


def _full_price(case: Case, told: Told) -> list[str]:
    """«Full pris var 1,25 timer hver.» Left out where it would round to nothing."""
    price = _price_each(case, told)
    whole = round(price) if case.by_budget else round(price * HUNDREDTHS, 1)
    if not whole:
        return []
    shown = (
        cost(case.unit, int(whole))
        if case.by_budget
        else str(_("%(percent)s prosent av en plass", percent=number(whole)))
    )
    if case.kind is BallotKind.APPROVAL:
        return [str(_("Full pris var %(price)s hver.", price=shown))]
    if case.kind is BallotKind.DOTS:
        return [str(_("Full pris var %(price)s for hver prikk.", price=shown))]
    return [str(_("Full pris var %(price)s for hvert poeng.", price=shown))]


def _effective(case: Case, told: Told) -> list[str]:
    """How many paying the full price it was worth."""
    price = _price_each(case, told)
    if case.kind is not BallotKind.APPROVAL or not price:
        return []
    worth = number(round(told.step["cost"] / price, 1))
    return [str(_("Det svarer til at %(number)s betalte full pris.", number=worth))]


def _filled(case: Case, told: Told) -> str:
    if case.by_budget:
        return str(
            _(
                "De som støttet det, hadde ikke nok igjen til å betale for det. Men %(left)s av"
                " rammen var til overs, og det som er til overs, går til det som har mest støtte."
                " Forslaget kostet %(cost)s og fikk plass.",
                left=cost(case.unit, told.step["left"]),
                cost=cost(case.unit, told.step["cost"]),
            )
        )
    return str(
        _(
            "De som støttet det, hadde ikke nok igjen til å betale for det. Men det var plasser"
            " til overs, og de går til det som har mest støtte."
        )
    )


def _not_bought(case: Case, told: Told) -> list[str]:
    lines = [_money_left(case, told)]
    shared = told.numbers.get("paid_for", [])
    if shared:
        named = [
            _(
                "%(idea)s (%(part)s av %(all)s)",
                idea=case.quoted(one["idea"]),
                part=part(one),
                all=told.supporters,
            )
            for one in shared
        ]
        lines.append(
            str(
                _(
                    "De hadde alt vært med og betalt for blant annet %(ideas)s.",
                    ideas=in_a_row(named),
                )
            )
        )
    if told.step.get("phase") == FILL:
        lines.append(_not_filled(case, told))
    return lines


def _money_left(case: Case, told: Told) -> str:
    if "left" not in told.numbers:
        text = _(
            "Alle som stemte, fikk like mye å fordele på det de støttet. De som støttet dette,"
            " hadde til sammen ikke nok til å betale for det."
        )
    elif case.by_budget:
        text = _(
            "Alle som stemte, fikk like mye å fordele på det de støttet. De som støttet dette,"
            " hadde til slutt %(left)s igjen til sammen, men forslaget kostet %(cost)s.",
            left=cost(case.unit, told.numbers["left"]),
            cost=cost(case.unit, told.numbers["cost"]),
        )
    else:
        text = _(
            "Alle som stemte, fikk like mye å fordele på det de støttet. De som støttet dette,"
            " hadde til slutt bare nok til %(left)s av en plass til sammen.",
            left=_("%(percent)s prosent", percent=number(told.numbers["left"])),
        )
    return str(text)


def _not_filled(case: Case, told: Told) -> str:
    left = told.step["left"]
    if not case.by_budget or not left:
        return str(_("Det var heller ikke noe til overs da turen kom til det."))
    text = _(
        "Det som var til overs, gikk til det som har mest støtte. Bare %(left)s var igjen da turen"
        " kom til dette.",
        left=cost(case.unit, left),
    )
    return str(text)
