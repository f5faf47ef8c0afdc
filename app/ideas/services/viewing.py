"""How often proposals are opened, counted without a write for each reading."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models import Idea

ENOUGH = 50
"""Views a process gathers before it writes them. A restart loses fewer than this; the count only
orders «Minst sett», so that is a fair price for pages that read and never wait for a writer."""

Views = Mapping[tuple[UUID, UUID], int]


class ViewCounter:
    """Gathers views in this process; who looked is not kept."""

    def __init__(self) -> None:
        self._views: Counter[tuple[UUID, UUID]] = Counter()
        self._lock = Lock()

    def add(self, campaign_id: UUID, idea_id: UUID) -> Views:
        """Count one view; gives back what is to be written now, mostly nothing."""
        with self._lock:
            self._views[campaign_id, idea_id] += 1
            if self._views.total() < ENOUGH:
                return {}
            gathered, self._views = self._views, Counter()
            return gathered


def record_views(session: Session, views: Views) -> None:
    """Add gathered views to the proposals, in the order of their ids so that none waits twice."""
    for campaign_id, idea_id in sorted(views):
        session.execute(
            update(Idea)
            .where(Idea.campaign_id == campaign_id, Idea.id == idea_id)
            .values(view_count=Idea.view_count + views[campaign_id, idea_id])
            .execution_options(synchronize_session=False)
        )
