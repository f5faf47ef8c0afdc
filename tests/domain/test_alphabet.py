"""Names stand as in a Norwegian list of names, whatever the database thinks."""

import pytest

from app.domain.alphabet import sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["Anne", "Beate", "Zara", "Ægir", "Øystein", "Åse"],
        ["anne", "Beate", "cecilie"],
        ["Pil", "Pæl", "Pøl", "På ski", "Pål"],
        ["Zara", "Øyvind", "Aasen", "Åsne"],
        ["Andre", "André Bø", "Andrea"],
        ["Tove", "Tülin", "Tyra", "Ulla"],
        ["Zara", "Ægir", "Ärla", "Østen", "Özil"],
    ],
)
def test_ae_oe_and_aa_stand_last_and_accents_beside_their_letter(names):
    backwards = list(reversed(names))

    assert sorted(backwards, key=sort_key) == names


def test_an_accent_typed_by_itself_makes_no_difference():
    assert sort_key("A\u030ase") == sort_key("Åse")
    assert sort_key("Andre\u0301") == sort_key("André") == sort_key("andre")
