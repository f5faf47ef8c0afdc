"""`flask campaigns …`: parse, call one service, print what happened."""

import click
from flask.cli import AppGroup, with_appcontext

from app.campaigns.queries import list_launched
from app.cli.output import answering, json_option, print_json
from app.core.db import db
from app.web.clock import now

group = AppGroup("campaigns", help="List campaigns, and import elections as campaigns.")


@group.command("list")
@json_option
@with_appcontext
def list_campaigns(as_json: bool) -> None:
    """List every campaign that is no draft, with its phase, oldest first."""
    with answering(as_json=as_json):
        moment = now()
        items = [
            {
                "slug": campaign.slug,
                "title": campaign.title_nb,
                "phase": campaign.timetable.phase_at(moment).value,
            }
            for campaign in list_launched(db.session())
        ]
    if as_json:
        print_json({"items": items})
        return
    for item in items:
        click.echo(f"{item['phase']:<12} {item['slug']:<45} {item['title']}")
