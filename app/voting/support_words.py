"""What a count's numbers are called in lists and tables, by how the campaign voted and counted."""

from flask_babel import ngettext

from app.domain.ballots import APPROVAL, BUDGET, DOTS
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import BallotKind
from app.domain.voting_methods import MARKS
from app.models import Campaign
from app.voting.explanations.amounts import TWO, number, points
from app.web.translating import translate as _

_TRANSFERS = ("stv", "stv-exact")


def measured(value: Exact, campaign: Campaign) -> str:
    """What ideas are ranked by: «38 stemmer», «12 prikker», «3,5 poeng», «4 førstevalg»."""
    if campaign.rule in _TRANSFERS:
        form = 1 if value == 1 else TWO
        return str(
            ngettext("%(count)s førstevalg", "%(count)s førstevalg", form, count=number(value))
        )
    return points(MARKS[campaign.ballot_kind], value)


def measure(campaign: Campaign) -> str:
    """The same as the heading of a column."""
    if campaign.rule in _TRANSFERS:
        return _("Førstevalg")
    names = {APPROVAL: _("Stemmer"), BUDGET: _("Stemmer"), DOTS: _("Prikker")}
    return names.get(campaign.ballot_kind) or _("Poeng")


def backing(supporters: int, campaign: Campaign) -> str:
    """How many ballots supported an idea, whatever they gave it."""
    if campaign.ballot_kind == APPROVAL:
        return points(BallotKind.APPROVAL, supporters)
    return str(ngettext("%(num)s støtter forslaget", "%(num)s støtter forslaget", supporters))
