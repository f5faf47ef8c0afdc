"""Telling people once, as they wish; reading, choosing, leaving; collecting what waits."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    String,
    and_,
    case,
    delete,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.core.db import RandomUuid, UtcDateTime, insert_if_new
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.notices import (
    DEFAULTS,
    DIGEST,
    TOPIC_OF,
    Delivery,
    NoticeTopic,
    choices_of,
    next_digest,
)
from app.domain.permissions import Actor
from app.models import Notice, NoticeSetting, OutboxMail, Person
from app.notices.queries import leave_out_titles
from app.outbox.services import queue_mails

Facts = dict[str, str | int | None]
KEPT_FOR = timedelta(days=180)
"""A half-year: as long as what most notices are about."""
DIGESTS_AT_A_TIME = 200


def tell(
    session: Session,
    kind: str,
    people: Select[UUID] | Iterable[UUID],
    *,
    event_key: str,
    facts: Facts,
    now: datetime,
) -> int:
    """Give each of them a notice, and a mail as they have chosen; nobody is told twice of an event.

    How many people were told. Who has no address has the notice alone.

    Two statements however many they are. `event_key` says what happened (`answer:<id>`), `facts`
    what the template `mail/<kind>.txt` needs: titles, but neither names nor votes. `people` may be
    ids, or a query whose first column is ids and none of them twice.
    """
    if not isinstance(people, Select):
        people = select(Person.id).where(Person.id.in_(set(people)))
    told = _write_notices(session, kind, people, event_key=event_key, facts=facts, now=now)
    new = (
        select(Notice.person_id)
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(NoticeSetting, _chosen(Notice.person_id, kind))
        .where(
            Person.email.is_not(None),
            Notice.event_key == event_key,
            Notice.created_at == now,
            _delivery(kind) == Delivery.AT_ONCE,
        )
    )
    queue_mails(session, kind, new, event_key=event_key, facts=facts, now=now)
    return told


def _write_notices(
    session: Session,
    kind: str,
    people: Select[UUID],
    *,
    event_key: str,
    facts: Facts,
    now: datetime,
) -> int:
    told = people.subquery()
    columns: dict[str, ColumnElement[Any]] = {
        "id": RandomUuid(),
        "person_id": told.c[0],
        "event_key": literal(event_key),
        "kind": literal(kind),
        "facts": literal(json.dumps(facts, ensure_ascii=False)),
        "created_at": literal(now, UtcDateTime),
        "digest_at": case(
            *(
                (_delivery(kind) == each, literal(next_digest(each, now), UtcDateTime))
                for each in (Delivery.DAILY, Delivery.WEEKLY)
            ),
            else_=null(),
        ),
    }
    rows = (
        select(*columns.values())
        .select_from(told)
        .join(Person, Person.id == told.c[0])
        .outerjoin(NoticeSetting, _chosen(Person.id, kind))
        .where(Person.disabled_at.is_(None), Person.erased_at.is_(None))
    )
    written = session.execute(
        insert_if_new(session, Notice).from_select(list(columns), rows, include_defaults=False),
        execution_options={"preserve_rowcount": True},
    )
    return cast(CursorResult[Any], written).rowcount


def _chosen(person_id: Any, kind: str) -> ColumnElement[bool]:
    topic = TOPIC_OF.get(kind)
    return and_(NoticeSetting.person_id == person_id, NoticeSetting.topic == (topic or ""))


def _delivery(kind: str) -> ColumnElement[str]:
    """As chosen under the kind's heading; a kind without one is a receipt, and mailed at once."""
    topic = TOPIC_OF.get(kind)
    usual = DEFAULTS[topic] if topic else Delivery.AT_ONCE
    return func.coalesce(NoticeSetting.delivery, literal(usual.value, String))


def read_notice(session: Session, actor: Actor, notice_id: UUID, *, now: datetime) -> Notice:
    """One's own notice, read from now on. NotFoundError for another's, as for none."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.person_id != actor.person_id:
        raise NotFoundError(f"notice {notice_id}")
    notice.read_at = notice.read_at or now
    session.flush()
    return notice


def read_notices(session: Session, actor: Actor, ids: Collection[UUID], *, now: datetime) -> None:
    """These of one's own are read from now on."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.id.in_(ids), Notice.read_at.is_(None))
        .values(read_at=now)
    )


def read_all_notices(session: Session, actor: Actor, *, now: datetime) -> None:
    """Everything that stands there is read."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def choose_deliveries(
    session: Session, actor: Actor, chosen: Mapping[NoticeTopic, Delivery], *, now: datetime
) -> None:
    """Keep what is wanted under each heading; what already waits follows the new choice."""
    for topic, delivery in chosen.items():
        if delivery not in choices_of(topic):
            raise InvalidInputError(field=topic.value, reason="unknown")
        _keep(session, actor.person_id, topic, delivery, now)
    session.flush()


def leave(
    session: Session, person_id: UUID, topic: NoticeTopic | None, *, now: datetime
) -> Collection[NoticeTopic]:
    """Turn off mail under a heading, or all that is collected; which ones. Twice is once."""
    if session.get(Person, person_id) is None:
        raise NotFoundError(f"person {person_id}")
    left = [topic] if topic else _collected(session, person_id)
    for each in left:
        _keep(session, person_id, each, Delivery.NEVER, now)
    session.flush()
    return left


def _collected(session: Session, person_id: UUID) -> list[NoticeTopic]:
    rows = session.execute(
        select(NoticeSetting.topic, NoticeSetting.delivery).where(
            NoticeSetting.person_id == person_id
        )
    )
    wanted = DEFAULTS | {NoticeTopic(topic): Delivery(delivery) for topic, delivery in rows}
    return [each for each in wanted if wanted[each] in (Delivery.DAILY, Delivery.WEEKLY)]


def _keep(
    session: Session, person_id: UUID, topic: NoticeTopic, delivery: Delivery, now: datetime
) -> None:
    setting = session.get(NoticeSetting, (person_id, topic.value))
    if setting is None:
        session.add(NoticeSetting(person_id=person_id, topic=topic.value, delivery=delivery.value))
    else:
        setting.delivery = delivery.value
    # Something that waits for a collected mail, where none is wanted, would come all the same.
    kinds = [kind for kind, its_topic in TOPIC_OF.items() if its_topic is topic]
    waiting = and_(
        Notice.person_id == person_id, Notice.kind.in_(kinds), Notice.digest_at.is_not(None)
    )
    soonest = delivery if delivery is not Delivery.AT_ONCE else Delivery.DAILY
    session.execute(update(Notice).where(waiting).values(digest_at=next_digest(soonest, now)))


def collect_digests(session: Session, *, now: datetime) -> int:
    """Queue one mail for each of some people for whom something is due; how many people.

    What has been read in the meantime is not mailed, and nobody gets an empty mail. Three
    statements however many it is for.
    """
    _skip_what_is_read(session, now)
    event_key = f"{DIGEST}:{now.isoformat()}"
    due = (
        select(Notice.person_id)
        .where(Notice.digest_at <= now)
        .distinct()
        .order_by(Notice.person_id)
        .limit(DIGESTS_AT_A_TIME)
    )
    queued = queue_mails(session, DIGEST, due, event_key=event_key, facts={}, now=now)
    mail_id = (
        select(OutboxMail.id)
        .where(OutboxMail.event_key == event_key, OutboxMail.person_id == Notice.person_id)
        .scalar_subquery()
    )
    its_people = select(OutboxMail.person_id).where(OutboxMail.event_key == event_key)
    session.execute(
        update(Notice)
        .where(Notice.digest_at <= now, Notice.person_id.in_(its_people))
        .values(digest_at=None, digest_id=mail_id)
        .execution_options(synchronize_session=False)
    )
    return queued


def _skip_what_is_read(session: Session, now: datetime) -> None:
    session.execute(
        update(Notice)
        .where(Notice.digest_at <= now, Notice.read_at.is_not(None))
        .values(digest_at=None)
    )


def prepare_digest(
    session: Session, mail: OutboxMail, _facts: Mapping[str, object], *, now: datetime
) -> dict[str, object] | None:
    """What the mail collects, as it leaves; None when all of it has been read."""
    held = session.scalars(
        select(Notice)
        .where(Notice.digest_id == mail.id, Notice.read_at.is_(None))
        .order_by(Notice.created_at, Notice.id)
    ).all()
    if not held:
        return None
    told = [(each.kind, json.loads(each.facts)) for each in held]
    leave_out_titles(session, held[0].person_id, told)
    return {"held": told, "count": len(told)}


def forget_person(session: Session, person_id: UUID) -> None:
    """Delete all notices and choices of somebody who is erased."""
    for table in (Notice, NoticeSetting):
        session.execute(delete(table).where(table.person_id == person_id))


def sweep_notices(session: Session, *, now: datetime) -> None:
    """Delete what is older than anybody looks back."""
    session.execute(delete(Notice).where(Notice.created_at < now - KEPT_FOR))


__all__ = [
    "choose_deliveries",
    "collect_digests",
    "forget_person",
    "leave",
    "prepare_digest",
    "read_all_notices",
    "read_notice",
    "read_notices",
    "sweep_notices",
    "tell",
]
