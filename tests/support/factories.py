"""Builders for rows. Every argument has a dull default; a test names only what matters to it."""

import itertools
from datetime import UTC, datetime, timedelta

from app.accounts.queries import get_actor
from app.domain.permissions import Role
from app.models import Body, Campaign, CampaignBody, Idea, Membership, Person

OPENS = datetime(2026, 9, 1, 6, tzinfo=UTC)
SUBMISSION_CLOSES = datetime(2026, 10, 2, 13, tzinfo=UTC)
VOTING_OPENS = datetime(2026, 10, 5, 6, tzinfo=UTC)
VOTING_CLOSES = datetime(2026, 10, 16, 13, tzinfo=UTC)
BEFORE_OPENING = OPENS - timedelta(days=3)
WHILE_SUBMITTING = datetime(2026, 9, 15, 10, tzinfo=UTC)
IN_REVIEW = datetime(2026, 10, 3, 10, tzinfo=UTC)
WHILE_VOTING = datetime(2026, 10, 8, 10, tzinfo=UTC)
AFTER_CLOSE = VOTING_CLOSES + timedelta(hours=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

_numbers = itertools.count(1)


def make_body(session, *, kind="unit", unit_kind="office", name=None, parent=None):
    nr = next(_numbers)
    body = Body(
        kind=kind,
        unit_kind=unit_kind if kind == "unit" else None,
        name=name or f"Enhet {nr}",
        slug=f"enhet-{nr}",
        parent_id=parent.id if parent else None,
        path="",
    )
    session.add(body)
    session.flush()
    body.path = f"{parent.path if parent else '/'}{body.id.hex}/"
    session.flush()
    return body


def make_person(session, *, name=None, email=None, body=None, role=Role.STAFF, locale="nb"):
    nr = next(_numbers)
    person = Person(
        name=name or f"Prøve Person {nr}",
        email=email or f"person{nr}@etaten.example",
        locale=locale,
        created_at=LONG_AGO,
    )
    session.add(person)
    session.flush()
    if body is not None:
        make_membership(session, person, body, role=role)
    return person


def make_membership(session, person, body, *, role=Role.STAFF, starts_at=LONG_AGO, ends_at=None):
    held = Membership(
        person_id=person.id, body_id=body.id, role=role, starts_at=starts_at, ends_at=ends_at
    )
    session.add(held)
    session.flush()
    return held


def actor_of(session, person, *, now=WHILE_SUBMITTING):
    return get_actor(session, person.id, now=now)


def make_campaign(
    session,
    *,
    owner=None,
    audiences=None,
    title="Hva skal vi lære til våren?",
    launched=True,
    **columns,
):
    owner = owner or make_body(session)
    nr = next(_numbers)
    creator = make_person(session, body=owner, role=Role.FACILITATOR)
    campaign = Campaign(
        slug=f"dugnad-{nr}",
        template="learning_themes",
        title_nb=title,
        created_by=creator.id,
        created_at=LONG_AGO,
        launched_at=LONG_AGO if launched else None,
        **(
            {
                "opens_at": OPENS,
                "submission_closes_at": SUBMISSION_CLOSES,
                "voting_opens_at": VOTING_OPENS,
                "voting_closes_at": VOTING_CLOSES,
                "seats": 3,
            }
            | columns
        ),
    )
    session.add(campaign)
    session.flush()
    session.add(CampaignBody(campaign_id=campaign.id, body_id=owner.id, part="owner"))
    for body in [owner] if audiences is None else audiences:
        session.add(CampaignBody(campaign_id=campaign.id, body_id=body.id, part="audience"))
    session.flush()
    return campaign


def make_idea(session, *, campaign, author, title=None, state="submitted", **columns):
    campaign.idea_counter += 1
    idea = Idea(
        campaign_id=campaign.id,
        nr=campaign.idea_counter if state != "draft" else None,
        state=state,
        title=title or f"Stille time {campaign.idea_counter}",
        author_id=author.id,
        **(
            {
                "body": "En time uten møter hver dag.",
                "created_at": WHILE_SUBMITTING,
                "updated_at": WHILE_SUBMITTING,
                "submitted_at": WHILE_SUBMITTING if state != "draft" else None,
            }
            | columns
        ),
    )
    session.add(idea)
    session.flush()
    return idea
