"""Everything a council needs on the table when it discusses a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.councils.queries.campaigns import (
    SheetRow,
    Theme,
    list_handed_in,
    list_sheet,
    list_themes,
    next_meeting,
)
from app.councils.queries.council import list_meetings
from app.councils.queries.drafts import DraftRow, Room, list_drafts
from app.domain.council_access import CouncilPermission
from app.models import CouncilMeeting


@dataclass(frozen=True, slots=True)
class MeetingPack:
    """The question, the themes so far, one's own drafts and proposals, what is voted about."""

    room: Room
    meeting: CouncilMeeting | None
    themes: Sequence[Theme]
    drafts: Sequence[DraftRow]
    handed_in: Sequence[Row[*tuple[Any, ...]]]
    sheet: Sequence[SheetRow]
    on_ballot: int


def get_pack(session: Session, room: Room, *, now: datetime) -> MeetingPack:
    """Members find their drafts in it; others who see the body do not."""
    council, campaign = room.council, room.campaign.campaign
    reads_drafts = council.may(CouncilPermission.DRAFT_READ)
    drafts = list_drafts(session, council, campaign_id=campaign.id, now=now)
    sheet, total = list_sheet(session, campaign)
    return MeetingPack(
        room,
        next_meeting(list_meetings(session, council.body.id, since=now), now),
        list_themes(session, room.campaign),
        drafts if reads_drafts else [],
        list_handed_in(session, council.body, campaign.id),
        sheet,
        total,
    )
