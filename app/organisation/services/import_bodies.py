"""Units and other bodies from a file: a plan that can be looked at, then all of it or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor, BodyKind, Permission, require_role
from app.domain.slugs import slug_of
from app.domain.text import clean_line, same_line
from app.models import Body
from app.organisation.services.bodies import LONGEST_NAME, affiliate, create_body
from app.organisation.services.files import (
    Columns,
    RefusedRowError,
    RowError,
    SentTable,
    looks_like_formula,
)

NEEDED = ("name", "kind")
KIND_WORDS: Mapping[str, tuple[BodyKind, str | None]] = {
    "direktorat": (BodyKind.UNIT, "directorate"),
    "directorate": (BodyKind.UNIT, "directorate"),
    "region": (BodyKind.UNIT, "region"),
    "kontor": (BodyKind.UNIT, "office"),
    "office": (BodyKind.UNIT, "office"),
    "team": (BodyKind.UNIT, "team"),
    "avdeling": (BodyKind.UNIT, "team"),
    "spesialenhet": (BodyKind.UNIT, "special"),
    "spesialeining": (BodyKind.UNIT, "special"),
    "special": (BodyKind.UNIT, "special"),
    "special unit": (BodyKind.UNIT, "special"),
    "brukerutvalg": (BodyKind.COUNCIL, None),
    "brukarutval": (BodyKind.COUNCIL, None),
    "council": (BodyKind.COUNCIL, None),
    "user council": (BodyKind.COUNCIL, None),
    "brukerorganisasjon": (BodyKind.USER_ORGANISATION, None),
    "brukarorganisasjon": (BodyKind.USER_ORGANISATION, None),
    "user_organisation": (BodyKind.USER_ORGANISATION, None),
    "user organisation": (BodyKind.USER_ORGANISATION, None),
    "samarbeidspartner": (BodyKind.PARTNER, None),
    "samarbeidspartnar": (BodyKind.PARTNER, None),
    "partner": (BodyKind.PARTNER, None),
    "kommune": (BodyKind.MUNICIPALITY, None),
    "municipality": (BodyKind.MUNICIPALITY, None),
    "nettverk": (BodyKind.NETWORK, None),
    "network": (BodyKind.NETWORK, None),
}


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row, understood as far as it can be before the others are."""

    row: int
    name: str
    slug: str
    kind: BodyKind
    unit_kind: str | None
    parent: str
    """The word in the file: a short name or a name, of a row or of a body there is."""
    municipalities: tuple[str, ...]
    existing: Body | None

    @property
    def parent_word(self) -> str:
        """What the parent is looked up by."""
        return same_line(self.parent)


@dataclass(slots=True)
class BodiesPlan:
    """What the file would do, with those above before those below."""

    rows: list[BodyRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    municipalities: list[str] = field(default_factory=list)
    """Those that are made because a unit names them, by their names."""

    @property
    def created(self) -> int:
        return sum(row.existing is None for row in self.rows)

    @property
    def unchanged(self) -> int:
        return sum(row.existing is not None for row in self.rows)


def plan_bodies(session: Session, actor: Actor, table: SentTable, columns: Columns) -> BodiesPlan:
    """Read every row and say what it would do, or why it cannot. One statement; no writes."""
    require_role(actor, Permission.BODY_ADMINISTER)
    plan = BodiesPlan()
    if missing := [name for name in NEEDED if name not in columns]:
        plan.errors = [RowError(1, "column_missing", {"field": name}) for name in missing]
        return plan
    bodies = session.scalars(select(Body).where(Body.dissolved_at.is_(None))).all()
    by_slug = {body.slug: body for body in bodies}
    seen: dict[str, int] = {}
    for number, fields in table.fields(columns):
        try:
            plan.rows.append(_read(number, fields, by_slug, seen))
        except RefusedRowError as refusal:
            plan.errors.append(RowError(number, refusal.code, refusal.facts))
    _put_parents_first(plan, bodies)
    plan.municipalities = _new_municipalities(plan.rows, bodies)
    return plan


def _new_municipalities(rows: Iterable[BodyRow], bodies: Iterable[Body]) -> list[str]:
    """The names units give that no municipality has, neither in the file nor before it."""
    rows = list(rows)
    there: list[Body | BodyRow] = [*bodies, *rows]
    known = _by_word(body for body in there if body.kind == BodyKind.MUNICIPALITY)
    named = {
        same_line(name): name
        for row in rows
        if row.kind == BodyKind.UNIT
        for name in row.municipalities
    }
    return sorted(name for word, name in named.items() if word not in known)


def _read(
    row: int, fields: dict[str, str], by_slug: Mapping[str, Body], seen: dict[str, int]
) -> BodyRow:
    name = clean_line(fields["name"])
    if not name or len(name) > LONGEST_NAME:
        raise RefusedRowError("name_missing" if not name else "name_too_long")
    if looks_like_formula(name):
        raise RefusedRowError("formula", text=name)
    kind, unit_kind = KIND_WORDS.get(same_line(fields["kind"]), (None, None))
    if kind is None:
        raise RefusedRowError("kind_unknown", text=fields["kind"])
    slug = slug_of(fields.get("slug") or name, default="enhet")
    if seen.setdefault(slug, row) != row:
        raise RefusedRowError("body_twice", text=name, first=seen[slug])
    existing = by_slug.get(slug)
    if existing is not None and (existing.kind, existing.unit_kind) != (kind, unit_kind):
        raise RefusedRowError("body_differs", text=existing.name)
    return BodyRow(
        row=row,
        name=name,
        slug=slug,
        kind=kind,
        unit_kind=unit_kind,
        parent=clean_line(fields.get("parent", "")),
        municipalities=_listed(fields.get("municipality", "")),
        existing=existing,
    )


def _listed(text: str) -> tuple[str, ...]:
    names = (clean_line(part) for part in text.replace(";", ",").split(","))
    return tuple(name for name in names if name)


def _by_word(bodies: Iterable[Body | BodyRow]) -> dict[str, list[Body | BodyRow]]:
    """By short name and by full name."""
    found: dict[str, list[Body | BodyRow]] = {}
    for body in bodies:
        for word in {body.slug, same_line(body.name)}:
            found.setdefault(word, []).append(body)
    return found


def _put_parents_first(plan: BodiesPlan, bodies: Iterable[Body]) -> None:
    """Order the rows so that each parent comes before; what hangs nowhere is an error."""
    in_file = {row.slug for row in plan.rows}
    words = _by_word([*plan.rows, *(body for body in bodies if body.slug not in in_file)])
    placed: dict[str, BodyRow] = {}
    waiting: list[tuple[BodyRow, str | None]] = []
    for row in plan.rows:
        try:
            waiting.append((row, _parent_slug(row, words)))
        except RefusedRowError as refusal:
            plan.errors.append(RowError(row.row, refusal.code, refusal.facts))
    while ready := [row for row, parent in waiting if parent not in in_file or parent in placed]:
        placed |= {row.slug: row for row in ready}
        waiting = [(row, parent) for row, parent in waiting if row.slug not in placed]
    plan.errors += [RowError(row.row, "hangs_nowhere", {"text": row.parent}) for row, _ in waiting]
    plan.errors.sort(key=lambda error: error.row)
    plan.rows = list(placed.values())


def _parent_slug(row: BodyRow, words: Mapping[str, list[Body | BodyRow]]) -> str | None:
    if not row.parent:
        return None
    found = [parent for parent in words.get(row.parent_word, []) if parent.kind == BodyKind.UNIT]
    if len(found) != 1:
        raise RefusedRowError("body_ambiguous" if found else "body_unknown", text=row.parent)
    return found[0].slug


def import_bodies(session: Session, actor: Actor, table: SentTable, columns: Columns) -> BodiesPlan:
    """Plan again and do it all; with a single error nothing is done."""
    plan = plan_bodies(session, actor, table, columns)
    if plan.errors:
        return plan
    bodies = session.scalars(select(Body).where(Body.dissolved_at.is_(None))).all()
    words = {word: found[0] for word, found in _by_word(bodies).items()}
    for row in plan.rows:
        body = row.existing or _create(session, actor, row, words)
        words |= {row.slug: body, same_line(row.name): body}
        _tie(session, actor, row, body, words)
    return plan


def _create(
    session: Session, actor: Actor, row: BodyRow, words: Mapping[str, Body | BodyRow]
) -> Body:
    parent = words.get(row.parent_word)
    return create_body(
        session,
        actor,
        name=row.name,
        kind=row.kind,
        unit_kind=row.unit_kind,
        parent_id=parent.id if isinstance(parent, Body) else None,
        slug=row.slug,
    )


def _tie(
    session: Session, actor: Actor, row: BodyRow, body: Body, words: dict[str, Body | BodyRow]
) -> None:
    """A council belongs with its unit, and a unit with its municipalities, made where new."""
    parent = words.get(row.parent_word)
    if body.kind != BodyKind.UNIT and isinstance(parent, Body):
        affiliate(session, actor, unit_id=parent.id, body_id=body.id)
    if body.kind == BodyKind.UNIT:
        for name in row.municipalities:
            other = words.get(same_line(name))
            if not isinstance(other, Body) or other.kind != BodyKind.MUNICIPALITY:
                other = create_body(session, actor, name=name, kind=BodyKind.MUNICIPALITY)
                words[same_line(name)] = other
            affiliate(session, actor, unit_id=body.id, body_id=other.id)
