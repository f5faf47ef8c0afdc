"""The token by which whoever has a mail can turn its kind off, without signing in.

It opens nothing else: no page, no name, no setting can be read with it. So it may be as old as the
mail it stands in.
"""

from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.errors import InvalidTokenError
from app.domain.notices import NoticeTopic

_PURPOSE = "leave"


def sign_unsubscribe(person_id: UUID, topic: NoticeTopic | None) -> str:
    """For one heading of one person; None is all that is collected in one mail."""
    return _signer().dumps([person_id.hex, topic.value if topic else ""])


def read_unsubscribe(token: str) -> tuple[UUID, NoticeTopic | None]:
    """InvalidTokenError for whatever was not made here."""
    try:
        person, topic = _signer().loads(token)
        return UUID(hex=person), NoticeTopic(topic) if topic else None
    except (BadSignature, ValueError, TypeError) as fault:
        raise InvalidTokenError(_PURPOSE) from fault


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"dugnad-{_PURPOSE}")
