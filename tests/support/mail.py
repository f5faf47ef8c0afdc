"""Lets the worker send what waits, and reads what left, as the receiver would."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from app.jobs.mail import send_due_mail


class Received(EmailMessage):
    """A message whose content is what it says: its text, however many parts it has."""

    def get_content(self, *args, **options):
        if not self.is_multipart():
            return super().get_content(*args, **options)
        return self.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.get_body(("html",)).get_content()


READING = default.clone(message_factory=Received)


def deliver(app):
    """Send what is due; the messages that left this time, in the order of their names."""
    folder = Path(app.instance_path) / "mail"
    before = set(folder.glob("*.eml"))
    with app.app_context():
        send_due_mail()
    left = sorted(set(folder.glob("*.eml")) - before)
    return [email.message_from_bytes(file.read_bytes(), policy=READING) for file in left]


def link_in(message, part):
    """The path of the link in a message that holds `part`."""
    address = re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", message.get_content())
    return address.group(1)
