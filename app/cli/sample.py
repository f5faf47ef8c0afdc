"""`flask sample load`: everything the demo shows, once."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.services.passwords import hash_password
from app.cli.samples import (
    ballots,
    campaigns,
    comparing,
    contributions,
    councils,
    groundwork,
    local,
    outcomes,
    people,
    plan_life,
    rooms,
)
from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.core.db import atomic
from app.models import Campaign, Notice, OutboxMail, Person
from app.voting.explanations import package_texts
from app.voting.services.announcing import announce_result
from app.voting.services.closing import close_campaign
from app.voting.services.roll import refresh_turnout
from app.web.clock import now

group = AppGroup("sample", help="The demo's sample: fictitious people, campaigns and votes.")
DEMO_PASSWORD = "-".join(["sammen", "om", "dugnaden"])
"""For the demo alone; printed by `make demo`, refused in production."""


@group.command("load")
@with_appcontext
def load() -> None:
    """Load the sample where it is not loaded yet, and print who to sign in as."""
    if current_app.config["DUGNAD_ENV"] == "production":
        raise click.ClickException("The sample is for demos; this is a production installation.")
    with atomic() as session:
        is_loaded = session.get(Person, id_of("person", "ansatt")) is not None
    if not is_loaded:
        _load()
    _print_sign_ins()


def _load() -> None:
    calendar = Calendar(now())
    with atomic() as session:
        _add_everything(session, calendar)
    for entry in entries("campaigns"):
        _finish(entry, calendar)
    with atomic() as session:
        # What the sample's past would have sent is not sent today.
        session.execute(delete(OutboxMail))
        session.execute(update(Notice).values(digest_at=None))


def _add_everything(session: Session, calendar: Calendar) -> None:
    people.add_bodies(session)
    password_hash = hash_password(DEMO_PASSWORD)
    people.add_people(session, password_hash=password_hash, now=calendar.loaded_at)
    campaigns.add_campaigns(session, calendar)
    campaigns.add_ideas(session, calendar)
    campaigns.add_comments(session, calendar)
    local.add_local(session, calendar)
    contributions.add_contributions(session, calendar)
    councils.add_councils(session, calendar)
    rooms.add_rooms(session, calendar)
    outcomes.add_signals(session, calendar)
    for entry in entries("campaigns"):
        if entry.get("turnout"):
            ballots.add_ballots(session, entry, now=calendar.loaded_at)
        if entry.get("compares_pairs"):
            comparing.add_comparisons(session, entry, calendar)


def _finish(entry: Entry, calendar: Calendar) -> None:
    campaign_id = id_of("campaign", entry["key"])
    if entry["phase"] == "voting":
        with atomic() as session:
            refresh_turnout(session, campaign_id, clock=ballots.Standstill(calendar.loaded_at))
    if entry["phase"] not in ("closed", "published"):
        return
    with atomic() as session:
        closes_at = session.get_one(Campaign, campaign_id).voting_closes_at
    clock = ballots.Standstill(closes_at + timedelta(minutes=1))
    close_campaign(atomic, campaign_id, texts=package_texts, clock=clock)
    if entry["phase"] == "published":
        with atomic() as session:
            outcomes.decide(session, entry, calendar)
            outcomes.fill_plan(session, calendar)
            groundwork.add_groundwork(session, calendar)
            campaigns.add_answers(session, calendar)
            outcomes.publish(session, entry, calendar)
            plan_life.live(session, calendar)
    with atomic() as session:
        announce_result(session, campaign_id, now=clock.moment)


def _print_sign_ins() -> None:
    port = current_app.config["PORT"]
    click.echo(f"Sign in on http://127.0.0.1:{port} as one of these.")
    click.echo(f"Password: {DEMO_PASSWORD}")
    for person in entries("people")["fixed"]:
        roles = ", ".join(sorted({held["role"] for held in person["memberships"]}))
        click.echo(f"  {person['email']:32} {person['name']} ({roles})")
