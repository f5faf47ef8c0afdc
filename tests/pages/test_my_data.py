"""What is stored about a person: shown to them, taken away as a file, and never another's."""

from types import SimpleNamespace

import pytest

from app.core.db import db
from app.home.my_data import SECTIONS
from app.models import (
    ActivityParticipant,
    Attendance,
    Comment,
    GroupMember,
    Person,
    Reflection,
    SignUp,
    ThemeComment,
    Voter,
)
from tests.support.doing import BEFORE, make_office, people_of
from tests.support.factories import make_campaign, make_idea
from tests.support.statements import recorded_statements

PAGE, FILE = "/mitt/data", "/mitt/data.json"
TAKEN_FROM = {
    "activity_participants.person_id",
    "assignments.owner_id",
    "attendances.person_id",
    "calendar_feeds.person_id",
    "co_author_invitations.person_id",
    "co_authors.person_id",
    "comments.author_id",
    "draft_approvals.person_id",
    "draft_comments.author_id",
    "example_requests.person_id",
    "followers.person_id",
    "group_members.person_id",
    "group_wishes.person_id",
    "ideas.author_id",
    "memberships.person_id",
    "notice_settings.person_id",
    "notices.person_id",
    "offices.person_id",
    "personal_links.person_id",
    "reflections.person_id",
    "reports.reporter_id",
    "sign_ins.person_id",
    "sign_ups.person_id",
    "strategy_inputs.receiver_id",
    "theme_comments.person_id",
    "uploads.person_id",
    "voters.person_id",
}
LEFT_OUT = {
    # A reminder would tell that one had not voted or answered; a link is gone within minutes.
    "outbox.person_id",
    "mailed_links.person_id",
    # Who answers stands in the example itself.
    "examples.contact_id",
    # Who is responsible stands in the plan itself.
    "activities.responsible_id",
    "plan_themes.responsible_id",
}
"""The rest are acts in a role, which belong to the case: `…_by`."""


@pytest.fixture
def two(session, clock):
    """Two colleagues of an office who have both left their traces."""
    clock.moment = BEFORE
    office = make_office(session)
    mine, other = people_of(session, office, 2)
    campaign = make_campaign(session)
    for nr, actor in enumerate((mine, other), start=1):
        words = f"Ord fra nummer {nr}"
        person = {"person_id": actor.person_id}
        of_activity = {"activity_id": office.activity_id} | person
        author = session.get_one(Person, actor.person_id)
        idea = make_idea(session, campaign=campaign, author=author, title=f"Forslag: {words}")
        session.add(_comment(idea, f"Kommentar: {words}"))
        session.add_all(
            [
                Voter(campaign_id=campaign.id, group="staff", has_voted=True, **person),
                GroupMember(plan_id=office.plan_id, profession=f"Fag: {words}", **person),
                ThemeComment(
                    theme_id=office.theme_id, text=f"Innspill: {words}", written_at=BEFORE, **person
                ),
                SignUp(seq=nr, is_waiting=False, signed_at=BEFORE, **of_activity),
                Attendance(**of_activity),
                ActivityParticipant(**of_activity),
                Reflection(text=f"Notat: {words}", written_at=BEFORE, **of_activity),
            ]
        )
    session.commit()
    return mine, other


def _comment(idea, words):
    return Comment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        author_id=idea.author_id,
        body=words,
        created_at=BEFORE,
    )


def signed_in(browser, actor):
    return browser.sign_in(SimpleNamespace(id=actor.person_id))


def test_the_file_has_all_of_ones_own_and_nothing_of_anothers(browser, two):
    answer = signed_in(browser, two[0]).client.get(FILE)
    facts = answer.json

    assert facts.keys() == SECTIONS.keys()
    filled = {name for name, records in facts.items() if records}
    expected = {"account", "memberships", "proposals", "comments", "hearing_comments"}
    expected |= {"working_groups", "signed_up_for", "attended", "expected_at", "reflections"}
    assert filled >= expected | {"electoral_rolls", "sign_ins"}
    assert facts["reflections"][0]["text"] == "Notat: Ord fra nummer 1"
    assert "nummer 2" not in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_says_the_same_in_words(browser, two):
    page = signed_in(browser, two[0]).open(PAGE)

    for kind in ("Forslag", "Kommentar", "Innspill", "Notat", "Fag"):
        assert f"{kind}: Ord fra nummer 1" in page.main.text
    assert "nummer 2" not in page.text


def test_nothing_tells_whether_one_voted(browser, two):
    facts = signed_in(browser, two[0]).client.get(FILE).json

    assert [set(each) for each in facts["electoral_rolls"]] == [{"campaign", "group"}]


def test_it_costs_a_fixed_number_of_statements(browser, two):
    signed_in(browser, two[0])
    with recorded_statements() as found:
        browser.client.get(PAGE)

    assert len(found) == len(SECTIONS) + 1


def test_every_column_that_points_to_a_person_is_shown_or_left_out_on_purpose():
    pointing = {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "persons.id" for key in column.foreign_keys)
        and not column.name.endswith("_by")
    }

    assert pointing == TAKEN_FROM | LEFT_OUT
