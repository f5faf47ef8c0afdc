"""People from a file: a plan that can be looked at, then all of it or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.services.memberships import add_membership
from app.domain.addresses import valid_address
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Actor, BodyKind, Permission, Role, require_role
from app.domain.roles import ROLES_IN
from app.domain.text import clean_line, same_line
from app.models import Body, Membership, Person
from app.organisation.services.files import (
    Columns,
    RefusedRowError,
    RowError,
    SentTable,
    looks_like_formula,
    read_day,
    start_of,
)

LONGEST_NAME = 200
NEEDED = ("name", "email", "unit")
ROLE_WORDS: Mapping[str, Role] = {
    "ansatt": Role.STAFF,
    "tilsett": Role.STAFF,
    "staff": Role.STAFF,
    "brukerrepresentant": Role.COUNCIL_MEMBER,
    "brukarrepresentant": Role.COUNCIL_MEMBER,
    "medlem": Role.COUNCIL_MEMBER,
    "council_member": Role.COUNCIL_MEMBER,
    "samarbeidspartner": Role.PARTNER,
    "partner": Role.PARTNER,
    "fasilitator": Role.FACILITATOR,
    "facilitator": Role.FACILITATOR,
    "leder": Role.LEADER,
    "leiar": Role.LEADER,
    "leader": Role.LEADER,
}
"""No file makes an administrator: that is done by hand, one person at a time."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row, understood."""

    row: int
    name: str
    email: str
    body: Body
    role: Role
    starts_at: datetime | None
    ends_at: datetime | None
    person_id: UUID | None
    """Of the account that has the address already."""
    is_unchanged: bool


@dataclass(slots=True)
class PeoplePlan:
    """What the file would do."""

    rows: list[PersonRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(row.person_id is None for row in self.rows)

    @property
    def joined(self) -> int:
        """People who have an account and get one more role."""
        return sum(row.person_id is not None and not row.is_unchanged for row in self.rows)

    @property
    def unchanged(self) -> int:
        return sum(row.is_unchanged for row in self.rows)


def plan_people(
    session: Session, actor: Actor, table: SentTable, columns: Columns, *, now: datetime
) -> PeoplePlan:
    """Read every row and say what it would do, or why it cannot. Three statements; no writes."""
    require_role(actor, Permission.PERSON_ADMINISTER)
    plan = PeoplePlan()
    if missing := [name for name in NEEDED if name not in columns]:
        plan.errors = [RowError(1, "column_missing", {"field": name}) for name in missing]
        return plan
    reader = _Reader(session, table, columns, now)
    for number, fields in table.fields(columns):
        try:
            plan.rows.append(reader.read(number, fields))
        except RefusedRowError as refusal:
            plan.errors.append(RowError(number, refusal.code, refusal.facts))
    return plan


def import_people(
    session: Session, actor: Actor, table: SentTable, columns: Columns, *, now: datetime
) -> PeoplePlan:
    """Plan again, under the lock, and do it all; with a single error nothing is done."""
    plan = plan_people(session, actor, table, columns, now=now)
    if plan.errors:
        return plan
    people = {row.email: _person(row, now) for row in plan.rows if row.person_id is None}
    session.add_all(people.values())
    try:
        session.flush()
    except IntegrityError as clash:
        raise ConflictError("an address was taken meanwhile") from clash
    known = [row.person_id for row in plan.rows if row.person_id and not row.is_unchanged]
    session.execute(update(Person).where(Person.id.in_(known)).values(link_only_since=None))
    for row in plan.rows:
        add_membership(
            session,
            row.person_id or people[row.email].id,
            row.body.id,
            row.role,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            now=now,
        )
    return plan


def _person(row: PersonRow, now: datetime) -> Person:
    return Person(name=row.name, email=row.email, locale="nb", created_at=now)


class _Reader:
    """Knows the bodies, people and memberships that the rows speak of."""

    def __init__(self, session: Session, table: SentTable, columns: Columns, now: datetime) -> None:
        self._now = now
        self._seen: dict[str, int] = {}
        self._bodies = _bodies_by_word(session)
        emails = {_address(fields["email"]) for _, fields in table.fields(columns)}
        self._people = dict(_people_by_email(session, emails))
        self._held = _memberships(
            session, [person_id for person_id, _ in self._people.values()], now
        )

    def read(self, row: int, fields: dict[str, str]) -> PersonRow:
        name = _good_name(fields["name"])
        email = self._new_in_file(row, fields["email"])
        body = self._body(fields["unit"])
        role = _role(fields.get("role", ""), body)
        starts_at, ends_at = _period(fields, self._now)
        person_id, is_closed = self._people.get(email, (None, False))
        if is_closed:
            raise RefusedRowError("account_closed", email=email)
        return PersonRow(
            row=row,
            name=name,
            email=email,
            body=body,
            role=role,
            starts_at=starts_at,
            ends_at=ends_at,
            person_id=person_id,
            is_unchanged=(person_id, body.id, role) in self._held,
        )

    def _new_in_file(self, row: int, text: str) -> str:
        email = _address(text)
        if not email:
            raise RefusedRowError("not_an_address", text=text)
        first = self._seen.setdefault(email, row)
        if first != row:
            raise RefusedRowError("address_twice", email=email, first=first)
        return email

    def _body(self, text: str) -> Body:
        found = self._bodies.get(same_line(text), [])
        if len(found) != 1:
            raise RefusedRowError("body_ambiguous" if found else "body_unknown", text=text)
        return found[0]


def _address(text: str) -> str:
    try:
        return valid_address(text)
    except InvalidInputError:
        return ""


def _bodies_by_word(session: Session) -> dict[str, list[Body]]:
    """Bodies that are alive, by their short name and by their full one."""
    found: dict[str, list[Body]] = {}
    for body in session.scalars(select(Body).where(Body.dissolved_at.is_(None))):
        for word in {body.slug, same_line(body.name)}:
            found.setdefault(word, []).append(body)
    return found


def _people_by_email(session: Session, emails: set[str]) -> Iterable[tuple[str, tuple[UUID, bool]]]:
    for person_id, email, disabled_at in session.execute(
        select(Person.id, Person.email, Person.disabled_at).where(Person.email.in_(emails))
    ):
        if email is not None:
            yield email, (person_id, disabled_at is not None)


def _memberships(
    session: Session, person_ids: list[UUID], now: datetime
) -> set[tuple[UUID | None, UUID, str]]:
    return {
        (person_id, body_id, role)
        for person_id, body_id, role in session.execute(
            select(Membership.person_id, Membership.body_id, Membership.role).where(
                Membership.person_id.in_(person_ids),
                Membership.ends_at.is_(None) | (Membership.ends_at > now),
            )
        )
    }


def _good_name(text: str) -> str:
    name = clean_line(text)
    if not name or len(name) > LONGEST_NAME:
        raise RefusedRowError("name_missing" if not name else "name_too_long")
    if looks_like_formula(name):
        raise RefusedRowError("formula", text=name)
    return name


def _role(text: str, body: Body) -> Role:
    usual = ROLES_IN[BodyKind(body.kind)]
    word = same_line(text)
    role = ROLE_WORDS.get(word) if word else usual[0]
    if role is None:
        raise RefusedRowError("role_not_allowed", text=text)
    if role not in usual:
        raise RefusedRowError("role_not_in_body", text=text, body=body.name)
    return role


def _period(fields: dict[str, str], now: datetime) -> tuple[datetime | None, datetime | None]:
    """From the first day to the last, both counted."""
    try:
        first, last = read_day(fields.get("from", "")), read_day(fields.get("to", ""))
    except ValueError as fault:
        raise RefusedRowError("not_a_date") from fault
    starts_at = start_of(first) if first else None
    ends_at = start_of(last + timedelta(days=1)) if last else None
    if ends_at and ends_at <= max(now, starts_at or now):
        raise RefusedRowError("ends_before_start")
    return starts_at, ends_at
