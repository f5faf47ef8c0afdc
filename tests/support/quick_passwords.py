"""Passwords hashed in a moment: some tests sign in a hundred times, two care how long it takes."""

import pytest
from argon2 import PasswordHasher

from app.accounts.services import passwords

IN_EARNEST = {name: getattr(passwords, name) for name in ("_hasher", "_NOBODYS_HASH")}


def _use(monkeypatch, parts):
    for name, part in parts.items():
        monkeypatch.setattr(passwords, name, part)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Argon2 at its cheapest in all tests; what runs as a process of its own is not touched."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as monkeypatch:
        _use(monkeypatch, {"_hasher": quick, "_NOBODYS_HASH": quick.hash("nobody's password")})
        yield


@pytest.fixture
def passwords_in_earnest(monkeypatch):
    """Hashing as slow as it is for everybody else."""
    _use(monkeypatch, IN_EARNEST)
