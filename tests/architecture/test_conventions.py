"""House rules no linter knows."""

import re
from pathlib import Path

from app.domain.errors import DomainError
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
