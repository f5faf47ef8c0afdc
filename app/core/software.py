"""Which program this is: its version, its commit where it runs from a checkout, its lock file."""

import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = "requirements.txt"


@cache
def software_facts() -> dict[str, str]:
    """Version, commit and the SHA-256 of the lock; empty texts for what is not known here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lock = ROOT / LOCK
    return {
        "version": str(project["version"]),
        "commit": _commit(ROOT / ".git"),
        "lock_sha256": sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "",
    }


def _commit(folder: Path) -> str:
    try:
        head = (folder / "HEAD").read_text("ascii").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (folder / name).is_file():
            return (folder / name).read_text("ascii").strip()
        packed = (folder / "packed-refs").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
