"""What is said about a council's matters on pages and in files alike."""

from datetime import datetime

from flask_babel import gettext as _

from app.councils.queries.drafts import DraftRow, Room
from app.domain.councils import Backing, DecisionWay
from app.domain.timetable import Phase
from app.models import CouncilDecision
from app.outbox.rendering import absolute_link
from app.web import filters


def agenda_text(room: Room, now: datetime) -> str:
    """A point for the agenda, to copy into the invitation to the meeting."""
    campaign = room.campaign.campaign
    lines = [
        _("Sak: %(question)s", question=filters.in_form(campaign.title_nb, campaign.title_nn)),
        _task(room, now),
        _("Les mer: %(url)s", url=absolute_link("campaigns.show", slug=campaign.slug)),
    ]
    return "\n".join(map(str, lines))


def _task(room: Room, now: datetime) -> str:
    campaign = room.campaign.campaign
    if now < room.deadline:
        return str(
            _(
                "%(body)s kan komme med forslag %(until)s. Møtet bestemmer hva vi sender inn.",
                body=room.council.body.name,
                until=filters.until(room.deadline),
            )
        )
    if room.campaign.phase_at(now) in (Phase.REVIEW, Phase.VOTING):
        return str(
            _(
                "Møtet drøfter forslagene. Hvert medlem stemmer selv %(until)s.",
                until=filters.until(campaign.voting_closes_at),
            )
        )
    return str(_("Møtet får høre hva som ble resultatet."))


def standing_words(backing: Backing) -> str:
    """How far the body has come with a draft."""
    if backing.way is DecisionWay.MEETING:
        return str(_("Vedtatt i møte"))
    counts = {"given": backing.approvals, "needed": backing.needed}
    if backing.way is DecisionWay.APPROVALS:
        return str(_("Godkjent av %(given)s, det holder", **counts))
    return str(_("Godkjent av %(given)s av %(needed)s som trengs", **counts))


def row_standing(row: DraftRow, needed: int) -> str:
    """The same for a draft in a list."""
    return standing_words(Backing(needed, row.approvals, has_decision=row.has_decision))


def decision_words(decision: CouncilDecision) -> str:
    """How it was decided, in one sentence."""
    on = filters.day(decision.decided_on)
    if decision.way == DecisionWay.MEETING:
        return str(_("Vedtatt i møte %(day)s.", day=on))
    if decision.way == DecisionWay.MANDATE:
        return str(_("Sendt inn på fullmakt: %(mandate)s", mandate=decision.decision))
    return str(_("Godkjent av %(number)s medlemmer.", number=decision.approvals))
