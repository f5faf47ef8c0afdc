"""The stored words as they stand in files, in the language of whoever reads them."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.domain.groups import Group
from app.domain.proposals import AnswerStatus, Horizon, Reach, Source
from app.domain.strategy_answers import StrategyStatus


def answer_names() -> dict[str, str]:
    return {
        AnswerStatus.UNDER_REVIEW: _("Vurderes"),
        AnswerStatus.GOING_FORWARD: _("Går videre"),
        AnswerStatus.NOT_GOING_FORWARD: _("Går ikke videre"),
        AnswerStatus.CARRIED_OUT: _("Gjennomført"),
    }


def strategy_names() -> dict[str, str]:
    return {
        StrategyStatus.TAKEN_IN: _("Tatt inn"),
        StrategyStatus.CONSIDERED: _("Vurderes"),
        StrategyStatus.NOT_TAKEN_IN: _("Ikke tatt inn"),
    }


def group_names() -> dict[str, str]:
    return {
        Group.STAFF: _("Ansatte"),
        Group.COUNCILS: _("Brukermedvirkning"),
        Group.PARTNERS: _("Partnere"),
    }


def lane_names() -> dict[str, str]:
    """Told by the body behind: who writes for nobody may sit in a council all the same."""
    return group_names() | {Group.STAFF: _("Enkeltpersoner og enheter")}


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


def joined_groups(groups: Sequence[Group]) -> str:
    """«Ansatte», or «Brukermedvirkning og Partnere» where groups are shown together."""
    names = group_names()
    return str(_(" og ")).join(names[group] for group in groups)
