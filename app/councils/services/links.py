"""Personal links: one mail, one button, one body's matters in one campaign."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.queries import find_person, hash_token
from app.accounts.services.links import issue_link as issue_sign_in_link
from app.accounts.services.sign_ins import make_token, start_sign_in
from app.councils.queries.council import is_member_now
from app.councils.queries.drafts import get_room
from app.councils.queries.links import links_of
from app.domain.council_access import CouncilPermission
from app.domain.errors import InvalidTokenError, NotFoundError, TooManyAttemptsError
from app.domain.permissions import Actor
from app.models import (
    Body,
    Campaign,
    CouncilSettings,
    Membership,
    OutboxMail,
    Person,
    PersonalLink,
    SignIn,
)
from app.outbox.services import queue_mail

MAIL = "personal_link"
LIFETIME = timedelta(days=7)
"""From the moment the mail is sent: a meeting's week. A new one comes to the same address."""
STALE_AFTER = timedelta(days=2)
MOST_IN_WINDOW = 5
WINDOW = timedelta(hours=1)
"""Nobody's mailbox is filled by whoever presses again and again."""


@dataclass(frozen=True, slots=True)
class SentLinks:
    """To how many, and who has had so many already that they must wait."""

    sent: int
    held_back: list[str]
    minutes: int = 0
    """Until the one who waits longest can get another."""


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link with everything its page says."""

    link: PersonalLink
    person: Person
    body: Body
    campaign: Campaign
    settings: CouncilSettings | None
    is_open: bool
    """Otherwise it is too old, and a new one can be asked for."""


def send_links(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    people: Collection[UUID],
    *,
    now: datetime,
) -> SentLinks:
    """One mail to each of these members; an older link of theirs stops working.

    Who has got as many as one can within the hour gets no more, and the others get theirs.
    """
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.LINK_SEND)
    members = _members(session, room.council.body.id, people, now)
    waits = {person_id: _minutes_to_wait(session, person_id, now) for person_id in members}
    for person_id in members:
        if not waits[person_id]:
            _make(
                session,
                person_id=person_id,
                body_id=room.council.body.id,
                campaign_id=room.campaign.campaign.id,
                created_by=actor.person_id,
                now=now,
            )
    session.flush()
    held = [person_id for person_id, minutes in waits.items() if minutes]
    names = session.scalars(
        select(Person.name).where(Person.id.in_(held)).order_by(Person.sort_key)
    )
    return SentLinks(
        len(members) - len(held), [name or "" for name in names], max(waits.values(), default=0)
    )


def _minutes_to_wait(session: Session, person_id: UUID, now: datetime) -> int:
    """Until the person can get another link; 0 where it is now. Of two who send at once the
    second waits here."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    got = session.scalars(
        select(PersonalLink.created_at)
        .where(PersonalLink.person_id == person_id, PersonalLink.created_at > now - WINDOW)
        .order_by(PersonalLink.created_at.desc())
        .limit(MOST_IN_WINDOW)
    ).all()
    if len(got) < MOST_IN_WINDOW:
        return 0
    return ceil((got[-1] + WINDOW - now) / timedelta(minutes=1))


def _members(
    session: Session, body_id: UUID, people: Collection[UUID], now: datetime
) -> list[UUID]:
    """Those of `people` who belong to the body now and can be written to."""
    found = session.scalars(
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id.in_(people), is_member_now(body_id, now), Person.email.is_not(None))
        .distinct()
    )
    return sorted(found)


def _make(
    session: Session,
    *,
    person_id: UUID,
    body_id: UUID,
    campaign_id: UUID,
    created_by: UUID,
    is_beside: bool = False,
    now: datetime,
) -> None:
    """`is_beside`: what the person has works as before."""
    if not is_beside:
        _revoke(session, links_of(person_id, body_id, campaign_id), now)
    link = PersonalLink(
        person_id=person_id,
        body_id=body_id,
        campaign_id=campaign_id,
        created_by=created_by,
        created_at=now,
    )
    session.add(link)
    session.flush()
    queue_mail(session, MAIL, person_id=person_id, facts={"link": str(link.id)}, now=now)


def _revoke(session: Session, which: tuple[ColumnElement[bool], ...], now: datetime) -> None:
    session.execute(
        update(PersonalLink).where(*which, PersonalLink.revoked_at.is_(None)).values(revoked_at=now)
    )


def issue_link(
    session: Session, mail: OutboxMail, facts: dict[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """Make the token as the mail leaves; None when the link no longer stands."""
    row = _rows(session, PersonalLink.id == UUID(facts["link"]))
    if row is None or now - mail.queued_at > STALE_AFTER or not _stands(session, row, now):
        return None
    link, _person, body, campaign, settings = row
    token = make_token()
    link.token_hash, link.expires_at = hash_token(token), now + LIFETIME
    return {
        "token": token,
        "body": body.name,
        "campaign": campaign.title_nb,
        "campaign_nn": campaign.title_nn,
        "expires_at": link.expires_at,
        "phone": settings.phone if settings else "",
        "phone_name": settings.phone_name if settings else "",
    }


_Found = Row[PersonalLink, Person, Body, Campaign, CouncilSettings | None]


def _rows(session: Session, which: Any) -> _Found | None:
    found: _Found | None = session.execute(
        select(PersonalLink, Person, Body, Campaign, CouncilSettings)
        .join(Person, Person.id == PersonalLink.person_id)
        .join(Body, Body.id == PersonalLink.body_id)
        .join(Campaign, Campaign.id == PersonalLink.campaign_id)
        .outerjoin(CouncilSettings, CouncilSettings.body_id == Body.id)
        .where(which)
    ).one_or_none()
    return found


def _stands(session: Session, row: _Found, now: datetime) -> bool:
    """Whether it may let somebody in: not revoked, still a member, the campaign not put away."""
    link, person, body, campaign, _settings = row
    if link.revoked_at or body.dissolved_at or campaign.archived_at or not campaign.launched_at:
        return False
    return bool(_members(session, body.id, [person.id], now))


def find_link(session: Session, token: str, *, now: datetime) -> FoundLink:
    """The link and what it is for. Looking changes nothing: mail scanners look too.

    Raises InvalidTokenError when it is unknown, revoked, or its owner is no member any more.
    """
    row = _rows(session, PersonalLink.token_hash == hash_token(token))
    if row is None or not _stands(session, row, now):
        raise InvalidTokenError(MAIL)
    expires_at = row[0].expires_at
    return FoundLink(*row, expires_at is not None and now < expires_at)


def open_link(session: Session, token: str, *, now: datetime) -> tuple[FoundLink, str]:
    """Let the person in; gives back what the browser is to carry."""
    found = find_link(session, token, now=now)
    if not found.is_open:
        raise InvalidTokenError(MAIL)
    cookie = start_sign_in(session, found.person.id, link_id=found.link.id, now=now)
    return found, cookie


def renew_link(session: Session, token: str, *, now: datetime) -> FoundLink:
    """A new link to the same address, for the same and no more. The old one stops working.

    TooManyAttemptsError where the person has got as many as one can within the hour.
    """
    found = find_link(session, token, now=now)
    _make_again(session, found.link, now)
    return found


def _make_again(
    session: Session, link: PersonalLink, now: datetime, *, is_beside: bool = False
) -> None:
    if minutes := _minutes_to_wait(session, link.person_id, now):
        raise TooManyAttemptsError(minutes=minutes)
    _make(
        session,
        person_id=link.person_id,
        body_id=link.body_id,
        campaign_id=link.campaign_id,
        created_by=link.created_by,
        is_beside=is_beside,
        now=now,
    )


def answer_sign_in(
    session: Session, mail: OutboxMail, facts: dict[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """What somebody who asks for a link to sign in gets: that link, with an account. Without one
    it is one more personal link, for the same and no more; whoever has none gets nothing.

    Anybody can ask this about any address, so what the person has already goes on working.
    """
    person = find_person(session, mail.address or "")
    if person is None or person.link_only_since is None:
        return issue_sign_in_link(session, mail, facts, now=now)
    newest = session.scalar(
        select(PersonalLink)
        .where(PersonalLink.person_id == person.id, PersonalLink.revoked_at.is_(None))
        .order_by(PersonalLink.created_at.desc(), PersonalLink.id)
        .limit(1)
    )
    row = _rows(session, PersonalLink.id == newest.id) if newest else None
    is_late = now - mail.queued_at > STALE_AFTER
    if row and not is_late and _stands(session, row, now):
        with suppress(TooManyAttemptsError):
            _make_again(session, row[0], now, is_beside=True)
    return None


def revoke_link(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    link_id: UUID,
    *,
    now: datetime,
) -> None:
    """Make the person's links for this dead at once, and end what they opened."""
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.LINK_SEND)
    link = session.get(PersonalLink, link_id)
    place = (room.council.body.id, room.campaign.campaign.id)
    if link is None or (link.body_id, link.campaign_id) != place:
        raise NotFoundError(f"link {link_id}")
    theirs = links_of(link.person_id, *place)
    _revoke(session, theirs, now)
    opened = select(PersonalLink.id).where(*theirs)
    session.execute(delete(SignIn).where(SignIn.link_id.in_(opened)))
    session.flush()
