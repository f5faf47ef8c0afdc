"""What no page of ours sends, sent all the same: an answer, and never a fault of ours."""

import pytest

from tests.support.local import Local

LONG = "9" * 12


@pytest.fixture
def local(app):
    return Local(app)


def test_a_letter_that_no_database_stores_is_left_out(local, new_browser):
    nr = local.idea(local.above, title="Kafé")
    kari = new_browser().sign_in(local.centre)

    page = kari.open(f"/dugnader/{local.above}/forslag?q=Kaf%00\u00e9")
    assert "Kafé" in page.main.text
    kari.open(f"/dugnader/ny?kopi={local.above}%00")
    kari.open(f"/dugnader/{local.above}%00", status=404)
    kari.submit(
        f"/dugnader/{local.above}/forslag/{nr}",
        to=f"/dugnader/{local.above}/forslag/{nr}/kommentarer",
        body="Bra\x00!",
    )
    assert "Bra!" in kari.open(f"/dugnader/{local.above}/forslag/{nr}").main.text


@pytest.mark.parametrize("number", [LONG, "9" * 40])
def test_a_number_that_no_column_holds_is_the_number_of_nothing(local, new_browser, number):
    nr = local.idea(local.below)
    facilitator = new_browser().sign_in(local.facilitator)
    address = f"/dugnader/{local.below}"

    facilitator.open(f"{address}/forslag/{number}", status=404)
    facilitator.open(f"{address}/forslag/{nr}/slaa-sammen?med={number}", status=422)
    facilitator.open(f"{address}/kortliste?etter={number}")
    answer = facilitator.post(f"{address}/send-videre", nr=number)
    assert answer.status_code == 422
