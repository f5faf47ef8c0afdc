"""Joining duplicates until voting opens, and taking them apart again."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.core.clock import Clock
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.ideas.queries.single import get_idea
from app.ideas.services.access import lock_shared
from app.models import CoAuthor, Idea, Merge


def merge_ideas(
    session: Session,
    actor: Actor,
    slug: str,
    source_nr: int,
    *,
    into: int,
    clock: Clock,
) -> Merge:
    """Join the proposal `source_nr` into the proposal `into` of the same campaign.

    Who stands behind the source stands behind the target from now on; comments stay where they
    are. Raises ConflictError where one of them is no longer a proposal of its own.
    """
    view, now = lock_shared(session, actor, slug, clock)
    view.require(Permission.IDEA_MERGE, now)
    if source_nr == into:
        raise InvalidInputError(field="target", reason="itself")
    # In the order of their numbers, so that two who merge at once never wait for each other.
    pair = {nr: get_idea(session, view.campaign.id, nr) for nr in sorted((source_nr, into))}
    source, target = pair[source_nr], pair[into]
    if source.state != IdeaState.SUBMITTED or target.state != IdeaState.SUBMITTED:
        raise ConflictError("already merged or withdrawn")
    _join_authors(session, source, target)
    source.state, source.merged_into = IdeaState.MERGED, target.id
    source.updated_at = now
    merge = Merge(
        campaign_id=source.campaign_id,
        source_id=source.id,
        target_id=target.id,
        merged_by=actor.person_id,
        merged_at=now,
    )
    session.add(merge)
    session.flush()
    return merge


def _join_authors(session: Session, source: Idea, target: Idea) -> None:
    """Everybody behind the source joins the target, once each, as named or unnamed as before."""
    known = set(
        session.scalars(
            select(CoAuthor.person_id).where(
                CoAuthor.campaign_id == target.campaign_id, CoAuthor.idea_id == target.id
            )
        )
    ) | {target.author_id}
    for person in _behind(session, source, target):
        if person.person_id not in known:
            known.add(person.person_id)
            session.add(person)


def _behind(session: Session, source: Idea, target: Idea) -> Iterator[CoAuthor]:
    def joined(person_id: UUID, is_anonymous: bool, on_behalf_of: UUID | None) -> CoAuthor:
        return CoAuthor(
            campaign_id=target.campaign_id,
            idea_id=target.id,
            person_id=person_id,
            merged_from=source.id,
            is_anonymous=is_anonymous,
            on_behalf_of=on_behalf_of,
        )

    yield joined(source.author_id, source.is_anonymous, source.on_behalf_of)
    for other in session.scalars(
        select(CoAuthor).where(
            CoAuthor.campaign_id == source.campaign_id, CoAuthor.idea_id == source.id
        )
    ).all():
        yield joined(other.person_id, other.is_anonymous, other.on_behalf_of)


def undo_merge(session: Session, actor: Actor, slug: str, source_nr: int, *, clock: Clock) -> Idea:
    """Make a merged proposal one of its own again, until voting opens.

    ConflictError where the target has itself been merged since: undo that one first.
    """
    view, now = lock_shared(session, actor, slug, clock)
    view.require(Permission.IDEA_MERGE, now)
    source = get_idea(session, view.campaign.id, source_nr)
    merge = _running_merge(session, view, source)
    target = session.get_one(Idea, (source.campaign_id, merge.target_id))
    if target.state == IdeaState.MERGED:
        raise ConflictError("the target is merged itself")
    _separate(session, merge)
    source.state, source.merged_into, source.updated_at = IdeaState.SUBMITTED, None, now
    merge.undone_by, merge.undone_at = actor.person_id, now
    session.flush()
    return source


def _running_merge(session: Session, view: CampaignView, source: Idea) -> Merge:
    merge = session.scalar(
        select(Merge).where(
            Merge.campaign_id == view.campaign.id,
            Merge.source_id == source.id,
            Merge.undone_at.is_(None),
        )
    )
    if merge is None:
        raise NotFoundError(f"merge of {source.nr}")
    return merge


def _separate(session: Session, merge: Merge) -> None:
    session.execute(
        delete(CoAuthor).where(
            CoAuthor.campaign_id == merge.campaign_id,
            CoAuthor.idea_id == merge.target_id,
            CoAuthor.merged_from == merge.source_id,
        )
    )
