"""The form that makes a campaign: six fields, nothing typed is lost."""

from datetime import date

import pytest
from sqlalchemy import select

from app.domain.dates import instant_of
from app.domain.permissions import Role
from app.models import Affiliation, Campaign, CampaignBody, Gathering, Topic
from tests.support.factories import make_body, make_idea, make_person

FORM = "/dugnader/ny"
TO_TEN_MILLION = "Skriv et tall fra 1 til 10\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000."


@pytest.fixture
def office(session):
    office = make_body(session, name="Kontoret i Kongleby")
    council = make_body(session, kind="council", name="Brukerutvalget i Kongleby")
    municipality = make_body(session, kind="municipality", name="Kongleby kommune")
    make_body(session, name="Et helt annet kontor")
    network = make_body(session, kind="network", name="Fagnettverket")
    for body in (council, municipality, network):
        session.add(Affiliation(unit_id=office.id, body_id=body.id))
    session.commit()
    return office


@pytest.fixture
def facilitator(session, office):
    person = make_person(session, body=office, role=Role.FACILITATOR)
    session.commit()
    return person


@pytest.fixture
def page_of(browser, facilitator):
    return browser.sign_in(facilitator)


def ticked(page, name):
    return [box["value"] for box in page.select(f"input[name={name}][checked]")]


def six_fields(page, **changes):
    return {
        "key": page.select_one("input[name=key]")["value"],
        "template": "learning_themes",
        "title_nb": "Hva skal vi lære mer om?",
        "purpose_nb": "Vi lager en plan for våren.",
        "audiences": ticked(page, "audiences"),
        "owners": ticked(page, "owners"),
        "propose_until": "2026-10-02",
        "vote_until": "2026-10-16",
        "decision_on": "2026-10-20",
        "decided_by": "Ledergruppa",
        # What a browser sends of everything nobody touched.
        "time_of_day": "15:00",
        "votes_per_person": "3",
        "hides_results_until_close": "y",
        "allows_discussion": "y",
        "closes_automatically": "y",
        "shows_result_at": "close",
        "forward_mode": "usual",
        "parent_id": "",
    } | changes


def send(browser, **changes):
    page = browser.open(FORM)
    return browser.submit(FORM, **six_fields(page, **changes))


def test_six_fields_make_a_draft_with_its_promise_in_one_sentence(page_of, session):
    page = send(page_of)

    promise = page.select_one(".big").text
    assert promise.startswith(
        "Alle kan foreslå til og med fredag 2. oktober og gi inntil tre stemmer"
        " til og med fredag 16. oktober."
    )
    assert "Stemmene er hemmelige." in promise
    assert "Start dugnaden" in page.text
    assert session.scalars(select(Campaign)).one().launched_at is None


def test_office_council_and_municipality_are_ticked_from_the_start(page_of, session, office):
    page = page_of.open(FORM)

    fieldset = page.select_one("#audiences")
    assert [label.text for label in fieldset.select("label")] == [
        "Kontoret i Kongleby",
        "Brukerutvalget i Kongleby",
        "Kongleby kommune",
        "Fagnettverket",
    ]
    assert len(fieldset.select("input[checked]")) == 3
    assert "Et helt annet kontor" in page.select_one("#more_audiences").text
    assert ticked(page, "owners") == [str(office.id)]


SIX_FIELDS = {
    "template",
    "title_nb",
    "purpose_nb",
    "audiences",
    "propose_until",
    "vote_until",
    "decision_on",
    "decided_by",
}


def outside_the_fold(page):
    controls = page.select("main form :is(input:not([type=hidden]), textarea, select)")
    return {control["name"] for control in controls if not control.find_parent("details")}


def test_all_else_stands_under_one_fold(page_of):
    page = page_of.open(FORM)

    assert outside_the_fold(page) == SIX_FIELDS
    assert not page.select("main form details[open]")


def test_nothing_typed_is_lost_when_a_field_is_refused(page_of, session):
    page = page_of.submit(
        FORM,
        status=422,
        **six_fields(
            page_of.open(FORM),
            title_nb="",
            vote_until="2026-09-30",
            **{"topics-0-name_nb": "Samtaler", "contact": "Kari, 12 34 56 78"},
        ),
    )

    assert page.select_one("#purpose_nb").text.strip() == "Vi lager en plan for våren."
    assert page.select_one("#topics-0-name_nb")["value"] == "Samtaler"
    assert page.select_one("#contact")["value"] == "Kari, 12 34 56 78"
    assert page.select_one("#propose_until")["value"] == "2026-10-02"
    assert page.select_one("#title_nb")["aria-invalid"] == "true"
    assert "Skriv spørsmålet" in page.select_one(".ds-error-summary").text
    assert session.scalars(select(Campaign)).all() == []


@pytest.mark.parametrize(
    ("changes", "control", "words"),
    [
        ({"vote_until": "2026-10-02"}, "vote_until", "Velg en senere dag"),
        ({"propose_until": "2026-09-01"}, "propose_until", "Velg en senere dag"),
        ({"propose_until": "2.10.26x"}, "propose_until", "for eksempel 15.10.2026"),
        ({"propose_until": "9999-12-31"}, "propose_until", "fem år"),
        ({"propose_until": "0001-01-01"}, "propose_until", "fem år"),
        ({"decision_on": "2026-10-01"}, "decision_on", "før alle har stemt"),
        ({"votes_per_person": "mange"}, "votes_per_person", "helt tall"),
        ({"votes_per_person": "0"}, "votes_per_person", TO_TEN_MILLION),
        ({"votes_per_person": "99999999999"}, "votes_per_person", TO_TEN_MILLION),
        ({"quorum": "99999999999"}, "quorum", TO_TEN_MILLION),
        (
            {"forward_mode": "budget", "budget_hours": "99999999999"},
            "budget_hours",
            "Skriv et tall fra 1 til 166\N{NO-BREAK SPACE}666.",
        ),
        ({"time_of_day": "tolv"}, "time_of_day", "15.00"),
        ({"forward_mode": "budget"}, "budget_hours", "hvor mange timer"),
        ({"audiences": []}, "audiences", "hvem som skal være med"),
        ({"method": "dots", "dots_per_person": ""}, "dots_per_person", "hvor mange prikker"),
        (
            {"method": "dots", "dots_per_person": "10", "most_per_idea": "99"},
            "most_per_idea",
            "større enn",
        ),
        ({"method": "ranked", "longest_ranking": "0"}, "longest_ranking", TO_TEN_MILLION),
        ({"method": "budget"}, "budget_hours", "hvor mange timer"),
        ({"method": "budget", "forward_mode": "number"}, "forward_mode", "budsjett"),
        ({"rule": "stv"}, "rule", "passer ikke"),
        ({"rule": "greedy"}, "rule", "fordeler timer"),
        ({"councils_seats": "4"}, "councils_seats", "flere plasser"),
        ({"floor_percent": "20"}, "floor_groups", "hvor mange grupper"),
    ],
)
def test_each_mistake_is_explained_beside_its_field(page_of, changes, control, words):
    page = page_of.submit(FORM, status=422, **six_fields(page_of.open(FORM), **changes))

    assert words in page.select_one(f"#{control}-error").text
    assert page.select_one(f".ds-error-summary a[href='#{control}']")


def test_dates_can_be_typed_in_the_norwegian_way(page_of, session):
    send(page_of, propose_until="2.10.2026", time_of_day="23.59")

    campaign = session.scalars(select(Campaign)).one()
    assert campaign.submission_closes_at == instant_of(date(2026, 10, 2)).replace(hour=22)


def test_midnight_is_shown_as_the_whole_day(page_of):
    page = send(page_of, time_of_day="23:59")

    assert "hele fredag 2. oktober" in page.text


@pytest.mark.parametrize(
    ("changes", "promise", "columns"),
    [
        (
            {"method": "dots", "dots_per_person": "10", "most_per_idea": "4"},
            "fordele ti prikker (høyst fire på ett forslag)",
            {"votes_per_person": 10, "most_per_idea": 4, "rule": "dots"},
        ),
        (
            {"method": "score", "raters": "5"},
            "gi forslagene poeng fra 0 til 5",
            {"votes_per_person": None, "top_score": 5, "raters": 5, "rule": "score"},
        ),
        (
            {"method": "ranked", "raters": "5", "most_per_idea": "2"},
            "rangere så mange forslag de vil",
            {"votes_per_person": None, "raters": None, "most_per_idea": None, "rule": "stv"},
        ),
        (
            {"method": "budget", "budget_hours": "40"},
            "velge forslag for inntil 40 timer",
            {"budget": 2400, "forward_mode": "budget", "rule": "equal-shares-add-fill"},
        ),
        (
            {"method": "budget", "budget_hours": "40", "utility": "cardinality"},
            "velge forslag for inntil 40 timer",
            {"utility": "cardinality", "rule": "equal-shares-add-fill"},
        ),
        (
            {"rule": "equal-shares", "utility": "cardinality"},
            "gi inntil tre stemmer",
            {"utility": "cost", "rule": "equal-shares"},
        ),
        (
            {"rule": "phragmen", "floor_percent": "20", "floor_groups": "2", "is_balanced": "y"},
            "gi inntil tre stemmer",
            {"rule": "phragmen", "floor_percent": 20, "floor_groups": 2, "is_balanced": True},
        ),
        (
            {"councils_seats": "1", "lottery_source": "Lotto-tallene", "ballots_public": "y"},
            "Stemmesedlene legges ut uten navn etterpå.",
            {"councils_seats": 1, "lottery_source": "Lotto-tallene", "ballots_public": True},
        ),
    ],
)
def test_how_one_votes_and_counts_is_promised_and_stands_in_the_form_again(
    page_of, session, changes, promise, columns
):
    page = send(page_of, **changes)

    assert promise in page.select_one(".big").text
    campaign = session.scalars(select(Campaign)).one()
    assert {name: getattr(campaign, name) for name in columns} == columns
    form = page_of.open(f"/dugnader/{campaign.slug}/rediger")
    assert ticked(form, "method") == [changes.get("method", "approval")]
    assert ticked(form, "rule") == [changes.get("rule", "usual")]
    assert ticked(form, "utility") == [campaign.utility or "cost"]
    is_passed_over = {name for name in columns if columns[name] is None}
    for name in changes.keys() - {"method", "rule", "utility"} - is_passed_over:
        box = form.select_one(f"#{name}")
        assert box.get("value") == changes[name]


def test_only_the_ways_of_counting_that_fit_are_shown_beside_each_way_of_voting(page_of):
    page = page_of.open(FORM)

    fits = {
        option.select_one("input")["value"]: option["data-for"].split()
        for option in page.select(".rules [data-for]")
    }
    assert fits["stv"] == ["ranked"]
    assert fits["equal-shares-add-fill"] == ["approval", "dots", "score", "ranked", "budget"]


def test_an_empty_number_of_votes_means_as_many_as_one_likes(page_of, session):
    page = send(page_of, votes_per_person="")

    assert "gi så mange stemmer de vil" in page.select_one(".big").text
    assert session.scalars(select(Campaign)).one().votes_per_person is None


@pytest.mark.parametrize(
    ("day", "advice"),
    [
        ("2026-10-03", "lørdag 3. oktober. Få er på jobb i helgen"),
        ("2026-12-25", "fredag 25. desember, som er første juledag. Få er på jobb da"),
    ],
)
def test_a_quiet_day_is_a_gentle_warning_before_and_after_saving(page_of, day, advice):
    later = {"propose_until": day, "vote_until": "2027-01-14", "decision_on": "2027-01-20"}

    page = page_of.submit(FORM, status=422, **six_fields(page_of.open(FORM), title_nb="", **later))
    assert f"Fristen for å foreslå er {advice}" in page.select_one("#forhandsvisning").text

    page = send(page_of, **later)
    assert f"Fristen for å foreslå er {advice}" in page.text
    assert "Start dugnaden" in page.text, "a word is no wall"


def test_a_quiet_day_is_said_while_the_form_is_filled_in(page_of):
    answer = page_of.client.post(
        FORM,
        data={"csrf_token": page_of.token(FORM), "councils_until": "2026-10-04"},
        headers={"HX-Request": "true"},
    )

    assert "Fristen for brukermedvirkning er søndag 4. oktober." in answer.text


def test_the_same_form_sent_twice_makes_one(page_of, session):
    fields = six_fields(page_of.open(FORM))

    first = page_of.submit(FORM, **fields)
    second = page_of.submit(FORM, **fields)

    assert first.h1 == second.h1
    assert len(session.scalars(select(Campaign)).all()) == 1


def test_a_form_sent_again_with_other_content_is_told_that_it_exists(page_of):
    fields = six_fields(page_of.open(FORM))
    page_of.submit(FORM, **fields)

    page = page_of.submit(FORM, status=422, **fields | {"title_nb": "Noe annet?"})

    assert "laget fra før" in page.text
    assert page.select_one("#title_nb")["value"] == "Noe annet?"


def test_more_rows_are_given_without_losing_anything(page_of):
    fields = six_fields(
        page_of.open(FORM),
        **{"topics-0-name_nb": "Samtaler", "topics-1-name_nb": "Papir", "more": "1"},
    )

    page = page_of.submit(FORM, **fields)

    assert page.select_one("#topics-1-name_nb")["value"] == "Papir"
    assert page.select_one("#topics-3-name_nb")
    assert page.select_one("#title_nb")["value"] == "Hva skal vi lære mer om?"


def test_everything_under_the_fold_reaches_the_campaign(page_of, session, office):
    send(
        page_of,
        **{
            "councils_until": "2026-10-07",
            "voting_opens_on": "2026-10-09",
            "opens_on": "2026-09-21",
            "topics-0-name_nb": "Samtaler",
            "topics-0-name_nn": "Samtalar",
            "gatherings-0-title": "Oppstart",
            "gatherings-0-title_nn": "Oppstart på nynorsk",
            "gatherings-0-url": "https://etaten.example/oppstart",
            "gatherings-0-held_on": "2026-09-22",
            "gatherings-0-held_time": "09:00",
            "required_parts": ["body", "topic"],
            "proposal_hint": "Tenk stort.",
            "allows_anonymous": "y",
            "asks_stance": "y",
            "seats": "5",
            "forward_mode": "number",
            "quorum": "10",
            "minimum_support": "2",
            "shows_result_at": "publication",
            "contact": "Kari",
            "case_number": "26/123",
        },
    )

    campaign = session.scalars(select(Campaign)).one()
    edit = page_of.open(f"/dugnader/{campaign.slug}/rediger")
    assert edit.select_one("#gatherings-0-title_nn")["value"] == "Oppstart på nynorsk"
    assert campaign.councils_submission_closes_at == instant_of(date(2026, 10, 7))
    assert campaign.voting_opens_at.isoformat() == "2026-10-09T06:00:00+00:00"
    assert campaign.opens_at.isoformat() == "2026-09-21T06:00:00+00:00"
    assert campaign.required_parts == "body,topic"
    assert (campaign.seats, campaign.quorum, campaign.minimum_support) == (5, 10, 2)
    assert (campaign.shows_result_at, campaign.case_number) == ("publication", "26/123")
    assert campaign.allows_anonymous
    assert campaign.asks_stance
    assert session.scalars(select(Topic.name_nn)).all() == ["Samtalar"]
    assert session.scalars(select(Gathering.title_nn)).all() == ["Oppstart på nynorsk"]
    parts = session.scalars(select(CampaignBody.part)).all()
    assert sorted(parts) == ["audience", "audience", "audience", "owner"]


@pytest.mark.parametrize(
    ("locale", "promise"),
    [
        ("nn", "Alle kan foreslå til og med fredag 2. oktober og gi inntil tre røyster"),
        ("en", "Everyone can propose through Friday 2 October and give up to three votes"),
    ],
)
def test_the_promise_is_said_in_the_readers_language(
    page_of, session, facilitator, locale, promise
):
    facilitator.locale = locale
    session.commit()

    page = send(page_of)

    assert page.html["lang"] == locale
    assert page.select_one(".big").text.startswith(promise)


@pytest.fixture
def of_region(browser, session):
    region = make_body(session, unit_kind="region", name="Region Fjord")
    person = make_person(session, body=region, role=Role.FACILITATOR)
    session.commit()
    return browser.sign_in(person)


def test_a_region_has_the_same_six_fields_and_the_fold_open_at_nynorsk(of_region):
    page = of_region.open(FORM)

    assert outside_the_fold(page) == SIX_FIELDS
    (fold,) = page.select("main form details[open]")
    controls = fold.select("input:not([type=hidden]), textarea, select")
    first = [control["name"] for control in controls][:3]
    assert first == ["title_nn", "purpose_nn", "one_language_reason"]
    assert "skriver både bokmål og nynorsk" in fold.p.text
    for name in first:
        assert "valgfritt" not in page.select_one(f"label[for={name}]").parent.text


def test_a_region_writes_nynorsk_or_says_why_not(of_region):
    page = of_region.submit(FORM, status=422, **six_fields(of_region.open(FORM)))

    assert "nynorsk" in page.select_one("#title_nn-error").text
    page = of_region.submit(
        FORM,
        **six_fields(
            of_region.open(FORM),
            title_nn="Kva skal vi lære meir om?",
            purpose_nn="Vi lagar ein plan.",
        ),
    )
    assert "Start dugnaden" in page.text


def test_an_office_that_adds_a_region_as_owner_is_shown_where_nynorsk_is_written(page_of, session):
    region = make_body(session, unit_kind="region", name="Region Fjord")
    session.commit()
    fields = six_fields(page_of.open(FORM))

    page = page_of.submit(
        FORM, status=422, **fields | {"owners": [*fields["owners"], str(region.id)]}
    )

    assert page.select_one("details[open] #title_nn-error")
    assert page.select_one("details p").text.startswith("Regioner og direktoratet")


def test_a_draft_can_be_changed_and_then_started(page_of, session):
    send(page_of)
    address = "/dugnader/hva-skal-vi-laere-mer-om"
    edit = page_of.open(f"{address}/rediger")
    assert edit.select_one("#propose_until")["value"] == "2026-10-02"
    assert edit.select_one("#opens_on").get("value", "") == ""

    fields = six_fields(edit, propose_until="2026-10-05", votes_per_person="5")
    page = page_of.submit(f"{address}/rediger", **fields)
    assert "inntil fem stemmer" in page.select_one(".big").text

    page = page_of.submit(address, to=f"{address}/start")
    assert "Dugnaden er startet" in page.text
    assert "Åpen for forslag" in page.text


def test_a_launched_campaign_is_edited_without_its_dates(page_of, session):
    send(page_of)
    address = "/dugnader/hva-skal-vi-laere-mer-om"
    page_of.submit(address, to=f"{address}/start")
    before = session.scalars(select(Campaign.voting_closes_at)).one()
    session.rollback()

    page = page_of.open(f"{address}/rediger")
    assert not page.select_one("#propose_until")
    page_of.submit(
        f"{address}/rediger",
        **six_fields(page, title_nb="Hva trenger vi?", vote_until="2026-10-05"),
    )

    session.rollback()
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.title_nb, campaign.voting_closes_at) == ("Hva trenger vi?", before)


def test_a_budget_warns_of_proposals_that_could_not_go_forward(page_of, session, facilitator):
    send(page_of)
    address = "/dugnader/hva-skal-vi-laere-mer-om"
    page_of.submit(address, to=f"{address}/start")
    campaign = session.scalars(select(Campaign)).one()
    make_idea(session, campaign=campaign, author=facilitator, cost=None)
    make_idea(session, campaign=campaign, author=facilitator, cost=600)
    session.commit()
    form = page_of.open(f"{address}/rediger")

    unlimited = page_of.submit(f"{address}/rediger", **six_fields(form))
    basket = {"method": "budget", "budget_hours": "40"}
    budget = page_of.submit(f"{address}/rediger", **six_fields(form, **basket))

    assert "mangler timer" not in unlimited.text
    assert "1 forslag mangler timer og kan ikke gå videre." in budget.text


def test_the_live_promise_is_a_fragment(page_of, app):
    token = page_of.token(FORM)
    answer = page_of.client.post(
        FORM,
        data={
            "csrf_token": token,
            "propose_until": "2026-10-02",
            "vote_until": "2026-10-16",
            "votes_per_person": "1",
        },
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "gi én stemme" in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_staff_cannot_open_the_form(browser, session, office):
    person = make_person(session, body=office)
    session.commit()

    browser.sign_in(person).open(FORM, status=403)


@pytest.mark.parametrize(("changes", "wanted"), [({}, False), ({"compares_pairs": "y"}, True)])
def test_pairs_are_compared_only_where_that_was_ticked(page_of, session, changes, wanted):
    send(page_of, **changes)

    campaign = session.scalars(select(Campaign)).one()
    assert campaign.compares_pairs is wanted
    assert len(campaign.pairwise_key or b"") == (32 if wanted else 0)
    form = page_of.open(f"/dugnader/{campaign.slug}/rediger")
    assert form.select_one("input[name=compares_pairs]").has_attr("checked") is wanted
