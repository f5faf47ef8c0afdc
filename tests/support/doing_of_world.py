"""An approved plan's voluntary activity, joined and used, and a calendar feed, for every route."""

from datetime import date

from sqlalchemy import select

from app.accounts.queries import hash_token
from app.models import (
    ActivityDay,
    ActivityParticipant,
    CalendarFeed,
    Material,
    Plan,
    Reflection,
    SignUp,
)
from tests.support.plans import make_activity, make_outcome, make_theme
from tests.support.plans_of_world import APPROVED


def add_doing(session, office, *, now):
    """What stands in addresses goes into the place of the published dugnad."""
    place = office.places["published"]
    plan = session.scalars(
        select(Plan).where(Plan.unit_id == office.unit, Plan.half_year == APPROVED)
    ).one()
    outcome = make_outcome(session, make_theme(session, plan, title="Klarspråk i brev"))
    activity = make_activity(
        session,
        outcome,
        method="Kurs",
        time="16. oktober 2026",
        time_kind="date",
        is_voluntary=True,
        capacity=1,
        status="moved",
        moved_from="9. oktober 2026",
        evaluate_on=date(2026, 10, 30),
    )
    material = Material(
        activity_id=activity.id,
        title="Lysark",
        content=b"%PDF-1.7",
        media_type="application/pdf",
        added_by=office.facilitator,
        added_at=now,
    )
    of_author = {"activity_id": activity.id, "person_id": office.author}
    session.add_all(
        [
            material,
            ActivityDay(activity_id=activity.id, day=date(2026, 10, 16)),
            ActivityParticipant(activity_id=activity.id, body_id=office.unit),
            SignUp(**of_author, seq=1, is_waiting=False, signed_at=now),
            Reflection(**of_author, text="Skrive kortere.", written_at=now),
            CalendarFeed(
                person_id=office.author,
                kind="person",
                of_id=office.author,
                token_sha256=hash_token(place["token"]),
                made_at=now,
            ),
        ]
    )
    session.flush()
    place |= {"joined_activity_id": activity.id, "material_id": material.id}
