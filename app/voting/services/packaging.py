"""The result package: the public edition once, with the result; the auditor's on demand.

Both are made from what is sealed alone (`docs/package.md`).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.software import ROOT, software_facts
from app.domain.costs import CostUnit
from app.domain.histograms import published_marks
from app.domain.package import About, Part, as_lines, write_package
from app.domain.results import Draw, PublishedResult, read_result
from app.domain.sealing import canonical_json
from app.models import BallotPaper, Campaign, CampaignEvent, Result, SealedBallot
from app.voting.events import get_cost_unit, list_events
from app.voting.queries import get_promises
from app.voting.services.counting import Box
from app.voting.services.drawing import draw_key

CHUNK = 1_000
"""Ballots held in memory at a time."""
CHECK = ROOT / "tools" / "verify_result.py"
ABOUT_CHECK = ROOT / "docs" / "VERIFY.md"
RESULT = "result"

Texts = Callable[[PublishedResult, Mapping[str, str], CostUnit], Mapping[str, Mapping[str, str]]]
"""The result in words: language → idea → why; from the result, titles and the unit of costs."""


def build_public_package(
    session: Session,
    campaign: Campaign,
    result: PublishedResult,
    box: Box,
    draw: Draw,
    texts: Texts,
    chain: Iterable[CampaignEvent],
) -> dict[str, object]:
    """The row of the public edition; `chain` ends with the result."""
    parts = _shared_parts(session, campaign.id, result, box, draw, texts, chain)
    if get_promises(session, campaign.id).publishes_ballots:
        parts["ballots.jsonl"] = as_lines(_ballots(session, campaign.id))
    out = BytesIO()
    about = About("public", str(campaign.id), result.facts["closed_at"], software_facts())
    write_package(out, about, parts)
    content = out.getvalue()
    return {
        "campaign_id": campaign.id,
        "content": content,
        "sha256": sha256(content).hexdigest(),
    }


def write_auditor_package(
    session: Session, campaign_id: UUID, box: Box, draw: Draw, texts: Texts, out: IO[bytes]
) -> None:
    """Write the edition with ballots to a seekable file, a thousand ballots at a time."""
    row = session.get_one(Result, campaign_id)
    result = read_result(row.canonical, row.sha256)
    chain = list_events(session, campaign_id)
    parts = _shared_parts(session, campaign_id, result, box, draw, texts, chain)
    parts["ballots.jsonl"] = as_lines(_ballots(session, campaign_id))
    about = About("auditor", str(campaign_id), result.facts["closed_at"], software_facts())
    write_package(out, about, parts)


def _shared_parts(
    session: Session,
    campaign_id: UUID,
    result: PublishedResult,
    box: Box,
    draw: Draw,
    texts: Texts,
    chain: Iterable[CampaignEvent],
) -> dict[str, Part]:
    paper = session.get_one(BallotPaper, campaign_id).canonical
    titles = {one["id"]: one["title"] for one in json.loads(paper)}
    parts: dict[str, Part] = {
        "rules.json": canonical_json(get_promises(session, campaign_id).settings),
        "catalogue.json": paper,
        "chain.jsonl": as_lines(_chain(chain)),
        "commitments.txt": as_lines(sorted(box.commitments)),
        "draw.json": canonical_json(_draw(draw, campaign_id, titles)),
        "result.json": result.canonical,
        CHECK.name: _read(CHECK),
        ABOUT_CHECK.name: _read(ABOUT_CHECK),
    }
    unit = get_cost_unit(session, campaign_id)
    for language, text in texts(result, titles, unit).items():
        parts[f"explanations.{language}.json"] = canonical_json(text)
    marks = published_marks(box.profile, result.turnout)
    if marks is not None:
        parts["marks.json"] = canonical_json(marks)
    return parts


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _draw(draw: Draw, campaign_id: UUID, ideas: Iterable[str]) -> dict[str, object]:
    order = sorted(ideas, key=draw_key(draw, campaign_id))
    return draw.as_facts() | {"order": order}


def _chain(events: Iterable[CampaignEvent]) -> Iterator[str]:
    """The events up to the result; what comes after is not in the package."""
    for event in events:
        facts = json.loads(event.canonical)
        yield canonical_json({"event": facts, "hash": event.hash})
        if facts["event"] == RESULT:
            return


def _ballots(session: Session, campaign_id: UUID) -> Iterator[str]:
    """Every sealed ballot in the order of its random key."""
    rows = session.execute(
        select(
            SealedBallot.random_key,
            SealedBallot.group,
            SealedBallot.salt,
            SealedBallot.commitment,
            SealedBallot.marks,
        )
        .where(SealedBallot.campaign_id == campaign_id)
        .order_by(SealedBallot.random_key)
        .execution_options(yield_per=CHUNK)
    )
    for key, group, salt, commitment, marks in rows:
        ballot = {"key": key, "salt": salt.hex(), "commitment": commitment}
        yield canonical_json(
            ballot | ({"group": group} if group else {}) | {"marks": json.loads(marks)}
        )
