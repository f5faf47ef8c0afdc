"""Proposals that resemble a text, across bokmål and nynorsk, and the indexes kept for it."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.domain.proposals import IdeaState
from app.domain.similarity import Match, SimilarityIndex
from app.ideas.queries.single import latest_change
from app.models import Campaign, Idea

MOST_SHOWN = 5
MAX_INDEXED = 20_000
"""The newest proposals of a campaign; about 100 MB, and nobody reads more for duplicates."""
CAMPAIGNS_KEPT = 4
"""Indexes one process keeps; those of the campaigns people write in right now."""
READ_OF_BODY = 1_500
"""The index reads 150 words."""
PATIENCE = 20
"""A large index, once built, is used for this many times its building time before the next
change makes it be built again, so that it costs a process at most a twentieth of its time."""
QUICK_SECONDS = 0.2
"""Below this an index is simply built anew at each change."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A proposal that resembles a text; `score` from 0 to 1."""

    id: UUID
    nr: int
    title: str
    status: str | None
    comment_count: int
    score: float


State = tuple[int, datetime | None]
"""The last number given and the latest change: when both are as they were, so are the texts."""


@dataclass(frozen=True, slots=True)
class _Kept:
    state: State
    index: SimilarityIndex[int]
    good_until: float


class LikenessCache:
    """The indexes of a few campaigns, one cache a process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, _Kept] = OrderedDict()
        self._lock = Lock()

    def index_of(self, session: Session, campaign_id: UUID, state: State) -> SimilarityIndex[int]:
        """The campaign's index, built in one statement where it is missing or too old."""
        kept = self._kept.get(campaign_id)
        if kept and (kept.state == state or time.monotonic() < kept.good_until):
            return kept.index
        started = time.monotonic()
        index = build_index(session, campaign_id)
        took = time.monotonic() - started
        good_until = time.monotonic() + (PATIENCE * took if took > QUICK_SECONDS else 0)
        with self._lock:
            self._kept[campaign_id] = _Kept(state, index, good_until)
            self._kept.move_to_end(campaign_id)
            while len(self._kept) > CAMPAIGNS_KEPT:
                self._kept.popitem(last=False)
        return index


def build_index(session: Session, campaign_id: UUID) -> SimilarityIndex[int]:
    """An index by running number over what has been handed in."""
    rows = session.execute(
        select(Idea.nr, Idea.title, Idea.body)
        .where(Idea.campaign_id == campaign_id, Idea.state == IdeaState.SUBMITTED)
        .order_by(Idea.nr.desc())
        .limit(MAX_INDEXED)
    )
    texts = ((nr, f"{title}\n{body[:READ_OF_BODY]}") for nr, title, body in rows)
    return SimilarityIndex((nr, text) for nr, text in texts if nr is not None)


def find_similar(
    session: Session,
    campaign: Campaign,
    text: str,
    *,
    cache: LikenessCache | None = None,
    changed_at: datetime | None = None,
    except_nr: int | None = None,
) -> list[Similar]:
    """At most five proposals like `text` (its first line is the title), best first.

    Without `changed_at` the latest change is asked for first. Without `cache` the index is built
    for this one question.
    """
    if not text.strip():
        return []
    if cache is None:
        index = build_index(session, campaign.id)
    else:
        if changed_at is None:
            changed_at = session.scalar(latest_change(campaign.id))
        index = cache.index_of(session, campaign.id, (campaign.idea_counter, changed_at))
    matches = index.nearest(text, limit=MOST_SHOWN + 1)
    return _shown(session, campaign.id, [match for match in matches if match.key != except_nr])


def _shown(session: Session, campaign_id: UUID, matches: list[Match[int]]) -> list[Similar]:
    """The rows behind the matches, asked for anew: an index may be older than the table."""
    if not matches:
        return []
    scores = {match.key: match.score for match in matches}
    numbers = dict.fromkeys(_NUMBERS, 0) | dict(zip(_NUMBERS, scores, strict=False))
    rows = session.execute(_by_number(), {"campaign_id": campaign_id, **numbers})
    found = [
        Similar(id, nr, title, status, comment_count, scores[nr])
        for id, nr, title, status, comment_count in rows
        if nr is not None
    ]
    return sorted(found, key=lambda each: (-each.score, each.nr))[:MOST_SHOWN]


_NUMBERS = tuple(f"nr_{place}" for place in range(MOST_SHOWN + 1))
"""Always as many, so that the statement is always the same; no proposal has number 0."""


@cache
def _by_number() -> Select[*tuple[Any, ...]]:
    ideas = Idea.__table__.c
    return select(ideas.id, ideas.nr, ideas.title, ideas.status, ideas.comment_count).where(
        ideas.campaign_id == bindparam("campaign_id"),
        ideas.nr.in_([bindparam(name) for name in _NUMBERS]),
        ideas.state == IdeaState.SUBMITTED,
    )
