"""What is different between two versions of a plan, told by theme, outcome and activity."""

from dataclasses import replace
from uuid import UUID

from app.domain.learning.changes import ChangeKind, changes
from app.domain.learning.document import (
    ActivityEntry,
    BodyEntry,
    OutcomeEntry,
    PlanDocument,
    ThemeEntry,
)

TALK = ActivityEntry(UUID(int=1), arena="Kontormøte", time="12. mars")
VISIT = ActivityEntry(UUID(int=2), arena="Bedriftsbesøk", time="I mai")
KNOW = OutcomeEntry(UUID(int=3), "Kjenne begrepet", activities=(TALK, VISIT))
DO = OutcomeEntry(UUID(int=4), "Kunne bruke det")
MARKET = ThemeEntry(UUID(int=5), "Marked", outcomes=(KNOW, DO))
LANGUAGE = ThemeEntry(UUID(int=6), "Klarspråk")
PLAN = PlanDocument(UUID(int=7), BodyEntry(UUID(int=8), "K"), "2027-1", themes=(MARKET, LANGUAGE))


def with_themes(*themes, **given):
    return replace(PLAN, themes=themes, **given)


def with_outcomes(*outcomes):
    return with_themes(replace(MARKET, outcomes=outcomes), LANGUAGE)


def test_nothing_is_different_from_itself():
    assert not changes(PLAN, PLAN)


def test_what_came_of_it_is_no_difference():
    done = replace(TALK, status="done", attended=12)
    assert not changes(PLAN, with_outcomes(replace(KNOW, activities=(done, VISIT)), DO))


def test_only_the_field_that_changed_is_told():
    later = replace(TALK, time="19. mars")

    found = changes(PLAN, with_outcomes(replace(KNOW, activities=(later, VISIT)), DO))

    (theme,) = found.themes
    (outcome,) = theme.outcomes
    (activity,) = outcome.activities
    (field,) = activity.fields
    assert (theme.kind, theme.fields, outcome.fields) == (ChangeKind.CHANGED, (), ())
    assert (field.name, field.before, field.after) == ("time", "12. mars", "19. mars")
    assert not found.is_reordered


def test_what_is_new_and_what_is_gone_is_told_at_its_place():
    new = ActivityEntry(UUID(int=9), arena="Nettkurs")

    found = changes(
        PLAN, with_themes(replace(MARKET, outcomes=(replace(KNOW, activities=(new,)),)))
    )

    market, language = found.themes
    assert (language.kind, language.theme) == (ChangeKind.GONE, LANGUAGE)
    know, do = market.outcomes
    assert (do.kind, do.outcome) == (ChangeKind.GONE, DO)
    assert [(one.kind, one.activity) for one in know.activities] == [
        (ChangeKind.NEW, new),
        (ChangeKind.GONE, TALK),
        (ChangeKind.GONE, VISIT),
    ]


def test_a_new_theme_is_told_with_everything_in_it():
    found = changes(with_themes(LANGUAGE), PLAN)

    (market,) = found.themes
    assert market.kind is ChangeKind.NEW
    assert [outcome.outcome for outcome in market.outcomes] == [KNOW, DO]
    assert [one.activity for one in market.outcomes[0].activities] == [TALK, VISIT]


def test_another_order_is_told_and_new_things_are_not_a_new_order():
    assert changes(PLAN, with_themes(LANGUAGE, MARKET)).is_reordered
    assert changes(PLAN, with_outcomes(DO, KNOW)).is_reordered
    assert changes(PLAN, with_outcomes(replace(KNOW, activities=(VISIT, TALK)), DO)).is_reordered
    first = ThemeEntry(UUID(int=10), "Først")
    assert not changes(PLAN, with_themes(first, MARKET, LANGUAGE)).is_reordered


def test_the_introduction_is_told():
    found = changes(PLAN, replace(PLAN, introduction="Ny."))

    assert (found.introduction.before, found.introduction.after) == ("", "Ny.")
