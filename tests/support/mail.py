"""Lets the worker send what waits, and reads what left, as the receiver would."""

import email
import re
from email.policy import default
from pathlib import Path

from app.jobs.mail import send_due_mail


def deliver(app):
    """Send what is due; the messages that left this time, in the order of their names."""
    folder = Path(app.instance_path) / "mail"
    before = set(folder.glob("*.eml"))
    with app.app_context():
        send_due_mail()
    left = sorted(set(folder.glob("*.eml")) - before)
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in left]


def link_in(message, part):
    """The path of the link in a message that holds `part`."""
    address = re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", message.get_content())
    return address.group(1)
