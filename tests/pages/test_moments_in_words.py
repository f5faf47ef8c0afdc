"""Moments and deadlines in words."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from app.web.filters import by, relative, until

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


@pytest.mark.parametrize(
    ("locale", "last_moment", "whole_day"),
    [
        (
            "nb",
            ("innen fredag 27. november kl. 15.00", "fram til fredag 27. november kl. 15.00"),
            ("innen utgangen av fredag 27. november", "til og med fredag 27. november"),
        ),
        (
            "nn",
            ("innan fredag 27. november kl. 15.00", "fram til fredag 27. november kl. 15.00"),
            ("innan utgangen av fredag 27. november", "til og med fredag 27. november"),
        ),
        (
            "en",
            ("by Friday 27 November at 15:00", "until Friday 27 November at 15:00"),
            ("by the end of Friday 27 November", "through Friday 27 November"),
        ),
    ],
)
def test_a_deadline_is_said_so_that_the_day_is_never_what_one_votes_for(
    app, clock, locale, last_moment, whole_day
):
    clock.moment = SUNDAY_NIGHT
    afternoon = datetime(2026, 11, 27, 14, tzinfo=UTC)
    midnight = datetime(2026, 11, 27, 23, tzinfo=UTC)

    with app.test_request_context(), force_locale(locale):
        said = [(by(at), until(at)) for at in (afternoon, midnight)]

    assert said == [last_moment, whole_day]
