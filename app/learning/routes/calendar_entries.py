"""What stands in calendars in words: on the calendar's page and in the feeds alike."""

from collections.abc import Iterator
from datetime import datetime, time

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView
from app.core.clock import OSLO
from app.domain.dates import typed_form_of
from app.domain.learning.arena_days import arena_days
from app.domain.learning.calendar import Entry, EntryKind, Month
from app.learning.queries.calendar import ArenaLine, MeetingDay, PlanDeadline, PlannedDay
from app.web.filters import in_form


def activity_entry(each: PlannedDay) -> Entry:
    activity = each.activity
    title = each.name or _("Aktivitet")
    if activity.time_kind == "by":
        title = _("Ferdig innen: %(activity)s", activity=title)
    return Entry(
        EntryKind.ACTIVITY,
        each.day,
        str(title),
        url_of(each),
        each.starts,
        each.ends,
        each.unit_name,
        is_cancelled=activity.status == "cancelled",
        is_uncertain=activity.time_kind == "alternatives" or not each.is_settled,
    )


def evaluation_entry(each: PlannedDay) -> Entry:
    title = _("Evaluering: %(activity)s", activity=each.name or _("Aktivitet"))
    uncertain = not each.is_settled
    return Entry(
        EntryKind.EVALUATION,
        each.day,
        str(title),
        url_of(each),
        about=each.unit_name,
        is_uncertain=uncertain,
    )


def url_of(each: PlannedDay) -> str:
    return url_for(
        "learning.activity",
        unit_slug=each.unit_slug,
        half_year=each.half_year,
        activity_id=each.activity.id,
    )


def meeting_entry(meeting: MeetingDay) -> Entry:
    url = url_for(
        "learning.meeting",
        unit_slug=meeting.unit_slug,
        half_year=meeting.half_year,
        meeting_id=meeting.id,
    )
    title = str(_("Møte i arbeidsgruppen"))
    return Entry(EntryKind.MEETING, meeting.held_on, title, url, about=meeting.unit_name)


def arena_entries(arena: ArenaLine, month: Month) -> list[Entry]:
    """On the days that its frequency names; none where it is only words."""
    url = url_for("learning.arenas", unit_slug=arena.unit_slug)
    return [
        Entry(EntryKind.ARENA, each.day, arena.name, url, each.starts, each.ends, arena.unit_name)
        for each in arena_days(arena.frequency, month)
    ]


def campaign_deadlines(view: CampaignView) -> Iterator[tuple[str, Entry]]:
    """The last day to propose for one's own group, and the last to vote, each by its name.

    Nothing where one can do neither. They are the same for all of the group, whoever has voted.
    """
    if view.group is None or view.scope.is_draft:
        return
    campaign, timetable = view.campaign, view.scope.timetable
    url = url_for("campaigns.show", slug=campaign.slug)
    title = in_form(campaign.title_nb, campaign.title_nn)
    for name, words, closes_at in (
        ("submission", _("Frist for forslag"), timetable.submission_closes_for(view.group)),
        ("voting", _("Frist for å stemme"), timetable.voting_closes_at),
    ):
        yield name, _deadline(f"{words}: {title}", url, closes_at)


def plan_deadline(each: PlanDeadline) -> Entry:
    """The last day to comment on a plan in hearing, or to answer its evaluation."""
    words = _("Frist for evalueringen") if each.is_evaluation else _("Frist for høringen")
    endpoint = "learning.evaluation" if each.is_evaluation else "learning.show"
    url = url_for(endpoint, unit_slug=each.unit_slug, half_year=each.half_year)
    return _deadline(f"{words}: {each.unit_name}", url, each.ends_at, about=each.unit_name)


def _deadline(title: str, url: str, ends_at: datetime, *, about: str = "") -> Entry:
    day, at = typed_form_of(ends_at)
    is_whole_day = ends_at.astimezone(OSLO).time() == time(0)
    return Entry(EntryKind.DEADLINE, day, title, url, None if is_whole_day else at, about=about)
