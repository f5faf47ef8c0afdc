"""The way into an empty installation: units, people, the first campaign, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.domain.permissions import Actor, Permission, may_role
from app.home.queries import Beginnings


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing that must be there before anybody can take part."""

    label: str
    text: str
    url: str
    is_done: bool


def first_steps(actor: Actor, has: Beginnings) -> Sequence[FirstStep]:
    """None from the first campaign on: by then the rest is in place, or not wanted."""
    if has.has_campaign:
        return ()
    return (
        FirstStep(
            _("Legg inn enhetene"),
            _("Regioner, kontorer og team, utvalg og partnere. En om gangen, eller fra en fil."),
            url_for("organisation.bodies"),
            has.has_units,
        ),
        FirstStep(
            _("Legg inn personene"),
            _("Inviter dem, eller hent dem inn fra en fil."),
            url_for("organisation.people"),
            has.has_people,
        ),
        _first_campaign(actor),
    )


def _first_campaign(actor: Actor) -> FirstStep:
    if may_role(actor, Permission.CAMPAIGN_CREATE):
        text, url = _("Seks felt er nok."), url_for("campaigns.new")
    else:
        text = _("Det gjør en fasilitator. Gi deg selv eller en annen den rollen.")
        url = url_for("organisation.person", person_id=actor.person_id)
    return FirstStep(_("Lag den første dugnaden"), text, url, is_done=False)
