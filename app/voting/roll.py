"""The roll and what freezes with it: fixed as of the opening of the vote, the first time needed."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby, islice
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, and_, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.core.clock import Clock
from app.domain.errors import NotOpenError
from app.domain.groups import Group
from app.domain.permissions import BodyKind, BodyRef, MembershipRef, Role, group_of
from app.domain.sealing import canonical_json, keyed_hash, sha256_hex
from app.domain.turnout import Turnout, whole_hour
from app.domain.voting_methods import promised_rule
from app.models import BallotPaper, Body, Campaign, CampaignBody, Idea, Membership, Person, Voter
from app.voting.comparing import keep_totals_alone
from app.voting.events import append_event

KEY_BYTES = 32
CHUNK = 1_000
"""Rows written at a time: bounded memory whatever the size of the roll."""

_Audience = aliased(Body)


def _members(campaign: Campaign, moment: datetime) -> Select[UUID, str | None, str, Body, Body]:
    """Memberships below the audiences as they stood at `moment`, with the audience they fall in."""
    return (
        select(Person.id, Person.email, Membership.role, Body, _Audience)
        .join(Membership, Membership.person_id == Person.id)
        .join(Body, Body.id == Membership.body_id)
        .join(_Audience, Body.path.startswith(_Audience.path))
        .join(
            CampaignBody,
            and_(CampaignBody.body_id == _Audience.id, CampaignBody.part == "audience"),
        )
        .where(
            CampaignBody.campaign_id == campaign.id,
            Membership.starts_at <= moment,
            or_(Membership.ends_at.is_(None), Membership.ends_at > moment),
            or_(Person.disabled_at.is_(None), Person.disabled_at > moment),
            or_(Person.erased_at.is_(None), Person.erased_at > moment),
        )
    )


def _ref(body: Body) -> BodyRef:
    return BodyRef(body.id, body.path, BodyKind(body.kind))


def _group(rows: Iterable[tuple[str, Body, Body]]) -> Group | None:
    held = list(rows)
    return group_of(
        [MembershipRef(_ref(body), Role(role)) for role, body, _ in held],
        tuple(_ref(audience) for _, _, audience in held),
    )


def find_group(
    session: Session, campaign: Campaign, person_id: UUID, moment: datetime
) -> Group | None:
    """The group a person counts in at `moment`; None for somebody with no place there."""
    rows = session.execute(_members(campaign, moment).where(Person.id == person_id))
    return _group((role, body, audience) for _, _, role, body, audience in rows)


def find_group_at_opening(session: Session, campaign: Campaign, person_id: UUID) -> Group | None:
    """The same at the opening of the vote: who will be on a roll that is not yet fixed."""
    return find_group(session, campaign, person_id, campaign.voting_opens_at)


def ensure_frozen(session: Session, campaign: Campaign, clock: Clock) -> Campaign:
    """Fix roll, catalogue and promises, once. The caller holds the exclusive campaign lock.

    NotOpenError before voting opens. Safe to call again: what is frozen stays as it is.
    """
    if campaign.frozen_at is not None:
        return campaign
    moment = clock.after_lock(session)
    if moment < campaign.voting_opens_at or campaign.launched_at is None:
        raise NotOpenError(opens=campaign.voting_opens_at)
    campaign.key = secrets.token_bytes(KEY_BYTES)
    campaign.tie_pre = secrets.token_bytes(KEY_BYTES)
    campaign.tie_commitment = sha256(campaign.tie_pre).hexdigest()
    keep_totals_alone(session, campaign)
    campaign.frozen_at = moment
    catalogue = freeze_catalogue(session, campaign)
    append_event(session, campaign.id, "opened", at=campaign.voting_opens_at.isoformat())
    record_settings(session, campaign, catalogue)
    eligible = _fix_roll(session, campaign)
    # The total only: the groups' sizes are shown where the turnout may show them, not here.
    append_event(session, campaign.id, "roll_fixed", eligible=eligible)
    campaign.turnout = Turnout(eligible, voted=0).as_json()
    campaign.turnout_at = whole_hour(moment)
    return campaign


def freeze_catalogue(session: Session, campaign: Campaign) -> list[dict[str, object]]:
    """Put what is handed in and not left out of the shortlist on the ballot."""
    listed = and_(
        Idea.campaign_id == campaign.id,
        Idea.state == "submitted",
        or_(Idea.omitted_reason.is_(None), Idea.omitted_reason == ""),
    )
    session.execute(update(Idea).where(listed).values(is_on_ballot=True))
    rows = session.execute(select(Idea.id, Idea.title, Idea.cost).where(listed).order_by(Idea.id))
    return [
        {"id": str(id_), "title": title} | ({} if cost is None else {"cost": cost})
        for id_, title, cost in rows
    ]


def record_settings(
    session: Session, campaign: Campaign, catalogue: list[dict[str, object]]
) -> None:
    """Put the promises into the chain, with the hash of the list of ideas."""
    paper = canonical_json(catalogue)
    session.add(BallotPaper(campaign_id=campaign.id, canonical=paper))
    promises = frozen_settings(campaign) | {
        "catalogue_sha256": sha256_hex(paper),
        "ideas": len(catalogue),
    }
    sealed = sha256_hex(canonical_json(promises))
    append_event(session, campaign.id, "settings_frozen", settings=promises, sha256=sealed)


def frozen_settings(campaign: Campaign) -> dict[str, object]:
    """What may not change once voting has opened. What is not set is left out."""
    values: dict[str, object | None] = {
        "rule": promised_rule(campaign.rule),
        "ballot_kind": campaign.ballot_kind,
        "votes_per_person": campaign.votes_per_person,
        "most_per_idea": campaign.most_per_idea,
        "top_score": campaign.top_score,
        "forward_mode": campaign.forward_mode,
        "seats": campaign.seats,
        "budget": campaign.budget,
        "needs_cost": campaign.forward_mode == "budget" or None,
        "utility": campaign.utility,
        "raters": campaign.raters,
        "quorum": campaign.quorum,
        "minimum_support": campaign.minimum_support,
        "floor": _floor(campaign),
        "reserved": {group.value: seats for group, seats in campaign.reserved.items()} or None,
        "balanced": campaign.is_balanced or None,
        "lottery": campaign.lottery_source,
        "ballots_public": campaign.ballots_public or None,
        "is_secret": campaign.is_secret,
        "hides_results_until_close": campaign.hides_results_until_close,
        "shows_result_at": campaign.shows_result_at,
        "tie_commitment": campaign.tie_commitment,
    }
    return {name: value for name, value in values.items() if value is not None}


def _floor(campaign: Campaign) -> dict[str, int | None] | None:
    if campaign.floor_percent is None:
        return None
    return {"percent": campaign.floor_percent, "groups": campaign.floor_groups}


def _fix_roll(session: Session, campaign: Campaign) -> int:
    """Write one voter a person. Streamed, so that a directorate's thousands fit in memory."""
    rows = session.execute(
        _members(campaign, campaign.voting_opens_at)
        .order_by(Person.id)
        .execution_options(yield_per=CHUNK)
    )
    voters = _voters(campaign, rows)
    written = 0
    while chunk := list(islice(voters, CHUNK)):
        session.execute(insert(Voter), chunk)
        written += len(chunk)
    return written


def _voters(
    campaign: Campaign, rows: Iterable[Row[UUID, str | None, str, Body, Body]]
) -> Iterator[dict[str, object]]:
    for (person_id, email), held in groupby(rows, key=lambda row: (row[0], row[1])):
        if group := _group((role, body, audience) for _, _, role, body, audience in held):
            yield new_voter(campaign, person_id, email, group)


def new_voter(
    campaign: Campaign, person_id: UUID, email: str | None, group: Group
) -> dict[str, object]:
    """A place on the roll, with a keyed hash of the address until close."""
    mac = keyed_hash(campaign.key, email) if campaign.key and email else None
    return {
        "id": uuid4(),
        "campaign_id": campaign.id,
        "person_id": person_id,
        "identity_mac": mac,
        "group": group.value,
        "has_voted": False,
        "added_reason": None,
    }
