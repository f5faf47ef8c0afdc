"""What the worker does for ballots: freeze at opening, hourly turnout, close, tell."""

import logging

from app.core.db import atomic, db
from app.domain.errors import NotOpenError
from app.voting import queries, services
from app.voting.explanations import package_texts
from app.web.clock import clock

log = logging.getLogger(__name__)


def follow_voting() -> None:
    """Freeze what has opened, and write the hour's turnout."""
    due = [
        campaign.id
        for campaign in queries.list_open(db.session(), clock().now())
        if campaign.frozen_at is None or services.is_turnout_due(campaign, clock())
    ]
    for campaign_id in due:
        with atomic() as session:
            services.lock_for_voting(session, campaign_id, clock())
        with atomic() as session:
            services.refresh_turnout(session, campaign_id, clock=clock())


def close_due() -> None:
    """Close and count what has reached its deadline, or was left half-way."""
    for campaign_id in queries.list_due(db.session(), clock().now()):
        try:
            services.close_campaign(atomic, campaign_id, texts=package_texts, clock=clock())
        except NotOpenError:
            log.info("not yet closed: the database's clock is behind this machine's")


def announce_results() -> None:
    """Queue the mails about results that have become visible."""
    for campaign_id in queries.list_unannounced(db.session(), clock().now()):
        with atomic() as session:
            services.announce_result(session, campaign_id, now=clock().now())


def count_beside() -> None:
    """Once it is decided, count what other rules would have given."""
    for campaign_id in queries.list_uncompared(db.session()):
        services.count_beside(atomic, campaign_id, now=clock().now())
