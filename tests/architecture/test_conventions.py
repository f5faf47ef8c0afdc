"""House rules no linter knows."""

import re
from pathlib import Path

import pytest

from app.domain.errors import DomainError
from app.domain.groups import Group
from app.domain.notices import DEFAULTS, TOPIC_OF, TRACELESS, Delivery, NoticeTopic, choices_of
from app.domain.proposals import AnswerStatus, Horizon, Reach, Source, Stance
from app.domain.strategy_answers import StrategyStatus
from app.notices.words import kind_names
from app.web import words
from app.web.errors import STATUS_OF

SOURCE = Path(__file__).parents[2] / "app"


def files_containing(pattern):
    return {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if re.search(pattern, file.read_text())
    }


def test_every_view_declares_what_it_needs(app):
    forgotten = {
        name for name, view in app.view_functions.items() if not hasattr(view, "needs_permission")
    }
    assert forgotten == set()


def test_only_the_transaction_boundary_commits():
    assert files_containing(r"\.commit\(") == {"core/db.py"}


def test_only_the_clock_reads_the_time():
    assert files_containing(r"datetime\.(now|utcnow|today)\(|date\.today\(") == {"core/clock.py"}


def test_every_rule_has_an_http_answer():
    assert set(STATUS_OF) == set(DomainError.__subclasses__())


@pytest.mark.parametrize(
    ("stored", "names"),
    [
        (AnswerStatus, words.answer_names),
        (StrategyStatus, words.strategy_names),
        (Group, words.group_names),
        (Group, words.lane_names),
        (Horizon, words.horizon_names),
        (Reach, words.reach_names),
        (Source, words.source_names),
        (Stance, words.stance_names),
    ],
)
def test_every_stored_word_has_a_name(app, stored, names):
    with app.test_request_context():
        assert set(names()) == set(stored)


@pytest.mark.parametrize(
    "name",
    [
        "Går ikke videre",
        "Ikke tatt inn",
        "Brukermedvirkning",
        "Enkeltpersoner og enheter",
        "Kort sikt",
        "Noe må endres sentralt",
        "Brukere har sagt det",
        "Verken for eller imot",
    ],
)
def test_the_names_of_stored_words_are_said_in_one_place(name):
    assert files_containing(f'"{name}"') == {"web/words.py"}


def test_groups_that_are_shown_together_read_as_one_phrase(app):
    with app.test_request_context():
        assert words.joined_groups([Group.STAFF]) == "Ansatte"
        assert words.joined_groups(list(Group)) == "Brukermedvirkning, partnere og ansatte"


def test_every_kind_of_mail_has_a_name_in_the_log(app):
    kinds = {file.stem for file in (SOURCE.parent / "templates" / "mail").glob("*.txt")}
    with app.test_request_context():
        assert set(kind_names()) == kinds - TRACELESS - {"layout"}


def test_every_heading_can_be_left_and_every_kind_below_one_is_a_mail():
    kinds = {file.stem for file in (SOURCE.parent / "templates" / "mail").glob("*.txt")}
    assert set(TOPIC_OF) <= kinds
    assert set(DEFAULTS) == set(NoticeTopic)
    assert all(Delivery.NEVER in choices_of(topic) for topic in NoticeTopic)
