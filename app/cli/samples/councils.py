"""The sample's councils: offices, meeting dates, joint drafts and how they were decided on."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.domain.text import same_line
from app.models import (
    CouncilDecision,
    CouncilMeeting,
    CouncilSettings,
    DraftApproval,
    DraftComment,
    Idea,
    Office,
    Person,
)

LEAST_PRESENT = "Flertallet av medlemmene"


def add_councils(session: Session, calendar: Calendar) -> None:
    """Everything about bodies that speak as one, after the proposals are there."""
    content = entries("councils")
    for entry in content["settings"]:
        session.add(
            CouncilSettings(
                body_id=id_of("body", entry["body"]),
                approvals_needed=entry["approvals_needed"],
                phone=entry["phone"],
                phone_name=entry["phone_name"],
            )
        )
    for entry in content["offices"]:
        session.add(_office(entry, calendar))
    for key in content["without_account"]:
        person = session.get_one(Person, id_of("person", key))
        person.link_only_since = person.created_at
    for entry in content["meetings"]:
        session.add(
            CouncilMeeting(
                body_id=id_of("body", entry["body"]),
                starts_at=calendar.deadline(entry["day"]),
                place=entry["place"],
                revised_at=calendar.past(-30),
            )
        )
    for entry in content["drafts"]:
        _add_draft(session, entry, calendar)
    _decide_what_was_sent(session, calendar)
    session.flush()


def _office(entry: Entry, calendar: Calendar) -> Office:
    person_id = id_of("person", entry["person"])
    starts_at = calendar.past(entry["from"])
    return Office(
        body_id=id_of("body", entry["body"]),
        person_id=person_id,
        kind=entry["kind"],
        mandate=entry["mandate"],
        starts_at=starts_at,
        ends_at=calendar.deadline(entry["to"]) if entry["to"] else None,
        recorded_by=person_id,
        recorded_at=starts_at,
    )


def _add_draft(session: Session, entry: Entry, calendar: Calendar) -> None:
    begun = calendar.past(entry["day"])
    place = {
        "campaign_id": id_of("campaign", entry["campaign"]),
        "idea_id": id_of("idea", entry["key"]),
    }
    session.add(
        Idea(
            campaign_id=place["campaign_id"],
            id=place["idea_id"],
            state="draft",
            title=entry["title"],
            title_key=same_line(entry["title"]),
            body=entry["text"],
            topic_id=id_of("topic", f"{entry['campaign']}/{entry['topic']}"),
            author_id=id_of("person", entry["author"]),
            on_behalf_of=id_of("body", entry["body"]),
            created_at=begun,
            updated_at=begun,
            shared_at=begun,
        )
    )
    session.flush()
    for key in entry["approved_by"]:
        person_id = id_of("person", key)
        session.add(
            DraftApproval(
                **place, person_id=person_id, version=1, approved_at=begun + timedelta(hours=3)
            )
        )
    for said in entry["comments"]:
        session.add(
            DraftComment(
                **place,
                author_id=id_of("person", said["author"]),
                body=said["text"],
                created_at=calendar.past(said["day"]),
            )
        )
    if decision := entry["decision"]:
        session.add(
            CouncilDecision(
                **place,
                version=1,
                body_id=id_of("body", entry["body"]),
                way="meeting",
                decided_on=calendar.on(decision["day"]),
                present=decision["present"],
                decision=decision["decision"],
                dissent=decision["dissent"],
                recorded_by=id_of("person", entry["author"]),
                recorded_at=calendar.past(decision["day"]),
            )
        )


def _decide_what_was_sent(session: Session, calendar: Calendar) -> None:
    """What stands in a body's name in the sample was decided in a meeting the day before."""
    kinds = {entry["key"]: entry["kind"] for entry in entries("bodies")}
    for entry in entries("ideas"):
        behalf = entry["on_behalf_of"]
        if not behalf or kinds[behalf] in ("unit", "network"):
            continue
        author = id_of("person", entry["author"])
        idea = session.get_one(
            Idea, (id_of("campaign", entry["campaign"]), id_of("idea", entry["key"]))
        )
        idea.shared_at = calendar.past(entry["day"] - 2)
        session.add(
            CouncilDecision(
                campaign_id=idea.campaign_id,
                idea_id=idea.id,
                version=1,
                body_id=id_of("body", behalf),
                way="meeting",
                decided_on=calendar.on(entry["day"] - 1),
                present=LEAST_PRESENT,
                recorded_by=author,
                recorded_at=calendar.past(entry["day"]),
                submitted_by=author,
            )
        )
