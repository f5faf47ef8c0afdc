"""How far away a moment is, in words."""

from datetime import UTC, datetime

import pytest

from app.web.filters import relative

SUNDAY_NIGHT = datetime(2026, 11, 22, 0, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 22, 14, tzinfo=UTC), "om 13 timer"),
        (datetime(2026, 11, 23, 14, tzinfo=UTC), "i morgen"),
        (datetime(2026, 11, 27, 14, tzinfo=UTC), "om 5 dager"),
        (datetime(2026, 11, 30, 14, tzinfo=UTC), "om 8 dager"),
        (datetime(2026, 12, 21, 14, tzinfo=UTC), "om 4 uker"),
        (datetime(2026, 11, 20, 14, tzinfo=UTC), "for 2 dager siden"),
    ],
)
def test_days_are_counted_on_the_calendar(app, clock, moment, words):
    clock.moment = SUNDAY_NIGHT
    with app.test_request_context():
        assert relative(moment) == words
