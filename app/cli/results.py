"""`flask results …`: the count of a campaign, and closing one."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from app.cli.output import UNKNOWN, answering, fail, json_option, print_json
from app.core.db import atomic, db
from app.core.software import ROOT
from app.domain.results import PublishedResult
from app.domain.tally.exact import exact_json
from app.voting import queries, services
from app.voting.explanations import package_texts
from app.voting.queries import ListedIdea
from app.web.clock import clock, now

CHECK = ROOT / "tools" / "verify_result.py"
"""The independent check, which every package holds a copy of."""

group = AppGroup("results", help="Results of campaigns.")


@group.command("show")
@click.argument("slug")
@json_option
@with_appcontext
def show(slug: str, as_json: bool) -> None:
    """Print the result of the campaign SLUG; exit 1 where it is not counted yet."""
    with answering(as_json=as_json):
        campaign = queries.get_campaign_by_slug(db.session(), slug)
        result = queries.get_result(db.session(), campaign)
        ideas = queries.list_ballot_ideas(db.session(), campaign.id)
        answer = _answer(result, ideas)
        if as_json:
            print_json(answer)
        else:
            _print_table(answer)


def _answer(result: PublishedResult, ideas: dict[Any, ListedIdea]) -> dict[str, Any]:
    return {
        "turnout": result.turnout.as_facts(),
        "standings": [
            {
                "idea": {
                    "id": str(standing.idea_id),
                    "title": ideas[standing.idea_id].title,
                    "external_id": ideas[standing.idea_id].external_id,
                },
                "support": exact_json(standing.support),
                "rank": standing.rank,
                "winner": standing.is_winner,
            }
            for standing in result.standings
        ],
    }


def _print_table(answer: dict[str, Any]) -> None:
    turnout = answer["turnout"]
    click.echo(f"{turnout['voted']} of {turnout['eligible']} voted")
    for line in answer["standings"]:
        mark = "*" if line["winner"] else " "
        click.echo(f"{mark} {line['rank']:>4} {line['support']:>7}  {line['idea']['title']}")


@group.command("close")
@click.argument("slug")
@json_option
@with_appcontext
def close(slug: str, as_json: bool) -> None:
    """Close and count the campaign SLUG after its voting deadline; safe to repeat."""
    with answering(as_json=as_json):
        campaign = queries.get_campaign_by_slug(db.session(), slug)
        services.close_campaign(atomic, campaign.id, texts=package_texts, clock=clock())
        with atomic() as session:
            services.announce_result(session, campaign.id, now=now())
        result = queries.get_result(db.session(), campaign)
        if as_json:
            print_json({"slug": slug, "sha256": result.sha256, "voted": result.turnout.voted})
        else:
            click.echo(f"{slug} is counted: {result.sha256}")


@group.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--all", "counts_all", is_flag=True, help="Count every counterfactual again.")
@json_option
def verify(file: Path, counts_all: bool, as_json: bool) -> None:
    """Check the result package FILE; 0 verified, 1 not, 2 unreadable. Needs no database."""
    if not CHECK.is_file():
        fail("missing", f"{CHECK} is not installed", as_json=as_json, status=UNKNOWN)
    options = ["--all"] * counts_all + ["--json"] * as_json
    sys.exit(_load_check().main([*options, "--", str(file)]))


def _load_check() -> ModuleType:
    """The very file that is handed out, and no part of the product."""
    spec = spec_from_file_location(CHECK.stem, CHECK)
    if spec is None or spec.loader is None:
        raise ImportError(f"{CHECK} is no Python file")
    module = module_from_spec(spec)
    sys.modules[CHECK.stem] = module  # its data classes look themselves up there
    spec.loader.exec_module(module)
    return module
