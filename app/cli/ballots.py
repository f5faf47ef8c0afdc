"""`flask exports ballots`: sealed ballots for other programs, where they may leave."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.accounts.queries import get_actor
from app.cli.exports import group
from app.cli.files import whole_file
from app.cli.output import REFUSED, answering, fail, json_option, print_json
from app.core.db import atomic, db
from app.domain.addresses import same_address
from app.domain.errors import NotAllowedError, NotFoundError
from app.domain.permissions import Actor
from app.exports.ballots import FORMATS, ballots_file, require_format, require_public_ballots
from app.models import Campaign, Person
from app.voting.queries import get_campaign_by_slug
from app.voting.services import hand_out_package
from app.web.clock import now


@group.command("ballots")
@click.argument("slug")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="pabulib", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--by", "email", help="Address of the facilitator who hands them out.")
@click.option("--auditor", help="Who gets them.")
@click.option("--reason", help="Why. That it was done becomes visible to everybody.")
@json_option
@with_appcontext
def ballots(
    slug: str,
    fmt: str,
    out: Path,
    email: str | None,
    auditor: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Write the sealed ballots of a counted campaign: to an auditor, or where that was promised."""
    with answering(as_json=as_json):
        campaign = get_campaign_by_slug(db.session(), slug)
        if email or auditor or reason:
            _hand_out(campaign, fmt, email, auditor, reason)
        else:
            require_public_ballots(db.session(), campaign, now=now())
            require_format(db.session(), campaign, fmt)
        try:
            with whole_file(out, is_private=True) as file:
                file.writelines(line.encode() for line in ballots_file(db.session(), campaign, fmt))
        except OSError as error:
            fail("unwritable", f"{out}: {error.strerror}", as_json=as_json, status=REFUSED)
    if as_json:
        print_json({"file": str(out), "bytes": out.stat().st_size})
    else:
        click.echo(f"{out}: {out.stat().st_size} bytes")


def _hand_out(
    campaign: Campaign, fmt: str, email: str | None, auditor: str | None, reason: str | None
) -> None:
    if not (email and auditor and reason):
        raise NotAllowedError("give all three: --by, --auditor and --reason")
    actor = _actor(email)
    with atomic() as session:
        hand_out_package(session, actor, campaign.id, auditor=auditor, reason=reason, now=now())
        require_format(session, campaign, fmt)  # else nothing was handed out


def _actor(email: str) -> Actor:
    session = db.session()
    person_id = session.scalar(select(Person.id).where(Person.email == same_address(email)))
    if person_id is None:
        raise NotFoundError("nobody has that address")
    return get_actor(session, person_id, now=now())
