"""A body's own place in one campaign, and the pack for its meeting."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.councils.queries.campaigns import list_handed_in, list_themes, next_meeting
from app.councils.queries.council import list_meetings, list_members
from app.councils.queries.drafts import get_room as get_room_of
from app.councils.queries.drafts import list_drafts
from app.councils.queries.links import list_links
from app.councils.queries.pack import get_pack
from app.councils.routes.blueprint import bp
from app.councils.texts import agenda_text
from app.domain.council_access import CouncilPermission
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.web import words
from app.web.access import current_actor, needs
from app.web.clock import now

ADDRESS = "/utvalg/<slug>/dugnader/<campaign_slug>"


@bp.get(ADDRESS)
@needs(CouncilPermission.COUNCIL_VIEW)
def room(slug: str, campaign_slug: str) -> ResponseReturnValue:
    """What the body has to do in this campaign, and until when."""
    return room_page(slug, campaign_slug)


def room_page(slug: str, campaign_slug: str) -> str:
    """The page itself, which also says what a form on it could not do."""
    session, moment = db.session(), now()
    found = get_room_of(session, current_actor(), slug, campaign_slug, now=moment)
    council, campaign = found.council, found.campaign.campaign
    sends_links = council.may(CouncilPermission.LINK_SEND)
    reads = council.may(CouncilPermission.DRAFT_READ)
    phase = found.campaign.phase_at(moment)
    return render_template(
        "councils/room.html",
        room=found,
        council=council,
        campaign=campaign,
        phase=phase,
        themes=list_themes(session, found.campaign),
        drafts=list_drafts(session, council, campaign_id=campaign.id, now=moment) if reads else [],
        reads_drafts=reads,
        handed_in=list_handed_in(session, council.body, campaign.id),
        meeting=next_meeting(list_meetings(session, council.body.id, since=moment), moment),
        members=list_members(session, council, now=moment) if sends_links else [],
        links=list_links(session, found) if sends_links else [],
        sends_links=sends_links,
        status_names=words.answer_names(),
        may_vote=phase is Phase.VOTING and found.campaign.may(Permission.VOTE_CAST, moment),
        agenda=agenda_text(found, moment),
        moment=moment,
    )


@bp.get(f"{ADDRESS}/motepakke")
@needs(CouncilPermission.COUNCIL_VIEW)
def pack(slug: str, campaign_slug: str) -> ResponseReturnValue:
    """The whole pack as a page that prints well."""
    session, moment = db.session(), now()
    found = get_room_of(session, current_actor(), slug, campaign_slug, now=moment)
    return render_template(
        "councils/pack.html",
        pack=get_pack(session, found, now=moment),
        room=found,
        council=found.council,
        campaign=found.campaign.campaign,
        agenda=agenda_text(found, moment),
        status_names=words.answer_names(),
        moment=moment,
    )
