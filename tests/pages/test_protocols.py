"""The page under a decision where its protocol is issued, and the files."""

import hashlib
import io
import re

import pymupdf
import pytest
from docx import Document
from flask import url_for
from outloud import check as check_accessibility

from app.decisions.services import Grounds
from tests.support.outcomes import (
    change_idea,
    decide,
    facilitator_of,
    make_counted,
    member,
)


@pytest.fixture
def counted(app):
    return make_counted(app, staff=6, case_number="2026/7")


@pytest.fixture
def url(counted):
    return f"/dugnader/{counted.slug}/valg/protokoll"


@pytest.fixture
def facilitator(app, counted, new_browser):
    return new_browser().sign_in(facilitator_of(app, counted))


def text_of(content):
    with pymupdf.open(stream=content) as pdf:
        return re.sub(r"[\s\u00ad-]+", "", "".join(page.get_text() for page in pdf))


def test_it_waits_for_the_decision(facilitator, url):
    page = facilitator.open(url)
    assert "Ikke bestemt ennå" in page.text
    assert page.select_one("#case_number") is None


def test_the_decision_leads_to_it_for_those_who_decide(app, counted, facilitator, url):
    decide(app, counted)
    with app.test_request_context():
        decision = url_for("decisions.show", slug=counted.slug)
    assert facilitator.open(decision).select_one(f'a[href="{url}"]')


def test_it_is_issued_with_the_case_number_and_the_files_hold_it_all(
    app, counted, facilitator, url
):
    change_idea(app, counted, counted.ideas[4], is_on_ballot=False, omitted_reason="Utenfor oss")
    first = counted.ideas[0]
    going = counted.winners - {first}
    decide(app, counted, going=going, grounds={first: Grounds("=1+1 gjøres alt")})

    assert facilitator.open(url).select_one("#case_number")["value"] == "2026/7"
    page = facilitator.submit(url, case_number="2026/7-3")

    assert "Protokoll 1" in page.text
    word = facilitator.client.get(f"{url}/1.docx")
    pdf = facilitator.client.get(f"{url}/1.pdf")
    spelled = re.sub(r"[\s-]+", "", "".join(Document(io.BytesIO(word.data)).element.itertext()))
    sha256 = page.select("code.hash")[0].text
    ballot, counted_so = "Alle kan gi inntil tre stemmer.", "med størst oppslutning går videre."
    told = ("2026/73", "=1+1gjøresalt", "Utenfoross", "Takk!", "Flest stemmer", ballot, counted_so)
    for said in (*told, sha256):
        assert said.replace(" ", "") in spelled
        assert said.replace(" ", "") in text_of(pdf.data)
    sealed = facilitator.client.get(f"{url}/1.json").data
    assert hashlib.sha256(sealed).hexdigest() == sha256


@pytest.mark.parametrize("locale", ["nb", "nn"])
def test_the_pdf_passes_the_checks_of_pdf_ua(app, counted, facilitator, url, tmp_path, locale):
    decide(app, counted)
    facilitator.submit(url)
    facilitator.post(f"/sprak/{locale}")
    file = tmp_path / "protokoll.pdf"
    file.write_bytes(facilitator.client.get(f"{url}/1.pdf").data)
    report = check_accessibility(str(file))
    assert (report.error, report.errors) == (None, 0)


def test_the_same_file_comes_out_every_time(app, counted, facilitator, url):
    decide(app, counted)
    facilitator.submit(url)
    before = facilitator.client.get(f"{url}/1.pdf").data
    change_idea(app, counted, counted.ideas[0], title="Noe helt annet")
    assert facilitator.client.get(f"{url}/1.pdf").data == before


def test_whoever_only_takes_part_reads_it_nowhere(app, counted, facilitator, url, new_browser):
    decide(app, counted)
    facilitator.submit(url)
    colleague = new_browser().sign_in(member(app, counted))
    colleague.open(url, status=403)
    assert colleague.client.get(f"{url}/1.docx").status_code == 403


def test_a_protocol_that_is_not_there_is_not_found(app, counted, facilitator, url):
    decide(app, counted)
    facilitator.submit(url)
    assert facilitator.client.get(f"{url}/2.pdf").status_code == 404
    assert facilitator.client.get(f"{url}/1.odt").status_code == 404
