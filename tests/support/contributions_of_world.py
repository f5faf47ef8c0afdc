"""What is added to proposals in the world of the route tests: a file, an invitation, reports."""

from app.models import Attachment, Campaign, CoAuthorInvitation, Person, Report
from tests.support.factories import make_idea


def add_contributions(session, place, *, author_id, asked_id, reporter_id, now):
    """To the first proposal; and one more that is hidden. What stands in addresses."""
    of_idea = {"campaign_id": place["campaign_id"], "idea_id": place["idea_id"]}
    attachment, of_draft = (
        Attachment(
            campaign_id=place["campaign_id"],
            idea_id=idea_id,
            name="Skisse.png",
            media_type="image/png",
            size=5,
            content=b"bytes",
            added_by=author_id,
            added_at=now,
        )
        for idea_id in (place["idea_id"], place["draft_id"])
    )
    invitation = CoAuthorInvitation(
        **of_idea,
        email=f"medforfatter-{place['slug']}@etaten.example",
        person_id=asked_id,
        invited_by=author_id,
        invited_at=now,
    )
    report = Report(
        **of_idea, reporter_id=reporter_id, concern="person", text="Se her.", reported_at=now
    )
    campaign = session.get_one(Campaign, place["campaign_id"])
    hidden = make_idea(
        session,
        campaign=campaign,
        author=session.get_one(Person, reporter_id),
        title="Noe upassende",
        state="hidden",
        hidden_at=now,
        hidden_reason="Her kunne en bruker kjennes igjen.",
    )
    session.add_all([attachment, of_draft, invitation, report])
    session.flush()
    return {
        "attachment_id": attachment.id,
        "draft_file_id": of_draft.id,
        "hidden_nr": hidden.nr,
    }
