"""People, bodies, invitations and imports, for those who administer."""

from app.organisation.routes.blueprint import bp
from app.organisation.routes.bodies import bodies
from app.organisation.routes.imports import import_file
from app.organisation.routes.invite import invite
from app.organisation.routes.people import people
from app.organisation.routes.person import person

__all__ = ["bodies", "bp", "import_file", "invite", "people", "person"]
