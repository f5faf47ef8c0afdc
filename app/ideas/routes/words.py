"""What the stored words are called on the page."""

from app.domain.groups import Group
from app.domain.proposals import AnswerStatus, Horizon, Reach, Source, Stance
from app.ideas.queries.listing import Order
from app.web.translating import translate as _

STATUS_COLORS = {
    AnswerStatus.UNDER_REVIEW: "info",
    AnswerStatus.GOING_FORWARD: "success",
    AnswerStatus.NOT_GOING_FORWARD: "neutral",
    AnswerStatus.CARRIED_OUT: "success",
}
GROUP_ORDER = (Group.STAFF, Group.COUNCILS, Group.PARTNERS)


def status_names() -> dict[str, str]:
    return {
        AnswerStatus.UNDER_REVIEW: _("Vurderes"),
        AnswerStatus.GOING_FORWARD: _("Går videre"),
        AnswerStatus.NOT_GOING_FORWARD: _("Går ikke videre"),
        AnswerStatus.CARRIED_OUT: _("Gjennomført"),
    }


def lane_names() -> dict[str, str]:
    """Told by the body behind: who writes for nobody may sit in a council all the same."""
    return {
        Group.STAFF: _("Enkeltpersoner og enheter"),
        Group.COUNCILS: _("Brukermedvirkning"),
        Group.PARTNERS: _("Partnere"),
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


def order_names() -> dict[Order, str]:
    return {
        Order.SUPPORTED: _("Flest stemmer"),
        Order.SHUFFLED: _("Tilfeldig rekkefølge"),
        Order.NEWEST: _("Nyeste"),
        Order.DISCUSSED: _("Mest diskutert"),
        Order.LEAST_SEEN: _("Minst sett"),
    }
