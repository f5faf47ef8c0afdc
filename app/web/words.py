"""What roles and kinds of bodies are called on pages and in mails."""

from flask import Flask
from flask_babel import gettext as _

from app.domain.permissions import BodyKind, Role


def role_name(role: str) -> str:
    """«ansatt», «fasilitator» …"""
    names = {
        Role.STAFF: _("ansatt"),
        Role.COUNCIL_MEMBER: _("brukerrepresentant"),
        Role.PARTNER: _("samarbeidspartner"),
        Role.FACILITATOR: _("fasilitator"),
        Role.LEADER: _("leder"),
        Role.ADMINISTRATOR: _("administrator"),
    }
    return str(names[Role(role)])


def kind_name(kind: str) -> str:
    """«brukerutvalg», «kommune» …"""
    names = {
        BodyKind.UNIT: _("enhet"),
        BodyKind.COUNCIL: _("brukerutvalg"),
        BodyKind.USER_ORGANISATION: _("brukerorganisasjon"),
        BodyKind.PARTNER: _("samarbeidspartner"),
        BodyKind.MUNICIPALITY: _("kommune"),
        BodyKind.NETWORK: _("nettverk"),
    }
    return str(names[BodyKind(kind)])


def unit_kind_name(unit_kind: str) -> str:
    """«kontor», «region» …"""
    names = {
        "directorate": _("direktorat"),
        "region": _("region"),
        "office": _("kontor"),
        "team": _("team"),
        "special": _("spesialenhet"),
    }
    return str(names[unit_kind])


def init_app(app: Flask) -> None:
    """Offer them to templates as filters."""
    app.jinja_env.filters.update(
        role_name=role_name, kind_name=kind_name, unit_kind_name=unit_kind_name
    )
