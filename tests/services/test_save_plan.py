"""Writing a learning plan: only what was changed is written, and nobody writes over another."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.learning.lines import Line, fingerprint_of, fingerprint_of_text
from app.domain.permissions import Actor, Role
from app.learning import services
from app.learning.queries.content import list_themes
from app.learning.queries.plans import get_plan_view, list_plans
from app.learning.services import PlanText, ThemeText
from app.learning.services.table import LONGEST_CELL
from app.models import (
    Activity,
    ActivityDay,
    Affiliation,
    Arena,
    GroupMember,
    LearningOutcome,
    Plan,
    PlanTheme,
    Reflection,
)
from tests.support.factories import AFTER_CLOSE, actor_of, make_body, make_person
from tests.support.outcomes import make_planned, member, office_slug

LEARN = Line("Kjenne hovedtrekkene", "Personalseminar", "Foredrag", "Alle", "To dager i april")
DO = Line("Kunne bruke metoden", "Møter med brukere", "", "Veiledere", "Kontinuerlig")


@pytest.fixture
def counted(app):
    return make_planned(app)


@pytest.fixture
def plan(app, counted):
    with app.app_context():
        return db.session.scalar(select(Plan))


@pytest.fixture
def themes(app, plan):
    with app.app_context():
        return [theme.id for theme in list_themes(db.session, plan.id)]


def typed(*themes, introduction="", over=""):
    return PlanText(introduction, fingerprint_of_text(over), themes)


def table(theme_id, *lines, over=()):
    return ThemeText(theme_id, fingerprint_of(over), lines)


def save(app, counted, plan, text, actor=None):
    with app.app_context(), atomic() as session:
        services.save_plan(session, actor or counted.actor, plan.id, text=text, now=AFTER_CLOSE)


def stored(app, plan):
    with app.app_context():
        return {theme.id: theme.rows for theme in list_themes(db.session, plan.id)}


def test_rows_are_stored_in_the_order_they_were_typed(app, counted, plan, themes):
    save(app, counted, plan, typed(table(themes[0], DO, LEARN)))

    assert stored(app, plan)[themes[0]] == [DO, LEARN]


def test_empty_rows_are_left_out_and_half_empty_ones_kept(app, counted, plan, themes):
    save(app, counted, plan, typed(table(themes[0], Line(" "), DO, Line())))

    assert stored(app, plan)[themes[0]] == [DO]


def test_an_untouched_theme_keeps_what_somebody_else_wrote(app, counted, plan, themes):
    mine_opened_over = ()
    save(app, counted, plan, typed(table(themes[0], LEARN)))

    save(app, counted, plan, typed(table(themes[0], over=mine_opened_over), table(themes[1], DO)))

    assert stored(app, plan)[themes[0]] == [LEARN]
    assert stored(app, plan)[themes[1]] == [DO]


def test_what_two_changed_is_a_conflict_and_nothing_is_written(app, counted, plan, themes):
    save(app, counted, plan, typed(table(themes[0], LEARN)))

    with pytest.raises(ConflictError) as clash:
        save(app, counted, plan, typed(table(themes[0], DO, over=()), table(themes[1], DO)))

    assert clash.value.facts == {"themes": (themes[0],), "introduction": False}
    assert stored(app, plan)[themes[0]] == [LEARN]
    assert stored(app, plan)[themes[1]] == []


def test_two_who_wrote_the_same_are_no_conflict(app, counted, plan, themes):
    save(app, counted, plan, typed(table(themes[0], LEARN)))

    save(app, counted, plan, typed(table(themes[0], LEARN, over=())))

    assert stored(app, plan)[themes[0]] == [LEARN]


def test_the_introduction_has_a_conflict_of_its_own(app, counted, plan):
    save(app, counted, plan, typed(introduction="Først ute.", over=""))

    with pytest.raises(ConflictError) as clash:
        save(app, counted, plan, typed(introduction="Også først.", over=""))

    assert clash.value.facts == {"themes": (), "introduction": True}


def test_a_cell_has_a_limit(app, counted, plan, themes):
    with pytest.raises(InvalidInputError):
        save(app, counted, plan, typed(table(themes[0], Line("x" * (LONGEST_CELL + 1)))))


def test_a_theme_of_another_plan_is_unknown(app, plan, themes):
    other = make_planned(app)
    with app.app_context():
        others = db.session.scalar(select(Plan).where(Plan.id != plan.id))

    with pytest.raises(NotFoundError):
        save(app, other, others, typed(table(themes[0], DO)))


@pytest.mark.parametrize("role", [Role.STAFF, Role.FACILITATOR])
def test_to_those_elsewhere_the_plan_is_not_there(app, counted, plan, themes, role):
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)
        stranger = make_person(session, body=elsewhere, role=role)
        actor = actor_of(session, stranger)

    with pytest.raises(NotFoundError):
        save(app, counted, plan, typed(table(themes[0], DO)), actor=actor)


def actor_for(app, person):
    with app.app_context():
        return actor_of(db.session, person, now=AFTER_CLOSE)


def test_staff_read_the_plan_and_those_in_the_working_group_write_it(app, counted, plan, themes):
    colleague = member(app, counted)
    with pytest.raises(NotAllowedError):
        save(app, counted, plan, typed(table(themes[0], DO)), actor=actor_for(app, colleague))

    with app.app_context(), atomic() as session:
        session.add(GroupMember(plan_id=plan.id, person_id=colleague.id))
    save(app, counted, plan, typed(table(themes[0], DO)), actor=actor_for(app, colleague))

    assert stored(app, plan)[themes[0]] == [DO]


def test_a_team_writes_its_own_sub_plan_and_nothing_else(app, counted, plan, themes):
    with app.app_context(), atomic() as session:
        office = session.get_one(type(make_body(session)), counted.election.office)
        team = make_body(session, unit_kind="team", parent=office)
        session.get_one(PlanTheme, themes[1]).team_id = team.id
        one_of_them = make_person(session, body=team)
    actor = actor_for(app, one_of_them)

    save(app, counted, plan, typed(table(themes[1], DO)), actor=actor)

    assert stored(app, plan)[themes[1]] == [DO]
    for text in (typed(table(themes[0], DO)), typed(introduction="Vårt.")):
        with pytest.raises(NotAllowedError):
            save(app, counted, plan, text, actor=actor)


def activities(app, plan):
    """The activities' ids in the order of the table, by outcome."""
    with app.app_context():
        return [
            [activity.id for activity in outcome.activities]
            for theme in list_themes(db.session, plan.id)
            for outcome in theme.outcomes
        ]


def test_rows_with_the_same_outcome_are_activities_of_one(app, counted, plan, themes):
    e_learning = replace(LEARN, arena="Nettkurs", time="innen 1. mai")

    save(app, counted, plan, typed(table(themes[0], LEARN, e_learning, DO, Line("Bare ønsket"))))

    assert [len(each) for each in activities(app, plan)] == [2, 1, 0]
    assert stored(app, plan)[themes[0]] == [LEARN, e_learning, DO, Line("Bare ønsket")]


def test_an_activity_stays_the_same_when_its_words_and_place_change(app, counted, plan, themes):
    save(app, counted, plan, typed(table(themes[0], LEARN, DO)))
    ((first,), (second,)) = activities(app, plan)
    opened = stored(app, plan)[themes[0]]

    moved = [
        replace(opened[1], time="Hver uke"),
        replace(opened[0], outcome="Kjenne hovedtrekkene godt"),
    ]
    save(app, counted, plan, typed(table(themes[0], *moved, over=opened)))

    assert activities(app, plan) == [[second], [first]]


def test_an_activity_that_somebody_left_something_at_is_not_removed(app, counted, plan, themes):
    save(app, counted, plan, typed(table(themes[0], LEARN, DO)))
    ((first,), _) = activities(app, plan)
    colleague = member(app, counted)
    with app.app_context(), atomic() as session:
        session.add(
            Reflection(
                activity_id=first, person_id=colleague.id, text="Nyttig.", written_at=AFTER_CLOSE
            )
        )

    with pytest.raises(FrozenError):
        save(app, counted, plan, typed(table(themes[0], DO, over=(LEARN, DO))))

    assert stored(app, plan)[themes[0]] == [LEARN, DO]


def test_a_theme_added_by_hand_needs_a_reason(app, counted, plan):
    with app.app_context(), pytest.raises(ReasonMissingError), atomic() as session:
        services.add_theme(
            session, counted.actor, plan.id, title="Klarspråk", reason=" ", now=AFTER_CLOSE
        )


def test_a_theme_added_by_hand_comes_last_and_can_be_taken_out(app, counted, plan):
    with app.app_context(), atomic() as session:
        theme = services.add_theme(
            session,
            counted.actor,
            plan.id,
            title="Klarspråk",
            reason="Krav i brevet.",
            now=AFTER_CLOSE,
        )
    save(app, counted, plan, typed(table(theme.id, DO)))
    assert list(stored(app, plan))[-1] == theme.id

    with app.app_context(), atomic() as session:
        services.remove_theme(session, counted.actor, plan.id, theme.id, now=AFTER_CLOSE)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Activity)) == 0
        assert db.session.scalar(select(func.count()).select_from(LearningOutcome)) == 0


def test_what_a_decision_put_in_the_plan_stays(app, counted, plan, themes):
    with app.app_context(), pytest.raises(NotAllowedError), atomic() as session:
        services.remove_theme(session, counted.actor, plan.id, themes[0], now=AFTER_CLOSE)

    with app.app_context():
        assert db.session.get(PlanTheme, themes[0])


def readers(app, counted):
    """People by how they stand to the office, and whether they may read its plan."""
    with app.app_context(), atomic() as session:
        office = session.get_one(type(make_body(session)), counted.election.office)
        team = make_body(session, unit_kind="team", parent=office)
        sibling = make_body(session)
        council = make_body(session, kind="council")
        stranger = make_body(session, kind="council")
        session.add(Affiliation(unit_id=team.id, body_id=council.id))
        people = {
            "staff of a team below": (make_person(session, body=team), True),
            "a council of a team below": (
                make_person(session, body=council, role=Role.COUNCIL_MEMBER),
                True,
            ),
            "staff of another office": (make_person(session, body=sibling), False),
            "a council of elsewhere": (
                make_person(session, body=stranger, role=Role.COUNCIL_MEMBER),
                False,
            ),
            "an administrator": (make_person(session, body=sibling, role=Role.ADMINISTRATOR), True),
        }
    people["the council that was invited"] = (
        member(app, counted, role=Role.COUNCIL_MEMBER, body="council"),
        True,
    )
    return people


def test_the_unit_tree_and_those_who_were_invited_may_read(app, counted):
    slug = office_slug(app, counted)
    for who, (person, may_read) in readers(app, counted).items():
        with app.app_context():
            actor = actor_of(db.session, person, now=AFTER_CLOSE)
            listed = [line.unit_slug for line in list_plans(db.session, actor)]
            assert (slug in listed) == may_read, who
            if may_read:
                assert get_plan_view(db.session, actor, slug, "2027-1"), who
                continue
            with pytest.raises(NotFoundError):
                get_plan_view(db.session, actor, slug, "2027-1")


def test_who_has_no_memberships_reads_nothing(app, counted):
    with app.app_context():
        nobody = Actor(counted.author)
        assert list_plans(db.session, nobody) == []


def days_of(app, activity_id):
    with app.app_context():
        kind = db.session.scalar(select(Activity.time_kind).where(Activity.id == activity_id))
        days = select(ActivityDay.day, ActivityDay.starts).where(
            ActivityDay.activity_id == activity_id
        )
        return kind, sorted(map(tuple, db.session.execute(days)))


def test_the_days_follow_the_words_of_the_time_cell(app, counted, plan, themes):
    two = replace(LEARN, time="12. mars og 9. april kl. 9")
    save(app, counted, plan, typed(table(themes[0], two)))
    ((activity,),) = activities(app, plan)
    assert days_of(app, activity) == (
        "dates",
        [(date(2027, 3, 12), time(9)), (date(2027, 4, 9), time(9))],
    )

    by = replace(two, time="innen 1. mai", activity_id=activity)
    save(app, counted, plan, typed(table(themes[0], by, over=(two,))))
    assert days_of(app, activity) == ("by", [(date(2027, 5, 1), None)])

    later = replace(by, time="når vi rekker det")
    save(app, counted, plan, typed(table(themes[0], later, over=(by,))))
    assert days_of(app, activity) == ("words", [])


def test_a_national_identity_number_is_refused_in_the_table(app, counted, plan, themes):
    with pytest.raises(InvalidInputError) as refused:
        save(app, counted, plan, typed(table(themes[0], replace(DO, participants="03025500023"))))

    assert refused.value.facts["reason"] == "national_id"


def test_an_arena_of_the_register_is_known_by_its_name(app, counted, plan, themes):
    with app.app_context(), atomic() as session:
        arenas = [Arena(unit_id=plan.unit_id, name=name) for name in ("Kontormøte", "Nettkurs")]
        session.add_all(arenas)
        session.flush()
        office, course = (arena.id for arena in arenas)

    def arena_after(words, over):
        row = replace(LEARN, arena=words, activity_id=over and activities(app, plan)[0][0])
        save(app, counted, plan, typed(table(themes[0], row, over=over)))
        with app.app_context():
            return db.session.scalar(select(Activity.arena_id))

    assert arena_after("kontormøte ", ()) == office
    assert arena_after("Nettkurs", stored(app, plan)[themes[0]]) == course
    assert arena_after("På fjellet", stored(app, plan)[themes[0]]) is None
