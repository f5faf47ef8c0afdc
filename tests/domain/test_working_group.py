"""What is said of who is in a working group."""

import pytest

from app.domain.learning.working_group import Advice, advice_on, professions_in, teams_in

WHOLE = ["lead", "minutes"]


@pytest.mark.parametrize(
    ("parts", "advice"),
    [
        ([], [Advice.NOBODY]),
        ([*WHOLE], [Advice.TOO_FEW]),
        ([*WHOLE, "member"], []),
        ([*WHOLE, *["member"] * 3], []),
        ([*WHOLE, *["member"] * 4], [Advice.TOO_MANY]),
        (["minutes", "member", "member"], [Advice.NOBODY_LEADS]),
        (["lead", "member", "member"], [Advice.NOBODY_KEEPS_MINUTES]),
    ],
)
def test_three_to_five_one_leads_and_one_keeps_minutes(parts, advice):
    assert advice_on(parts) == advice


def test_a_team_is_represented_by_whoever_sits_in_it_or_below_it():
    found = teams_in(
        [("Mottak", "/o/m/"), ("Oppfølging", "/o/f/")],
        [("Kari", ["/o/m/skranke/"]), ("Leder", ["/o/"])],
    )

    assert (found.present, found.missing) == ({"Mottak": ["Kari"]}, ["Oppfølging"])


def test_the_same_profession_in_other_letters_is_represented():
    found = professions_in(
        [("Kari", "Sosionom"), ("Ola", "sosionom "), ("Per", "")], ["SOSIONOM", "Jurist", ""]
    )

    assert found.present == {"Sosionom": ["Kari", "Ola"]}
    assert found.missing == ["Jurist"]
