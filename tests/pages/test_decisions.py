"""Choosing what goes forward, as a facilitator meets it, and the decision as everyone reads it."""

import pytest
from bs4 import BeautifulSoup

from app.core.db import atomic, db
from app.decisions.services import Grounds
from app.models import Campaign, Decision, Person, Plan
from tests.support.elections import make_election
from tests.support.factories import AFTER_CLOSE, make_idea
from tests.support.outcomes import (
    change_campaign,
    decide,
    decide_with_plan,
    facilitator_of,
    make_counted,
    member,
    office_slug,
    person,
)
from tests.support.statements import recorded_statements


@pytest.fixture
def counted(app):
    return make_counted(app)


@pytest.fixture
def facilitator(app, counted, new_browser):
    return new_browser().sign_in(facilitator_of(app, counted))


@pytest.fixture
def colleague(app, counted, new_browser):
    return new_browser().sign_in(member(app, counted))


def valg(counted):
    return f"/dugnader/{counted.slug}/valg"


def ticked(page):
    """The numbers of the proposals; they were handed in in the order of the result."""
    return [int(box["value"]) for box in page.select("input[name=nr][checked]")]


def numbers(counted, going):
    return sorted(counted.ideas.index(idea) + 1 for idea in going)


def looked_over(counted, going):
    ticks = "&".join(f"nr={nr}" for nr in numbers(counted, going))
    return f"{valg(counted)}/bekreft?{ticks}"


def look_over(browser, counted, going):
    return browser.open(looked_over(counted, going))


def confirm(browser, counted, going, status=200, **fields):
    return browser.submit(
        looked_over(counted, going),
        status=status,
        **{"going_text": "Går videre.", "other_text": "Ikke nå."} | fields,
    )


def test_what_the_rule_proposes_is_ticked(facilitator, counted):
    page = facilitator.open(valg(counted))

    assert ticked(page) == numbers(counted, counted.winners)
    assert len(page.select("input[name=nr]")) == len(counted.ideas)


def test_nothing_is_ticked_where_it_is_decided_afterwards(app, new_browser):
    counted = make_counted(app, forward_mode="afterwards", seats=None)

    page = new_browser().sign_in(facilitator_of(app, counted)).open(valg(counted))

    assert ticked(page) == []


def write_signal(browser, counted, **fields):
    """The form has a field called `url`, which `Browser.submit` takes for the page's address."""
    foringer = f"/dugnader/{counted.slug}/foringer"
    return browser.client.post(foringer, data={"csrf_token": browser.token(foringer)} | fields)


SIGNAL = {"kind": "grant_letter", "title": "Tilskuddsbrev", "source": "Statsforvalteren"}


def test_the_signals_stand_beside_the_ranking(facilitator, counted):
    write_signal(
        facilitator, counted, **SIGNAL, passage="Unge først.", url="https://example.org/brev"
    )

    page = facilitator.open(valg(counted))

    assert "Unge først." in page.text
    assert page.select_one("a[href='https://example.org/brev']")


def test_a_signal_with_another_kind_of_link_is_explained(facilitator, counted):
    answer = write_signal(facilitator, counted, **SIGNAL, url="javascript:alert(1)")

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert page.select_one("#url")["aria-invalid"] == "true"
    assert page.select_one("#url-error").text.count("Skriv hele adressen") == 1
    assert page.select_one("#title")["value"] == "Tilskuddsbrev"


def test_a_signal_can_be_put_right_and_taken_out(facilitator, counted):
    foringer = f"/dugnader/{counted.slug}/foringer"
    facilitator.submit(foringer, kind="other", title="Brev", source="Etaten")
    edit = facilitator.open(foringer).select_one(".signals a[href*='foring=']")["href"]
    facilitator.submit(edit, kind="other", title="Det rette brevet", source="Etaten")
    page = facilitator.open(foringer)
    assert "Det rette brevet" in page.text

    facilitator.submit(page.select_one("a[href$='/fjern']")["href"])

    assert "Det rette brevet" not in facilitator.open(foringer).text


def test_the_page_before_confirming_counts_and_names_what_is_frozen(facilitator, counted):
    page = look_over(facilitator, counted, counted.winners)

    assert "3 forslag går videre" in page.text
    assert "2 forslag går ikke videre" in page.text
    assert not page.select("textarea[name*=deviations]")


def test_only_deviations_ask_for_a_reason(facilitator, counted):
    going = counted.winners ^ {counted.ideas[0], counted.ideas[4]}

    page = look_over(facilitator, counted, going)

    assert len(page.select("textarea[name^=deviations]")) == 2


def test_a_missing_reason_is_explained_and_what_was_typed_is_kept(facilitator, counted):
    going = counted.winners ^ {counted.ideas[0], counted.ideas[4]}

    page = confirm(
        facilitator,
        counted,
        going,
        status=422,
        other_text="Noe jeg skrev.",
        **{
            "deviations-0-idea_id": str(counted.ideas[0]),
            "deviations-0-reason": "En grunn.",
            "deviations-1-idea_id": str(counted.ideas[4]),
            "deviations-1-reason": "",
        },
    )

    first, second = page.select("textarea[name^=deviations]")
    assert first.text.strip() == "En grunn."
    assert second["aria-invalid"] == "true"
    assert page.select_one(f"ds-error-summary a[href='#{second['id']}']")
    assert page.select_one("#other_text").text.strip() == "Noe jeg skrev."
    assert page.select_one("main form")["action"] == looked_over(counted, going)


def test_confirming_leads_to_the_decision(facilitator, counted):
    page = confirm(facilitator, counted, counted.winners)

    assert page.h1.text == "Dette går videre"
    assert len(page.select("ol.forward > li")) == 3


def test_an_advisory_result_goes_forward_with_a_reason_and_a_name_alone(app, new_browser):
    counted = make_counted(app, quorum=100)
    who = facilitator_of(app, counted)
    browser = new_browser().sign_in(who)

    page = look_over(browser, counted, counted.winners)
    assert "Resultatet er rådgivende" in page.text
    assert "med navnet ditt" in page.text

    refused = confirm(browser, counted, counted.winners, status=422, reason=" ")
    assert refused.select_one("#reason")["aria-invalid"] == "true"

    decided = confirm(browser, counted, counted.winners, reason="Vi rakk ikke flere.")
    assert decided.h1.text == "Dette går videre"
    for words in ("Vi rakk ikke flere.", who.name, "Resultatet er rådgivende"):
        assert words in decided.text


def test_half_years_stand_in_the_order_of_time_with_the_coming_one_chosen(facilitator, counted):
    page = look_over(facilitator, counted, counted.winners)

    options = page.select("#half_year option")
    assert [option.text for option in options] == ["høsten 2026", "våren 2027", "høsten 2027"]
    assert page.select_one("#half_year option[selected]").text == "våren 2027"


def test_an_approved_plan_takes_no_winners_unseen(app, facilitator, counted):
    with app.app_context(), atomic() as session:
        session.add(
            Plan(
                unit_id=counted.election.office,
                half_year="2027-1",
                created_by=counted.author,
                created_at=AFTER_CLOSE,
                state="approved",
            )
        )

    target = {"unit_id": str(counted.election.office), "half_year": "2027-1"}
    page = confirm(facilitator, counted, counted.winners, status=422, **target)

    assert page.select_one("#half_year")["aria-invalid"] == "true"
    assert "Velg et annet halvår" in page.text
    with app.app_context():
        assert db.session.get(Decision, counted.id) is None


def test_a_signal_keeps_its_date_in_words_in_the_frozen_decision(facilitator, counted):
    write_signal(facilitator, counted, **SIGNAL, issued_on="2025-10-18")

    page = confirm(facilitator, counted, counted.winners)

    assert "lørdag 18. oktober 2025" in page.select_one(".signals").text


def test_the_ticks_can_be_changed_again(facilitator, counted):
    page = look_over(facilitator, counted, {counted.ideas[4]})

    again = facilitator.open(page.find("a", string="Endre avkryssingen")["href"])

    assert ticked(again) == [5]


def test_going_back_after_a_choice_asks_nobody_to_send_it_again(facilitator, counted):
    form = facilitator.open(valg(counted)).select_one("form[action$='/bekreft']")
    assert form["method"] == "get"
    confirm(facilitator, counted, counted.winners)

    back = facilitator.client.get(looked_over(counted, counted.winners))

    assert (back.status_code, back.location) == (303, f"/dugnader/{counted.slug}/beslutning")


def test_the_choice_cannot_be_opened_again(app, facilitator, counted):
    decide(app, counted)

    assert facilitator.open(valg(counted)).h1.text == "Dette går videre"


def test_the_choice_waits_for_the_count(app, new_browser):
    election = make_election(app)
    app.extensions["clock"].moment = AFTER_CLOSE
    browser = new_browser().sign_in(person(app, election.facilitator))

    page = browser.open(f"/dugnader/{election.slug}/valg", status=409)

    assert page.find("a", string="Tilbake til dugnaden")["href"] == f"/dugnader/{election.slug}"


def test_those_who_take_part_may_not_choose(colleague, counted):
    colleague.open(valg(counted), status=403)


def test_everyone_reads_who_when_why_and_on_what_evidence(app, colleague, counted):
    reason = Grounds("Vi har ikke folk til det.")
    decide(
        app,
        counted,
        going=counted.winners - {counted.ideas[0]},
        grounds={counted.ideas[0]: reason},
        reason="Vi ville ha to temaer.",
    )

    page = colleague.open(f"/dugnader/{counted.slug}/beslutning")

    for words in ("Vi har ikke folk til det.", "Vi ville ha to temaer.", "6 av", "16. oktober"):
        assert words in page.text
    assert len(page.select("code.hash")) == 2


def test_a_decision_that_follows_the_rule_says_so(app, colleague, counted):
    decide(app, counted)

    page = colleague.open(f"/dugnader/{counted.slug}/beslutning")

    assert "Valget følger resultatet av avstemningen." in page.text


def test_a_deviation_is_not_said_to_follow_the_rule(app, colleague, counted):
    reason = Grounds("Ikke nå.")
    going = counted.winners - {counted.ideas[0]}
    decide(app, counted, going=going, grounds={counted.ideas[0]: reason})

    page = colleague.open(f"/dugnader/{counted.slug}/beslutning")

    assert "Valget følger resultatet av avstemningen." not in page.text


def test_the_decision_is_hidden_until_the_result_is_published(app, colleague, counted):
    decide(app, counted)
    change_campaign(app, counted, shows_result_at="publication")

    colleague.open(f"/dugnader/{counted.slug}/beslutning", status=409)

    change_campaign(app, counted, published_at=app.extensions["clock"].now())
    colleague.open(f"/dugnader/{counted.slug}/beslutning")


def test_the_decision_leads_to_the_plan(app, colleague, counted):
    decide_with_plan(app, counted)

    page = colleague.open(f"/dugnader/{counted.slug}/beslutning")

    assert page.select_one(f"a[href='/planer/{office_slug(app, counted)}/2027-1']")


@pytest.fixture
def waiting(app, counted):
    """Two proposals that were left off the ballot."""
    with app.app_context(), atomic() as session:
        campaign = session.get(Campaign, counted.id)
        author = session.get(Person, counted.author)
        return [
            make_idea(session, campaign=campaign, author=author, omitted_reason="For likt.").id
            for _ in range(2)
        ]


def test_proposals_without_an_answer_are_listed_and_answered_together(
    facilitator, counted, waiting
):
    page = facilitator.open(valg(counted))
    assert len(page.select("#uten-svar li")) == 2

    ids = [str(idea) for idea in waiting]
    page = facilitator.submit(
        valg(counted),
        to=f"{valg(counted)}/svar",
        idea=ids,
        same=ids,
        common_status="not_going_forward",
        common_text="Det dekkes av et annet forslag.",
    )

    assert "2 forslag har fått svar." in page.text
    assert not page.select("#uten-svar li")


def test_an_own_answer_goes_before_the_common_one(app, facilitator, counted, waiting):
    first, second = map(str, waiting)
    facilitator.submit(
        valg(counted),
        to=f"{valg(counted)}/svar",
        idea=[first, second],
        same=[first, second],
        common_status="not_going_forward",
        common_text="Felles svar.",
        **{f"status-{first}": "carried_out", f"text-{first}": "Det er gjort."},
    )

    page = facilitator.open(f"/dugnader/{counted.slug}/forslag/6")
    assert "Det er gjort." in page.text


def test_an_answer_without_text_is_explained_and_nothing_is_sent(facilitator, counted, waiting):
    first, second = map(str, waiting)

    page = facilitator.submit(
        valg(counted),
        to=f"{valg(counted)}/svar",
        status=422,
        idea=[first, second],
        **{
            f"status-{first}": "carried_out",
            f"status-{second}": "under_review",
            f"text-{second}": "Vi ser på det.",
        },
    )

    assert page.select_one(f"[name='text-{first}']")["aria-invalid"] == "true"
    assert page.select_one(f"[name='text-{second}']").text == "Vi ser på det."
    assert len(facilitator.open(valg(counted)).select("#uten-svar li")) == 2


def statements_of(app, browser, url):
    browser.open(url)
    with recorded_statements() as statements:
        browser.open(url)
    return len(statements)


def test_the_pages_ask_the_database_as_often_however_much_there_is(app, new_browser):
    counts = []
    for ideas in (4, 24):
        counted = make_counted(app, ideas=ideas)
        browser = new_browser().sign_in(facilitator_of(app, counted))
        choosing = statements_of(app, browser, valg(counted))
        decide_with_plan(app, counted)
        reading = statements_of(app, browser, f"/dugnader/{counted.slug}/beslutning")
        counts.append((choosing, reading))

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8
