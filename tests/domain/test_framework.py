"""The qualification framework's kinds and levels, and outcomes that nobody could see."""

import pytest

from app.domain.learning.framework import (
    LEVELS,
    VERBS,
    Level,
    OutcomeKind,
    is_observable,
    kind_of,
    verbs_for,
)


def test_each_level_belongs_to_one_kind():
    assert [level for levels in LEVELS.values() for level in levels] == list(Level)
    assert kind_of(Level.INSIGHT) is OutcomeKind.KNOWLEDGE
    assert kind_of(Level.MASTER_TOOLS) is OutcomeKind.SKILLS
    assert kind_of(Level.CONVEY) is OutcomeKind.GENERAL_COMPETENCE


@pytest.mark.parametrize("written_form", ["nb", "nn"])
def test_each_level_has_verbs_in_both_written_forms(written_form):
    assert all(len(VERBS[written_form][level]) >= 3 for level in Level)


def test_the_verbs_of_a_kind_are_those_of_its_levels():
    assert "beskrive" in verbs_for(OutcomeKind.KNOWLEDGE, "nb")
    assert "skildre" in verbs_for(OutcomeKind.KNOWLEDGE, "nn")
    assert verbs_for(OutcomeKind.SKILLS, "en") == verbs_for(OutcomeKind.SKILLS, "nb")


@pytest.mark.parametrize(
    "outcome",
    [
        "Forstå hvordan brukeren har det",
        "Bli bevisst på egne holdninger",
        "Bli meir medviten om språket",
        "Få innsikt i regelverket",
        "Veilederne skal få økt kunnskap om ordningen",
        "Vere trygg i rolla",
        "Kunne forstå regelverket",
        "Lære om SE",
        "understand the rules",
    ],
)
def test_what_goes_on_inside_a_person_cannot_be_seen(outcome):
    assert not is_observable(outcome)


@pytest.mark.parametrize(
    "outcome",
    [
        "",
        "Kjenne til hovedtrekkene",
        "Ha innsikt i hvordan arbeidsmarkedet utvikler seg",
        "Forstå regelverket og kunne forklare det for en bruker",
        "Få øve på samtalen og vise den for en kollega",
        "Kunne bruke metoden",
        "Vite hvem i kommunen som kan hjelpe",
        "Få til en samtale med legen",
        "Blikk for barna: kunne spørre om dem",
    ],
)
def test_what_others_can_see_needs_no_advice(outcome):
    assert is_observable(outcome)


def test_the_verbs_of_the_aid_are_all_observable():
    for verbs in VERBS.values():
        for level in Level:
            assert all(is_observable(f"{verb} noe") for verb in verbs[level])
