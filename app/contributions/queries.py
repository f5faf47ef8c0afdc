"""Reads about attachments, invitations and reports: `get_` raises, `list_` is never None."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased, undefer

from app.campaigns.queries import CampaignView
from app.domain.errors import NotFoundError
from app.domain.proposals import IdeaState
from app.domain.reports import Concern
from app.ideas.queries.single import IdeaView
from app.models import Attachment, CoAuthor, CoAuthorInvitation, Comment, Idea, Person, Report

MOST_SHOWN = 200
"""Reports on one page; the oldest are settled first, and then the others come up."""


def get_attachment(session: Session, found: IdeaView, attachment_id: UUID) -> Attachment:
    """The file with its content, of a proposal one may see.

    NotFoundError where there is none, and for all of what is withdrawn or hidden; of a hidden one
    whoever looks after the campaign still sees what it is about.
    """
    idea = found.idea
    is_gone = idea.state == IdeaState.WITHDRAWN or (
        idea.state == IdeaState.HIDDEN and not found.is_looked_after
    )
    if is_gone:
        raise NotFoundError(f"attachment {attachment_id}")
    return get_file(session, idea, attachment_id)


def get_draft(session: Session, view: CampaignView, idea_id: UUID) -> Idea:
    """A draft that is one's own, or of a body that one sits in. NotFoundError for all else, and
    once it is handed in."""
    idea = session.get(Idea, (view.campaign.id, idea_id), populate_existing=True)
    if idea is None or idea.state != IdeaState.DRAFT:
        raise NotFoundError(f"draft {idea_id}")
    own = {held.body.id for held in view.actor.memberships}
    # By a personal link one is a member, and nothing one keeps for oneself.
    is_own = idea.author_id == view.actor.person_id and view.actor.only_campaign is None
    if not (is_own if idea.shared_at is None else idea.on_behalf_of in own):
        raise NotFoundError(f"draft {idea_id}")
    return idea


def list_files(session: Session, idea: Idea) -> Sequence[Attachment]:
    """The files beside a draft in the order they came, without their content."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.campaign_id == idea.campaign_id, Attachment.idea_id == idea.id)
        .order_by(Attachment.added_at, Attachment.id)
    ).all()


def get_file(session: Session, idea: Idea, attachment_id: UUID) -> Attachment:
    """One of them with its content. NotFoundError where there is none."""
    found = session.scalar(
        select(Attachment)
        .where(
            Attachment.id == attachment_id,
            Attachment.campaign_id == idea.campaign_id,
            Attachment.idea_id == idea.id,
        )
        .options(undefer(Attachment.content))
    )
    if found is None:
        raise NotFoundError(f"attachment {attachment_id}")
    return found


def list_invitations(session: Session, idea: Idea) -> Sequence[CoAuthorInvitation]:
    """Whom the author has asked, in the order they were asked."""
    return session.scalars(
        select(CoAuthorInvitation)
        .where(
            CoAuthorInvitation.campaign_id == idea.campaign_id,
            CoAuthorInvitation.idea_id == idea.id,
        )
        .order_by(CoAuthorInvitation.invited_at, CoAuthorInvitation.email)
    ).all()


def is_behind(session: Session, idea: Idea, person_id: UUID) -> bool:
    """Whether the person is the author, or stands behind the proposal already."""
    key = (idea.campaign_id, idea.id, person_id)
    return idea.author_id == person_id or session.get(CoAuthor, key) is not None


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing somebody wants looked at, with what everybody said of it. Nobody's name is here."""

    idea: Idea
    comment: Comment | None
    """Empty: the proposal itself."""
    author: str | None
    body: str
    """The words that were reported."""
    said: tuple[tuple[Concern, str, datetime], ...]

    @property
    def target(self) -> UUID:
        return self.comment.id if self.comment else self.idea.id


def list_reported(session: Session, campaign_id: UUID, but_by: UUID) -> list[Reported]:
    """What waits to be looked at, the oldest first, in one statement.

    What `but_by` wrote is for somebody else to judge, and is left out.
    """
    rows = session.execute(
        _reports(campaign_id)
        .where(Report.settled_at.is_(None), _author_of() != but_by)
        .order_by(Report.reported_at, Report.id)
        .limit(MOST_SHOWN)
    ).all()
    things: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        things.setdefault(row.Report.comment_id or row.Report.idea_id, []).append(row)
    return [_reported(said) for said in things.values()]


def _reported(rows: Sequence[Row[*tuple[Any, ...]]]) -> Reported:
    first = rows[0]
    idea, comment = first.Idea, first.Comment
    said = tuple(
        (Concern(row.Report.concern), row.Report.text, row.Report.reported_at) for row in rows
    )
    return Reported(idea, comment, first.author, comment.body if comment else idea.body, said)


def list_settled(session: Session, campaign_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """What came of it, newest first: report, proposal, comment and who settled it. What several
    people reported stands once."""
    by = aliased(Person)
    rows = session.execute(
        _reports(campaign_id)
        .add_columns(by.name.label("by"))
        .join(by, by.id == Report.settled_by)
        .where(Report.settled_at.is_not(None))
        .order_by(Report.settled_at.desc(), Report.id)
        .limit(MOST_SHOWN)
    ).all()
    settled = {
        (row.Report.comment_id or row.Report.idea_id, row.Report.settled_at): row for row in rows
    }
    return list(settled.values())


def count_reported(session: Session, campaign_id: UUID, but_by: UUID) -> int:
    """How many things wait to be looked at by somebody else than `but_by`."""
    thing = func.coalesce(Report.comment_id, Report.idea_id)
    return (
        session.scalar(
            select(func.count(thing.distinct()))
            .join(Idea, _its_idea())
            .outerjoin(Comment, Comment.id == Report.comment_id)
            .where(
                Report.campaign_id == campaign_id,
                Report.settled_at.is_(None),
                _author_of() != but_by,
            )
        )
        or 0
    )


def _reports(campaign_id: UUID) -> Any:
    return (
        select(Report, Idea, Comment, Person.name.label("author"))
        .join(Idea, _its_idea())
        .outerjoin(Comment, Comment.id == Report.comment_id)
        .join(Person, Person.id == _author_of())
        .where(Report.campaign_id == campaign_id)
    )


def _its_idea() -> Any:
    return and_(Idea.campaign_id == Report.campaign_id, Idea.id == Report.idea_id)


def _author_of() -> Any:
    return func.coalesce(Comment.author_id, Idea.author_id)
