"""Files, invitations and reports as people meet them on their pages."""

import io

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.domain.permissions import Role
from app.models import Attachment, Campaign, CoAuthor, Comment, Idea
from tests.support.attached import SECRET, exif, jpeg, pdf
from tests.support.factories import (
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)


class Scene:
    """A proposal by Kari, with Per as a colleague and Frida as facilitator."""

    def __init__(self, app, new_browser):
        self.app, self._new_browser = app, new_browser
        with app.app_context(), atomic() as session:
            office = make_body(session)
            self.kari = make_person(session, name="Kari Nordmann", body=office)
            self.per = make_person(
                session, name="Per Hansen", email="per@etaten.example", body=office
            )
            self.frida = make_person(session, name="Frida", body=office, role=Role.FACILITATOR)
            campaign = make_campaign(session, owner=office)
            idea = make_idea(session, campaign=campaign, author=self.kari, title="Stille time")
            comment = Comment(
                campaign_id=campaign.id,
                idea_id=idea.id,
                author_id=self.kari.id,
                body="Tullete.",
                created_at=WHILE_SUBMITTING,
            )
            session.add(comment)
            session.flush()
            self.comment_id = comment.id
        self.campaign = f"/dugnader/{campaign.slug}"
        self.url = f"{self.campaign}/forslag/1"

    def browser(self, person):
        return self._new_browser().sign_in(person)

    def attach(self, content, name, *, browser=None, status=200):
        browser = browser or self.browser(self.kari)
        return browser.submit(
            f"{self.url}/vedlegg", status=status, file=(io.BytesIO(content), name)
        )

    def begin_draft(self, browser):
        """By the button that keeps the text and goes on to its files; gives their address."""
        token = browser.token(f"{self.campaign}/forslag/nytt")
        sent = {"csrf_token": token, "title": "Skilt i gangen", "files": "1"}
        return browser.client.post(f"{self.campaign}/forslag/nytt", data=sent).location

    def merge_another_into_it(self):
        with self.app.app_context(), atomic() as session:
            first = session.scalars(select(Idea)).one()
            campaign = session.get_one(Campaign, first.campaign_id)
            make_idea(
                session,
                campaign=campaign,
                author=self.per,
                title="Ro",
                state="merged",
                merged_into=first.id,
            )

    def rows(self, of):
        with self.app.app_context(), atomic() as session:
            return session.scalars(select(of)).all()


@pytest.fixture
def scene(app, clock, new_browser):
    clock.moment = WHILE_SUBMITTING
    return Scene(app, new_browser)


def links(page):
    return {link.text.strip(): link["href"] for link in page.select("main a[href]")}


def test_a_file_is_attached_without_metadata_and_handed_out_as_a_download(scene):
    page = scene.attach(jpeg(before=exif(6)), "mappe/Bilde av «tavla».JPG")

    browser = scene.browser(scene.per)
    answer = browser.client.get(links(page)["Bilde av «tavla».jpg"])
    assert answer.status_code == 200
    assert SECRET not in answer.data
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''Bilde%20")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_files_are_laid_beside_a_draft_and_handed_in_with_it(scene):
    kari, per = scene.browser(scene.kari), scene.browser(scene.per)
    address = scene.begin_draft(kari)
    page = kari.submit(address, file=(io.BytesIO(jpeg()), "skilt.jpg"))
    (download,) = (url for name, url in links(page).items() if name == "skilt.jpg")

    assert per.client.get(address).status_code == 404
    assert per.client.get(download).status_code == 404
    assert kari.client.get(download).status_code == 200
    draft = address.removesuffix("/vedlegg")
    assert "1 vedlegg" in kari.open(draft).main.text

    kari.submit(draft, title="Skilt i gangen", similar_seen="1")
    page = per.open(f"{scene.campaign}/forslag/2")
    assert per.client.get(links(page)["skilt.jpg"]).status_code == 200
    assert kari.client.get(download).status_code == 404


def test_what_lay_beside_a_draft_goes_with_it(scene):
    kari = scene.browser(scene.kari)
    address = scene.begin_draft(kari)
    for name in ("en.jpg", "to.jpg"):
        page = kari.submit(address, file=(io.BytesIO(jpeg()), name))
    remove = next(url for name, url in links(page).items() if name.startswith("Fjern"))
    kari.submit(remove)
    assert len(scene.rows(Attachment)) == 1

    kari.submit(address.removesuffix("/vedlegg"), discard="1")
    assert scene.rows(Attachment) == []


@pytest.mark.parametrize(
    ("content", "name", "status", "said"),
    [
        (b"%PDF-" + bytes(5_000), "stor.pdf", 413, "større enn 10 megabyte"),
        (b"<svg onload='x'/>", "bilde.png", 415, "Vi tar imot PDF, PNG, JPEG og Word"),
        (pdf()[:200], "halv.pdf", 422, "kan ikke leses"),
        (b"", "", 422, "Velg en fil."),
    ],
    ids=["too large", "another kind", "damaged", "none"],
)
def test_a_file_that_is_not_taken_is_refused_beside_the_field(
    scene, monkeypatch, content, name, status, said
):
    monkeypatch.setattr("app.domain.learning.materials.LARGEST_BYTES", 5_000)
    page = scene.attach(content, name, status=status)

    field = page.select_one("#file")
    assert said in page.select_one(f"#{field['aria-describedby'].split()[-1]}").text
    assert scene.rows(Attachment) == []


def test_whoever_is_asked_says_yes_on_the_page_of_the_proposal(scene):
    inviting = scene.browser(scene.kari)
    page = inviting.submit(f"{scene.url}/medforfattere", email="per@etaten.example")
    assert "Venter på svar" in page.text

    asked = scene.browser(scene.per)
    page = asked.open(scene.url)
    assert "Kari Nordmann har invitert deg" in page.text
    page = asked.submit(scene.url, to=f"{scene.url}/invitasjon", answer="yes")

    assert [behind.person_id for behind in scene.rows(CoAuthor)] == [scene.per.id]
    assert "har invitert deg" not in page.text
    assert "Per Hansen" in page.select_one("main").text
    assert "Står bak" in inviting.open(f"{scene.url}/medforfattere").text


def test_nobody_else_sees_that_somebody_is_asked(scene):
    scene.browser(scene.kari).submit(f"{scene.url}/medforfattere", email="per@etaten.example")

    assert "har invitert deg" not in scene.browser(scene.frida).open(scene.url).text


def test_a_reported_comment_comes_to_the_facilitator_and_is_hidden(scene):
    reporter, facilitator = scene.browser(scene.per), scene.browser(scene.frida)
    page = reporter.open(scene.url)
    [way] = [href for text, href in links(page).items() if text.startswith("Meld fra om kommentar")]
    reporter.submit(way, concern="offensive", text="Sårende.")

    queue = facilitator.open(f"{scene.campaign}/meldinger")
    assert "Sårende." in queue.text
    assert "Per Hansen" not in queue.text
    page = facilitator.submit(links(queue)["Stille time"], outcome="hidden", reason="Vær saklig.")

    assert "Ingen meldinger venter" in page.text
    assert "Tullete." not in reporter.open(scene.url).text
    own = scene.browser(scene.kari).open(scene.url).text
    assert "Vær saklig." in own
    assert "Per Hansen" not in own


def test_a_report_without_a_concern_is_asked_for_it(scene):
    page = scene.browser(scene.per).submit(f"{scene.url}/meld", status=422, text="Noe.")

    assert "Velg hva det gjelder." in page.text


def test_a_hidden_proposal_answers_404_and_tells_its_author_why(scene):
    scene.browser(scene.per).submit(f"{scene.url}/meld", concern="person")
    facilitator = scene.browser(scene.frida)
    facilitator.submit(f"{scene.url}/melding", outcome="hidden", reason="En bruker kjennes igjen.")

    reporter = scene.browser(scene.per)
    reporter.open(scene.url, status=404)
    scene.merge_another_into_it()
    assert "Stille time" not in reporter.open(f"{scene.campaign}/forslag/2").text
    assert "Stille time" not in reporter.open(f"{scene.campaign}/forslag").text
    assert "En bruker kjennes igjen." in scene.browser(scene.kari).open(scene.url).text
    facilitator.submit(f"{scene.url}/vis-igjen")
    reporter.open(scene.url)
