"""A word where a council does not meet in time, with a later deadline to take in one press."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.domain.councils import MeetingGap
from app.domain.groups import Group
from app.domain.roles import GROUP_OF_KIND
from app.web.filters import day as shown

FIELDS = {Group.COUNCILS: "councils_until", Group.PARTNERS: "partners_until"}
"""The form's field with a group's own last day."""


@dataclass(frozen=True, slots=True)
class LaterDeadline:
    """What a button offers: its value and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said of meetings, and what is offered."""

    texts: list[str]
    offers: list[LaterDeadline]
    is_too_late: bool
    """A meeting comes after the vote: no later deadline helps."""


def advice_on(gaps: Iterable[MeetingGap], vote_until: date | None) -> Advice:
    """A sentence for each body, and a button for each group of them."""
    gaps = list(gaps)
    days: dict[Group, date] = {}
    is_too_late = False
    for gap in gaps:
        group = GROUP_OF_KIND[gap.kind]
        if vote_until is not None and gap.later_day >= vote_until:
            is_too_late = True
        elif group in FIELDS:
            days[group] = max(gap.later_day, days.get(group, gap.later_day))
    return Advice(
        [_said_of(gap) for gap in gaps], [_offer(*each) for each in days.items()], is_too_late
    )


def _said_of(gap: MeetingGap) -> str:
    day = shown(gap.next_at)
    return str(_("%(body)s har ikke møte før fristen (neste: %(day)s).", body=gap.name, day=day))


def _offer(group: Group, last: date) -> LaterDeadline:
    value = f"{FIELDS[group]}:{last.isoformat()}"
    if group is Group.COUNCILS:
        label = _("Gi brukermedvirkning frist til og med %(day)s", day=shown(last))
    else:
        label = _("Gi partnerne frist til og med %(day)s", day=shown(last))
    return LaterDeadline(value, str(label))


def taken(value: str) -> tuple[str, date] | None:
    """The field and the day of a pressed button; None for what is none of ours."""
    name, _colon, day = value.partition(":")
    if name not in FIELDS.values():
        return None
    try:
        return name, date.fromisoformat(day)
    except ValueError:
        return None
