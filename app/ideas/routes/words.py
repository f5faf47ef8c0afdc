"""How the list of proposals is sorted, and the colours of answers."""

from app.domain.proposals import AnswerStatus
from app.ideas.queries.listing import Order
from app.web.translating import translate as _

STATUS_COLORS = {
    AnswerStatus.UNDER_REVIEW: "info",
    AnswerStatus.GOING_FORWARD: "success",
    AnswerStatus.NOT_GOING_FORWARD: "neutral",
    AnswerStatus.CARRIED_OUT: "success",
}


def order_names() -> dict[Order, str]:
    return {
        Order.SUPPORTED: _("Flest stemmer"),
        Order.SHUFFLED: _("Tilfeldig rekkefølge"),
        Order.NEWEST: _("Nyeste"),
        Order.DISCUSSED: _("Mest diskutert"),
        Order.LEAST_SEEN: _("Minst sett"),
    }
