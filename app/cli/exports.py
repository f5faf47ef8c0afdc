"""`flask exports …`: parse, read once, write the file."""

import shutil
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.cli.files import whole_file
from app.cli.output import REFUSED, answering, fail, json_option, print_json
from app.core.db import db
from app.exports.queries import StrategyExport, get_export
from app.exports.strategy import FORMATS, strategy_file
from app.outbox.rendering import absolute_link
from app.web.clock import now
from app.web.language import LOCALES

group = AppGroup("exports", help="Write files for those outside.")


@group.command("strategy")
@click.argument("slug")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="xlsx", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--locale", type=click.Choice(list(LOCALES)), default="nb", show_default=True)
@json_option
def strategy(slug: str, fmt: str, out: Path, locale: str, as_json: bool) -> None:
    """Write what a campaign gives to the strategy: result, decision, proposals and answers."""
    with answering(as_json=as_json), force_locale(locale):
        export = get_export(db.session(), slug, now=now())
        try:
            size = _write(out, export, fmt)
        except OSError as error:
            fail("unwritable", f"{out}: {error.strerror}", as_json=as_json, status=REFUSED)
    if as_json:
        print_json({"file": str(out), "bytes": size})
    else:
        click.echo(f"{out}: {size} bytes")


def _write(out: Path, export: StrategyExport, fmt: str) -> int:
    address = absolute_link("ideas.index", slug=export.campaign.slug)
    with whole_file(out) as target, strategy_file(db.session(), export, address, fmt) as file:
        shutil.copyfileobj(file, target)
    return out.stat().st_size
