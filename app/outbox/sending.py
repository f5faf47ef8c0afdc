"""Lets a letter leave: to an SMTP server, or to a file where none is set."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

from app.outbox.rendering import Letter

TIMEOUT_SECONDS = 10
"""For each step of the talk with the server; one that never answers holds up nothing else."""
SUBMISSION_PORT, RELAY_PORT = 587, 25
PERMANENT = 500
"""SMTP answers from here on will be the same the next time."""
READABLE = EmailPolicy(cte_type="8bit", max_line_length=998)
"""A file is read by people: no soft line ends in the middle of an address."""

log = logging.getLogger(__name__)


class UnsentError(Exception):
    """The letter did not leave. `reason` names no person; `is_final` says that it never will."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class ServerDownError(UnsentError):
    """Nor will any other now: the server cannot be spoken with."""


class Transport(Protocol):
    """A way out."""

    def send(self, letter: Letter, *, now: datetime) -> None:
        """Raises UnsentError, or ServerDownError."""
        ...

    def close(self) -> None: ...


def open_transport(config: Mapping[str, Any], instance: Path) -> Transport:
    """The way out that the settings name; nothing is connected before the first letter."""
    if config["MAIL_SERVER"]:
        return SmtpTransport(config)
    return FolderTransport(instance / "mail", config["MAIL_FROM"])


def compose(
    letter: Letter, *, sender: str, now: datetime, policy: EmailPolicy[Any]
) -> EmailMessage:
    """The message with its headers. A repeated delivery has the same Message-ID.

    UnsentError for good where the address is one that no mail can have.
    """
    try:
        return _composed(letter, sender, now, policy)
    except (ValueError, MessageError) as fault:
        raise UnsentError(f"not written: {type(fault).__name__}", is_final=True) from fault


def _composed(letter: Letter, sender: str, now: datetime, policy: EmailPolicy[Any]) -> EmailMessage:
    message = EmailMessage(policy)
    message["From"] = Address("Dugnad", addr_spec=sender)
    message["To"] = Address(letter.name, addr_spec=letter.address)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.mail_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        if letter.unsubscribe_url.startswith("https:"):  # RFC 8058 knows no other
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    transfer = "8bit" if policy is READABLE else None
    message.set_content(letter.text, cte=transfer)
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte=transfer)
    for each in letter.attachments:
        message.add_attachment(
            each.content,
            maintype=each.maintype,
            subtype=each.subtype,
            filename=each.name,
            params=dict(each.parameters),
        )
    # Last: what makes a message of several parts moves such headers to the first of them.
    message["Content-Language"] = letter.locale
    return message


class FolderTransport:
    """Writes each letter as a file that mail programs open."""

    _has_said_so = False

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, letter: Letter, *, now: datetime) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not FolderTransport._has_said_so:
            FolderTransport._has_said_so = True
            log.info("MAIL_SERVER is empty: mail is written to %s", self._folder)
        message = compose(letter, sender=self._sender, now=now, policy=READABLE)
        name = f"{now:%Y%m%d-%H%M%S}-{letter.kind}-{letter.mail_id}.eml"
        unfinished = self._folder / f".{name}"
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(self._folder / name)

    def close(self) -> None:
        """Nothing is open."""


class SmtpTransport:
    """One connection for all letters of a run."""

    def __init__(
        self, config: Mapping[str, Any], *, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._config = config
        self._timeout = timeout_seconds
        self._connection: smtplib.SMTP | None = None

    def send(self, letter: Letter, *, now: datetime) -> None:
        message = compose(letter, sender=self._config["MAIL_FROM"], now=now, policy=SMTP)
        try:
            self._deliver(self._connected(), message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
            raise UnsentError(f"recipient refused {code}", is_final=code >= PERMANENT) from refusal
        except smtplib.SMTPServerDisconnected as loss:
            self._connection = None
            raise ServerDownError("server hung up") from loss
        except smtplib.SMTPResponseException as refusal:
            raise UnsentError(f"server answered {refusal.smtp_code}") from refusal
        except (OSError, smtplib.SMTPException) as failure:
            self._connection = None
            raise ServerDownError(type(failure).__name__) from failure

    @staticmethod
    def _deliver(connection: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            connection.send_message(message)
        except smtplib.SMTPNotSupportedError as fault:  # æøå in the address: this one, not all
            raise UnsentError("address not supported", is_final=True) from fault

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        config = self._config
        host, _, port = config["MAIL_SERVER"].partition(":")
        usual_port = SUBMISSION_PORT if config["MAIL_STARTTLS"] else RELAY_PORT
        connection = smtplib.SMTP(host, int(port or usual_port), timeout=self._timeout)
        try:
            if config["MAIL_STARTTLS"]:
                connection.starttls(context=ssl.create_default_context())
            if config["MAIL_USERNAME"]:
                connection.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"])
        except smtplib.SMTPResponseException as refusal:
            connection.close()
            raise ServerDownError(f"server answered {refusal.smtp_code} at once") from refusal
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
