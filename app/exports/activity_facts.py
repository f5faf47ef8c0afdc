"""What is known of an activity beyond its cells: the same in every file."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.domain.learning.document import ActivityEntry, ParticipantEntry
from app.exports import plan_words as words
from app.learning import names as called
from app.web.words import duration

Fact = tuple[str, str]


def activity_facts(activity: ActivityEntry) -> list[Fact]:
    """What it is called and what it is, for all that is filled in."""
    return [(name, said) for name, said in every_fact(activity) if said]


def every_fact(activity: ActivityEntry) -> Iterator[Fact]:
    """The same with those that are empty: always as many, in the same order."""
    yield _("Dager"), ", ".join(map(words.day_with_hours, activity.days))
    yield _("Hvem trenger dette"), _expected(activity, "needs")
    yield _("Hvem ønsker dette"), _expected(activity, "wants")
    yield _("Foreleser eller medansvarlig"), activity.lecturer
    yield _("Ansvarlig"), words.name_of(activity.responsible) if activity.responsible else ""
    yield _("Sted"), activity.place
    yield _("Lenke"), activity.link or ""
    yield _("Tid for hver deltaker"), duration(activity.minutes) if activity.minutes else ""
    yield _("Antall plasser"), str(activity.capacity or "")
    yield _("Tjenestemottakere"), activity.service_users
    yield _("Frivillig"), words.yes_or_no(True) if activity.is_voluntary else ""
    yield _("Evalueres"), words.full_day(activity.evaluate_on) if activity.evaluate_on else ""
    yield from _what_came_of_it(activity)


def _what_came_of_it(activity: ActivityEntry) -> Iterator[Fact]:
    is_planned = activity.status == "planned"
    yield _("Status"), "" if is_planned else called.status_names()[activity.status]
    yield _("Flyttet fra"), activity.moved_from or ""
    yield _("Merknad"), activity.status_note
    yield _("Antall som deltok"), "" if activity.attended is None else str(activity.attended)


def _expected(activity: ActivityEntry, need: str) -> str:
    return ", ".join(_one(each) for each in activity.expected if each.need == need)


def _one(expected: ParticipantEntry) -> str:
    if expected.person:
        return words.name_of(expected.person)
    return expected.body.name if expected.body else expected.words
