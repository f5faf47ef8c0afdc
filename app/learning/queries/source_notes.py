"""Source notes (kildenotat): what employers, councils and partners said, without personal data."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.learning.queries.concerns import Concern
from app.models import Campaign, Idea, Person, PlanTheme, SourceNote


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with what it is about and who wrote it down."""

    note: SourceNote
    theme: str | None
    idea: str | None
    idea_nr: int | None
    campaign_slug: str | None
    added_by: str | None

    @property
    def concern(self) -> Concern:
        row = self.note
        return Concern(row.theme_id, row.campaign_id, row.idea_id)


def list_notes(session: Session, plan_id: UUID) -> list[NoteView]:
    """The plan's notes, newest first, in one statement."""
    of_idea = and_(Idea.campaign_id == SourceNote.campaign_id, Idea.id == SourceNote.idea_id)
    rows = session.execute(
        select(SourceNote, PlanTheme.title, Idea.title, Idea.nr, Campaign.slug, Person.name)
        .outerjoin(PlanTheme, PlanTheme.id == SourceNote.theme_id)
        .outerjoin(Idea, of_idea)
        .outerjoin(Campaign, Campaign.id == SourceNote.campaign_id)
        .join(Person, Person.id == SourceNote.added_by)
        .where(SourceNote.plan_id == plan_id)
        .order_by(SourceNote.held_on.desc(), SourceNote.added_at.desc(), SourceNote.id)
    )
    return [NoteView(*row) for row in rows]


def get_note(session: Session, plan_id: UUID, note_id: UUID) -> SourceNote:
    """A note of this very plan; NotFoundError."""
    note = session.get(SourceNote, note_id)
    if note is None or note.plan_id != plan_id:
        raise NotFoundError(f"source note {note_id}")
    return note
