"""One proposal's page: who stands behind it, what is said, what one may do, who may not know."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.ideas.queries.story import COMMENTS_SHOWN
from app.models import Campaign, CoAuthor, Comment, Decision, DecisionItem, Idea, Person
from tests.support.factories import (
    AFTER_CLOSE,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 7
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "[klikk](javascript:alert(1))",
    "<a href='data:text/html,x' style='position:fixed'>x</a>",
]


class Scene:
    """One proposal by Kari in a campaign where names may be left out."""

    def __init__(self, app):
        self.app = app
        with app.app_context(), atomic() as session:
            owner = make_body(session)
            self.kari = make_person(session, name="Kari Nordmann", body=owner)
            self.per = make_person(session, name="Per Hansen", body=owner)
            self.facilitator = make_person(session, body=owner, role=Role.FACILITATOR)
            campaign = make_campaign(session, owner=owner, allows_anonymous=True)
            self.id, self.slug = campaign.id, campaign.slug
            self.idea = make_idea(session, campaign=campaign, author=self.kari).id
        self.url = f"/dugnader/{self.slug}/forslag/1"

    def change(self, **columns):
        with self.app.app_context(), atomic() as session:
            idea = session.get_one(Idea, (self.id, self.idea))
            for name, value in columns.items():
                setattr(idea, name, value)

    def add(self, author=None, **columns):
        with self.app.app_context(), atomic() as session:
            campaign = session.get_one(Campaign, self.id)
            make_idea(session, campaign=campaign, author=author or self.kari, **columns)

    def say(self, body, *, author=None, at=WHILE_SUBMITTING, **columns):
        with self.app.app_context(), atomic() as session:
            comment = Comment(
                campaign_id=self.id,
                idea_id=self.idea,
                author_id=(author or self.kari).id,
                body=body,
                created_at=at,
                **columns,
            )
            session.add(comment)
            session.flush()
            return comment.id


@pytest.fixture
def scene(app):
    return Scene(app)


@pytest.fixture
def kari(browser, scene):
    return browser.sign_in(scene.kari)


@pytest.fixture
def per(new_browser, scene):
    return new_browser().sign_in(scene.per)


@pytest.fixture
def facilitator(new_browser, scene):
    return new_browser().sign_in(scene.facilitator)


def test_without_a_name_the_name_is_nowhere_but_the_facilitator_sees_it(
    scene, kari, per, facilitator
):
    scene.change(is_anonymous=True)

    assert "Kari" not in str(per.open(scene.url).main)
    assert "uten navn" in per.open(scene.url).main.text
    assert "Kari" not in str(per.open(f"/dugnader/{scene.slug}/forslag").main)
    assert "Kari" not in str(per.open(scene.url + "/historikk").main)
    assert "Bare fasilitatoren ser navnet: Kari" in facilitator.open(scene.url).main.text
    assert "Bare du ser navnet ditt" in kari.open(scene.url).main.text


def test_pr9_an_erased_persons_name_is_gone_and_the_proposal_stays(app, scene, per):
    scene.say("Ja!")
    with app.app_context(), atomic() as session:
        kari = session.get_one(Person, scene.kari.id)
        kari.name = kari.email = None
        kari.erased_at = WHILE_SUBMITTING

    page = per.open(scene.url)

    assert "Kari" not in str(page)
    assert page.main.text.count("tidligere bruker") >= 2


def test_only_its_author_is_offered_to_edit_and_only_until_the_deadline(scene, kari, per, clock):
    assert kari.open(scene.url).select_one("a[href$='/rediger']")
    assert not per.open(scene.url).select_one("a[href$='/rediger']")

    clock.moment = WHILE_VOTING
    kari.sign_in(scene.kari)
    assert not kari.open(scene.url).select_one("a[href$='/rediger']")


def test_ac4_anothers_proposal_can_be_neither_edited_nor_sorted(scene, per):
    for path in ("/rediger", "/trekk", "/svar", "/slaa-sammen", "/slaa-sammen/angre"):
        assert per.client.get(scene.url + path).status_code == 403
        answer = per.post(scene.url + path, title="Mitt nå", version="1", into="1", text="x")
        assert answer.status_code == 403, path


def test_an_edit_meanwhile_shows_both_texts_and_loses_none(scene, kari):
    form = {"version": "1"}
    kari.submit(scene.url + "/rediger", title="Først", body="Lagret først", **form)

    page = kari.submit(
        scene.url + "/rediger", status=409, title="Så", body="Skrevet samtidig", **form
    )

    assert "Lagret først" in page.main.text
    assert "Skrevet samtidig" in page.select_one("#body").text
    version = page.select_one("input[name=version]")["value"]
    kari.submit(scene.url + "/rediger", title="Så", body="Skrevet samtidig", version=version)
    history = kari.open(scene.url + "/historikk")
    assert [piece.text for piece in history.select("del")][0] == "Først"
    assert [piece.text for piece in history.select("ins")][0] == "Så"


def test_what_is_withdrawn_is_gone_for_others_and_kept_for_oneself(scene, kari, per):
    kari.submit(scene.url + "/trekk")

    per.open(scene.url, status=404)
    assert "Forslaget er trukket" in kari.open(scene.url).main.text
    assert "Trukket" in kari.open("/mitt/forslag").main.text


def test_a_merged_proposal_keeps_its_address_and_points_on(scene, kari, facilitator):
    scene.add(scene.per, title="Det andre")
    preview = facilitator.open(scene.url + "/slaa-sammen?med=2")
    assert "Det er bare «Det andre» man kan stemme på." in preview.main.text

    target = facilitator.submit(
        scene.url + "/slaa-sammen?med=2", to=scene.url + "/slaa-sammen", into="2"
    )

    assert "Per Hansen" in target.main.text
    assert "Kari Nordmann" in target.main.text
    source = kari.open(scene.url)
    assert source.find("a", string="Det andre")["href"].endswith("/forslag/2")
    facilitator.submit(scene.url + "/slaa-sammen/angre")
    assert "Slått sammen" not in kari.open(scene.url).main.text


def test_why_it_was_left_off_is_for_its_proposer_and_the_facilitator(scene, kari, per, facilitator):
    address = f"/dugnader/{scene.slug}/kortliste"
    refused = facilitator.submit(address, status=422, act="omit", idea=str(scene.idea))
    assert "Skriv en begrunnelse." in refused.select_one("#reason-error").text
    facilitator.submit(address, act="omit", idea=str(scene.idea), reason="For likt nummer 2.")

    assert "For likt nummer 2." in kari.open(scene.url).main.text
    assert "For likt nummer 2." in facilitator.open(scene.url).main.text
    others = per.open(scene.url).main.text
    assert "For likt nummer 2." not in others
    assert "Forslaget er ikke på kortlista" in others


def test_comments_have_addresses_two_levels_and_traces(scene, kari):
    top = scene.say("Øverst")
    reply = scene.say("Svar", parent_id=top, at=WHILE_SUBMITTING + timedelta(minutes=1))
    deep = scene.say("Svar på svar", parent_id=reply, at=WHILE_SUBMITTING + timedelta(minutes=2))
    scene.say("", deleted_at=WHILE_SUBMITTING)
    scene.say("Skjult ord", hidden_at=WHILE_SUBMITTING, hidden_reason="x", author=scene.per)

    page = kari.open(scene.url)

    for comment in (reply, deep):
        assert page.select_one(f"#kommentar-{top} > .thread > #kommentar-{comment}")
    assert page.select_one(f"#kommentar-{top} .comment__when")["href"].endswith(f"-{top}")
    assert "Slettet av forfatteren" in page.main.text
    assert "Skjult av fasilitatoren" in page.main.text
    assert "Skjult ord" not in str(page)


def test_a_link_to_a_comment_that_is_not_there_says_so(scene, kari):
    comment = scene.say("Godt sagt")
    message = "Kommentaren i lenken finnes ikke her."

    link = kari.open(scene.url).select_one(".comment__when")["href"]
    assert link == f"{scene.url}?kommentar={comment}#kommentar-{comment}"
    assert message not in kari.open(link).text
    for wrong in (scene.idea, "tull"):
        assert message in kari.open(f"{scene.url}?kommentar={wrong}").text


def test_a_link_to_a_late_comment_shows_all_of_them(scene, kari):
    with scene.app.app_context(), atomic() as session:
        session.add_all(
            Comment(
                campaign_id=scene.id,
                idea_id=scene.idea,
                author_id=scene.kari.id,
                body="Enda en",
                created_at=WHILE_SUBMITTING,
            )
            for _ in range(COMMENTS_SHOWN)
        )
    late = scene.say("Sist", at=WHILE_SUBMITTING + timedelta(minutes=1))

    assert not kari.open(scene.url).select_one(f"#kommentar-{late}")
    assert kari.open(f"{scene.url}?kommentar={late}").select_one(f"#kommentar-{late}")


def test_a_reply_is_written_under_the_comment_it_answers(app, scene, per):
    comment = scene.say("Øverst")
    page = per.open(f"{scene.url}?svar={comment}")
    form = page.select_one(f"#kommentar-{comment} form")
    fields = {control["name"]: control["value"] for control in form.select("input")}

    answer = per.client.post(form["action"], data=fields | {"body": "Enig!"})

    with app.app_context():
        written = db.session.scalar(select(Comment).where(Comment.body == "Enig!"))
    assert written.parent_id == comment
    assert answer.location.endswith(f"/forslag/1?kommentar={written.id}#kommentar-{written.id}")


def test_a_comment_too_many_words_long_comes_back_with_them(scene, per):
    words = "ord " * 2_000

    page = per.submit(scene.url, to=scene.url + "/kommentarer", status=422, body=words)

    assert "Kommentaren kan ha høyst 5000 tegn." in page.main.text
    assert page.select_one("#body").text.strip() == words.strip()


def test_a_long_comment_is_never_cut_by_the_browser(scene, per):
    assert not per.open(scene.url).select_one("textarea[name=body]").has_attr("maxlength")


def test_a_comment_of_blanks_is_explained_beside_the_field(scene, per):
    page = per.submit(scene.url, to=scene.url + "/kommentarer", status=422, body="   ")

    assert "Skriv noe først." in page.main.text
    assert page.select_one("#body")


def test_hiding_tells_the_author_why_and_nobody_else(scene, kari, per, facilitator):
    comment = scene.say("Nevner en bruker")
    hide = f"{scene.url}/kommentarer/{comment}/skjul"
    assert per.client.get(hide).status_code == 403

    asked = facilitator.open(hide)
    assert "Nevner en bruker" in asked.select_one("blockquote").text
    assert "Kari Nordmann" in asked.figcaption.text
    for reason, message in (("", "Skriv en begrunnelse."), ("a" * 501, "høyst 500 tegn")):
        page = facilitator.submit(hide, status=422, reason=reason)
        assert message in page.select_one("#reason-error").text
        assert page.select_one("#reason").text.strip() == reason

    answer = facilitator.post(hide, reason="Kan kjenne igjen en bruker.")

    assert answer.location == f"{scene.url}?kommentar={comment}#kommentar-{comment}"
    assert facilitator.client.get(hide).status_code == 404, "it is hidden already"
    assert "Kan kjenne igjen en bruker." in kari.open(scene.url).select_one(".thread").text
    assert "Nevner" not in str(per.open(scene.url))


def test_the_official_answer_comes_first_and_the_newest_counts(scene, clock, per, facilitator):
    scene.say("Vanlig kommentar")
    for status, text in (("under_review", "Vi ser på det."), ("carried_out", "Det er gjort!")):
        clock.moment += timedelta(minutes=1)
        facilitator.post(scene.url + "/svar", status=status, text=text)

    page = per.open(scene.url)

    first = page.select_one(".comment")
    assert first.has_attr("data-official")
    assert "Det er gjort!" in first.text
    assert "Vi ser på det." not in first.text
    assert "Offisielt svar: Vurderes" in page.select_one(".timeline").text
    assert page.select_one(".tag").text == "Gjennomført"


def test_those_who_propose_are_told_anyway_and_need_not_follow(scene, kari, new_browser):
    with scene.app.app_context(), atomic() as session:
        session.add(CoAuthor(campaign_id=scene.id, idea_id=scene.idea, person_id=scene.per.id))

    for page in (kari.open(scene.url), new_browser().sign_in(scene.per).open(scene.url)):
        assert "Følg forslaget" not in page.main.text
        assert "Du får vite om nye kommentarer og svar på forslaget." in page.main.text
    others = new_browser().sign_in(scene.facilitator).open(scene.url)
    assert "Følg forslaget" in others.main.text


def test_following_says_what_one_will_get(scene, per):
    page = per.open(scene.url)
    assert "nye kommentarer og svar" in page.main.text

    page = per.submit(scene.url, to=scene.url + "/folg", wanted="1")

    assert "Slutt å følge" in page.main.text


def test_what_became_of_it_is_told_when_the_result_is_open(app, scene, per, clock):
    with app.app_context(), atomic() as session:
        session.add(
            Decision(
                campaign_id=scene.id,
                decided_by=scene.facilitator.id,
                decided_at=AFTER_CLOSE,
                reason="",
                canonical="{}",
                sha256="0" * 64,
            )
        )
        session.flush()
        session.add(
            DecisionItem(
                campaign_id=scene.id,
                idea_id=scene.idea,
                is_going_forward=True,
                is_rule_winner=True,
                reason="Flest stemmer",
            )
        )
    scene.change(support=12)
    clock.moment = AFTER_CLOSE + timedelta(days=1)
    per.sign_in(scene.per)
    assert "Valgt ut" not in per.open(scene.url).main.text, "not counted, so not told"

    with app.app_context(), atomic() as session:
        session.get_one(Campaign, scene.id).closed_at = AFTER_CLOSE
    story = per.open(scene.url).select_one(".timeline").text
    assert "12 stemte på forslaget" in story
    assert "Valgt ut til å gå videre" in story


@pytest.mark.parametrize("attack", ATTACKS)
def test_in2_and_in3_what_people_write_is_only_ever_text(app, scene, per, facilitator, attack):
    with app.app_context(), atomic() as session:
        session.get_one(Person, scene.kari.id).name = attack
    scene.change(title=attack, body=attack)
    scene.say(attack)
    facilitator.post(scene.url + "/svar", status="under_review", text=attack)

    pages = [
        per.open(scene.url),
        per.open(f"/dugnader/{scene.slug}/forslag"),
        facilitator.open(scene.url + "/slaa-sammen"),
        facilitator.open(f"/dugnader/{scene.slug}/kortliste"),
    ]

    for page in pages:
        assert not page.main.select("script, img, [onerror], [style]")
        links = [link["href"] for link in page.main.select("a[href]")]
        assert not [link for link in links if link.startswith(("javascript:", "data:"))]
        assert "4949" not in page.main.text
        assert "49" not in page.h1.text


def test_reading_is_counted_without_a_write_for_each_page(app, scene, per, kari):
    for _ in range(49):
        per.client.get(scene.url)
    kari.client.get(scene.url)

    def views():
        with app.app_context():
            return db.session.scalar(select(Idea.view_count).where(Idea.id == scene.idea))

    assert views() == 0
    per.client.get(scene.url)
    assert views() == 50


@pytest.mark.parametrize("moment", [WHILE_SUBMITTING, WHILE_VOTING], ids=["submission", "voting"])
def test_a_page_costs_the_same_few_statements(scene, per, clock, moment):
    clock.moment = moment
    per.sign_in(scene.per)
    counts = []
    for size in (3, 60):
        for number in range(size):
            scene.say(f"Kommentar {number}")
            scene.add(title=f"Stille time {number}")
        per.open(scene.url)
        with recorded_statements() as statements:
            per.open(scene.url)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= MOST_STATEMENTS, "\n".join(statements)
