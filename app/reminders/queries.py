"""Who in a round of reminders still has something to do.

Only this package reads who has not voted. What it finds lives as long as it takes to send some
mails, in memory; nothing of it is written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import is_current
from app.domain.groups import Group
from app.domain.notices import REMINDER_TOPICS, Delivery
from app.domain.permissions import BodyKind, BodyRef, MembershipRef, Role, group_of
from app.models import (
    Body,
    CampaignBody,
    CoAuthor,
    Idea,
    Membership,
    NoticeSetting,
    OpenBallot,
    Person,
    Voter,
)
from app.reminders.rounds import Round

BATCH = 100
"""Read at a time: a page of memory, and a moment between reading and sending."""
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has something left to do, and what.

    `nothing`, `draft`, `together` (a draft that a body shares), `vote` or `left`.
    """

    person_id: UUID
    name: str
    email: str
    locale: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The next people by id, and how far they reach."""

    people: Sequence[Waiting]
    reaches: UUID
    is_last: bool


def next_batch(session: Session, which: Round, *, after: UUID | None, now: datetime) -> Batch:
    """The next people who have something left to do. Three statements at any size, at most."""
    after = after or FIRST
    return (
        _next_voters(session, which, after, now)
        if which.act == "vote"
        else (_next_proposers(session, which, after, now))
    )


def _next_voters(session: Session, which: Round, after: UUID, now: datetime) -> Batch:
    """By the roll's own index: sorted anew for every batch, 20 000 take ten times as long."""
    rows = session.execute(
        _waiting(which, now).where(Voter.person_id > after).order_by(Voter.person_id).limit(BATCH)
    ).all()
    return Batch([Waiting(*row) for row in rows], rows[-1][0] if rows else after, len(rows) < BATCH)


def _next_proposers(session: Session, which: Round, after: UUID, now: datetime) -> Batch:
    """Asked of the next hundred who belong anywhere: of all at once, each batch reads them all."""
    window = session.scalars(
        select(Membership.person_id)
        .where(Membership.person_id > after)
        .distinct()
        .order_by(Membership.person_id)
        .limit(BATCH)
    ).all()
    rows = session.execute(
        _waiting(which, now, window).where(Person.id.in_(window)).order_by(Person.id)
    ).all()
    people = _of_groups(session, which, [Waiting(*row) for row in rows], now)
    return Batch(people, window[-1] if window else after, len(window) < BATCH)


def is_waiting(session: Session, which: Round, person_id: UUID, now: datetime) -> str | None:
    """What one person lacks as the mail leaves; None for somebody who has acted meanwhile."""
    asked = _waiting(which, now, [person_id]).where(Person.id == person_id)
    row = session.execute(asked).one_or_none()
    if row is None:
        return None
    people = [Waiting(*row)]
    if which.act == "submit":
        people = _of_groups(session, which, people, now)
    return people[0].lacks if people else None


def _waiting(which: Round, now: datetime, among: Sequence[UUID] = ()) -> Select[Any]:
    """Of a roll everybody; of those who may propose the people `among` whom it is asked."""
    topic = REMINDER_TOPICS[which.step]
    lacks = _lacks_vote(which) if which.act == "vote" else _lacks_proposal(which, among)
    base = (
        select(Person.id, func.coalesce(Person.name, ""), Person.email, Person.locale, lacks)
        .outerjoin(
            NoticeSetting,
            and_(NoticeSetting.person_id == Person.id, NoticeSetting.topic == topic.value),
        )
        .where(
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
            Person.email.is_not(None),
            or_(NoticeSetting.delivery.is_(None), NoticeSetting.delivery != Delivery.NEVER),
            lacks.is_not(None),
        )
    )
    return (
        _on_roll(base, which) if which.act == "vote" else base.where(_is_asked(which, now, among))
    )


def _on_roll(base: Select[Any], which: Round) -> Select[Any]:
    return (
        base.join(Voter, Voter.person_id == Person.id)
        .outerjoin(OpenBallot, OpenBallot.voter_id == Voter.id)
        .where(Voter.campaign_id == which.campaign_id)
    )


def _lacks_vote(which: Round) -> ColumnElement[Any]:
    has_left = and_(
        true() if which.counts_votes else false(),
        OpenBallot.is_abstention.is_(False),
        OpenBallot.quota.is_not(None),
        OpenBallot.used < OpenBallot.quota,
    )
    return case((OpenBallot.voter_id.is_(None), "vote"), (has_left, "left"), else_=None)


def _lacks_proposal(which: Round, among: Sequence[UUID]) -> ColumnElement[Any]:
    """That it is asked of some people only stands in each part: PostgreSQL would read them all."""
    here = Idea.campaign_id == which.campaign_id
    theirs = and_(here, Idea.author_id == Person.id, Idea.author_id.in_(among))
    has_draft = exists().where(theirs, Idea.state == "draft", Idea.shared_at.is_(None))
    own = exists().where(theirs, Idea.state != "draft")
    joined = exists().where(
        CoAuthor.campaign_id == which.campaign_id,
        CoAuthor.person_id == Person.id,
        CoAuthor.person_id.in_(among),
    )
    # What a council or a partner has handed in, its members have handed in; a draft they share
    # waits for each of them. Which bodies it is, is asked once and not for each person.
    heard = here & (Idea.state != "draft")
    shared = here & (Idea.state == "draft") & Idea.shared_at.is_not(None)
    return case(
        (has_draft, "draft"),
        (_sits_in(shared, among), "together"),
        (~or_(own, joined, _sits_in(heard, among)), "nothing"),
        else_=None,
    )


def _sits_in(which: ColumnElement[bool], among: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether somebody speaks in a body that one of these proposals is on behalf of."""
    bodies = select(Idea.on_behalf_of).where(which, Idea.on_behalf_of.is_not(None))
    return exists().where(
        Membership.person_id == Person.id,
        Membership.person_id.in_(among),
        Membership.role.in_((Role.COUNCIL_MEMBER.value, Role.PARTNER.value)),
        Membership.body_id.in_(bodies),
    )


def _is_asked(which: Round, now: datetime, among: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether somebody belongs, now, below one of the bodies that the campaign is for."""
    audience = aliased(Body)
    return (
        select(Membership.id)
        .join(Body, Body.id == Membership.body_id)
        .join(audience, Body.path.startswith(audience.path))
        .join(CampaignBody, CampaignBody.body_id == audience.id)
        .where(
            CampaignBody.campaign_id == which.campaign_id,
            CampaignBody.part == "audience",
            Membership.person_id == Person.id,
            Membership.person_id.in_(among),
            is_current(now),
        )
        .exists()
    )


def _of_groups(
    session: Session, which: Round, people: Sequence[Waiting], now: datetime
) -> list[Waiting]:
    """Those whose group this deadline is for: councils may have another than staff."""
    audience = aliased(Body)
    rows = session.execute(
        select(Membership.person_id, Membership.role, Body, audience)
        .join(Body, Body.id == Membership.body_id)
        .join(audience, Body.path.startswith(audience.path))
        .join(CampaignBody, CampaignBody.body_id == audience.id)
        .where(
            CampaignBody.campaign_id == which.campaign_id,
            CampaignBody.part == "audience",
            Membership.person_id.in_([each.person_id for each in people]),
            is_current(now),
        )
        .order_by(Membership.person_id)
    ).all()
    groups = {
        person_id: _group([(row[1], row[2], row[3]) for row in held])
        for person_id, held in groupby(rows, key=lambda row: row[0])
    }
    return [each for each in people if groups.get(each.person_id) in which.groups]


def _group(held: Sequence[tuple[str, Body, Body]]) -> Group | None:
    return group_of(
        [MembershipRef(_ref(body), Role(role)) for role, body, _ in held],
        tuple(_ref(audience) for _, _, audience in held),
    )


def _ref(body: Body) -> BodyRef:
    return BodyRef(body.id, body.path, BodyKind(body.kind))
