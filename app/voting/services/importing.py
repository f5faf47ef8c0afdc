"""A finished election from a file: a published campaign whose voters are nobody we know.

Ballots go straight to the sealed table, without persons, links or groups; from there they are
counted, sealed and shown as our own are.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from itertools import islice
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.clock import OSLO, Clock
from app.domain.ballots import canonical_ballot
from app.domain.errors import ConflictError, UnsupportedError
from app.domain.import_terms import ImportTerms, require_allowed, terms_of
from app.domain.pabulib import Ballot, PabulibElection, Project, marks_of
from app.domain.sealing import SALT_BYTES, commitment
from app.domain.tally.outcome import BallotKind, Forward
from app.domain.text import clean_line
from app.models import (
    Body,
    Campaign,
    CampaignBody,
    CampaignEvent,
    Idea,
    Person,
    SealedBallot,
    Voter,
)
from app.voting.events import IMPORTED, append_event
from app.voting.roll import KEY_BYTES, freeze_catalogue, record_settings
from app.voting.services.closing import count_campaign
from app.voting.services.counting import UnitOfWork
from app.voting.services.packaging import Texts

CHUNK = 1_000
BODY_SLUG = "importerte-valg"
BODY_NAME = "Importerte valg"
PROPOSER = uuid5(NAMESPACE_URL, "dugnad:imported-proposals")
"""Proposals must have an author; these have one who is nobody and can never sign in."""
LARGEST_COST = 2**31 - 1
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class ImportedElection:
    """What an import made, or found already made."""

    slug: str
    ideas: int
    voters: int
    marks: int


def import_election(
    unit_of_work: UnitOfWork,
    election: PabulibElection,
    *,
    slug: str,
    digest: str,
    rule: str | None = None,
    seats: int | None = None,
    texts: Texts,
    clock: Clock,
) -> ImportedElection:
    """Make a published campaign of `election` under `slug`, once.

    `digest` identifies the file: the same file again changes nothing, another one under the same
    slug is a ConflictError, as is the same one by another rule. Raises UnsupportedError for
    ballots that nothing here counts, or that `rule` does not.
    """
    budget = _budget(election)
    terms = terms_of(election, rule=rule, seats=seats, has_budget=budget is not None)
    _require_supported(election, terms)
    with unit_of_work() as session:
        campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
        if campaign is None:
            campaign = _make_campaign(session, election, slug, terms, clock.now())
            _store(session, campaign, election, terms, digest)
        if (campaign.rule, campaign.seats) != (terms.rule, terms.seats):
            raise ConflictError(f"{slug} is counted by {campaign.rule}")
        campaign_id = campaign.id
        imported = _imported(session, campaign_id, digest, slug)
    count_campaign(unit_of_work, campaign_id, texts=texts, clock=clock)
    return imported


def _require_supported(election: PabulibElection, terms: ImportTerms) -> None:
    require_allowed(election, terms)
    if any(project.scaled_cost > LARGEST_COST for project in election.projects):
        raise UnsupportedError("costs beyond two thousand million")


def _imported(session: Session, campaign_id: UUID, digest: str, slug: str) -> ImportedElection:
    """What the campaign's chain says was imported; ConflictError where it was something else."""
    events = session.scalars(
        select(CampaignEvent.canonical).where(CampaignEvent.campaign_id == campaign_id)
    )
    for facts in map(json.loads, events):
        if facts["event"] == IMPORTED and facts["file_sha256"] == digest:
            return ImportedElection(slug, facts["ideas"], facts["voters"], facts["marks"])
    raise ConflictError(f"{slug} is another campaign")


def _make_campaign(
    session: Session, election: PabulibElection, slug: str, terms: ImportTerms, now: datetime
) -> Campaign:
    begins, ends = _voting_days(election, now)
    tie_pre = secrets.token_bytes(KEY_BYTES)
    campaign = Campaign(
        slug=slug,
        template="idea_call",
        title_nb=_title(election.meta.get("description") or slug),
        purpose_nb=clean_line(election.meta.get("comment", "")),
        created_by=_proposer(session, now),
        created_at=now,
        launched_at=now,
        opens_at=begins - timedelta(days=2),
        submission_closes_at=begins - timedelta(days=1),
        voting_opens_at=begins,
        voting_closes_at=ends,
        frozen_at=now,
        closed_at=now,
        published_at=now,
        ballot_kind=terms.kind.value,
        rule=terms.rule,
        votes_per_person=terms.votes,
        top_score=terms.top_score,
        utility=terms.utility,
        forward_mode=terms.forward,
        seats=terms.seats,
        budget=_budget(election) if terms.forward is Forward.BUDGET else None,
        tie_pre=tie_pre,
        tie_commitment=sha256(tie_pre).hexdigest(),
        idea_counter=len(election.projects),
    )
    session.add(campaign)
    session.flush()
    body = _body(session)
    for part in ("owner", "audience"):
        session.add(CampaignBody(campaign_id=campaign.id, body_id=body.id, part=part))
    session.flush()
    return campaign


def _title(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _budget(election: PabulibElection) -> int | None:
    try:
        budget = int(Decimal(election.meta.get("budget", "")) * election.cost_scale)
    except (InvalidOperation, OverflowError, ValueError):
        return None
    return budget if 0 < budget <= LARGEST_COST else None


def _voting_days(election: PabulibElection, now: datetime) -> tuple[datetime, datetime]:
    """From the file where it names whole days that are over; else the two days before now."""
    begins = _day(election.meta.get("date_begin", ""))
    ends = _day(election.meta.get("date_end", ""))
    if begins and ends and begins <= ends and (over := ends + timedelta(days=1)) <= now:
        return begins, over
    return now - timedelta(days=2), now


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=OSLO)
    except ValueError:
        return None


def _body(session: Session) -> Body:
    """A body without members: administrators see it, and may give people a role there."""
    body = session.scalar(select(Body).where(Body.slug == BODY_SLUG))
    if body is None:
        id_ = uuid4()
        body = Body(
            id=id_,
            kind="unit",
            unit_kind="special",
            name=BODY_NAME,
            slug=BODY_SLUG,
            path=f"/{id_.hex}/",
        )
        session.add(body)
        session.flush()
    return body


def _proposer(session: Session, now: datetime) -> UUID:
    if session.get(Person, PROPOSER) is None:
        session.add(Person(id=PROPOSER, locale="nb", created_at=now, disabled_at=now))
        session.flush()
    return PROPOSER


def _store(
    session: Session,
    campaign: Campaign,
    election: PabulibElection,
    terms: ImportTerms,
    digest: str,
) -> None:
    ids = _store_ideas(session, campaign, election.projects)
    voters = len(election.ballots)
    nobody = {"campaign_id": campaign.id, "has_voted": True}
    _insert(session, Voter, (nobody | {"id": uuid4()} for _ in range(voters)))
    _insert(session, SealedBallot, iter(_sealed(campaign.id, election.ballots, terms.kind, ids)))
    append_event(
        session,
        campaign.id,
        IMPORTED,
        file_sha256=digest,
        ideas=len(ids),
        voters=voters,
        marks=sum(len(set(ballot.projects)) for ballot in election.ballots),
        cost_scale=election.cost_scale,
        currency=clean_line(election.meta.get("currency", "")),
    )
    record_settings(session, campaign, freeze_catalogue(session, campaign))
    append_event(session, campaign.id, "roll_fixed", eligible=voters)
    append_event(session, campaign.id, "closed", at=campaign.voting_closes_at.isoformat())


def _store_ideas(
    session: Session, campaign: Campaign, projects: Iterable[Project]
) -> dict[str, UUID]:
    ids = {project.id: uuid4() for project in projects}
    rows = [
        {
            "campaign_id": campaign.id,
            "id": ids[project.id],
            "nr": nr,
            "state": "submitted",
            "title": _title(project.name),
            "body": project.name if len(project.name) > LONGEST_TITLE else project.description,
            "cost": project.scaled_cost,
            "external_id": project.id,
            "author_id": campaign.created_by,
            "is_anonymous": True,
            "created_at": campaign.opens_at,
            "submitted_at": campaign.opens_at,
            "updated_at": campaign.opens_at,
        }
        for nr, project in enumerate(projects, start=1)
    ]
    session.execute(insert(Idea), rows)
    return ids


def _sealed(
    campaign_id: UUID, ballots: Iterable[Ballot], kind: BallotKind, ids: dict[str, UUID]
) -> list[dict[str, object]]:
    """Each ballot under a random key, in the order of the keys, as when a campaign closes."""
    rows = []
    for ballot in ballots:
        given = marks_of(ballot, kind, None)
        marks = canonical_ballot({ids[project]: value for project, value in given.items()})
        salt = secrets.token_bytes(SALT_BYTES)
        rows.append(
            {
                "campaign_id": campaign_id,
                "random_key": secrets.token_hex(16),
                "group": None,
                "salt": salt,
                "commitment": commitment(salt, marks),
                "marks": marks,
            }
        )
    return sorted(rows, key=lambda row: str(row["random_key"]))


def _insert(session: Session, model: type, rows: Iterator[dict[str, object]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        session.execute(insert(model), chunk)
