"""Which of two matters most, as people and facilitators see it."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import insert, select

from app.core.db import atomic, db
from app.models import Campaign, Idea, PairwiseAnswer, Person
from tests.support.comparing import asked, make_comparing, own_answers, proof_of, say
from tests.support.elections import count_rows, make_election, vote
from tests.support.factories import AFTER_CLOSE, IN_REVIEW, WHILE_SUBMITTING, WHILE_VOTING
from tests.support.statements import recorded_statements

LINK = "Sammenlign forslag to og to"
MOST_STATEMENTS = {"GET": 7, "POST": 8}


@pytest.fixture
def election(app):
    return make_comparing(app, staff=6, ideas=4)


@pytest.fixture
def sign_in(app, new_browser):
    def as_person(person_id):
        with app.app_context():
            person = db.session.get(Person, person_id)
        return new_browser().sign_in(person)

    return as_person


def url_of(election):
    return f"/dugnader/{election.slug}/sammenlign"


def fields_of(page, form="form:has(#prefer-1)"):
    return {each["name"]: each["value"] for each in page.select(f"{form} input[type=hidden]")}


def prefer(browser, election, place, *, page=None, status=303, **headers):
    """Press one of the three buttons: 1, 2 or «neither»."""
    page = page or browser.open(url_of(election))
    chosen = page.select_one(f"#prefer-{place}")["value"]
    answer = browser.client.post(
        url_of(election), data=fields_of(page) | {"preferred": chosen}, headers=headers
    )
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def titles(page):
    return [heading.text for heading in page.select(".compare h2")]


def progress(page):
    return page.select_one(".compare__progress").text


def test_two_proposals_are_shown_and_the_answer_is_told_in_words(election, sign_in):
    siri = sign_in(election.staff[0])
    page = siri.open(url_of(election))
    first, second = titles(page)
    assert progress(page) == "Du har sammenlignet 0 av 6 par."
    assert "Angre" not in page.text
    assert [link["href"] for link in page.select(".compare a")] == [
        f"/dugnader/{election.slug}/forslag/{title.split()[-1]}" for title in (first, second)
    ]

    prefer(siri, election, 2)

    page = siri.open(url_of(election))
    assert progress(page) == "Du har sammenlignet 1 av 6 par."
    assert f"Lagret: «{second}» er viktigere enn «{first}»." in page.text
    assert set(titles(page)) != {first, second}


def test_the_last_answer_is_undone_and_the_pair_comes_back(app, election, sign_in):
    siri = sign_in(election.staff[0])
    before = titles(siri.open(url_of(election)))
    prefer(siri, election, "neither")
    page = siri.open(url_of(election))
    assert "Lagret: Du kunne ikke velge mellom" in page.text

    fields = fields_of(page, ".compare__last")
    for _ in range(2):  # twice is as once
        answer = siri.client.post(f"{url_of(election)}/angre", data=fields)
        assert answer.status_code == 303

    page = siri.open(url_of(election))
    assert titles(page) == before
    assert progress(page) == "Du har sammenlignet 0 av 6 par."
    assert count_rows(app, PairwiseAnswer) == 0


def test_a_double_click_and_an_old_tab_never_answer_another_pair(app, election, sign_in):
    siri = sign_in(election.staff[0])
    old_tab = siri.open(url_of(election))
    first, second = titles(old_tab)

    prefer(siri, election, 1, page=old_tab)
    prefer(siri, election, 1, page=old_tab)
    assert own_answers(app, election, election.staff[0]).number == 1

    page = prefer(siri, election, 2, page=old_tab, status=409)
    assert "Du har alt svart noe annet om disse to. Det svaret gjelder." in page.text
    assert f"Lagret: «{first}» er viktigere enn «{second}»." in page.text
    assert set(titles(page)) != {first, second}
    assert own_answers(app, election, election.staff[0]).number == 1


def test_undoing_from_an_old_tab_leaves_what_came_after(app, election, sign_in):
    siri = sign_in(election.staff[0])
    prefer(siri, election, 1)
    old_tab = siri.open(url_of(election))
    prefer(siri, election, 1)

    answer = siri.client.post(
        f"{url_of(election)}/angre", data=fields_of(old_tab, ".compare__last")
    )

    assert answer.status_code == 409
    assert "Bare det siste svaret kan angres." in answer.text
    assert own_answers(app, election, election.staff[0]).number == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"second": "first"}, "Et forslag kan ikke sammenlignes med seg selv."),
        ({"proof": "x"}, "Du ble ikke spurt om disse to forslagene."),
        ({"first": "no id"}, "Du ble ikke spurt om disse to forslagene."),
        ({"preferred": "no id"}, "Du ble ikke spurt om disse to forslagene."),
    ],
)
def test_what_no_page_would_send_is_refused_and_uses_nothing_up(
    app, election, sign_in, change, reason
):
    siri = sign_in(election.staff[0])
    page = siri.open(url_of(election))
    fields = fields_of(page) | {"preferred": "neither"}
    fields |= {name: fields.get(value, value) for name, value in change.items()}

    answer = siri.client.post(url_of(election), data=fields)

    assert answer.status_code == 422
    assert f"{reason} Ingenting ble endret." in answer.text
    assert count_rows(app, PairwiseAnswer) == 0


def test_a_proposal_that_went_away_meanwhile_is_told(app, election, sign_in):
    siri = sign_in(election.staff[0])
    page = siri.open(url_of(election))
    with app.app_context(), atomic() as session:
        hidden = session.scalars(
            select(Idea).where(Idea.id == asked(app, election, election.staff[0]).offer.first)
        ).one()
        hidden.state = "withdrawn"

    answer = prefer(siri, election, 1, page=page, status=422)

    assert "Ett av de to forslagene er ikke med lenger. Ingenting ble endret." in answer.text
    assert progress(answer) == "Du har sammenlignet 0 av 3 par."


@pytest.mark.parametrize("ideas", [0, 1])
def test_with_fewer_than_two_proposals_there_is_nothing_to_compare(app, sign_in, ideas):
    election = make_comparing(app, ideas=ideas)

    page = sign_in(election.staff[0]).open(url_of(election))

    assert "Ikke noe å sammenligne ennå" in page.text
    assert not page.select(".compare__progress")


def test_whoever_has_compared_all_is_thanked_and_can_still_undo(app, sign_in):
    election = make_comparing(app, ideas=2)
    siri = sign_in(election.staff[0])
    prefer(siri, election, 1)

    page = siri.open(url_of(election))

    assert progress(page) == "Du har sammenlignet 1 av 1 par."
    assert "Takk! Du har sammenlignet alle parene du kan." in page.text
    assert "Angre det siste svaret" in page.text


def test_whoever_has_used_all_forty_is_told_so(app, sign_in):
    election = make_comparing(app, ideas=10)
    mac = own_answers(app, election, election.staff[0]).person_mac
    pairs = [sorted((a, b)) for n, a in enumerate(election.ideas) for b in election.ideas[:n]]
    with app.app_context(), atomic() as session:
        session.execute(
            insert(PairwiseAnswer),
            [
                {
                    "campaign_id": election.campaign_id,
                    "idea_low": low,
                    "idea_high": high,
                    "person_mac": mac,
                    "seq": nr,
                    "result": "low",
                }
                for nr, (low, high) in enumerate(pairs[:40], start=1)
            ],
        )
    siri = sign_in(election.staff[0])

    page = siri.open(url_of(election))
    assert progress(page) == "Du har sammenlignet 40 av 40 par."
    assert "Takk! Du har brukt alle de 40 sammenligningene dine." in page.text

    low, high = pairs[44]
    proof = proof_of(app, election, election.staff[0], (low, high))
    fields = {"first": low, "second": high, "proof": proof, "preferred": low}
    answer = siri.post(url_of(election), **fields)
    assert answer.status_code == 409
    assert "Du har brukt alle de 40 sammenligningene dine." in answer.text


def test_htmx_gets_the_pair_alone(election, sign_in):
    siri = sign_in(election.staff[0])
    page = siri.open(url_of(election))

    prefer(siri, election, 1, page=page, **{"HX-Request": "true"})
    answer = siri.client.get(url_of(election), headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith('<section class="stack" id="compare"')
    assert "HX-Request" in answer.headers["Vary"]
    assert "Du har sammenlignet 1 av 6 par." in answer.text


@pytest.mark.parametrize("page", ["", "/forslag"])
@pytest.mark.parametrize(
    ("moment", "compares", "is_linked"),
    [
        (WHILE_SUBMITTING, True, True),
        (IN_REVIEW, True, True),
        (IN_REVIEW, False, False),
        (WHILE_VOTING, True, False),
        (AFTER_CLOSE, True, False),
    ],
)
def test_the_way_to_it_is_shown_while_it_is_open(
    app, clock, sign_in, page, moment, compares, is_linked
):
    election = make_comparing(app, compares_pairs=compares)
    clock.moment = moment
    siri = sign_in(election.staff[0])

    shown = siri.open(f"/dugnader/{election.slug}{page}")

    assert (url_of(election) in [link["href"] for link in shown.select("a")]) is is_linked
    assert (LINK in shown.text) is is_linked
    status = 200 if is_linked else 409 if compares else 404
    assert siri.client.get(url_of(election)).status_code == status


def test_the_deadline_is_said_when_it_has_passed(election, clock, sign_in):
    clock.moment = WHILE_VOTING

    page = sign_in(election.staff[0]).open(url_of(election), status=409)

    assert "Fristen gikk ut mandag 5. oktober kl. 08.00." in page.text


def all_say(app, election, people=5):
    pair = election.ideas[:2]
    for person in election.staff[:people]:
        say(app, election, person, pair, pair[0])


def test_the_facilitator_sees_no_number_before_five_people_have_answered(app, election, sign_in):
    all_say(app, election, people=4)

    page = sign_in(election.facilitator).open(f"/dugnader/{election.slug}/kortliste")

    assert "Tallene vises når minst 5 har svart. De er råd og avgjør ingenting." in page.text
    assert "Sammenligninger (råd)" not in page.text
    assert "Ikke sammenlignet" not in page.text


def test_the_facilitator_sees_the_numbers_as_advice_beside_the_shortlist(app, election, sign_in):
    all_say(app, election)

    page = sign_in(election.facilitator).open(f"/dugnader/{election.slug}/kortliste")

    assert "Dette er råd og avgjør ingenting." in page.text
    cells = [
        " ".join(row.select("td")[-1].get_text(" ").split()) for row in page.select("tbody tr")
    ]
    assert cells == [
        "86 (54–100) Usikker Vant 5, tapte 0, 5 personer",
        "14 (0–46) Usikker Vant 0, tapte 5, 5 personer",
        "Ikke sammenlignet",
        "Ikke sammenlignet",
    ]


def test_a_campaign_that_does_not_ask_says_nothing_of_it(app, clock, sign_in):
    clock.moment = IN_REVIEW
    election = make_election(app)

    page = sign_in(election.facilitator).open(f"/dugnader/{election.slug}/kortliste")

    assert "sammenlign" not in page.text.lower()


CSV = (
    "Nr.;Forslag;Sammenligninger (råd);Nedre grense;Øvre grense;Vant;Tapte;Personer;Usikker\r\n"
    "1;Stille time 1;85,7;54,0;99,6;5;0;5;1\r\n"
    "2;Stille time 2;14,3;0,4;46,0;0;5;5;1\r\n"
)


def test_the_numbers_are_downloaded_and_kept_when_voting_opens(app, clock, election, sign_in):
    all_say(app, election)
    facilitator = sign_in(election.facilitator)
    address = f"/dugnader/{election.slug}/sammenligninger.csv"
    assert facilitator.client.get(address).text.lstrip("\ufeff") == CSV
    assert address not in str(facilitator.open(f"/dugnader/{election.slug}"))

    clock.moment = WHILE_VOTING
    vote(app, election, election.staff[0], election.ideas[0])

    facilitator = sign_in(election.facilitator)
    assert facilitator.client.get(address).text.lstrip("\ufeff") == CSV
    assert address in str(facilitator.open(f"/dugnader/{election.slug}"))


def test_nobody_who_takes_part_sees_a_number(app, election, sign_in):
    all_say(app, election)
    siri, base = sign_in(election.staff[5]), f"/dugnader/{election.slug}"

    for address in ("/kortliste", "/sammenligninger.csv"):
        assert siri.client.get(base + address).status_code == 403
    for address in ("", "/forslag", "/forslag/1", "/sammenlign"):
        page = siri.open(base + address).text
        assert not any(said in page for said in ("(54–100)", "85,7", "Vant", "tapte", "5 personer"))


def ask(app, election, browser):
    """The statements of one look and one answer."""
    found = {}
    with recorded_statements() as found["GET"]:
        page = browser.open(url_of(election))
    with recorded_statements() as found["POST"]:
        prefer(browser, election, 1, page=page)
    return {method: len(sent) for method, sent in found.items()}


def many_ideas(app, election, number):
    with app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, election.campaign_id)
        session.execute(
            insert(Idea),
            [
                {
                    "campaign_id": campaign.id,
                    "nr": nr,
                    "state": "submitted",
                    "title": f"Stille time {nr}",
                    "author_id": election.staff[0],
                    "created_at": WHILE_SUBMITTING,
                    "updated_at": WHILE_SUBMITTING,
                }
                for nr in range(100, 100 + number)
            ],
        )


def test_a_pair_costs_the_same_few_statements_among_ten_and_a_thousand(app, election, sign_in):
    siri = sign_in(election.staff[0])
    siri.open(url_of(election))
    ask(app, election, siri)
    few = ask(app, election, siri)
    many_ideas(app, election, 996)

    assert ask(app, election, siri) == few
    assert all(few[method] <= most for method, most in MOST_STATEMENTS.items()), few
