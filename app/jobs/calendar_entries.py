"""A group's deadlines as a file with its mails (RFC 5545), made as each leaves."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries.concerned import list_deadline_entries
from app.domain.deadline_entries import Act, DeadlineEntry
from app.domain.groups import Group
from app.models import Campaign
from app.outbox.rendering import Attachment, absolute_link
from app.web.filters import in_form

WITH_CALENDAR = frozenset({"council_call", "council_deadline_moved"})
PRODUCT = "-//Dugnad//Frister//NO"


def deadline_calendar(
    session: Session, facts: Mapping[str, Any], locale: str
) -> tuple[Attachment, ...]:
    """Both deadlines as they are now, however old the mail is; none where it is a draft again."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == facts["slug"]))
    group = Group(facts.get("group", Group.COUNCILS))
    entries = list_deadline_entries(session, campaign, group) if campaign else ()
    if campaign is None or not entries:
        return ()
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with force_locale(locale):
        for entry in entries:
            calendar.add_component(_event(campaign, entry))
    how = {"method": "PUBLISH", "charset": "utf-8"}
    content = bytes(calendar.to_ical())
    return (Attachment(f"{campaign.slug}.ics", "text", "calendar", how, content),)


def _event(campaign: Campaign, entry: DeadlineEntry) -> Event:
    """A moment without length: it reminds, and makes nobody busy."""
    title = in_form(campaign.title_nb, campaign.title_nn)
    words = {
        Act.SUBMIT: _("Frist for å foreslå: %(title)s", title=title),
        Act.VOTE: _("Frist for å stemme: %(title)s", title=title),
    }
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.revised_at)
    event.add("last-modified", entry.revised_at)
    event.add("dtstart", entry.at)
    event.add("transp", "TRANSPARENT")
    event.add("summary", words[entry.act])
    event.add("url", absolute_link("campaigns.show", slug=campaign.slug))
    return event
