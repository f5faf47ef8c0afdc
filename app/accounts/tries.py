"""The request's side of throttling: who tries, from where, and back to which page."""

from flask import current_app, request
from sqlalchemy.orm import Session

from app.accounts.services.throttling import Try, count_tries, forgive, take_back
from app.core.db import atomic
from app.domain.errors import TooManyAttemptsError
from app.web.clock import now
from app.web.redirects import is_local_path

LONGEST_NEXT = 500
"""Characters of an address to go back to; the column holds no more."""


def network_address() -> str:
    """Where the request comes from, as told by the proxies that the settings trust."""
    return request.remote_addr or ""


def count_or_refuse(*tries: Try) -> None:
    """Count in a unit of work of its own. TooManyAttemptsError with the minutes to wait."""
    with atomic() as session:
        wait = count_tries(session, *tries, secret=current_app.config["SECRET_KEY"], now=now())
    if wait:
        raise TooManyAttemptsError(minutes=wait)


def succeeded(session: Session, by_account: Try, by_address: Try) -> None:
    """Forgive the account's tries, and take this one back from the shared network address."""
    secret = current_app.config["SECRET_KEY"]
    forgive(session, by_account, secret=secret)
    take_back(session, *by_address, secret=secret)


def local_next() -> str | None:
    """The page to go back to, if it is one of ours and short enough to be kept."""
    wanted = request.values.get("next")
    return wanted if wanted and len(wanted) <= LONGEST_NEXT and is_local_path(wanted) else None
