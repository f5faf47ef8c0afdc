"""What stands in which column of the strategy files: the one definition of all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from app.domain.costs import CostUnit
from app.domain.tally.exact import Exact
from app.domain.turnout import GroupTurnout
from app.exports.cells import Cell
from app.exports.queries import ExportedIdea, StrategyExport
from app.voting.support_words import measure
from app.web import words


@dataclass(frozen=True, slots=True)
class Column:
    """`key` never changes; `heading` is in the reader's language."""

    key: str
    heading: str
    value: Callable[[ExportedIdea], Cell]


ANSWER_KEYS = ("strategy_status", "strategy_passage", "strategy_reason")
"""The columns a receiver fills in, read again when the file comes back; `id` tells the row."""


def idea_columns(export: StrategyExport, address: str) -> list[Column]:
    """Every column of the sheets with proposals. `address` is that of the campaign's proposals."""
    return [
        *_proposal(address, export.cost_unit),
        *_result(export.evidence.result.turnout.groups, measure(export.campaign)),
        *_outcome(),
        *_provenance(export),
        *_strategy(),
    ]


def _proposal(address: str, costs: CostUnit) -> list[Column]:
    horizons, reaches, sources = (
        words.horizon_names(),
        words.reach_names(),
        words.source_names(),
    )
    lanes = words.lane_names()
    return [
        Column("id", _("Id"), lambda idea: str(idea.id)),
        Column("nr", _("Nr."), lambda idea: idea.nr),
        Column("title", _("Tittel"), lambda idea: idea.title),
        Column("body", _("Forslag"), lambda idea: idea.body),
        Column("topic", _("Tema"), lambda idea: idea.topic),
        Column("horizon", _("Tidshorisont"), lambda idea: horizons.get(idea.horizon or "")),
        Column("reach", _("Hvem kan løse det"), lambda idea: reaches.get(idea.reach or "")),
        Column(
            "sources",
            _("Bygger på"),
            lambda idea: ", ".join(
                sources[name] for name in idea.sources.split(",") if name in sources
            ),
        ),
        Column(
            "cost",
            _cost_heading(costs),
            lambda idea: None if idea.cost is None else costs.whole(idea.cost),
        ),
        Column("external_id", _("Ekstern id"), lambda idea: idea.external_id),
        Column("on_behalf_of", _("På vegne av"), lambda idea: idea.on_behalf_of),
        Column("lane", _("Kommer fra"), lambda idea: lanes[idea.lane]),
        Column(
            "merged_from",
            _("Slått sammen med nr."),
            lambda idea: ", ".join(map(str, idea.merged_from)),
        ),
        Column("address", _("Adresse"), lambda idea: f"{address}/{idea.nr}"),
    ]


def _cost_heading(costs: CostUnit) -> str:
    if costs.currency is None:
        return str(_("Kostnad (timer)"))
    return str(_("Kostnad (%(currency)s)", currency=costs.currency or _("beløp")))


def _result(groups: Sequence[GroupTurnout], counted: str) -> list[Column]:
    """`counted` is what the campaign's ballots give: votes, dots, points or first choices."""
    by_group = [
        Column(
            f"support_{'_'.join(shown.groups)}",
            _("%(counted)s: %(group)s", counted=counted, group=words.joined_groups(shown.groups)),
            _group_support(place),
        )
        for place, shown in enumerate(groups)
    ]
    return [
        Column("rank", _("Plass"), lambda idea: idea.standing.rank if idea.standing else None),
        Column(
            "support",
            counted,
            lambda idea: _number(idea.standing.support) if idea.standing else None,
        ),
        *by_group,
        Column(
            "winner",
            _("Avstemningen peker på"),
            lambda idea: _yes(idea.standing.is_winner if idea.standing else None),
        ),
    ]


def _group_support(place: int) -> Callable[[ExportedIdea], Cell]:
    return lambda idea: _number(idea.standing.group_support[place]) if idea.standing else None


def _number(value: Exact) -> Cell:
    """Whole where it can be, else with the decimals that a sheet shows."""
    return value if isinstance(value, int) else Decimal(value.numerator) / value.denominator


def _outcome() -> list[Column]:
    answers = words.answer_names()
    return [
        Column("going_forward", _("Går videre"), lambda idea: _yes(idea.is_going_forward)),
        Column("reason", _("Begrunnelse for avvik"), lambda idea: idea.deviation_reason),
        Column("signal", _("Sentral føring"), lambda idea: idea.signal),
        Column("status", _("Status"), lambda idea: answers.get(idea.status or "")),
        Column("answer", _("Svar til forslagsstilleren"), lambda idea: idea.answer),
    ]


def _provenance(export: StrategyExport) -> list[Column]:
    campaign, result = export.campaign, export.evidence.result
    return [
        Column("campaign", _("Dugnad"), lambda _idea: campaign.title_nb),
        Column("rule", _("Regel"), lambda _idea: str(result.facts["rule"])),
        Column("result_sha256", _("Resultatets fingeravtrykk"), lambda _idea: result.sha256),
    ]


def answer_headings() -> dict[str, str]:
    """The columns that are read again when a file comes back, by key."""
    return {
        "id": _("Id"),
        "strategy_status": _("Mottakerens svar"),
        "strategy_passage": _("Tatt inn i avsnitt"),
        "strategy_reason": _("Mottakerens begrunnelse"),
    }


def _strategy() -> list[Column]:
    statuses, headings = words.strategy_names(), answer_headings()
    values: dict[str, Callable[[ExportedIdea], Cell]] = {
        "strategy_status": lambda idea: statuses.get(idea.strategy_status or ""),
        "strategy_passage": lambda idea: idea.passage,
        "strategy_reason": lambda idea: idea.strategy_reason,
    }
    return [
        Column("receiver", _("Mottaker"), lambda idea: idea.receiver),
        *(Column(key, headings[key], values[key]) for key in ANSWER_KEYS),
    ]


def _yes(value: bool | None) -> str:
    if value is None:
        return ""
    return str(_("ja") if value else _("nei"))


def turnout_rows(export: StrategyExport) -> list[list[Cell]]:
    """The whole, and the groups that are large enough to be shown."""
    turnout = export.evidence.result.turnout
    rows: list[list[Cell]] = [[_("Alle"), turnout.eligible, turnout.voted]]
    rows += [
        [words.joined_groups(shown.groups), shown.eligible, shown.voted] for shown in turnout.groups
    ]
    if turnout.hides_groups:
        rows.append([_("Grupper med færre enn fem stemmer vises ikke for seg."), None, None])
    return rows


def turnout_headings() -> list[str]:
    return [_("Gruppe"), _("Kunne stemme"), _("Stemte")]


def decision_headings() -> list[str]:
    return [
        _("Hva"),
        _("Forslag"),
        _("Går videre"),
        _("Avstemningen peker på"),
        _("Begrunnelse"),
        _("Sentral føring"),
        _("Hvem"),
        _("Når"),
        _("Fingeravtrykk"),
    ]


def decision_rows(export: StrategyExport) -> list[list[Cell]]:
    """The decision as a whole, each proposal in it, and the signals that lay beside it."""
    decided = export.decision
    if decided is None:
        return [[_("Ikke bestemt ennå"), *[None] * 8]]
    decision, content = decided.decision, decided.content
    titles = {signal["id"]: signal["title"] for signal in content["signals"]}
    who = decided.decided_by or _("tidligere bruker")
    whole = [_("Beslutning"), None, None, None, decision.reason or None, None]
    rows: list[list[Cell]] = [[*whole, who, decision.decided_at, decision.sha256]]
    for item in content["items"]:
        flags = (_yes(item["going_forward"]), _yes(item["rule_winner"]))
        signal = titles.get(item["signal"])
        rows.append([_("Forslag"), item["title"], *flags, item["reason"], signal, *[None] * 3])
    for signal in content["signals"]:
        named = [_("Sentral føring"), None, None, None, signal["passage"], signal["title"]]
        rows.append([*named, signal["source"], signal["issued_on"], None])
    return rows
