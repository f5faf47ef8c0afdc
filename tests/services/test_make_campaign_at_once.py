"""The same form sent twice in the same instant makes one campaign, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

from sqlalchemy import func, select

from app.campaigns.services import create_campaign
from app.core.db import atomic
from app.domain.campaign_settings import CampaignSettings, Template
from app.domain.dates import TypedDates
from app.domain.permissions import Role
from app.models import Campaign, CampaignBody
from tests.support.factories import WHILE_SUBMITTING, actor_of, make_body, make_person

SENDERS = 6
PATIENCE_SECONDS = 30


def settings_for(office_id):
    return CampaignSettings(
        template=Template.IDEA_CALL,
        title_nb="Hva skal vi gjøre?",
        owners=frozenset({office_id}),
        audiences=frozenset({office_id}),
        dates=TypedDates(date(2026, 10, 2), date(2026, 10, 16)),
    )


def create_at_once(app, session, keys):
    office = make_body(session)
    actor = actor_of(session, make_person(session, body=office, role=Role.FACILITATOR))
    settings = settings_for(office.id)
    session.commit()
    ready = Barrier(len(keys))

    def create(key):
        ready.wait(PATIENCE_SECONDS)
        with app.app_context(), atomic() as own:
            return create_campaign(
                own, actor, key=key, settings=settings, now=WHILE_SUBMITTING
            ).slug

    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(create, keys))


def test_one_form_makes_one_campaign(app, session):
    key = uuid4()

    slugs = create_at_once(app, session, [key] * SENDERS)

    assert len(set(slugs)) == 1
    assert session.scalar(select(func.count()).select_from(Campaign)) == 1
    assert session.scalar(select(func.count()).select_from(CampaignBody)) == 2


def test_different_forms_with_one_question_get_an_address_each(app, session):
    slugs = create_at_once(app, session, [uuid4() for _ in range(SENDERS)])

    assert len(set(slugs)) == SENDERS
