"""The sample's bodies, people and memberships."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.cli.samples.content import Entry, entries, id_of
from app.models import Affiliation, Body, Membership, Person

MEMBER_FOR = timedelta(days=400)
"""Long enough that everybody was a member when the oldest campaign's voting opened."""


def add_bodies(session: Session) -> None:
    """The tree of units, then everything affiliated with it."""
    paths: dict[str, str] = {}
    for entry in entries("bodies"):
        body_id = id_of("body", entry["key"])
        paths[entry["key"]] = paths.get(entry["parent"], "/") + f"{body_id.hex}/"
        session.add(
            Body(
                id=body_id,
                kind=entry["kind"],
                unit_kind=entry["unit_kind"],
                name=entry["name"],
                slug=entry["slug"],
                parent_id=id_of("body", entry["parent"]) if entry["parent"] else None,
                path=paths[entry["key"]],
            )
        )
        session.flush()
    for entry in entries("bodies"):
        for unit in entry["affiliated_to"]:
            session.add(
                Affiliation(unit_id=id_of("body", unit), body_id=id_of("body", entry["key"]))
            )
    session.flush()


def add_people(session: Session, *, password_hash: str, now: datetime) -> None:
    """Everybody; only the fixed six can sign in by password."""
    content = entries("people")
    for entry in [*content["fixed"], *content["authors"], *generated_people(content)]:
        is_fixed = entry in content["fixed"]
        person_id = id_of("person", entry["key"])
        session.add(
            Person(
                id=person_id,
                name=entry["name"],
                email=entry["email"],
                locale=entry["written_form"],
                password_hash=password_hash if is_fixed else None,
                created_at=now - MEMBER_FOR,
            )
        )
        session.flush()
        for held in entry["memberships"]:
            session.add(
                Membership(
                    person_id=person_id,
                    body_id=id_of("body", held["body"]),
                    role=held["role"],
                    starts_at=now - MEMBER_FOR,
                )
            )
    session.flush()


def generated_people(content: Entry) -> Iterator[Entry]:
    """Voters without a story, in a fixed order with fixed names."""
    nr = 0
    for lot in content["generated"]:
        for _ in range(lot["count"]):
            given = content["given"][nr % len(content["given"])]
            family = content["family"][nr % len(content["family"])]
            nr += 1
            yield {
                "key": f"person{nr:03d}",
                "name": f"{given} {family}",
                "email": f"person{nr:03d}@etaten.example",
                "written_form": lot["written_form"],
                "memberships": [{"body": lot["body"], "role": lot["role"]}],
            }
