"""Puts mail in the outbox; the worker renders and sends it."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import OutboxMail


def queue_mail(
    session: Session,
    kind: str,
    *,
    person_id: UUID | None = None,
    address: str | None = None,
    facts: dict[str, str | int | None],
    now: datetime,
) -> OutboxMail:
    """Write a mail in the caller's transaction; it leaves after the commit or not at all.

    `kind` names the templates `mail/<kind>.txt`; `facts` is what they need and never a secret or
    a vote. Give `person_id`, or `address` for somebody without an account.
    """
    mail = OutboxMail(
        person_id=person_id,
        address=address,
        kind=kind,
        facts=json.dumps(facts, ensure_ascii=False),
        queued_at=now,
        due_at=now,
    )
    session.add(mail)
    return mail
