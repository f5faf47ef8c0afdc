"""Who is told of answers and comments: those behind a proposal, those who follow, those named."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.campaigns.queries import CampaignView
from app.campaigns.queries.concerned import members_of
from app.domain.alphabet import sort_key
from app.domain.mentions import possible_names
from app.domain.permissions import BodyKind
from app.domain.roles import GROUP_OF_KIND
from app.domain.text import same_line
from app.models import Answer, Body, Campaign, CoAuthor, Comment, Follower, Idea, Person
from app.notices.services import tell

Facts = dict[str, str | int | None]


def tell_of_answer(
    session: Session, campaign: Campaign, idea: Idea, answer: Answer, *, now: datetime
) -> None:
    """Those behind the proposal, those who follow it, and the council it was handed in for."""
    event_key = f"answer:{answer.id}"
    facts: Facts = {
        "slug": campaign.slug,
        "nr": idea.nr,
        "title": idea.title,
        "status": answer.status,
        "text": answer.text,
    }
    told = [answer.answered_by]
    groups: list[tuple[str, Iterable[UUID]]] = [
        ("idea_answered", _behind(session, idea)),
        ("followed_answered", _following(session, idea)),
    ]
    if idea.on_behalf_of:
        council = session.scalars(members_of(idea.on_behalf_of, now))
        groups.append(("council_idea_answered", council))
    _tell_each(session, groups, told, event_key, facts, now)


def tell_of_forwarding(
    session: Session, idea: Idea, above: Idea, larger: Campaign, *, sender: UUID, now: datetime
) -> None:
    """Those behind a proposal and those who follow it, that it stands in a larger campaign now."""
    facts: Facts = {
        "title": idea.title,
        "campaign": larger.title_nb,
        "campaign_nn": larger.title_nn,
        "slug": larger.slug,
        "nr": above.nr,
    }
    people = {*_behind(session, idea), *_following(session, idea)} - {sender}
    tell(session, "idea_forwarded", people, event_key=f"forwarded:{above.id}", facts=facts, now=now)


def tell_of_comment(
    session: Session, view: CampaignView, idea: Idea, comment: Comment, *, now: datetime
) -> None:
    """Those named in it, who is replied to, those behind the proposal, and those who follow.

    What was said, and by whom, is read on the page: the notice outlives a comment taken back.
    """
    facts: Facts = {
        "slug": view.campaign.slug,
        "nr": idea.nr,
        "title": idea.title,
        "comment_id": str(comment.id),
    }
    replied_to = session.get(Comment, comment.parent_id) if comment.parent_id else None
    groups: list[tuple[str, Iterable[UUID]]] = [
        ("mentioned", _named(session, view, comment.body, now)),
        ("comment_replied", [replied_to.author_id] if replied_to else []),
        ("idea_commented", _behind(session, idea)),
        ("followed_commented", _following(session, idea)),
    ]
    _tell_each(session, groups, [comment.author_id], f"comment:{comment.id}", facts, now)


def tell_of_draft(
    session: Session, campaign: Campaign, idea: Idea, *, by: UUID, now: datetime
) -> None:
    """The other members of the body whose draft it is: once for each text they are asked about."""
    body = session.get_one(Body, idea.on_behalf_of)
    group = GROUP_OF_KIND[BodyKind(body.kind)]
    facts: Facts = {
        "slug": campaign.slug,
        "campaign": campaign.title_nb,
        "campaign_nn": campaign.title_nn,
        "title": idea.title,
        "body": body.name,
        "body_slug": body.slug,
        "idea_id": str(idea.id),
        "submit_at": campaign.timetable.submission_closes_for(group).isoformat(),
    }
    others = set(session.scalars(members_of(body.id, now))) - {by}
    event_key = f"council_draft:{idea.id}:{idea.version}"
    tell(session, "council_draft", others, event_key=event_key, facts=facts, now=now)


def _tell_each(
    session: Session,
    groups: Iterable[tuple[str, Iterable[UUID]]],
    told: list[UUID],
    event_key: str,
    facts: Facts,
    now: datetime,
) -> None:
    """Each person once, as the first of the groups they are in."""
    for kind, people in groups:
        fresh = set(people) - set(told)
        if fresh:
            tell(session, kind, fresh, event_key=event_key, facts=facts, now=now)
        told.extend(fresh)


def _behind(session: Session, idea: Idea) -> set[UUID]:
    """The author, and who joined by a merge."""
    return {idea.author_id, *_in(session, CoAuthor, idea)}


def _following(session: Session, idea: Idea) -> set[UUID]:
    return set(_in(session, Follower, idea))


def _in(session: Session, table: type[CoAuthor | Follower], idea: Idea) -> Iterable[UUID]:
    return session.scalars(
        select(table.person_id).where(
            table.campaign_id == idea.campaign_id, table.idea_id == idea.id
        )
    )


def _named(session: Session, view: CampaignView, text: str, now: datetime) -> set[UUID]:
    """Those in the campaign whose whole name is written after an «@».

    Nothing on the page tells whether anybody was found, so that a name tried in a comment is no
    way to learn who is behind a proposal without a name, or who there is.
    """
    mentions = possible_names(text)
    if not mentions:
        return set()
    keys = {sort_key(name) for names in mentions for name in names}
    people: dict[str, list[UUID]] = {}
    for person_id, name in session.execute(
        select(Person.id, Person.name).where(
            Person.sort_key.in_(keys), Person.disabled_at.is_(None), Person.erased_at.is_(None)
        )
    ):
        people.setdefault(same_line(name or ""), []).append(person_id)
    found = {person_id for names in mentions for person_id in _longest(people, names)}
    return {each for each in found if view.scope.roles_of(get_actor(session, each, now=now))}


def _longest(people: dict[str, list[UUID]], names: Iterable[str]) -> list[UUID]:
    """«@Kari Nordmann er enig» is Kari Nordmann, and nobody called Kari."""
    return next((people[same_line(name)] for name in names if same_line(name) in people), [])
