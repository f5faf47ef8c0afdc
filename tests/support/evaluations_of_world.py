"""A plan that is being evaluated and one whose evaluation has closed, for every route."""

from datetime import timedelta
from uuid import uuid4

from app.models import Body, Evaluation, EvaluationAnswer, EvaluationRating
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme

OPENED, CLOSED = "2025-2", "2025-1"
DAY = timedelta(days=1)


def add_evaluations(session, office, *, now):
    """What stands in addresses goes into the place of the published dugnad."""
    unit = session.get_one(Body, office.unit)
    place = office.places["published"]
    opened, _theme, _outcomes = _approved(session, unit, OPENED)
    _evaluation(session, opened, office, key=b"k" * 32, opens=now - DAY, closes=now + 7 * DAY)
    closed, theme, outcomes = _approved(session, unit, CLOSED)
    _evaluation(session, closed, office, key=None, opens=now - 15 * DAY, closes=now - DAY)
    theme.conclusion, theme.summary = "change", "Vi øver mer, og **foreleser** mindre."
    theme.concluded_by, theme.concluded_at = office.facilitator, now - DAY
    for nr in range(7):
        _answer(session, closed, outcomes, nr)
    lesson = _answer(session, closed, [], 10, "Samtaler med unge uten jobb.")
    for each in office.places.values():
        each["lesson_id"] = lesson
    place |= {"opened_half_year": OPENED, "closed_half_year": CLOSED, "closed_theme_id": theme.id}


def _approved(session, unit, half_year):
    plan = make_plan(session, unit=unit, half_year=half_year, state="approved")
    theme = make_theme(session, plan, title="Veiledning")
    outcomes = [
        make_outcome(session, theme, text="Kjenne hovedtrekkene", level="know_of"),
        make_outcome(session, theme, text="Bruke metoden i møte med brukere", level="apply"),
    ]
    for outcome in outcomes:
        make_activity(session, outcome)
    return plan, theme, outcomes


def _evaluation(session, plan, office, *, key, opens, closes):
    session.add(
        Evaluation(
            plan_id=plan.id,
            opened_by=office.facilitator,
            opens_at=opens,
            closes_at=closes,
            asks_organisation=True,
            key=key,
        )
    )
    session.flush()


def _answer(session, plan, outcomes, nr, learn_next=""):
    kept = EvaluationAnswer(
        id=uuid4(),
        plan_id=plan.id,
        voice="staff" if nr < 5 else "councils",
        works="Å øve skulder til skulder." if nr % 2 else "",
        changes="For mange foredrag." if nr % 3 else "",
        learn_next=learn_next,
    )
    session.add(kept)
    session.flush()
    # Of the second outcome too few say anything.
    for outcome in outcomes[: 2 if nr < 3 else 1]:
        session.add(EvaluationRating(answer_id=kept.id, outcome_id=outcome.id, reached=3 - nr % 4))
    session.flush()
    return kept.id
