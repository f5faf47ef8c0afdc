"""Real proposals and elections, kept outside the repository and found through a setting."""

import os
from pathlib import Path

import pytest

REAL_DATA = Path(
    os.environ.get("DUGNAD_TEST_DATA", Path(__file__).resolve().parents[2].parent / "shared/data")
)


def real_files(pattern: str) -> list[Path]:
    """The files that match, or the pattern itself, so that a test exists to say what is missing."""
    return sorted(REAL_DATA.glob(pattern)) or [REAL_DATA / pattern]


def needed(path: Path) -> Path:
    """`path`, where it is there. In CI it must be."""
    if not path.exists():
        missing = f"{path} is not there; set DUGNAD_TEST_DATA to the folder with the real data"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return path
