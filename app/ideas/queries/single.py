"""One proposal, and what is needed to show or write it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Session, aliased

from app.campaigns.queries import CampaignView
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, Role
from app.domain.proposals import OUT_OF_SIGHT, IdeaState
from app.models import Attachment, Body, Idea, IdeaVersion, Person, RoomGroup, Topic

# Written out, since SQLite uses a partial index only where the query says the same in words.
_NO_DRAFT = Idea.state != literal_column("'draft'")


@dataclass(frozen=True, slots=True)
class IdeaView:
    """A proposal as one person may see it, with the names that stand around it."""

    idea: Idea
    author: str | None
    """None: the account is erased."""
    body_name: str | None
    """The body it is put forward on behalf of."""
    body_kind: str | None
    topic_nb: str | None
    topic_nn: str | None
    target_nr: int | None
    """The proposal it was merged into; None also where that is withdrawn or hidden."""
    target_title: str | None
    latest_change: datetime | None
    """Of any proposal of the campaign: what an index of likeness must be newer than."""
    is_mine: bool
    is_looked_after: bool
    """The viewer is a facilitator of the campaign and may see what others may not."""
    is_ours: bool
    """A body that the viewer sits in decided on it together."""

    @property
    def shows_author(self) -> bool:
        return not self.idea.is_anonymous or self.is_mine or self.is_looked_after


def get_idea_view(session: Session, view: CampaignView, nr: int) -> IdeaView:
    """One statement. NotFoundError for numbers that do not exist, and for what was withdrawn
    or hidden, unless one is its author or looks after the campaign."""
    asked = {"campaign_id": view.campaign.id, "nr": nr}
    row = session.execute(_with_names(), asked).first()
    if row is None:
        raise NotFoundError(f"idea {nr}")
    return _visible(IdeaView(*row, *_standing(view, row[0])))


@cache
def _with_names() -> Select[
    Idea, str | None, str, str, str, str | None, int | None, str, datetime | None
]:
    """Made once, since every visit to a proposal asks it."""
    target = aliased(Idea)
    campaign_id: BindParameter[UUID] = bindparam("campaign_id", type_=Uuid())
    return (
        select(
            Idea,
            Person.name,
            Body.name,
            Body.kind,
            Topic.name_nb,
            Topic.name_nn,
            target.nr,
            target.title,
            latest_change(campaign_id).scalar_subquery(),
        )
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
        .outerjoin(
            target,
            (target.campaign_id == Idea.campaign_id)
            & (target.id == Idea.merged_into)
            & target.state.not_in(OUT_OF_SIGHT),
        )
        .where(Idea.campaign_id == campaign_id, Idea.nr == bindparam("nr"))
    )


def _standing(view: CampaignView, idea: Idea) -> tuple[bool, bool, bool]:
    own = {held.body.id for held in view.actor.memberships}
    return (
        idea.author_id == view.actor.person_id,
        Role.FACILITATOR in view.roles,
        idea.shared_at is not None and idea.on_behalf_of in own,
    )


def _visible(found: IdeaView) -> IdeaView:
    """A body's own members go on seeing what it took back; its author alone if it was hidden."""
    is_out_of_sight = found.idea.state in OUT_OF_SIGHT
    is_own = found.is_mine or (found.is_ours and found.idea.state == IdeaState.WITHDRAWN)
    if is_out_of_sight and not (is_own or found.is_looked_after):
        raise NotFoundError(f"idea {found.idea.nr}")
    return found


def latest_change(campaign_id: UUID | BindParameter[UUID]) -> Select[datetime | None]:
    """When a proposal of the campaign last was handed in, edited, merged or withdrawn."""
    return select(func.max(Idea.updated_at)).where(Idea.campaign_id == campaign_id, _NO_DRAFT)


def get_idea(session: Session, campaign_id: UUID, nr: int) -> Idea:
    """The row by its number, locked for a change. NotFoundError where there is none."""
    idea = session.scalar(
        select(Idea)
        .where(Idea.campaign_id == campaign_id, Idea.nr == nr)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if idea is None:
        raise NotFoundError(f"idea {nr}")
    return idea


def find_own(session: Session, campaign_id: UUID, idea_id: UUID, actor: Actor) -> Idea | None:
    """One's own row by id, drafts too. NotFoundError when it is somebody else's."""
    idea = session.get(Idea, (campaign_id, idea_id), populate_existing=True)
    if idea is None:
        require_free(session, idea_id)
    elif idea.author_id != actor.person_id:
        raise NotFoundError(f"idea {idea_id}")
    return idea


def require_free(session: Session, idea_id: UUID) -> None:
    """NotFoundError where the id is that of a group of notes: only the proposal that the meeting
    makes of it carries that, and phones in the room know it.
    """
    if session.get(RoomGroup, idea_id) is not None:
        raise NotFoundError(f"idea {idea_id}")


def list_topics(session: Session, campaign_id: UUID) -> Sequence[Topic]:
    return session.scalars(
        select(Topic).where(Topic.campaign_id == campaign_id).order_by(Topic.position, Topic.id)
    ).all()


def list_bodies(session: Session, ids: Collection[UUID]) -> Sequence[Row[UUID, str]]:
    """(id, name) of bodies that still exist, by name."""
    rows = session.execute(
        select(Body.id, Body.name).where(Body.id.in_(ids), Body.dissolved_at.is_(None))
    )
    return sorted(rows, key=lambda row: sort_key(row[1]))


def list_versions(
    session: Session, idea: Idea
) -> Sequence[Row[int, str, str, datetime, str | None]]:
    """(version, title, body, edited at, by whom), oldest first; the present text is not here."""
    rows: Sequence[Row[int, str, str, datetime, str | None]] = session.execute(
        select(
            IdeaVersion.version,
            IdeaVersion.title,
            IdeaVersion.body,
            IdeaVersion.edited_at,
            Person.name,
        )
        .join(Person, Person.id == IdeaVersion.edited_by)
        .where(IdeaVersion.campaign_id == idea.campaign_id, IdeaVersion.idea_id == idea.id)
        .order_by(IdeaVersion.version)
    ).all()
    return rows


def count_files(session: Session, campaign_id: UUID, idea_id: UUID) -> int:
    """How many lie beside a draft or a proposal."""
    number = select(func.count(Attachment.id)).where(
        Attachment.campaign_id == campaign_id, Attachment.idea_id == idea_id
    )
    return session.scalar(number) or 0
