"""What became of the sample's published campaign: signals, decision, plan and strategy input."""

from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.decisions.promotion import PlanTarget
from app.decisions.services import Grounds, Wanted, make_decision
from app.domain.dates import day_of
from app.domain.half_years import HalfYear
from app.learning.services.times import write_days
from app.models import (
    Activity,
    Campaign,
    LearningOutcome,
    Plan,
    PlanTheme,
    SteeringSignal,
)


def add_signals(session: Session, calendar: Calendar) -> None:
    """Each signal once in every campaign it weighs in on."""
    for entry in entries("signals"):
        for key in entry["campaigns"]:
            campaign = session.get_one(Campaign, id_of("campaign", key))
            session.add(
                SteeringSignal(
                    id=id_of("signal", f"{key}/{entry['key']}"),
                    campaign_id=campaign.id,
                    kind=entry["kind"],
                    title=entry["title"],
                    source=entry["source"],
                    issued_on=calendar.on(entry["day"]),
                    passage=entry["passage"],
                    url=entry["url"],
                    added_by=campaign.created_by,
                    added_at=calendar.loaded_at,
                )
            )
    session.flush()


def decide(session: Session, entry: Entry, calendar: Calendar) -> None:
    """The leader's decision, with its one deviation and the reason."""
    outcome = entry["outcome"]
    moment = calendar.past(outcome["day"])
    actor = get_actor(session, id_of("person", outcome["decided_by"]), now=moment)
    wanted = Wanted(
        going=frozenset(id_of("idea", key) for key in outcome["goes_forward"]),
        grounds=dict(_grounds(entry)),
        reason=outcome["reason"],
        going_text="Dette går videre og blir et tema i planen for læring.",
        other_text="Dette går ikke videre nå. Takk for at du foreslo det.",
        plan=PlanTarget(_unit_id(), _half_year(moment=calendar.loaded_at)),
    )
    make_decision(session, actor, id_of("campaign", entry["key"]), wanted=wanted, now=moment)


def _grounds(entry: Entry) -> Any:
    for departure in entry["outcome"]["departs_from_rule"]:
        signal = id_of("signal", f"{entry['key']}/{departure['signals'][0]}")
        for key in (departure["idea"], departure["instead_of"]):
            yield id_of("idea", key), Grounds(departure["reason"], signal)


def _unit_id() -> Any:
    return id_of("body", entries("plan")["unit"])


def _half_year(*, moment: datetime) -> HalfYear:
    return HalfYear.of(day_of(moment))


def fill_plan(session: Session, calendar: Calendar) -> None:
    """The five-column table of each theme, with the times of the half-year it is loaded in."""
    content = entries("plan")
    half_year = _half_year(moment=calendar.loaded_at)
    plan = session.scalars(
        select(Plan).where(Plan.unit_id == _unit_id(), Plan.half_year == str(half_year))
    ).one()
    plan.introduction = content["introduction"]
    for theme in content["themes"]:
        row = session.scalars(
            select(PlanTheme).where(
                PlanTheme.plan_id == plan.id, PlanTheme.idea_id == id_of("idea", theme["idea"])
            )
        ).one()
        row.title = theme["title"]
        row.responsible_id = id_of("person", theme["responsible"])
        for position, line in enumerate(theme["rows"], start=1):
            _add_row(session, row, position, line, half_year)
    session.flush()


def _add_row(
    session: Session, theme: PlanTheme, position: int, line: Entry, half_year: HalfYear
) -> None:
    outcome = LearningOutcome(
        theme_id=theme.id, position=position, text=line["outcome"], level=line["level"]
    )
    session.add(outcome)
    session.flush()
    cells = {name: line[name] for name in ("arena", "method", "participants")}
    time = _time_in_words(line["time"], half_year)
    activity = Activity(outcome_id=outcome.id, position=1, time=time, **cells)
    session.add(activity)
    session.flush()
    write_days(session, activity, half_year)


def _time_in_words(time: Entry | None, half_year: HalfYear) -> str:
    if time is None:
        return ""
    season = "spring" if half_year.is_spring else "autumn"
    if "text" in time:
        return str(time["text"][season])
    days = [_day_in_words(day) for day in time[season]]
    words = " og ".join(days)
    return f"innen {words}" if time["kind"] == "by" else words


def _day_in_words(month_and_day: str) -> str:
    on = date.fromisoformat(f"2000-{month_and_day}")
    return str(format_date(on, "d. MMMM", locale="nb"))


def publish(session: Session, entry: Entry, calendar: Calendar) -> None:
    """Published on its day, after the decision."""
    campaign = session.get_one(Campaign, id_of("campaign", entry["key"]))
    campaign.published_at = calendar.past(entry["published"]) + timedelta(hours=2)
