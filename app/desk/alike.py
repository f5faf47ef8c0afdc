"""Reads for what looks alike in a campaign, what was done about it, and the topics people use."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.campaigns.queries import topics_of
from app.domain.duplicates import MOST_COMPARED, MOST_PAIRS, alike_pairs, shared_words
from app.domain.proposals import IdeaState
from app.domain.similarity import SimilarityIndex
from app.domain.topic_words import SuggestedTopic, suggested_topics
from app.ideas.queries.single import latest_change
from app.models import Campaign, DismissedPair, Idea, Merge

READ_OF_BODY = 1_500
CAMPAIGNS_KEPT = 8
COUNTED_UP_TO = 400
"""Proposals compared in passing, for a number alone; that takes a fraction of a second."""
UNDO_SHOWN = 50

State = tuple[int, datetime | None]
"""The last number given and the latest change: when both are as they were, so are the texts."""


@dataclass(frozen=True, slots=True)
class Written:
    """A proposal as it is compared."""

    id: UUID
    nr: int
    title: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two proposals that look alike, the one with the lower number first."""

    low: Written
    high: Written
    score: float
    words: list[str]
    """Of the first title that the other one also holds: why they look alike."""


@dataclass(frozen=True, slots=True)
class _Kept:
    state: State
    pairs: list[Alike]
    most: int


class AlikeCache:
    """The pairs of a few campaigns, one cache a process: comparing takes long, looking does not."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, _Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, campaign_id: UUID, state: State, most: int) -> list[Alike] | None:
        kept = self._kept.get(campaign_id)
        return kept.pairs if kept and kept.state == state and kept.most >= most else None

    def keep(self, campaign_id: UUID, state: State, most: int, pairs: list[Alike]) -> None:
        with self._lock:
            self._kept[campaign_id] = _Kept(state, pairs, most)
            self._kept.move_to_end(campaign_id)
            while len(self._kept) > CAMPAIGNS_KEPT:
                self._kept.popitem(last=False)


def list_alike(session: Session, campaign: Campaign, cache: AlikeCache) -> list[Alike]:
    """The pairs of the whole campaign that look most alike and are not put aside, best first."""
    return _find_pairs(session, campaign, cache, compares=True) or []


def count_alike(session: Session, campaign: Campaign, cache: AlikeCache, number: int) -> int | None:
    """How many pairs; None where counting them among so many proposals would take long."""
    found = _find_pairs(session, campaign, cache, compares=number <= COUNTED_UP_TO)
    return None if found is None else len(found)


def _find_pairs(
    session: Session, campaign: Campaign, cache: AlikeCache, *, compares: bool
) -> list[Alike] | None:
    """Those that are not put aside; None where they would have to be compared and may not be."""
    aside = _aside(session, campaign.id)
    state, most = _state(session, campaign), _most(len(aside))
    found = cache.find(campaign.id, state, most)
    if found is None and compares:
        found = _compared(session, campaign, cache, state, most)
    return None if found is None else _without(found, aside)


def _most(aside: int) -> int:
    """As many more as are put aside, so that these never hide others."""
    return MOST_PAIRS * (1 + -(-aside // MOST_PAIRS))


def _state(session: Session, campaign: Campaign) -> State:
    return campaign.idea_counter, session.scalar(latest_change(campaign.id))


def _compared(
    session: Session, campaign: Campaign, cache: AlikeCache, state: State, most: int
) -> list[Alike]:
    rows = _list_texts(session, campaign.id)
    index = SimilarityIndex(
        (place, f"{row.title}\n{body[:READ_OF_BODY]}") for place, (row, body) in enumerate(rows)
    )
    pairs = [
        Alike(low, high, pair.score, shared_words(low.title, high.title))
        for pair in alike_pairs(index, most=most)
        for low, high in [(rows[pair.low][0], rows[pair.high][0])]
    ]
    cache.keep(campaign.id, state, most, pairs)
    return pairs


def _list_texts(session: Session, campaign_id: UUID) -> list[tuple[Written, str]]:
    """The newest proposals, as many as are compared, by number, with their texts."""
    rows = session.execute(
        select(Idea.id, Idea.nr, Idea.title, Idea.body)
        .where(Idea.campaign_id == campaign_id, Idea.state == IdeaState.SUBMITTED)
        .order_by(Idea.nr.desc())
        .limit(MOST_COMPARED)
    ).all()
    return [(Written(id, nr or 0, title), body) for id, nr, title, body in reversed(rows)]


def _aside(session: Session, campaign_id: UUID) -> set[frozenset[UUID]]:
    rows = session.execute(
        select(DismissedPair.low_id, DismissedPair.high_id).where(
            DismissedPair.campaign_id == campaign_id
        )
    )
    return {frozenset(pair) for pair in rows}


def _without(pairs: Collection[Alike], aside: set[frozenset[UUID]]) -> list[Alike]:
    return [pair for pair in pairs if frozenset((pair.low.id, pair.high.id)) not in aside]


def texts_of(session: Session, campaign_id: UUID, pairs: Collection[Alike]) -> dict[UUID, str]:
    """The beginnings of the texts of `pairs`, to read them side by side."""
    ids = {each.id for pair in pairs for each in (pair.low, pair.high)}
    rows = session.execute(
        select(Idea.id, func.substr(Idea.body, 1, READ_OF_BODY)).where(
            Idea.campaign_id == campaign_id, Idea.id.in_(ids)
        )
    )
    return {id: str(text) for id, text in rows}


# What was done, to be undone


@dataclass(frozen=True, slots=True)
class Done:
    """Two proposals that were put aside as a pair, or one and the other that it was joined into."""

    one_nr: int
    one: str
    other_nr: int
    other: str


def list_aside(session: Session, campaign_id: UUID) -> list[Done]:
    """Pairs put aside whose proposals still stand, the newest first."""
    low, high = aliased(Idea), aliased(Idea)  # by id, as they are kept
    rows = session.execute(
        select(low.nr, low.title, high.nr, high.title)
        .select_from(DismissedPair)
        .join(low, low.id == DismissedPair.low_id)
        .join(high, high.id == DismissedPair.high_id)
        .where(
            DismissedPair.campaign_id == campaign_id,
            low.state == IdeaState.SUBMITTED,
            high.state == IdeaState.SUBMITTED,
        )
        .order_by(DismissedPair.dismissed_at.desc(), low.nr, high.nr)
        .limit(UNDO_SHOWN)
    )
    pairs = (sorted([(one or 0, title), (other or 0, name)]) for one, title, other, name in rows)
    return [Done(*first, *second) for first, second in pairs]


def list_merged(session: Session, campaign_id: UUID) -> list[Done]:
    """Proposals that are joined into others, the newest first."""
    source, target = aliased(Idea), aliased(Idea)
    rows = session.execute(
        select(source.nr, source.title, target.nr, target.title)
        .select_from(Merge)
        .join(source, source.id == Merge.source_id)
        .join(target, target.id == Merge.target_id)
        .where(Merge.campaign_id == campaign_id, Merge.undone_at.is_(None))
        .order_by(Merge.merged_at.desc(), source.nr)
        .limit(UNDO_SHOWN)
    )
    return [Done(one or 0, title, other or 0, name) for one, title, other, name in rows]


# Topics


def list_suggested_topics(session: Session, campaign: Campaign) -> list[SuggestedTopic]:
    """Topics from the words of the titles and the beginnings of the texts."""
    rows = _list_texts(session, campaign.id)
    known = [topic.name_nb for topic in topics_of(session, campaign.id)]
    return suggested_topics(((row.nr, f"{row.title}\n{body[:300]}") for row, body in rows), known)
