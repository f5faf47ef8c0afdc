"""What became of the sample's plan: heard, approved, joined, and carried out as far as due."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.cli.samples.ballots import Standstill
from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.domain.dates import day_of
from app.domain.half_years import HalfYear
from app.domain.permissions import Actor
from app.learning import services
from app.learning.queries.activities import get_activity
from app.learning.queries.plans import lock_plan
from app.learning.services.activities import ActivityText, Participant, text_of
from app.learning.services.carrying_out import Attended
from app.models import Activity, ActivityDay, LearningOutcome, Plan, PlanTheme

LEADER = "leder"


def live(session: Session, calendar: Calendar) -> None:
    """All of it by the services that people use; the plan is a draft with a filled table."""
    _Life(session, calendar).live()


class _Life:
    def __init__(self, session: Session, calendar: Calendar) -> None:
        self._session, self._calendar = session, calendar
        self._content = entries("plan_life")
        unit_id = id_of("body", entries("plan")["unit"])
        half_year = str(HalfYear.of(day_of(calendar.loaded_at)))
        self._plan = session.scalars(
            select(Plan).where(Plan.unit_id == unit_id, Plan.half_year == half_year)
        ).one()

    def live(self) -> None:
        for entry in self._content["details"]:
            self._fill_in(entry)
        self._hear()
        approved = entries("plan")["approved"]
        leader = self._actor(approved["by"], approved["day"])
        services.approve_plan(
            self._session, leader, self._plan.id, clock=self._clock(approved["day"])
        )
        for entry in self._content["joined"]:
            self._join(entry)
        for entry in self._content["done"]:
            self._carry_out(entry)

    def _actor(self, key: str, day: int) -> Actor:
        return get_actor(self._session, id_of("person", key), now=self._calendar.past(day))

    def _clock(self, day: int) -> Standstill:
        return Standstill(self._calendar.past(day))

    def _fill_in(self, entry: Entry) -> None:
        day = self._content["hearing"]["from"]
        leader = self._actor(LEADER, day)
        view = lock_plan(self._session, leader, self._plan.id)
        found = get_activity(self._session, view, self._activity(entry))
        stored = text_of(found)
        services.edit_activity(
            self._session,
            leader,
            self._plan.id,
            found.activity.id,
            text=replace(_filled_in(stored, entry), evaluate_on=self._evaluated_on(entry)),
            base=stored.fingerprint,
            now=self._calendar.past(day),
        )

    def _evaluated_on(self, entry: Entry) -> date | None:
        """Towards the end of the half-year. One theme has no day, so that the checks have a say."""
        when, half_year = self._content["evaluated_on"], HalfYear.parse(self._plan.half_year)
        if entry["idea"] not in when["themes"]:
            return None
        season = "spring" if half_year.is_spring else "autumn"
        return date.fromisoformat(f"{half_year.year}-{when[season]}")

    def _activity(self, entry: Entry) -> UUID:
        """The one in this row of the theme that this proposal became."""
        return self._session.scalars(
            select(Activity.id)
            .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
            .where(
                LearningOutcome.theme_id == self._theme(entry),
                LearningOutcome.position == entry["row"],
            )
        ).one()

    def _theme(self, entry: Entry) -> UUID:
        return self._session.scalars(
            select(PlanTheme.id).where(
                PlanTheme.plan_id == self._plan.id,
                PlanTheme.idea_id == id_of("idea", entry["idea"]),
            )
        ).one()

    def _hear(self) -> None:
        hearing = self._content["hearing"]
        services.send_to_hearing(
            self._session,
            self._actor(LEADER, hearing["from"]),
            self._plan.id,
            ends_at=self._calendar.past(hearing["to"], "15:00"),
            clock=self._clock(hearing["from"]),
        )
        for entry in hearing["comments"]:
            self._comment(entry)

    def _comment(self, entry: Entry) -> None:
        said = services.comment_on_theme(
            self._session,
            self._actor(entry["person"], entry["day"]),
            self._plan.id,
            self._theme(entry),
            text=entry["text"],
            on_behalf_of=id_of("body", entry["body"]) if entry["body"] else None,
            clock=self._clock(entry["day"]),
        )
        if answer := entry["answer"]:
            services.answer_comment(
                self._session,
                self._actor(answer["person"], answer["day"]),
                self._plan.id,
                said.id,
                text=answer["text"],
                now=self._calendar.past(answer["day"]),
            )

    def _join(self, entry: Entry) -> None:
        services.sign_up(
            self._session,
            self._actor(entry["person"], entry["day"]),
            self._plan.id,
            self._activity(entry),
            clock=self._clock(entry["day"]),
        )

    def _carry_out(self, entry: Entry) -> None:
        """Done where its last day has passed, whatever half of the half-year it is loaded in."""
        activity_id = self._activity(entry)
        last = self._session.scalar(
            select(func.max(ActivityDay.day)).where(ActivityDay.activity_id == activity_id)
        )
        now = self._calendar.loaded_at
        if last is None or last >= day_of(now):
            return
        services.mark_done(
            self._session,
            get_actor(self._session, id_of("person", LEADER), now=now),
            self._plan.id,
            activity_id,
            attended=Attended(entry["attended"]),
            note=entry["note"],
            now=now - timedelta(hours=1),
        )


def _filled_in(stored: ActivityText, entry: Entry) -> ActivityText:
    bodies = tuple(Participant(body_id=id_of("body", key)) for key in entry.get("for", ()))
    return replace(
        stored,
        minutes=entry["minutes"],
        people=bodies,
        is_voluntary=entry.get("voluntary", False),
        capacity=entry.get("capacity"),
        lecturer=entry.get("lecturer", ""),
        place=entry.get("place", ""),
        service_users=entry.get("service_users", ""),
    )
