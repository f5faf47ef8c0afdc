"""The strategy files: one function a format, all over the same columns."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.tally.exact import exact_json
from app.exports import columns
from app.exports.cells import Cell
from app.exports.csv_format import csv_bytes
from app.exports.queries import ExportedIdea, StrategyExport, each_idea, list_ideas
from app.exports.xlsx_format import Sheet, xlsx_file

FORMATS = ("xlsx", "csv", "json")
FORMAT_VERSION = 1


def sheet_titles() -> dict[str, str]:
    """What the sheets are called, in the reader's language."""
    return {
        "going_forward": _("Går videre"),
        "ideas": _("Alle forslag"),
        "turnout": _("Deltakelse og grupper"),
        "decisions": _("Beslutninger"),
    }


def strategy_file(session: Session, export: StrategyExport, address: str, fmt: str) -> IO[bytes]:
    """The whole file on disk, ready to be read; it is gone when it is closed.

    Written before anything is sent, so that a slow reader holds no database connection and a
    failure is never half a file.
    """
    if fmt == "xlsx":
        return strategy_xlsx(session, export, address)
    write = strategy_csv if fmt == "csv" else strategy_json
    with ExitStack() as closing:
        file: IO[bytes] = closing.enter_context(TemporaryFile())
        for piece in write(session, export, address):
            file.write(piece)
        file.seek(0)
        closing.pop_all()  # all went well: the file is the caller's now
    return file


def strategy_xlsx(session: Session, export: StrategyExport, address: str) -> IO[bytes]:
    """A workbook of four sheets, written row by row to a temporary file."""
    table = columns.idea_columns(export, address)
    headings = [column.heading for column in table]
    titles = sheet_titles()

    def rows(ideas: Iterable[ExportedIdea]) -> Iterator[list[Cell]]:
        return ([column.value(idea) for column in table] for idea in ideas)

    going = list_ideas(session, export, export.going_forward)
    sheets = [
        Sheet(titles["going_forward"], headings, rows(going)),
        Sheet(titles["ideas"], headings, rows(each_idea(session, export))),
        Sheet(titles["turnout"], columns.turnout_headings(), columns.turnout_rows(export)),
        Sheet(titles["decisions"], columns.decision_headings(), columns.decision_rows(export)),
    ]
    return xlsx_file(sheets, now=export.exported_at)


def strategy_csv(session: Session, export: StrategyExport, address: str) -> Iterator[bytes]:
    """Every proposal, one a line."""
    table = columns.idea_columns(export, address)
    rows = ([column.value(idea) for column in table] for idea in each_idea(session, export))
    return csv_bytes([column.heading for column in table], rows)


def strategy_json(session: Session, export: StrategyExport, address: str) -> Iterator[bytes]:
    """One object: `winners`, `ideas`, `turnout`, `decisions`, and where it all comes from.

    `winners` is the rule's word; `going_forward` on each proposal is the people's. Ids are UUIDs
    as text, costs whole numbers of which `cost_unit` says how many make one hour or one of the
    currency, moments ISO 8601 in UTC. The proposals come one by one;
    everything else is small.
    """
    yield b"{"
    winners = list_ideas(session, export, export.evidence.winners)
    small = _provenance(export) | {"winners": [_idea_facts(idea, address) for idea in winners]}
    for name, value in small.items():
        yield f"{_json(name)}:{_json(value)},".encode()
    yield b'"ideas":['
    for place, idea in enumerate(each_idea(session, export)):
        yield (("," if place else "") + _json(_idea_facts(idea, address))).encode()
    yield b"]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _provenance(export: StrategyExport) -> dict[str, Any]:
    campaign, evidence = export.campaign, export.evidence
    return {
        "version": FORMAT_VERSION,
        "exported_at": export.exported_at.isoformat(),
        "campaign": {
            "id": str(campaign.id),
            "slug": campaign.slug,
            "title": campaign.title_nb,
            "case_number": campaign.case_number,
        },
        "cost_unit": {
            "name": "hour" if export.cost_unit.currency is None else export.cost_unit.currency,
            "parts": export.cost_unit.parts,
        },
        "rule": evidence.result.facts["rule"],
        "params": evidence.result.facts["params"],
        "status": evidence.result.facts["status"],
        "result_sha256": evidence.sha256,
        "turnout": evidence.result.turnout.as_facts(),
        "decisions": _decision_facts(export),
        "signals": [
            {
                "id": str(signal.id),
                "kind": signal.kind,
                "title": signal.title,
                "source": signal.source,
                "issued_on": signal.issued_on.isoformat() if signal.issued_on else None,
                "passage": signal.passage,
                "url": signal.url,
            }
            for signal in export.signals
        ],
    }


def _decision_facts(export: StrategyExport) -> list[dict[str, Any]]:
    if export.decision is None:
        return []
    decision, content = export.decision.decision, export.decision.content
    return [
        {
            "decided_by": export.decision.decided_by,
            "decided_at": decision.decided_at.isoformat(),
            "reason": decision.reason,
            "is_advisory": content["is_advisory"],
            "result_sha256": content["result_sha256"],
            "sha256": decision.sha256,
            "items": content["items"],
            "signals": content["signals"],
        }
    ]


def _idea_facts(idea: ExportedIdea, address: str) -> dict[str, Any]:
    standing = idea.standing
    return {
        "id": str(idea.id),
        "nr": idea.nr,
        "external_id": idea.external_id,
        "title": idea.title,
        "body": idea.body,
        "topic": idea.topic,
        "horizon": idea.horizon,
        "reach": idea.reach,
        "sources": [name for name in idea.sources.split(",") if name],
        "cost": idea.cost,
        "submitted_at": idea.submitted_at.isoformat() if idea.submitted_at else None,
        "on_behalf_of": idea.on_behalf_of,
        "lane": idea.lane.value,
        "merged_from": list(idea.merged_from),
        "address": f"{address}/{idea.nr}",
        "rank": standing.rank if standing else None,
        "support": exact_json(standing.support) if standing else None,
        "group_support": list(map(exact_json, standing.group_support)) if standing else [],
        "winner": standing.is_winner if standing else None,
        "going_forward": idea.is_going_forward,
        "deviation_reason": idea.deviation_reason,
        "signal": idea.signal,
        "status": idea.status,
        "answer": idea.answer,
        "strategy": {
            "receiver": idea.receiver or None,
            "status": idea.strategy_status,
            "passage": idea.passage,
            "reason": idea.strategy_reason,
        },
    }
