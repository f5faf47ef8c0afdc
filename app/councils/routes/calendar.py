"""A body's calendar: its meetings and its own deadlines, for calendar programs to fetch."""

from collections.abc import Iterator

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.services.throttling import TOKEN_BY_ADDRESS
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic, db
from app.councils import services
from app.councils.queries.calendar import CouncilCalendar, Due, get_calendar
from app.councils.queries.council import get_council_view
from app.councils.routes.blueprint import bp
from app.domain.council_access import CouncilPermission
from app.domain.dates import OSLO
from app.domain.deadline_entries import Act, entry_uid
from app.domain.errors import NotFoundError
from app.domain.permissions import BodyKind
from app.domain.roles import GROUP_OF_KIND
from app.learning.ics import Happening, as_calendar
from app.models import CouncilMeeting
from app.outbox.rendering import absolute_link
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.filters import in_form

MEDIA_TYPE = "text/calendar; charset=utf-8"


@bp.post("/utvalg/<slug>/kalender")
@needs(CouncilPermission.COUNCIL_VIEW)
def make_feed(slug: str) -> ResponseReturnValue:
    """The page with the new address on it, which is shown this once and stored nowhere."""
    council = get_council_view(db.session(), current_actor(), slug, now=now())
    with atomic() as session:
        token = services.make_feed(session, current_actor(), slug, now=now())
    address = absolute_link("councils.feed", token=token)
    return render_template("councils/feed.html", council=council, made=address)


@bp.get("/kalender/utvalg/<token>.ics")
@needs(None)
def feed(token: str) -> ResponseReturnValue:
    """Whoever has the address reads with its owner's rights as they are now."""
    try:
        calendar = get_calendar(db.session(), token, now=now())
    except NotFoundError:
        count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
        raise
    with force_locale(calendar.locale):
        content = as_calendar(calendar.body.name, _happenings(calendar))
    answer = make_response(content)
    answer.content_type = MEDIA_TYPE
    answer.headers["Content-Disposition"] = 'inline; filename="utvalg.ics"'
    return answer


def _happenings(calendar: CouncilCalendar) -> Iterator[Happening]:
    for meeting in calendar.meetings:
        yield _meeting(calendar, meeting)
    for due in calendar.deadlines:
        yield _deadline(calendar, due)


def _meeting(calendar: CouncilCalendar, meeting: CouncilMeeting) -> Happening:
    at = meeting.starts_at.astimezone(OSLO)
    is_off = meeting.cancelled_at is not None
    title = _("Møte i %(body)s", body=calendar.body.name)
    return Happening(
        uid=f"{meeting.id}@dugnad",
        summary=str(_("Avlyst: %(activity)s", activity=title) if is_off else title),
        day=at.date(),
        starts=at.time().replace(fold=0),
        ends=None,
        revision=meeting.revision,
        revised_at=meeting.revised_at,
        location=meeting.place,
        url=absolute_link("councils.show", slug=calendar.body.slug),
        is_cancelled=is_off,
    )


def _deadline(calendar: CouncilCalendar, due: Due) -> Happening:
    """A deadline that moves is the same event with a higher number."""
    campaign = due.campaign
    question = in_form(campaign.title_nb, campaign.title_nn)
    at = due.at.astimezone(OSLO)
    said = (
        _("Frist for å foreslå: %(question)s")
        if due.is_to_propose
        else _("Frist for å stemme: %(question)s")
    )
    return Happening(
        uid=entry_uid(
            campaign.id,
            Act.SUBMIT if due.is_to_propose else Act.VOTE,
            GROUP_OF_KIND[BodyKind(calendar.body.kind)],
        ),
        summary=str(said) % {"question": question},
        day=at.date(),
        starts=at.time().replace(fold=0),
        ends=None,
        revision=due.moves,
        revised_at=due.revised_at,
        url=absolute_link("councils.room", slug=calendar.body.slug, campaign_slug=campaign.slug),
    )
