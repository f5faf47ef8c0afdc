"""What people added to a proposal beside words, as parts of the statement behind its page."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select

from app.ideas.queries.story_of_plans import here, line
from app.models import Attachment, CoAuthorInvitation, Person

ATTACHMENTS = Attachment.__table__
INVITATIONS = CoAuthorInvitation.__table__
PERSONS = Person.__table__


def contribution_parts(person_id: BindParameter[UUID]) -> Iterator[Select[Any]]:
    """Its files, and whether this very person is asked to stand behind it."""
    yield line(
        "attachment",
        at=ATTACHMENTS.c.added_at,
        text=ATTACHMENTS.c.name,
        ref=ATTACHMENTS.c.id,
        more=ATTACHMENTS.c.size,
    ).where(*here(ATTACHMENTS))
    yield (
        line("invited", who=PERSONS.c.name)
        .select_from(INVITATIONS)
        .join(PERSONS, PERSONS.c.id == INVITATIONS.c.invited_by)
        .where(
            *here(INVITATIONS),
            INVITATIONS.c.person_id == person_id,
            INVITATIONS.c.answer.is_(None),
        )
    )
