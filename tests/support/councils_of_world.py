"""What a council has of its own in every dugnad, for the tests that walk all routes."""

from datetime import timedelta

from app.accounts.queries import hash_token
from app.models import (
    CalendarFeed,
    CouncilDecision,
    CouncilMeeting,
    Idea,
    Office,
    PersonalLink,
)

WEEK = timedelta(days=7)


def add_council(session, office, council, member, *, now):
    """The member leads; in each dugnad there is a draft that a meeting has decided on."""
    held = Office(
        body_id=council.id,
        person_id=member.id,
        kind="leader",
        starts_at=now - WEEK,
        recorded_by=member.id,
        recorded_at=now - WEEK,
    )
    meeting = CouncilMeeting(body_id=council.id, starts_at=now + WEEK, revised_at=now)
    token = f"council-token-{office.unit_slug}"
    feed = CalendarFeed(
        person_id=member.id,
        kind="body",
        of_id=council.id,
        token_sha256=hash_token(token),
        made_at=now,
    )
    session.add_all([held, meeting, feed])
    session.flush()
    for phase, place in office.places.items():
        if phase == "draft":
            continue
        place |= _in_campaign(session, place["campaign_id"], council, member, token, phase, now)
        place |= {"office_id": held.id, "council_meeting_id": meeting.id, "council_token": token}
    office.places["draft"] |= {
        name: office.places["submission"][name]
        for name in ("council_draft_id", "link_id", "office_id", "council_meeting_id")
    }


def _in_campaign(session, campaign_id, council, member, token, phase, now):
    idea = Idea(
        campaign_id=campaign_id,
        title="Vi vil ha kortere brev",
        author_id=member.id,
        on_behalf_of=council.id,
        created_at=now,
        updated_at=now,
        shared_at=now,
    )
    link = PersonalLink(
        token_hash=hash_token(token if phase == "submission" else f"{token}-{phase}"),
        person_id=member.id,
        body_id=council.id,
        campaign_id=campaign_id,
        created_by=member.id,
        created_at=now,
        expires_at=now + WEEK,
    )
    session.add_all([idea, link])
    session.flush()
    session.add(
        CouncilDecision(
            campaign_id=campaign_id,
            idea_id=idea.id,
            version=1,
            body_id=council.id,
            way="meeting",
            decided_on=now.date(),
            present="Alle",
            recorded_by=member.id,
            recorded_at=now,
        )
    )
    session.flush()
    return {"council_draft_id": idea.id, "link_id": link.id}
