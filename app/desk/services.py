"""Acts of the facilitator's desk, and counting visits without visitors."""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from threading import Lock
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view, lock_campaign_view
from app.core.clock import Clock
from app.core.db import insert_if_new
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.ideas.services import merge_ideas, undo_merge
from app.models import Campaign, DismissedPair, Idea, VisitDay

MOST_AT_ONCE = 200
ENOUGH = 50
"""Visits a process gathers before it writes them."""
LONGEST_WAIT = 600.0
"""Seconds: with fewer visits they are written when the next one comes after this."""

NumberPair = tuple[int, int]


def merge_alike(
    session: Session, actor: Actor, slug: str, pairs: Collection[NumberPair], *, clock: Clock
) -> tuple[int, int]:
    """Join the younger of each pair into the older: how many proposals were joined, and how many
    pairs left as they are, since somebody has merged, hidden or withdrawn one of them meanwhile.

    Where a proposal stands in several pairs, all of them end up in the oldest.
    """
    _require_few(pairs)
    # Many rows in the order of the pairs: two who do this at once would wait for each other.
    lock_campaign_view(session, actor, slug)
    went_into: dict[int, int] = {}

    def root(nr: int) -> int:
        while nr in went_into:
            nr = went_into[nr]
        return nr

    joined = left = 0
    for one, other in sorted(pairs):
        into, source = sorted((root(one), root(other)))
        if into == source:
            continue
        try:
            merge_ideas(session, actor, slug, source, into=into, clock=clock)
        except (ConflictError, NotFoundError):
            left += 1
            continue
        went_into[source] = into
        joined += 1
    return joined, left


def undo_merges(
    session: Session, actor: Actor, slug: str, numbers: Collection[int], *, clock: Clock
) -> int:
    """Make these proposals their own again; how many. What was undone already stays so.

    One whose target is merged itself waits until that one is taken apart, if it is among them.
    """
    _require_few(numbers)
    lock_campaign_view(session, actor, slug)
    undone, waiting = 0, sorted(set(numbers))
    while waiting:
        blocked = []
        for nr in waiting:
            try:
                undo_merge(session, actor, slug, nr, clock=clock)
            except NotFoundError:
                continue
            except ConflictError:
                blocked.append(nr)
            else:
                undone += 1
        if blocked == waiting:
            break
        waiting = blocked
    return undone


def _require_few(chosen: Collection[object]) -> None:
    if len(chosen) > MOST_AT_ONCE:
        raise InvalidInputError(field="pair", reason="too_many", most=MOST_AT_ONCE)


def dismiss_alike(
    session: Session, actor: Actor, slug: str, pairs: Collection[NumberPair], *, now: datetime
) -> int:
    """Say that these are not the same, so that they are not suggested again; how many."""
    _require_few(pairs)
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.IDEA_MERGE, now)
    ids = _ids_of(session, view.campaign.id, pairs)
    known = [pair for pair in pairs if pair[0] != pair[1] and ids.keys() >= set(pair)]
    for pair in known:
        low, high = sorted(ids[nr] for nr in pair)
        session.execute(
            insert_if_new(session, DismissedPair).values(
                campaign_id=view.campaign.id,
                low_id=low,
                high_id=high,
                dismissed_by=actor.person_id,
                dismissed_at=now,
            )
        )
    return len(known)


def suggest_again(
    session: Session, actor: Actor, slug: str, pairs: Collection[NumberPair], *, now: datetime
) -> int:
    """Take back that these are not the same; how many."""
    _require_few(pairs)
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.IDEA_MERGE, now)
    ids = _ids_of(session, view.campaign.id, pairs)
    taken = 0
    for low, high in (sorted(ids[nr] for nr in pair) for pair in pairs if ids.keys() >= set(pair)):
        kept = session.get(DismissedPair, (view.campaign.id, low, high))
        if kept is not None:
            session.delete(kept)
            taken += 1
    return taken


def _ids_of(session: Session, campaign_id: UUID, pairs: Collection[NumberPair]) -> dict[int, UUID]:
    """The proposals of these numbers that still stand."""
    rows = session.execute(
        select(Idea.nr, Idea.id).where(
            Idea.campaign_id == campaign_id,
            Idea.nr.in_({nr for pair in pairs for nr in pair}),
            Idea.state == IdeaState.SUBMITTED,
        )
    )
    return {nr or 0: id for nr, id in rows}


Visits = Mapping[tuple[str, date, str], int]


class VisitCounter:
    """Gathers visits in this process: which campaign, which day, which kind of page."""

    def __init__(self) -> None:
        self._visits: Counter[tuple[str, date, str]] = Counter()
        self._written_at = time.monotonic()
        self._lock = Lock()

    def add(self, slug: str, day: date, page: str) -> Visits:
        """Count one visit; gives back what is to be written now, mostly nothing."""
        with self._lock:
            self._visits[slug, day, page] += 1
            is_late = time.monotonic() - self._written_at >= LONGEST_WAIT
            return self._emptied() if is_late or self._visits.total() >= ENOUGH else {}

    def take(self) -> Visits:
        """All that is gathered, for a page that shows it."""
        with self._lock:
            return self._emptied()

    def _emptied(self) -> Visits:
        gathered, self._visits = self._visits, Counter()
        self._written_at = time.monotonic()
        return gathered


def record_visits(session: Session, visits: Visits) -> None:
    """Add gathered visits to their days, in one order, so that no two wait for each other."""
    for slug, day, page in sorted(visits):
        campaign_id = session.scalar(select(Campaign.id).where(Campaign.slug == slug))
        if campaign_id is None:
            continue
        key = {"campaign_id": campaign_id, "day": day, "page": page}
        session.execute(insert_if_new(session, VisitDay).values(**key, number=0))
        session.execute(
            update(VisitDay)
            .where(*(getattr(VisitDay, name) == value for name, value in key.items()))
            .values(number=VisitDay.number + visits[slug, day, page])
            .execution_options(synchronize_session=False)
        )
