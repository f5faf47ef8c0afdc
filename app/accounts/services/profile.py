"""One's own account: name and language."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Person


def change_profile(session: Session, person_id: UUID, *, name: str, locale: str) -> None:
    """Set the name others see and the written form of pages and mails."""
    person = session.get_one(Person, person_id)
    person.name = name
    person.locale = locale


def change_locale(session: Session, person_id: UUID, locale: str) -> None:
    """Set the written form alone, from the menu at the top of every page."""
    session.get_one(Person, person_id).locale = locale
