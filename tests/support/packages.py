"""Small result packages written from docs/package.md, without the product's own builder.

`make_draft` gives a draft in which everything is right. A test changes something in it, and
`files` hashes whatever follows from that again, as somebody would who wants to deceive.
"""

import copy
import io
import json
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from tools import verify_result

CAMPAIGN = str(UUID(int=77))
CLOSED_AT = "2026-10-15T22:00:00+00:00"
DATE = (1980, 1, 1, 0, 0, 0)
LANGUAGES = ("nb", "nn", "en")
PRE = bytes(range(32))


def idea(number):
    """The id of an idea by its number on the ballot paper."""
    return str(UUID(int=1000 + number))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hashed(text):
    return sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


def lot_of(pre, post, ids):
    """The ids in the order of the draw."""
    seed = sha256(pre + post.encode()).digest()
    start = seed + b"\x1f" + CAMPAIGN.encode() + b"\x1f"
    return sorted(ids, key=lambda id_: hashed(start + id_.encode()))


@dataclass
class Draft:
    """A package before it is hashed."""

    edition: str
    rules: dict
    catalogue: list
    events: list
    draw: dict
    ballots: list
    commitments: list
    marks: dict | None
    result: dict
    texts: dict

    def copy(self):
        return copy.deepcopy(self)

    def files(self):
        """Every file but the manifest, with the hashes that follow from the content."""
        events = [dict(event) for event in self.events]
        links = self._links(events[:-1])
        result = self.result | {"chain": links[-1]["hash"]} if links else self.result
        if events and events[-1]["event"] == "result":
            events[-1]["sha256"] = hashed(canonical(result))
        files = {
            "rules.json": canonical(self.rules),
            "catalogue.json": canonical(self.catalogue),
            "chain.jsonl": lines(self._links(events)),
            "commitments.txt": "".join(f"{one}\n" for one in self.commitments),
            "draw.json": canonical(self.draw),
            "result.json": canonical(result),
            "verify_result.py": "# the check\n",
            "VERIFY.md": "# How to check\n",
        }
        files |= {f"explanations.{name}.json": canonical(self.texts) for name in LANGUAGES}
        if self.marks is not None:
            files["marks.json"] = canonical(self.marks)
        if self.edition == "auditor" or self.rules.get("ballots_public"):
            files["ballots.jsonl"] = lines(self.ballots)
        return {name: text.encode() for name, text in files.items()}

    def zip(self):
        return zipped(sealed(self.files(), edition=self.edition))

    @staticmethod
    def _links(events):
        previous, links = "0" * 64, []
        for event in events:
            previous = hashed(previous + canonical(event))
            links.append({"event": event, "hash": previous})
        return links


def lines(values):
    return "".join(f"{canonical(value)}\n" for value in values)


def sealed(files, *, edition="auditor", **changes):
    """The files with a manifest in front."""
    listed = {name: {"size": len(raw), "sha256": hashed(raw)} for name, raw in files.items()}
    manifest = {
        "format": "dugnad-package/1",
        "edition": edition,
        "campaign": CAMPAIGN,
        "closed_at": CLOSED_AT,
        "software": {"version": "0", "commit": "", "lock_sha256": ""},
        "files": listed,
        "root": hashed(canonical(listed)),
    } | changes
    return {"manifest.json": canonical(manifest).encode(), **files}


def zipped(files):
    """The zip: entries by name, with a date that never changes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name, DATE), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make_draft(
    rule,
    kind,
    ballots,
    *,
    costs,
    edition="auditor",
    shown=(),
    lottery=None,
    **promises,
):
    """A package in which everything is right.

    `ballots`: (marks by the idea's number, group). `costs`: one for each idea, None for no cost.
    `shown`: the groups shown in the turnout, those that stand together as one tuple.
    """
    catalogue = [
        {"id": idea(number), "title": f"Forslag {number}: blåbær"}
        | ({} if cost is None else {"cost": cost})
        for number, cost in enumerate(costs)
    ]
    rules = {
        "rule": f"{rule}@1",
        "ballot_kind": kind,
        "forward_mode": "budget" if "budget" in promises and "seats" not in promises else "number",
        "tie_commitment": hashed(PRE),
        "catalogue_sha256": hashed(canonical(catalogue)),
        "ideas": len(catalogue),
        "is_secret": True,
        **({"lottery": lottery} if lottery else {}),
        **promises,
    }
    post = "7 12 19 23 30" if lottery else ""
    draw = {"pre": PRE.hex(), "post": post, "source": lottery or "", "commitment": hashed(PRE)}
    order = lot_of(PRE, post, [one["id"] for one in catalogue])
    cast = [_ballot(number, marks, group) for number, (marks, group) in enumerate(ballots)]
    cast.sort(key=lambda ballot: ballot["key"])
    commitments = sorted(ballot["commitment"] for ballot in cast)
    return Draft(
        edition=edition,
        rules=rules,
        catalogue=catalogue,
        events=_events(rules, len(cast) + 1, draw),
        draw=draw | {"order": order},
        ballots=cast,
        commitments=commitments,
        marks=None if kind == "ranked" else _marks(cast, shown),
        result=_result(rules, catalogue, cast, commitments, draw, order, shown),
        texts={one["id"]: "Fordi." for one in catalogue},
    )


def _ballot(number, marks, group):
    marks = {idea(place): value for place, value in marks.items()}
    salt = sha256(b"salt %d" % number).digest()
    return {
        "key": hashed(f"key {number}")[:32],
        **({"group": group} if group else {}),
        "salt": salt.hex(),
        "commitment": hashed(salt + canonical(marks).encode()),
        "marks": marks,
    }


def _events(rules, eligible, draw):
    drawn = {"post": draw["post"], "source": draw["source"]}
    kinds = [
        ("opened", {"at": "2026-10-01T06:00:00+00:00"}),
        ("settings_frozen", {"settings": rules, "sha256": hashed(canonical(rules))}),
        ("roll_fixed", {"eligible": eligible - 1}),
        ("voter_added", {"at": "2026-10-02T06:00:00+00:00"}),
        ("closed", {"at": CLOSED_AT}),
        *([("lottery_drawn", drawn)] if draw["post"] else []),
        ("result", {}),
    ]
    return [
        {"campaign": CAMPAIGN, "event": kind, "seq": seq, **facts}
        for seq, (kind, facts) in enumerate(kinds, start=1)
    ]


def _marks(ballots, shown):
    groups = [cell[0] for cell in shown] if all(len(cell) == 1 for cell in shown) else []
    return {
        "all": _histogram(ballots),
        "groups": {
            group: {
                "counted": len([one for one in _of(ballots, [group]) if one["marks"]]),
                "ideas": _histogram(_of(ballots, [group])),
            }
            for group in groups
        },
    }


def _of(ballots, groups):
    return [ballot for ballot in ballots if ballot.get("group") in groups]


def _histogram(ballots):
    found = {}
    for ballot in ballots:
        for id_, value in ballot["marks"].items():
            values = found.setdefault(id_, {})
            values[str(value)] = values.get(str(value), 0) + 1
    return found


def recount(rules, catalogue, ballots, order, **changes):
    """The count of these ballots by the check's own rules."""
    return verify_result.count_fully(race_of(rules | changes, catalogue, ballots, order))


def race_of(rules, catalogue, ballots, order):
    return verify_result.race_of(
        rules["rule"].partition("@")[0],
        rules["ballot_kind"],
        [(one["id"], one.get("cost", 0)) for one in catalogue],
        [(one["marks"], one.get("group"), 1) for one in ballots],
        rules,
        order,
    )


def numbers_of(rules, catalogue, ballots, order, *, is_old=False):
    """What explains each idea, by the check's own definitions."""
    race = race_of(rules, catalogue, ballots, order)
    return verify_result.explain(race, verify_result.count_fully(race), is_old=is_old)


def _result(rules, catalogue, ballots, commitments, draw, order, shown):
    counted = recount(rules, catalogue, ballots, order)
    columns = [_column(rules, catalogue, _of(ballots, cell), order) for cell in shown]
    quorum = rules.get("quorum", 0)
    result = {
        "version": 3,
        "campaign": CAMPAIGN,
        "closed_at": CLOSED_AT,
        "rule": rules["rule"],
        "params": {
            "forward": rules["forward_mode"],
            "minimum_support": max(1, rules.get("minimum_support", 1)),
        },
        "status": "decided" if len(ballots) >= quorum else "advisory",
        "turnout": {
            "eligible": len(ballots) + 1,
            "voted": len(ballots),
            "counted": sum(bool(ballot["marks"]) for ballot in ballots),
            "groups": _cells(ballots, shown),
        },
        **counted,
        "standings": [
            line | {"groups": [column[line["idea"]["id"]] for column in columns]}
            for line in counted["standings"]
        ],
        "explain": numbers_of(rules, catalogue, ballots, order),
        "draw": draw,
        "commitments": {
            "count": len(commitments),
            "sha256": hashed("".join(f"{one}\n" for one in commitments)),
        },
    }
    if rules.get("balanced"):
        raw = recount(rules, catalogue, ballots, order, balanced=False)
        result["balanced"] = True
        result["raw"] = {name: raw[name] for name in ("winners", "standings", "rounds")}
        result["weights"] = _weights(rules, catalogue, ballots, order, shown)
    return result


def _weights(rules, catalogue, ballots, order, shown):
    """Of the groups that are shown, each alone."""
    weights = race_of(rules, catalogue, ballots, order).weights
    return {
        group: {
            "counted": sum(bool(one["marks"]) for one in _of(ballots, [group])),
            "weight": verify_result.exact_json(weights[group]),
        }
        for (group,) in shown
    }


def _column(rules, catalogue, ballots, order):
    counted = recount(rules, catalogue, ballots, order, balanced=False)
    return {line["idea"]["id"]: line["support"] for line in counted["standings"]}


def _cells(ballots, shown):
    """Whoever could vote and did not is in the first of them."""
    sizes = [len(_of(ballots, cell)) for cell in shown]
    return [
        {"groups": list(cell), "eligible": size + (place == 0), "voted": size}
        for place, (cell, size) in enumerate(zip(shown, sizes, strict=True))
    ]
