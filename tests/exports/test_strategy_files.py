"""The strategy files, opened again as those who get them would: openpyxl, csv, json."""

import csv
import io
import json
import tracemalloc
from uuid import UUID

import pytest
from openpyxl import load_workbook

from app.core.db import atomic, db
from app.decisions.services import Grounds
from app.domain.errors import NotCountedError, NotOpenError
from app.domain.imported import cost_of
from app.domain.pabulib import parse_pabulib
from app.exports.queries import get_export
from app.exports.strategy import strategy_csv, strategy_json, strategy_xlsx
from app.models import Campaign, Idea, Person
from app.voting.explanations import package_texts
from app.voting.services.importing import import_election
from tests.support.elections import begin_voting, cast, close, make_election, make_election_of
from tests.support.factories import AFTER_CLOSE, make_body, make_idea
from tests.support.outcomes import (
    change_campaign,
    change_idea,
    decide,
    hand_to,
    make_counted,
)

ADDRESS = "https://dugnad.example/dugnader/x/forslag"
FORMULAS = (
    '=HYPERLINK("http://e.example","klikk")',
    "+47 22 22 22 22",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    "  =1+1",
    "\r=1+1",
)
ELECTION = """META
key;value
currency;PLN
budget;120
vote_type;approval
PROJECTS
project_id;cost;votes;name
a;100.5;1;Møtefri fredag
b;20;1;Benker
VOTES
voter_id;vote
1;a,b
"""


def export_of(app, slug):
    return get_export(db.session, slug, now=app.extensions["clock"].now())


def as_json(app, slug):
    with app.test_request_context():
        return json.loads(b"".join(strategy_json(db.session, export_of(app, slug), ADDRESS)))


def as_csv(app, slug):
    with app.test_request_context():
        content = b"".join(strategy_csv(db.session, export_of(app, slug), ADDRESS))
    return content, list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def as_workbook(app, slug):
    with (
        app.test_request_context(),
        strategy_xlsx(db.session, export_of(app, slug), ADDRESS) as file,
    ):
        return load_workbook(io.BytesIO(file.read()))


def table(sheet):
    heading, *rows = sheet.values
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.fixture
def counted(app):
    counted = make_counted(app)
    decide(
        app,
        counted,
        going=frozenset({counted.ideas[0], counted.ideas[4]}),
        grounds={
            counted.ideas[1]: Grounds("Vi gjør det alt."),
            counted.ideas[2]: Grounds("Ikke nå."),
            counted.ideas[4]: Grounds("Brevet ber om det."),
        },
        reason="Vi fulgte brevet.",
    )
    return counted


def test_the_workbook_has_the_four_sheets(app, counted):
    book = as_workbook(app, counted.slug)

    assert book.sheetnames == [
        "Går videre",
        "Alle forslag",
        "Deltakelse og grupper",
        "Beslutninger",
    ]
    assert [row["Id"] for row in table(book["Går videre"])] == [
        str(counted.ideas[0]),
        str(counted.ideas[4]),
    ]
    assert len(table(book["Alle forslag"])) == len(counted.ideas)


def test_each_proposal_carries_evidence_and_provenance(app, counted):
    first, *_, last = table(as_workbook(app, counted.slug)["Alle forslag"])

    assert (first["Stemmer"], first["Plass"]) == (6, 1)
    assert first["Avstemningen peker på"] == first["Går videre"] == "ja"
    assert len(first["Resultatets fingeravtrykk"]) == 64
    assert first["Adresse"] == f"{ADDRESS}/1"
    assert (last["Går videre"], last["Avstemningen peker på"]) == ("ja", "nei")
    assert last["Begrunnelse for avvik"] == "Brevet ber om det."


def test_the_decision_says_who_when_and_why(app, counted):
    whole = table(as_workbook(app, counted.slug)["Beslutninger"])[0]

    assert whole["Begrunnelse"] == "Vi fulgte brevet."
    assert whole["Hvem"].startswith("Prøve Person")
    assert whole["Når"].isoformat() == "2026-10-16T16:00:00"


def test_csv_opens_with_a_double_click(app, counted):
    content, rows = as_csv(app, counted.slug)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.split(b"\r\n")[0].count(b";") > 10
    assert [row["Nr."] for row in rows] == ["1", "2", "3", "4", "5"]


def test_json_holds_the_four_parts_with_plain_types(app, counted):
    change_idea(app, counted, counted.ideas[0], cost=90)

    content = as_json(app, counted.slug)

    assert {"winners", "ideas", "turnout", "decisions", "exported_at"} <= content.keys()
    assert [each["id"] for each in content["winners"]] == [str(idea) for idea in counted.ideas[:3]]
    assert len(content["ideas"]) == len(counted.ideas)
    assert content["ideas"][0]["cost"] == 90
    assert content["turnout"]["voted"] == 6
    (decision,) = content["decisions"]
    assert decision["reason"] == "Vi fulgte brevet."
    assert decision["result_sha256"] == content["result_sha256"]


@pytest.mark.parametrize(
    ("minutes", "in_sheet", "in_csv"),
    [(750, 12.5, "12,5"), (6_000, 100, "100"), (50, 0.83, "0,83")],
)
def test_costs_stand_in_hours(app, counted, minutes, in_sheet, in_csv):
    change_idea(app, counted, counted.ideas[0], cost=minutes)
    change_idea(app, counted, counted.ideas[1], cost=None)

    first, second, *_ = table(as_workbook(app, counted.slug)["Alle forslag"])
    row = as_csv(app, counted.slug)[1][0]

    assert first["Kostnad (timer)"] == in_sheet
    assert second["Kostnad (timer)"] is None
    assert row["Kostnad (timer)"] == in_csv
    assert cost_of(row["Kostnad (timer)"]) == minutes
    assert as_json(app, counted.slug)["cost_unit"] == {"name": "hour", "parts": 60}


@pytest.mark.parametrize(("currency", "shown"), [("PLN", "PLN"), ("", "beløp")])
def test_costs_of_an_imported_election_stand_in_its_money(app, currency, shown):
    text = ELECTION.replace("currency;PLN", f"currency;{currency}")
    election = parse_pabulib(text)
    with app.app_context():
        import_election(
            atomic,
            election,
            slug="penger",
            digest="0" * 64,
            texts=package_texts,
            clock=app.extensions["clock"],
        )

    first, second = table(as_workbook(app, "penger")["Alle forslag"])

    assert [each[f"Kostnad ({shown})"] for each in (first, second)] == [100.5, 20]
    assert as_json(app, "penger")["cost_unit"] == {"name": currency, "parts": 10}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(app, counted, text):
    change_idea(app, counted, counted.ideas[0], title=text, body=text)

    for row in as_workbook(app, counted.slug)["Alle forslag"].iter_rows():
        assert all(cell.data_type != "f" for cell in row)
    _, rows = as_csv(app, counted.slug)
    assert rows[0]["Tittel"].startswith("'")
    assert rows[0]["Forslag"].startswith("'")


@pytest.fixture
def hidden_things(app, counted):
    """What must never leave: an author without a name, a draft, a withdrawn, a merged."""
    with app.app_context(), atomic() as session:
        campaign = session.get(Campaign, counted.id)
        author = session.get(Person, counted.author)
        author.name = "Hemmelig Navnesen"
        idea = session.get(Idea, (counted.id, counted.ideas[0]))
        idea.is_anonymous = True
        make_idea(session, campaign=campaign, author=author, state="draft", title="Utkastet")
        make_idea(session, campaign=campaign, author=author, state="withdrawn", title="Trukket")
        make_idea(
            session,
            campaign=campaign,
            author=author,
            state="merged",
            title="Slått sammen",
            merged_into=counted.ideas[1],
        )


@pytest.mark.parametrize("fmt", ["xlsx", "csv", "json"])
def test_nothing_hidden_leaves_the_house(app, counted, hidden_things, fmt):
    if fmt == "xlsx":
        sheets = as_workbook(app, counted.slug)
        text = " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    elif fmt == "csv":
        text = as_csv(app, counted.slug)[0].decode()
    else:
        text = json.dumps(as_json(app, counted.slug), ensure_ascii=False)

    for secret in ("Hemmelig", "Utkastet", "Trukket", 'Slått sammen"', str(counted.author)):
        assert secret not in text


def test_what_was_merged_in_is_told_by_its_number(app, counted, hidden_things):
    ideas = {idea["id"]: idea for idea in as_json(app, counted.slug)["ideas"]}

    assert ideas[str(counted.ideas[1])]["merged_from"] == [8]


def test_a_body_behind_a_proposal_is_told(app, counted):
    with app.app_context(), atomic() as session:
        council = make_body(session, kind="council", name="Brukerutvalget")
    change_idea(app, counted, counted.ideas[0], on_behalf_of=council.id)

    first = as_json(app, counted.slug)["ideas"][0]

    assert (first["on_behalf_of"], first["lane"]) == ("Brukerutvalget", "councils")


def numbers_in(value):
    """Every whole number in a JSON value or a sheet."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers_in(part)]
    if isinstance(value, list | tuple):
        return [number for part in value for number in numbers_in(part)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def test_an_office_of_25_with_a_council_of_four_gives_no_small_number_away(app):
    counted = make_counted(app, staff=25, councils=4)
    decide(app, counted)

    content = as_json(app, counted.slug)
    sheet = as_workbook(app, counted.slug)["Deltakelse og grupper"]

    assert content["turnout"]["groups"] == []
    assert all(idea["group_support"] == [] for idea in content["ideas"])
    assert numbers_in(content["turnout"]) == [30, 29]
    assert min(numbers_in(list(sheet.values))) >= 25
    assert "Brukermedvirkning" not in [
        cell for row in sheet.values for cell in row if isinstance(cell, str)
    ]


def test_groups_that_are_large_enough_stand_side_by_side(app):
    counted = make_counted(app, staff=6, councils=5)
    decide(app, counted)

    first = table(as_workbook(app, counted.slug)["Alle forslag"])[0]

    assert (first["Stemmer: Ansatte"], first["Stemmer: Brukermedvirkning"]) == (6, 5)


def test_what_a_group_gave_is_called_what_it_counts(app):
    election = make_election_of(app, "dots", staff=5, councils=5)
    begin_voting(app)
    for person in election.everybody:
        cast(app, election, person, {0: 3})
    close(app, election)

    _, (first, *_) = as_csv(app, election.slug)

    assert (first["Prikker"], first["Prikker: Ansatte"]) == ("30", "15")
    assert not [heading for heading in first if heading.startswith("Stemmer")]


def test_nothing_is_exported_before_the_count(app):
    election = make_election(app)

    with app.test_request_context(), pytest.raises(NotCountedError):
        export_of(app, election.slug)


def test_nothing_is_exported_while_the_result_is_held_back(app, counted):
    change_campaign(app, counted, shows_result_at="publication")

    with app.test_request_context(), pytest.raises(NotOpenError):
        export_of(app, counted.slug)


def test_a_result_without_a_decision_can_be_exported(app):
    counted = make_counted(app)

    book, content = as_workbook(app, counted.slug), as_json(app, counted.slug)

    assert table(book["Går videre"]) == []
    assert content["decisions"] == []
    assert len(content["winners"]) == 3


def test_the_receiver_and_the_answer_stand_in_every_file(app, counted):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")

    assert table(as_workbook(app, counted.slug)["Går videre"])[0]["Mottaker"] == (
        "Strategiavdelingen"
    )
    strategy = as_json(app, counted.slug)["ideas"][0]["strategy"]
    assert strategy["receiver"] == "Strategiavdelingen"


def test_an_erased_author_changes_nothing(app, counted):
    before = as_csv(app, counted.slug)[0]
    with app.app_context(), atomic() as session:
        author = session.get(Person, counted.author)
        author.name, author.email, author.erased_at = None, None, AFTER_CLOSE

    assert as_csv(app, counted.slug)[0] == before


def test_the_memory_does_not_grow_with_the_rows(app):
    """Row by row: what is read of the proposals is never more than a few hundred."""
    counted = make_counted(app)
    with app.app_context(), atomic() as session:
        campaign = session.get(Campaign, counted.id)
        body = "x" * 5_000
        session.execute(
            Idea.__table__.insert(),
            [
                {
                    "campaign_id": campaign.id,
                    "id": UUID(int=nr),
                    "nr": nr,
                    "state": "submitted",
                    "title": f"Forslag {nr}",
                    "title_key": f"forslag {nr}",
                    "body": body,
                    "stems": "",
                    "sources": "",
                    "author_id": counted.author,
                    "created_at": AFTER_CLOSE,
                    "updated_at": AFTER_CLOSE,
                }
                for nr in range(100, 3_100)
            ],
        )
    with app.test_request_context():
        pieces = strategy_csv(db.session, export_of(app, counted.slug), ADDRESS)
        next(pieces)
        tracemalloc.start()
        size = sum(map(len, pieces))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert size > 15_000_000
    assert peak < 8_000_000
