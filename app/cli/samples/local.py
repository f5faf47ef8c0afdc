"""What the sample shows to others: an example with two who ask, and a proposal with an owner."""

from sqlalchemy.orm import Session

from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.models import Assignment, Example, ExampleRequest


def add_local(session: Session, calendar: Calendar) -> None:
    content = entries("local")
    _add_example(session, content["example"], calendar)
    _add_assignment(session, content["assignment"], calendar)
    session.flush()


def _add_example(session: Session, entry: Entry, calendar: Calendar) -> None:
    contact = id_of("person", entry["contact"])
    example = Example(
        id=id_of("example", entry["idea"]),
        campaign_id=id_of("campaign", entry["campaign"]),
        idea_id=id_of("idea", entry["idea"]),
        unit_id=id_of("body", entry["unit"]),
        title=entry["title"],
        body=entry["body"],
        contact_id=contact,
        published_by=contact,
        published_at=calendar.past(entry["day"]),
    )
    session.add(example)
    session.flush()
    for asked in entry["requests"]:
        session.add(
            ExampleRequest(
                example_id=example.id,
                person_id=id_of("person", asked["person"]),
                kind=asked["kind"],
                message=asked["message"],
                asked_at=calendar.past(asked["day"]),
            )
        )


def _add_assignment(session: Session, entry: Entry, calendar: Calendar) -> None:
    session.add(
        Assignment(
            campaign_id=id_of("campaign", entry["campaign"]),
            idea_id=id_of("idea", entry["idea"]),
            owner_id=id_of("person", entry["owner"]),
            due_on=calendar.on(entry["due"]),
            message=entry["message"],
            assigned_by=id_of("person", entry["by"]),
            assigned_at=calendar.past(entry["day"]),
        )
    )
