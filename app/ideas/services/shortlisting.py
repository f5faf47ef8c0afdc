"""The shortlist (kortliste): what is voted on, and a reason for everything that is not."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.campaigns.queries.concerned import members_of
from app.core.clock import Clock
from app.domain.errors import InvalidInputError, ReasonMissingError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import MAX_COST, MAX_REASON, IdeaState
from app.domain.text import clean_text, within
from app.ideas.services.access import lock_shared
from app.models import CoAuthor, Idea
from app.notices.services import tell


def omit_ideas(
    session: Session,
    actor: Actor,
    slug: str,
    idea_ids: Collection[UUID],
    *,
    reason: str,
    clock: Clock,
) -> int:
    """Take proposals off the list, all for one reason, which their proposers are told.

    Returns how many went off; those that were off already keep the reason they had.
    """
    view, now = _sorting(session, actor, slug, clock)
    ideas = _on_list(session, view, Idea.id.in_(idea_ids))
    return _omit(session, view, ideas, reason, now)


def keep_only(
    session: Session,
    actor: Actor,
    slug: str,
    idea_ids: Collection[UUID],
    *,
    reason: str,
    clock: Clock,
) -> int:
    """Keep these alone on the list and take off all others that are on it, for one reason."""
    view, now = _sorting(session, actor, slug, clock)
    ideas = _on_list(session, view, Idea.id.not_in(idea_ids))
    return _omit(session, view, ideas, reason, now)


def restore_ideas(
    session: Session, actor: Actor, slug: str, idea_ids: Collection[UUID], *, clock: Clock
) -> int:
    """Put proposals back on the list."""
    view, _now = _sorting(session, actor, slug, clock)
    ideas = session.scalars(
        select(Idea).where(
            Idea.campaign_id == view.campaign.id,
            Idea.id.in_(idea_ids),
            Idea.omitted_reason.is_not(None),
        )
    ).all()
    for idea in ideas:
        idea.omitted_reason = None
    session.flush()
    return len(ideas)


def fill_costs(
    session: Session, actor: Actor, slug: str, costs: Mapping[UUID, int], *, clock: Clock
) -> int:
    """Say what proposals cost, in minutes, where their proposers did not; returns how many.

    What somebody has said already stays. InvalidInputError (field `cost`) for a senseless one.
    """
    view, _now = _sorting(session, actor, slug, clock)
    if not all(0 <= cost <= MAX_COST for cost in costs.values()):
        raise InvalidInputError(field="cost", reason="out_of_range")
    ideas = _on_list(session, view, and_(Idea.id.in_(costs), Idea.cost.is_(None)))
    for idea in ideas:
        idea.cost = costs[idea.id]
    session.flush()
    return len(ideas)


def _sorting(
    session: Session, actor: Actor, slug: str, clock: Clock
) -> tuple[CampaignView, datetime]:
    view, now = lock_shared(session, actor, slug, clock)
    view.require(Permission.IDEA_SHORTLIST, now)
    return view, now


def _on_list(session: Session, view: CampaignView, which: ColumnElement[bool]) -> Sequence[Idea]:
    return session.scalars(
        select(Idea)
        .where(
            Idea.campaign_id == view.campaign.id,
            Idea.state == IdeaState.SUBMITTED,
            Idea.omitted_reason.is_(None),
            which,
        )
        .order_by(Idea.nr)
    ).all()


def _omit(
    session: Session, view: CampaignView, ideas: Sequence[Idea], reason: str, now: datetime
) -> int:
    reason = within(clean_text(reason), field="reason", most=MAX_REASON)
    if not reason:
        raise ReasonMissingError("omit")
    others = _co_authors(session, ideas)
    for idea in ideas:
        idea.omitted_reason = reason
        facts: dict[str, str | int | None] = {
            "slug": view.campaign.slug,
            "nr": idea.nr,
            "title": idea.title,
            "reason": reason,
        }
        people = {idea.author_id, *others.get(idea.id, ())}
        if idea.shared_at is not None and idea.on_behalf_of:
            # The reason is the council's answer.
            people |= set(session.scalars(members_of(idea.on_behalf_of, now)))
        event_key = f"omitted:{idea.id}:{now.isoformat()}"
        tell(session, "idea_omitted", people, event_key=event_key, facts=facts, now=now)
    session.flush()
    return len(ideas)


def _co_authors(session: Session, ideas: Sequence[Idea]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    if not ideas:
        return found
    rows = session.execute(
        select(CoAuthor.idea_id, CoAuthor.person_id).where(
            CoAuthor.campaign_id == ideas[0].campaign_id
        )
    )
    for idea_id, person_id in rows:
        found.setdefault(idea_id, set()).add(person_id)
    return found
