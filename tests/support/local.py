"""A national campaign with two offices below it, one of which has a campaign of its own."""

from app.core.db import atomic
from app.domain.permissions import Role
from app.models import Campaign
from tests.support.factories import actor_of, make_body, make_campaign, make_idea, make_person


class Local:
    """Directorate, two offices, and people in each."""

    def __init__(self, app, **national):
        self.app = app
        with app.app_context(), atomic() as session:
            self.root = root = make_body(session, unit_kind="directorate", name="Direktoratet")
            self.office = make_body(session, parent=root, name="Fabelvik kontor")
            self.other = make_body(session, parent=root, name="Soria kontor")
            self.centre = make_person(session, body=root, role=Role.FACILITATOR)
            self.facilitator = make_person(session, body=self.office, role=Role.FACILITATOR)
            self.kari = make_person(session, name="Kari Nordmann", body=self.office)
            self.ola = make_person(session, name="Ola Hansen", body=self.other)
            above = make_campaign(session, owner=root, title="Fremtidens møteplasser", **national)
            below = make_campaign(session, owner=self.office, title="Møteplassene våre")
            below.parent_id = above.id
            self.above, self.below = above.slug, below.slug
            self.above_id, self.below_id = above.id, below.id

    def idea(self, slug, *, author=None, **columns):
        """The number of a new proposal in the campaign `slug`."""
        with self.app.app_context(), atomic() as session:
            campaign = session.query(Campaign).filter_by(slug=slug).one()
            idea = make_idea(session, campaign=campaign, author=author or self.kari, **columns)
            return idea.nr

    def actor(self, session, person):
        return actor_of(session, person, now=self.app.extensions["clock"].now())
