"""What came before the sample's plan: working group, meeting, arenas, knowledge flow, sources."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.domain.dates import day_of
from app.domain.half_years import HalfYear
from app.models import (
    Activity,
    Arena,
    GroupDecision,
    GroupMeeting,
    GroupMember,
    KnowledgeFlow,
    Plan,
    PlanTheme,
    SourceNote,
)

MINUTES_IN_HOUR = 60
PURPOSES = ("develops", "shares", "spreads")


def add_groundwork(session: Session, calendar: Calendar) -> None:
    """For the plan of the half-year it is loaded in, which has its themes already."""
    content = entries("groundwork")
    unit_id = id_of("body", entries("plan")["unit"])
    half_year = str(HalfYear.of(day_of(calendar.loaded_at)))
    plan = session.scalars(
        select(Plan).where(Plan.unit_id == unit_id, Plan.half_year == half_year)
    ).one()
    plan.mandate = content["mandate"]
    plan.work_starts_on, plan.work_ends_on = map(calendar.on, content["work_days"])
    plan.minutes_each = content["hours_each"] * MINUTES_IN_HOUR
    for member in content["group"]:
        person_id = id_of("person", member["person"])
        session.add(
            GroupMember(
                plan_id=plan.id,
                person_id=person_id,
                part=member["part"],
                profession=member["profession"],
            )
        )
    _add_arenas(session, plan, content["arenas"])
    _add_flow(session, plan, content["flow"])
    _add_meeting(session, plan, content["meeting"], calendar)
    for note in content["notes"]:
        _add_note(session, plan, note, calendar)
    session.flush()


def _add_arenas(session: Session, plan: Plan, arenas: list[Entry]) -> None:
    """The unit's register; activities that name an arena of it point there."""
    for entry in arenas:
        words = {name: entry.get(name, "") for name in ("responsible", "informal")}
        purposes = {name: name in entry["for"].split() for name in PURPOSES}
        arena = Arena(
            unit_id=plan.unit_id,
            name=entry["name"],
            frequency=entry["frequency"],
            participants=entry["participants"],
            is_external=entry.get("external", False),
            **words,
            **purposes,
        )
        session.add(arena)
        session.flush()
        # The sample has one plan, so that every activity with these words is of this unit.
        naming = update(Activity).where(Activity.arena == arena.name)
        session.execute(naming.values(arena_id=arena.id))


def _add_flow(session: Session, plan: Plan, rows: list[Entry]) -> None:
    for position, row in enumerate(rows, start=1):
        source, target = row["cell"].split("-")
        words = {name: row[name] for name in ("activity", "arena", "responsible")}
        session.add(
            KnowledgeFlow(plan_id=plan.id, source=source, target=target, position=position, **words)
        )


def _add_meeting(session: Session, plan: Plan, entry: Entry, calendar: Calendar) -> None:
    keeper = next(each for each in entries("groundwork")["group"] if each["part"] == "minutes")
    meeting = GroupMeeting(
        plan_id=plan.id,
        held_on=calendar.on(entry["day"]),
        place=entry["place"],
        agenda=entry["agenda"],
        minutes=entry["minutes"],
        minutes_by=id_of("person", keeper["person"]),
    )
    session.add(meeting)
    session.flush()
    for position, text in enumerate(entry["decisions"], start=1):
        session.add(GroupDecision(meeting_id=meeting.id, position=position, text=text))


def _add_note(session: Session, plan: Plan, entry: Entry, calendar: Calendar) -> None:
    theme_id = None
    if "theme" in entry:
        idea_id = id_of("idea", entry["theme"])
        theme_id = session.scalars(
            select(PlanTheme.id).where(PlanTheme.plan_id == plan.id, PlanTheme.idea_id == idea_id)
        ).one()
    session.add(
        SourceNote(
            plan_id=plan.id,
            theme_id=theme_id,
            kind=entry["kind"],
            sector=entry["sector"],
            held_on=calendar.on(entry["day"]),
            text=entry["text"],
            added_by=plan.created_by,
            added_at=calendar.past(entry["day"]),
        )
    )
