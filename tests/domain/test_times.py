"""The time cell is understood as offices write it, and no day is ever guessed."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.half_years import HalfYear
from app.domain.learning.times import Day, TimeKind, TimePlan, read_time

SPRING, AUTUMN = HalfYear(2027, 1), HalfYear(2027, 2)
MONTHS = "januar februar mars april mai juni juli august september oktober november desember"
WEEKDAYS = {
    "nb": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    "nn": ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"],
}


def day(written, starts=None, ends=None):
    return Day(date.fromisoformat(f"2027-{written}"), starts, ends)


DAYS = [
    ("12. mars", TimeKind.DATE, "03-12"),
    ("12 mars.", TimeKind.DATE, "03-12"),
    ("den 12. mars 2027", TimeKind.DATE, "03-12"),
    ("Fredag 12. mars", TimeKind.DATE, "03-12"),
    ("tysdag 16. mars", TimeKind.DATE, "03-16"),
    ("12.3.", TimeKind.DATE, "03-12"),
    ("12.3", TimeKind.DATE, "03-12"),
    ("12/3", TimeKind.DATE, "03-12"),
    ("12.03.27", TimeKind.DATE, "03-12"),
    ("2027-03-12", TimeKind.DATE, "03-12"),
    ("12 March", TimeKind.DATE, "03-12"),
    ("March 12", TimeKind.DATE, "03-12"),
    ("9. april (kontormøtet)", TimeKind.DATE, "04-09"),
    ("12. mars og 9. april", TimeKind.DATES, "03-12 04-09"),
    ("9. april, 12. mars", TimeKind.DATES, "03-12 04-09"),
    ("12.3. og 9.4.", TimeKind.DATES, "03-12 04-09"),
    ("12., 15. og 19. april", TimeKind.DATES, "04-12 04-15 04-19"),
    ("14.–15. april", TimeKind.DATES, "04-14 04-15"),
    ("14. til 16. april", TimeKind.DATES, "04-14 04-15 04-16"),
    ("30. april – 2. mai", TimeKind.DATES, "04-30 05-01 05-02"),
    ("22. eller 23. april", TimeKind.ALTERNATIVES, "04-22 04-23"),
    ("22., 23. eller 24. april", TimeKind.ALTERNATIVES, "04-22 04-23 04-24"),
    ("enten 22. april eller 4. mai", TimeKind.ALTERNATIVES, "04-22 05-04"),
    ("22 or 23 April", TimeKind.ALTERNATIVES, "04-22 04-23"),
    ("innen 1. mai", TimeKind.BY, "05-01"),
    ("innan 1. mai", TimeKind.BY, "05-01"),
    ("Ferdig innen 1.5.", TimeKind.BY, "05-01"),
    ("senest fredag 30. april", TimeKind.BY, "04-30"),
    ("innen utgangen av februar", TimeKind.BY, "02-28"),
    ("by 1 May", TimeKind.BY, "05-01"),
]


@pytest.mark.parametrize(("words", "kind", "days"), DAYS)
def test_days_are_read_where_they_are_certain(words, kind, days):
    assert read_time(words, SPRING) == TimePlan(kind, tuple(map(day, days.split())))


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("9. april kl. 9–11.30", (time(9), time(11, 30))),
        ("9. april, kl 09.00-11.30", (time(9), time(11, 30))),
        ("9. april klokka 9 til 11.30", (time(9), time(11, 30))),
        ("9. april kl. 9", (time(9), None)),
        ("9 April 9:00–11:30", (time(9), time(11, 30))),
    ],
)
def test_hours_belong_to_the_day(words, hours):
    assert read_time(words, SPRING) == TimePlan(TimeKind.DATE, (day("04-09", *hours),))


def test_hours_said_once_at_the_end_hold_for_every_day():
    read = read_time("12. og 15. april kl. 13", SPRING)

    assert read.days == (day("04-12", time(13)), day("04-15", time(13)))


def test_each_day_may_have_hours_of_its_own():
    read = read_time("12. april kl. 9 og 15. april kl. 13–14", SPRING)

    assert read.days == (day("04-12", time(9)), day("04-15", time(13), time(14)))


KINDS = {
    TimeKind.PERIOD: (
        "mars og mai|april|i april|mars, april og mai|uke 12|veke 12–14|To dager i april|våren"
        "|i løpet av april|slutten av mai|medio mai|1. mars–30. april|week 12|september og november"
    ),
    TimeKind.RECURRING: (
        "månedlig|månadleg|hver tredje uke|kvar tredje veke|hver 14. dag|annenhver uke"
        "|annakvar veke"
        "|første fredag i måneden|fyrste fredag i månaden|hver tirsdag kl. 8.30–9|fredager|ukentlig"
        "|to ganger i løpet av våren|2 gonger i løpet av våren|to ganger|én gang i uken|monthly"
        "|every third week|first Friday of the month|twice during the spring"
    ),
    TimeKind.QUARTERLY: "hvert kvartal|kvart kvartal|kvartalsvis|en gang i kvartalet|every quarter",
    TimeKind.CONTINUOUS: (
        "kontinuerlig|kontinuerleg|løpende|løpande|kontinuerlig i prosjektperioden|hele våren"
        "|heile halvåret|ongoing"
    ),
    TimeKind.ON_DEMAND: "etter behov|ved behov|på forespørsel|på førespurnad|as needed|on request",
    TimeKind.WORDS: (
        "|nyansatt kollega|ved nyansettelse|når vi rekker det|12. mars / innen 1. mai|kl. 9"
        "|12. mars og 22. eller 23. april|22./23. april|etter påske|12|9. april med forbehold"
    ),
}


@pytest.mark.parametrize(
    ("words", "kind"), [(words, kind) for kind, each in KINDS.items() for words in each.split("|")]
)
def test_words_without_days_are_told_apart(words, kind):
    assert read_time(words, SPRING) == TimePlan(kind)
    assert read_time(words.upper(), SPRING) == TimePlan(kind)


@pytest.mark.parametrize(
    "words",
    [
        "31. april",
        "29. februar",
        "torsdag 12. mars",
        "12. oktober",
        "12. mars 2026",
        "12. mars kl. 25",
        "12. mars kl. 11–9",
        "15.–12. april",
        "12. mars og 12. mars",
        "12. mars 9. april",
        "innen 12. oktober",
        "innen 22. eller 23. april",
        "12. mars og",
    ],
)
def test_what_cannot_be_right_stays_words(words):
    assert read_time(words, SPRING) == TimePlan()


def test_the_year_is_the_half_years():
    assert read_time("12. oktober", AUTUMN).days == (Day(date(2027, 10, 12)),)
    assert read_time("29. februar", HalfYear(2028, 1)).days == (Day(date(2028, 2, 29)),)


half_years = st.builds(HalfYear, st.integers(2020, 2060), st.sampled_from([1, 2]))


@st.composite
def days_within(draw):
    """A half-year and a day of it."""
    half_year = draw(half_years)
    first = date(half_year.year, 1 if half_year.is_spring else 7, 1)
    return half_year, first + timedelta(days=draw(st.integers(0, 180)))


@given(days_within(), st.sampled_from(["nb", "nn"]))
def test_a_day_is_read_back_however_it_is_written(given_day, written_form):
    half_year, on = given_day
    month = MONTHS.split()[on.month - 1]
    for words in (
        f"{on.day}. {month}",
        f"{WEEKDAYS[written_form][on.weekday()]} {on.day}. {month} {on.year}",
        f"{on.day}.{on.month}.",
        f"{on.day:02}.{on.month:02}.{on.year}",
        on.isoformat(),
    ):
        assert read_time(words, half_year) == TimePlan(TimeKind.DATE, (Day(on),)), words


@given(
    st.lists(
        st.one_of(
            st.integers(0, 3_000).map(str),
            st.sampled_from(
                f"{MONTHS} {' '.join(WEEKDAYS['nb'])} og eller til innen kl kl. . , - – / : den"
                " hver uke kvartal ganger to i kontinuerlig behov etter ² ٣".split()
            ),
            st.text(max_size=3),
        ),
        max_size=9,
    ),
    st.sampled_from(["", " ", ". "]),
    half_years,
)
def test_whatever_is_typed_gives_only_days_of_the_half_year(pieces, between, half_year):
    read = read_time(between.join(pieces), half_year)

    on = [each.day for each in read.days]
    assert on == sorted(set(on))
    assert all(HalfYear.of(each) == half_year for each in on)
    assert all(each.ends is None or each.starts < each.ends for each in read.days)
    has_days = {TimeKind.DATE, TimeKind.DATES, TimeKind.ALTERNATIVES, TimeKind.BY}
    assert bool(on) == (read.kind in has_days)


@given(st.text(max_size=40))
def test_no_text_is_too_strange(words):
    assert read_time(words, SPRING).kind in TimeKind


def test_a_very_long_cell_is_read_in_no_time():
    for words in ("1. og " * 3_000, "mars og " * 3_000, "hver " * 3_000, "to ganger i " * 2_000):
        assert read_time(words, SPRING) == TimePlan()


REAL_PLAN = {
    "To dager i april": TimeKind.PERIOD,
    "22. eller 23. april": TimeKind.ALTERNATIVES,
    "Kontinuerlig i prosjektperioden": TimeKind.CONTINUOUS,
    "Nyansatt kollega": TimeKind.WORDS,
    "12. mars": TimeKind.DATE,
    "Innen 1. mai": TimeKind.BY,
    "Hvert kvartal": TimeKind.QUARTERLY,
    "Månedlig": TimeKind.RECURRING,
    "To ganger i løpet av våren": TimeKind.RECURRING,
    "Mai": TimeKind.PERIOD,
    "Kontinuerlig": TimeKind.CONTINUOUS,
    "9. april": TimeKind.DATE,
    "Juni": TimeKind.PERIOD,
}
"""The times of a real half-year plan, spring 2015."""


@pytest.mark.parametrize(("words", "kind"), REAL_PLAN.items())
def test_the_times_of_a_real_plan_are_understood(words, kind):
    assert read_time(words, HalfYear(2015, 1)).kind is kind
