"""A local dugnad under an office's own, with what was sent on, taken on and shown to others."""

from datetime import timedelta

from app.models import (
    Assignment,
    Campaign,
    Comment,
    Example,
    ExampleAnswer,
    ExampleRequest,
    Forwarding,
)
from tests.support.factories import make_campaign, make_idea, make_person

DAY = timedelta(days=1)


def add_local(session, office, audiences, author, facilitator, *, now):
    """What stands in addresses goes into the place of the dugnad that takes proposals."""
    place, unit = office.places["submission"], audiences[0]
    above = session.get_one(Campaign, place["campaign_id"])
    below = make_campaign(
        session,
        owner=unit,
        audiences=audiences,
        title="Hva vil vi lære her hos oss?",
        opens_at=above.opens_at,
        submission_closes_at=above.submission_closes_at,
        voting_opens_at=above.voting_opens_at,
        voting_closes_at=above.voting_closes_at,
    )
    below.parent_id = above.id
    sent = make_idea(session, campaign=below, author=author, title="Kafé for arbeidsgivere")
    make_idea(session, campaign=below, author=author, title="Lese sammen")
    arrived = make_idea(session, campaign=above, author=author, title=sent.title)
    session.add(
        Comment(
            campaign_id=below.id,
            idea_id=sent.id,
            author_id=author.id,
            body="Det vil vi prøve.",
            created_at=now - DAY,
        )
    )
    forwarding = Forwarding(
        from_campaign_id=below.id,
        from_idea_id=sent.id,
        to_campaign_id=above.id,
        to_idea_id=arrived.id,
        unit_name=unit.name,
        forwarded_by=facilitator.id,
        forwarded_at=now - DAY,
    )
    session.add(forwarding)
    session.flush()
    place |= {
        "local_slug": below.slug,
        "forwarded_nr": arrived.nr,
        "forwarding_id": forwarding.id,
        "assignment_id": _assigned(session, arrived, author, facilitator, now),
        **_shown(session, arrived, unit, author, facilitator, now),
    }


def _assigned(session, idea, owner, facilitator, now):
    assignment = Assignment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        owner_id=owner.id,
        due_on=(now + 20 * DAY).date(),
        message="Hør med kantina først.",
        assigned_by=facilitator.id,
        assigned_at=now - DAY,
    )
    session.add(assignment)
    session.flush()
    return assignment.id


def _shown(session, idea, unit, author, facilitator, now):
    """An example that somebody has an answer about, and two wait for one."""
    example = Example(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        unit_id=unit.id,
        title="Kafé der arbeidsgivere møter oss",
        body="Vi åpnet dørene **en ettermiddag i uka**.",
        contact_id=facilitator.id,
        published_by=facilitator.id,
        published_at=now - DAY,
    )
    session.add(example)
    session.flush()
    answer = ExampleAnswer(
        example_id=example.id,
        text="Kom og se.",
        starts_at=now + 9 * DAY,
        place="Mottaket",
        answered_by=facilitator.id,
        answered_at=now,
    )
    session.add(answer)
    session.flush()
    asked = {
        person.id: ExampleRequest(
            example_id=example.id,
            person_id=person.id,
            kind="visit",
            message="Gjerne i mars.",
            asked_at=now - DAY,
            answer_id=answer_id,
        )
        for person, answer_id in (
            (make_person(session, name="Nils Nysgjerrig"), None),
            (make_person(session, name="Anne Annensteds"), answer.id),
            (author, None),
        )
    }
    session.add_all(asked.values())
    session.flush()
    return {
        "example_id": example.id,
        "example_answer_id": answer.id,
        "example_request_id": asked[author.id].id,
    }
