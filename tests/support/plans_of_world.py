"""Plans that have come further than a draft: one that is heard, and one that was approved."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.queries import get_actor
from app.learning import services
from app.models import Body, Membership
from tests.support.clock import FixedClock
from tests.support.factories import make_person
from tests.support.plans import make_activity, make_filled_plan, make_outcome, make_theme

HEARING, APPROVED = "2028-1", "2026-1"


def add_plans(session, office, *, now):
    """What stands in addresses goes into the place of the published dugnad."""
    unit = session.get_one(Body, office.unit)
    leader = _leader(session, unit, now)
    place = office.places["published"]
    place |= {"hearing_half_year": HEARING, "approved_half_year": APPROVED, "one": 1}
    place |= _hear(session, unit, leader, office.author, now)
    place |= _approve(session, unit, leader, now)


def _leader(session, unit, now):
    found = session.scalar(
        select(Membership.person_id).where(
            Membership.body_id == unit.id, Membership.role == "leader"
        )
    )
    person_id = found or make_person(session, body=unit, role="leader").id
    return get_actor(session, person_id, now=now)


def _hear(session, unit, leader, author_id, now):
    plan = make_filled_plan(session, unit=unit, half_year=HEARING)
    theme = make_theme(session, plan, title="Vanskelige samtaler")
    clock = FixedClock(now)
    services.send_to_hearing(
        session, leader, plan.id, ends_at=now + timedelta(days=10), clock=clock
    )
    author = get_actor(session, author_id, now=now)
    said = services.comment_on_theme(
        session, author, plan.id, theme.id, text="Vi vil øve *oftere*.", clock=clock
    )
    answered = services.comment_on_theme(
        session, author, plan.id, theme.id, text="Når begynner vi?", clock=clock
    )
    services.answer_comment(session, leader, plan.id, answered.id, text="I mars.", now=now)
    return {"hearing_theme_id": theme.id, "theme_comment_id": said.id}


def _approve(session, unit, leader, now):
    plan = make_filled_plan(session, unit=unit, half_year=APPROVED)
    theme = make_theme(session, plan, title="Arbeidsmarkedet")
    outcome = make_outcome(session, theme, text="Kjenne bedriftene der vi bor")
    make_activity(session, outcome, arena="Bedriftsbesøk", time="hver måned")
    services.approve_plan(session, leader, plan.id, clock=FixedClock(now))
    services.add_theme(
        session, leader, plan.id, title="Klarspråk", reason="Et nytt krav til oss.", now=now
    )
    return {}
