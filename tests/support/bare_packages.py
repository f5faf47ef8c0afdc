"""Result packages made by hand, to be read by what reads them."""

import json

from app.domain.package import About, write_package

CAMPAIGN = "00000000-0000-4000-8000-000000000000"
CATALOGUE = [
    {"id": "a", "title": "Trær", "cost": 60},
    {"id": "b", "title": "Benker"},
    {"id": "c", "title": "Lekeplass", "cost": 120},
]


def write(path, rules, *, ballots=None, marks=None, counted=0, order="cba", instead=None):
    """A package with only what a count needs; `instead` gives other texts of entries."""
    parts = {
        "rules.json": json.dumps({"rule": "approval@1", "ballot_kind": "approval"} | rules),
        "catalogue.json": json.dumps(CATALOGUE),
        "draw.json": json.dumps({"order": list(order)}),
        "result.json": json.dumps({"turnout": {"counted": counted}}),
    }
    if ballots is not None:
        parts["ballots.jsonl"] = [json.dumps(each) + "\n" for each in ballots]
    if marks is not None:
        parts["marks.json"] = json.dumps({"all": marks, "groups": {}})
    parts |= instead or {}
    with path.open("wb") as out:
        write_package(out, About("auditor", CAMPAIGN, "2026-11-01", {}), parts)
    return path
