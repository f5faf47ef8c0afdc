"""Makes a test run whole: texts compiled before it, slow tests first, nothing skipped where all is
required.
"""

import gc
import os

import pytest

from tests.support.databases import ON_POSTGRESQL
from tools.translations import compile_if_stale

REQUIRE_ALL = bool(os.environ.get("DUGNAD_REQUIRE_ALL")) or os.environ.get("CI") == "true"


SLOW_FOLDERS = {"browser", "commands", "access"}
"""With tests of seconds, where the others take some hundredths."""


def pytest_configure():
    compile_if_stale()


def pytest_collection_modifyitems(config, items):
    """Leave out what belongs to the other database; it has a run of its own (see Makefile).

    Slow tests come first, so that no worker is still at one when the others have run out.
    """
    other = "sqlite" if ON_POSTGRESQL else "postgresql"
    left_out = {item for item in items if item.get_closest_marker(other)}
    config.hook.pytest_deselected(items=list(left_out))
    kept = [item for item in items if item not in left_out]
    items[:] = sorted(kept, key=lambda item: item.path.parent.name not in SLOW_FOLDERS)


def pytest_collection_finish():
    """What was collected stays to the end: let nobody look through it for garbage again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Where everything must run, a test that lacks its browser or database has failed."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped where everything must run: {report.longrepr}"
    return report
