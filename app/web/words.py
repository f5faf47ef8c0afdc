"""What stored words are called on pages, in mails and in files, in the reader's language."""

from collections.abc import Sequence

from flask import Flask
from flask_babel import ngettext

from app.domain.groups import Group
from app.domain.permissions import BodyKind, Role
from app.domain.proposals import AnswerStatus, Horizon, Reach, Source, Stance
from app.domain.strategy_answers import StrategyStatus
from app.web.translating import translate as _

MINUTES_IN_HOUR = 60


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
    return names[Role(role)]


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
    return names[BodyKind(kind)]


def unit_kind_name(unit_kind: str) -> str:
    """«kontor», «region» …"""
    names = {
        "directorate": _("direktorat"),
        "region": _("region"),
        "office": _("kontor"),
        "team": _("team"),
        "special": _("spesialenhet"),
    }
    return names[unit_kind]


def group_names() -> dict[str, str]:
    return {
        Group.STAFF: _("Ansatte"),
        Group.COUNCILS: _("Brukermedvirkning"),
        Group.PARTNERS: _("Partnere"),
    }


def joined_groups(groups: Sequence[str]) -> str:
    """«Ansatte», or «Brukermedvirkning og partnere» where groups are shown together."""
    first, *others = (group_names()[group] for group in groups)
    return in_a_row([first, *(other.lower() for other in others)])


def in_a_row(names: Sequence[str]) -> str:
    """«a», «a og b», «a, b og c»."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s og %(last)s", first=", ".join(names[:-1]), last=names[-1])


def duration(minutes: int) -> str:
    """«45 minutter», «2 timer», «1 time og 30 minutter»."""
    hours, left = divmod(minutes, MINUTES_IN_HOUR)
    parts = [ngettext("%(num)s time", "%(num)s timer", hours)] if hours else []
    if left or not hours:
        parts.append(ngettext("%(num)s minutt", "%(num)s minutter", left))
    return in_a_row(parts)


def lane_names() -> dict[str, str]:
    """Told by the body behind: who writes for nobody may sit in a council all the same."""
    return group_names() | {Group.STAFF: _("Enkeltpersoner og enheter")}


def answer_names() -> dict[str, str]:
    """The official answers to a proposal."""
    return {
        AnswerStatus.UNDER_REVIEW: _("Vurderes"),
        AnswerStatus.GOING_FORWARD: _("Går videre"),
        AnswerStatus.NOT_GOING_FORWARD: _("Går ikke videre"),
        AnswerStatus.CARRIED_OUT: _("Gjennomført"),
    }


def strategy_names() -> dict[str, str]:
    """The answers of those who receive strategy input."""
    return {
        StrategyStatus.TAKEN_IN: _("Tatt inn"),
        StrategyStatus.CONSIDERED: _("Vurderes"),
        StrategyStatus.NOT_TAKEN_IN: _("Ikke tatt inn"),
    }


def horizon_names() -> dict[str, str]:
    return {Horizon.SHORT: _("Kort sikt"), Horizon.LONG: _("Lang sikt")}


def reach_names() -> dict[str, str]:
    return {
        Reach.LOCAL: _("Vi kan løse det selv"),
        Reach.CENTRE: _("Noe må endres sentralt"),
    }


def source_names() -> dict[str, str]:
    return {
        Source.EXPERIENCE: _("Erfaring"),
        Source.USERS: _("Brukere har sagt det"),
        Source.RESEARCH: _("Forskning"),
    }


def stance_names() -> dict[str, str]:
    return {
        Stance.FOR: _("For"),
        Stance.AGAINST: _("Imot"),
        Stance.NEUTRAL: _("Verken for eller imot"),
    }


def init_app(app: Flask) -> None:
    """Offer templates the words that stand on many pages."""
    app.jinja_env.filters.update(
        role_name=role_name,
        kind_name=kind_name,
        unit_kind_name=unit_kind_name,
        joined_groups=joined_groups,
        duration=duration,
    )
    app.jinja_env.globals["group_names"] = group_names
