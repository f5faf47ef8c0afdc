"""`flask tally`: an election in a file, counted by any rule, without a database."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.cli.output import REFUSED, UNKNOWN, JsonCommand, fail, json_option, print_json
from app.core.election_files import open_election
from app.domain.errors import DomainError, InvalidInputError, UnreadableError, UnsupportedError
from app.domain.pabulib_rows import read_number
from app.domain.tally.exact import exact_json
from app.domain.tally.outcome import Tie, Utility
from app.domain.tally.rules import RULES
from app.domain.tallying import Tally, reads_as_score, tally

MOST_SEATS = 1_000_000


class Amount(click.ParamType[Decimal]):
    """Money or time as files write it: digits, and decimals after a point or a comma."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return read_number(str(value), None)
        except UnreadableError as error:
            self.fail(str(error), param, ctx)


@click.command("tally", cls=JsonCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(list(RULES)), required=True)
@click.option("--seats", type=click.IntRange(1, MOST_SEATS), help="How many are to win.")
@click.option("--budget", type=Amount(), help="What the winners may cost together.")
@click.option(
    "--utility",
    type=click.Choice([each.value for each in Utility]),
    show_default="as promised, else cost",
    help="With equal-shares, what an approved idea is worth: as much as it costs, or 1.",
)
@json_option
def group(
    file: Path,
    rule: str,
    seats: int | None,
    budget: Decimal | None,
    utility: str | None,
    as_json: bool,
) -> None:
    """Count the election in FILE (Pabulib, PrefLib, Scottish CSV or a result package)."""
    if seats is not None and budget is not None:
        fail("usage", "give --seats or --budget, not both", as_json=as_json, status=UNKNOWN)
    try:
        election = open_election(file, as_score=reads_as_score(rule))
    except DomainError as error:
        fail(error.code, f"{file}: {error}", as_json=as_json, status=UNKNOWN)
    worth = Utility(utility) if utility else None
    try:
        counted = tally(election, rule, seats=seats, budget=budget, utility=worth)
    except UnreadableError as error:
        fail(error.code, f"{file}: {error}", as_json=as_json, status=UNKNOWN)
    except InvalidInputError as error:
        fail("usage", str(error), as_json=as_json, status=UNKNOWN)
    except UnsupportedError as error:
        fail(error.code, str(error), as_json=as_json, status=REFUSED)
    if as_json:
        print_json(counted.as_json())
    else:
        _print_table(counted)


def _print_table(counted: Tally) -> None:
    election = counted.election
    costs = {one.id: one.cost for one in election.candidates}
    click.echo(election.title or "(no title)")
    click.echo(f"{counted.rule}, {_limit(counted)}, {counted.counted} ballots")
    click.echo()
    click.echo(f"  {'rank':>4} {'support':>12}{_cost('cost', counted)}  idea")
    for line in counted.outcome.standings:
        mark = "*" if line.is_winner else " "
        cost = _cost(_amount(costs[line.idea], counted), counted)
        name = election.names.get(line.idea, line.idea)
        idea = line.idea if name == line.idea else f"{line.idea}: {name}"
        click.echo(f"{mark} {line.rank:>4} {exact_json(line.support):>12}{cost}  {idea}")
    click.echo()
    click.echo(f"Winners in order: {', '.join(counted.outcome.winners) or 'none'}")
    for tie in counted.outcome.ties:
        click.echo(_told(tie))


def _limit(counted: Tally) -> str:
    election = counted.election
    if election.seats is not None:
        return f"{election.seats} seats"
    return f"budget {_amount(election.budget or 0, counted)}"


def _amount(scaled: int, counted: Tally) -> str:
    return f"{Decimal(scaled) / counted.election.scale:f}"


def _cost(text: str, counted: Tally) -> str:
    return f" {text:>14}" if counted.election.budget is not None else ""


def _told(tie: Tie) -> str:
    where = "" if tie.round is None else f" in round {tie.round}"
    other = ", ".join(tie.otherwise) or "none"
    return f"Decided by lot{where}, of {', '.join(tie.ideas)}; it could have been {other}"
