"""Writing down what employers, councils and partners said: a source of the plan."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.domain.learning.sources import SourceKind
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.concerns import Concern, list_concerns
from app.learning.queries.plans import PlanView, get_plan_view, lock_plan
from app.learning.queries.source_notes import get_note
from app.models import SourceNote

LONGEST_SECTOR = 200
LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class NoteText:
    """A source note as typed."""

    kind: str
    held_on: date
    sector: str
    text: str
    concern: Concern | None = None
    """A theme or a proposal; None: the plan as a whole."""


def add_note(
    session: Session, actor: Actor, plan_id: UUID, *, text: NoteText, now: datetime
) -> SourceNote:
    """Attach a note to the plan, and to a theme or proposal where one is named."""
    view = _to_write(session, actor, plan_id)
    note = SourceNote(plan_id=plan_id, added_by=actor.person_id, added_at=now)
    _write(session, view, note, text)
    session.add(note)
    session.flush()
    return note


def change_note(
    session: Session, actor: Actor, plan_id: UUID, note_id: UUID, *, text: NoteText
) -> None:
    view = _to_write(session, actor, plan_id)
    _write(session, view, get_note(session, plan_id, note_id), text)
    session.flush()


def remove_note(session: Session, actor: Actor, plan_id: UUID, note_id: UUID) -> None:
    _to_write(session, actor, plan_id)
    session.delete(get_note(session, plan_id, note_id))
    session.flush()


def _to_write(session: Session, actor: Actor, plan_id: UUID) -> PlanView:
    locked = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.SOURCE_NOTE_WRITE, locked.scope)
    return get_plan_view(session, actor, locked.unit.slug, locked.plan.half_year)


def _write(session: Session, view: PlanView, note: SourceNote, text: NoteText) -> None:
    if text.kind not in set(SourceKind):
        raise InvalidInputError(field="kind", reason="unknown")
    concern = text.concern or Concern()
    before = Concern(note.theme_id, note.campaign_id, note.idea_id)
    if concern not in (Concern(), before):
        offered = list_concerns(session, view)
        if concern.signal_id or offered.find(str(concern)) != concern:
            raise InvalidInputError(field="concern", reason="unknown")
    note.kind, note.held_on = text.kind, text.held_on
    note.sector = within(clean_line(text.sector), field="sector", most=LONGEST_SECTOR)
    note.text = within(clean_text(text.text), field="text", most=LONGEST_NOTE, least=1)
    note.theme_id = concern.theme_id
    note.campaign_id, note.idea_id = concern.campaign_id, concern.idea_id
