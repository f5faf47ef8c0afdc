"""One's own proposals and drafts, across campaigns."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models import CoAuthor, Idea

MOST_LISTED = 500
"""More than anybody writes; it bounds the page."""


def list_own(
    session: Session, person_id: UUID, campaign_ids: Collection[UUID]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What one wrote or stands behind after a merge, in these campaigns, newest first."""
    joined = select(CoAuthor.idea_id).where(CoAuthor.person_id == person_id)
    return session.execute(
        select(
            Idea.campaign_id,
            Idea.id,
            Idea.nr,
            Idea.title,
            Idea.state,
            Idea.status,
            Idea.omitted_reason,
            Idea.comment_count,
            Idea.author_id,
            Idea.submitted_at,
            Idea.updated_at,
        )
        .where(
            (Idea.author_id == person_id) | (Idea.id.in_(joined) & (Idea.state != "draft")),
            Idea.campaign_id.in_(campaign_ids),
        )
        .order_by(Idea.updated_at.desc(), Idea.id)
        .limit(MOST_LISTED)
    ).all()
