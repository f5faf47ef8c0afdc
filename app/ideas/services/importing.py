"""Taking in proposals from a table, row by row, safely more than once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, lock_campaign
from app.core.clock import Clock
from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.imported import MAX_EXTERNAL_ID, RowError, cost_of
from app.domain.permissions import Actor, Permission, require_phase
from app.domain.proposals import IdeaState, Proposal, require_complete
from app.domain.text import clean_line, same_line
from app.models import Campaign, Idea, Topic

BATCH = 500
"""Rows written in one statement: large enough to be quick, small enough to show progress."""

Row = tuple[int, Sequence[str]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do; nothing was written where `errors` stopped it."""

    created: int
    unchanged: int
    errors: list[RowError]
    unknown_topics: int = 0
    national_ids: list[int] = field(default_factory=list)
    """Rows with something that looks like a national identity number."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is compared when a row comes again."""

    title: str
    body: str
    cost: int | None
    topic_id: UUID | None


@dataclass(slots=True)
class _Catalogue:
    """The campaign's proposals by identity, those of this file too as they come."""

    by_external_id: dict[str, _Known]
    by_title: dict[str, _Known]
    """Of the author alone."""
    topics: dict[str, UUID]


def import_ideas(
    session: Session,
    author: Actor,
    slug: str,
    rows: Iterable[Row],
    columns: Mapping[str, int],
    *,
    skip_errors: bool = False,
    is_dry_run: bool = False,
    strict_topics: bool = False,
    progress: Progress = lambda done, total: None,
    clock: Clock,
) -> Imported:
    """Hand in the rows of a table as `author`'s proposals; run by whoever runs the installation.

    `columns` says where external_id, title, body, topic and cost stand. A row whose identity
    (external id, else author and title) is known counts as unchanged, or as an error where its
    content differs. With errors nothing is written unless `skip_errors`. Raises NotFoundError,
    NotAllowedError (the author has no part in the campaign) and DeadlinePassedError (the vote has
    opened and the list is frozen).
    """
    campaign = _lock(session, author, slug, clock)
    now = clock.after_lock(session)
    require_phase(Permission.IDEA_IMPORT, campaign.timetable.phase_at(now))
    reading = _Reading(campaign, _catalogue(session, campaign, author), columns, strict_topics)
    fresh = list(reading.fresh_rows(rows))
    if is_dry_run or (reading.errors and not skip_errors):
        created = len(fresh) if is_dry_run and (skip_errors or not reading.errors) else 0
    else:
        created = len(fresh)
        _write(session, campaign, author, fresh, progress, now)
    return Imported(
        created, reading.unchanged, reading.errors, reading.unknown_topics, reading.national_ids
    )


def _lock(session: Session, author: Actor, slug: str, clock: Clock) -> Campaign:
    campaign_id = session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    if campaign_id is None:
        raise NotFoundError(f"campaign {slug}")
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    try:
        get_campaign_view_by_id(session, author, campaign_id)
    except NotFoundError as stranger:
        raise NotAllowedError("the author has no part in this campaign") from stranger
    return campaign


def _catalogue(session: Session, campaign: Campaign, author: Actor) -> _Catalogue:
    by_external_id: dict[str, _Known] = {}
    by_title: dict[str, _Known] = {}
    for external_id, author_id, key, title, body, cost, topic_id in session.execute(
        select(
            Idea.external_id,
            Idea.author_id,
            Idea.title_key,
            Idea.title,
            Idea.body,
            Idea.cost,
            Idea.topic_id,
        ).where(Idea.campaign_id == campaign.id, Idea.state != IdeaState.DRAFT)
    ):
        known = _Known(title, body, cost, topic_id)
        if external_id is not None:
            by_external_id[external_id] = known
        if author_id == author.person_id:
            by_title[key] = known
    names = session.execute(
        select(Topic.id, Topic.name_nb, Topic.name_nn).where(Topic.campaign_id == campaign.id)
    )
    topics = {same_line(name): id for id, *both in names for name in both if name}
    return _Catalogue(by_external_id, by_title, topics)


@dataclass(slots=True)
class _Fresh:
    """A row that becomes a proposal."""

    proposal: Proposal
    external_id: str | None


@dataclass(slots=True)
class _Reading:
    """Goes through the rows once and sorts them into new, unchanged and wrong."""

    campaign: Campaign
    catalogue: _Catalogue
    columns: Mapping[str, int]
    strict_topics: bool
    errors: list[RowError] = field(default_factory=list)
    unchanged: int = 0
    unknown_topics: int = 0
    national_ids: list[int] = field(default_factory=list)

    def fresh_rows(self, rows: Iterable[Row]) -> Iterator[_Fresh]:
        for number, cells in rows:
            try:
                fresh = self._read(number, cells)
            except InvalidInputError as error:
                self.errors.append(RowError.of(number, error))
                continue
            if fresh is not None:
                yield fresh

    def _read(self, number: int, cells: Sequence[str]) -> _Fresh | None:
        """The row as a new proposal, or None where it is there already."""
        external_id = clean_line(self._cell(cells, "external_id")) or None
        if external_id and len(external_id) > MAX_EXTERNAL_ID:
            raise InvalidInputError(field="external_id", reason="too_long", most=MAX_EXTERNAL_ID)
        proposal = self._proposal(cells)
        require_complete(proposal, ())
        content = _Known(proposal.title, proposal.body, proposal.cost, proposal.topic_id)
        key = same_line(proposal.title)
        by_identity, identity = (
            (self.catalogue.by_external_id, external_id)
            if external_id
            else (self.catalogue.by_title, key)
        )
        before = by_identity.get(identity)
        if before is not None:
            if not self._is_same(before, content):
                raise InvalidInputError(field="identity", reason="changed", of=identity)
            self.unchanged += 1
            return None
        by_identity[identity] = content
        if proposal.holds_national_id():
            self.national_ids.append(number)
        return _Fresh(proposal, external_id)

    def _is_same(self, before: _Known, now: _Known) -> bool:
        """Whether the columns that the table has say what they said last time."""
        pairs = {
            "title": (before.title, now.title) if "external_id" in self.columns else ("", ""),
            "body": (before.body, now.body),
            "cost": (before.cost, now.cost),
            "topic": (before.topic_id, now.topic_id),
        }
        return all(old == new for name, (old, new) in pairs.items() if name in self.columns)

    def _proposal(self, cells: Sequence[str]) -> Proposal:
        return Proposal(
            title=self._cell(cells, "title"),
            body=self._cell(cells, "body"),
            topic_id=self._topic(self._cell(cells, "topic")),
            cost=cost_of(self._cell(cells, "cost")),
        ).cleaned()

    def _topic(self, name: str) -> UUID | None:
        topic_id = self.catalogue.topics.get(same_line(name))
        if name and topic_id is None:
            if self.strict_topics:
                raise InvalidInputError(field="topic", reason="unknown", of=name)
            self.unknown_topics += 1
        return topic_id

    def _cell(self, cells: Sequence[str], name: str) -> str:
        place = self.columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""


def _write(
    session: Session,
    campaign: Campaign,
    author: Actor,
    fresh: Sequence[_Fresh],
    progress: Progress,
    now: datetime,
) -> None:
    """Insert in batches under the next running numbers; the columns' defaults add the rest."""
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        first = campaign.idea_counter + 1
        session.execute(
            insert(Idea),
            [
                _values(campaign, author, each, first + place, now)
                for place, each in enumerate(batch)
            ],
        )
        campaign.idea_counter += len(batch)
        session.flush()
        progress(start + len(batch), len(fresh))


def _values(
    campaign: Campaign, author: Actor, fresh: _Fresh, nr: int, now: datetime
) -> dict[str, object]:
    proposal = fresh.proposal
    return {
        "campaign_id": campaign.id,
        "id": uuid4(),
        "nr": nr,
        "state": IdeaState.SUBMITTED,
        "title": proposal.title,
        "body": proposal.body,
        "topic_id": proposal.topic_id,
        "cost": proposal.cost,
        "external_id": fresh.external_id,
        "author_id": author.person_id,
        "created_at": now,
        "submitted_at": now,
        "updated_at": now,
    }
