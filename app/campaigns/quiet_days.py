"""A gentle word where a deadline falls when few are at work; nothing is refused."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.campaigns.words import DEADLINES
from app.domain.dates import is_weekend, typed_form_of
from app.domain.holidays import Holiday, holiday_on
from app.models import Campaign
from app.web.filters import day as shown

HOLIDAYS = {
    Holiday.NEW_YEAR: _l("første nyttårsdag"),
    Holiday.LABOUR_DAY: _l("arbeidernes dag"),
    Holiday.CONSTITUTION_DAY: _l("grunnlovsdagen"),
    Holiday.MAUNDY_THURSDAY: _l("skjærtorsdag"),
    Holiday.GOOD_FRIDAY: _l("langfredag"),
    Holiday.EASTER_SUNDAY: _l("første påskedag"),
    Holiday.EASTER_MONDAY: _l("andre påskedag"),
    Holiday.ASCENSION: _l("Kristi himmelfartsdag"),
    Holiday.WHIT_SUNDAY: _l("første pinsedag"),
    Holiday.WHIT_MONDAY: _l("andre pinsedag"),
    Holiday.CHRISTMAS: _l("første juledag"),
    Holiday.SECOND_CHRISTMAS: _l("andre juledag"),
}


def quiet_days(last_days: Mapping[str, date]) -> list[str]:
    """What to say about the last days, given by the column of the deadline."""
    said = (_said_of(str(DEADLINES[column]), day) for column, day in last_days.items())
    return [text for text in said if text]


def _said_of(deadline: str, day: date) -> str | None:
    named = {"what": deadline, "day": shown(day)}
    if holiday := holiday_on(day):
        text = _(
            "%(what)s er %(day)s, som er %(holiday)s. Få er på jobb da, men du kan beholde dagen.",
            holiday=HOLIDAYS[holiday],
            **named,
        )
        return str(text)
    if is_weekend(day):
        text = _("%(what)s er %(day)s. Få er på jobb i helgen, men du kan beholde dagen.", **named)
        return str(text)
    return None


def quiet_days_of(campaign: Campaign) -> list[str]:
    """The same for the deadlines a campaign has."""
    closes = {column: getattr(campaign, column) for column in DEADLINES}
    closes.pop("voting_opens_at")
    return quiet_days({column: typed_form_of(at)[0] for column, at in closes.items() if at})
