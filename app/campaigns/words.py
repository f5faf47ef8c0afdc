"""A campaign in words: its phases, its promise in one sentence, its deadlines."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.campaigns.ballot_words import BallotPromise, promise_of, voting_words
from app.campaigns.ballot_words import counting_promises as counting_promises
from app.campaigns.ballot_words import forward_text as forward_text
from app.campaigns.queries import CampaignView
from app.domain.timetable import Phase, Timetable
from app.models import Campaign, Topic
from app.web.filters import day, deadline, last_day, moment, until
from app.web.words import group_names

PHASES = {
    Phase.UPCOMING: _l("Åpner snart"),
    Phase.SUBMISSION: _l("Åpen for forslag"),
    Phase.REVIEW: _l("Forslagene gås gjennom"),
    Phase.VOTING: _l("Avstemning pågår"),
    Phase.CLOSED: _l("Avstemningen er slutt"),
    Phase.PUBLISHED: _l("Resultatet er publisert"),
}
PHASE_COLORS = {
    Phase.UPCOMING: "neutral",
    Phase.SUBMISSION: "accent",
    Phase.REVIEW: "info",
    Phase.VOTING: "accent",
    Phase.CLOSED: "neutral",
    Phase.PUBLISHED: "success",
}
DEADLINES = {
    "submission_closes_at": _l("Fristen for å foreslå"),
    "staff_submission_closes_at": _l("Fristen for ansatte"),
    "councils_submission_closes_at": _l("Fristen for brukermedvirkning"),
    "partners_submission_closes_at": _l("Fristen for partnere"),
    "voting_opens_at": _l("Åpningen av avstemningen"),
    "voting_closes_at": _l("Fristen for å stemme"),
}


def preview(timetable: Timetable, ballot: BallotPromise, *, ballots_public: bool = False) -> str:
    """What the campaign promises, in one sentence and what follows from it."""
    sentences = [
        _(
            "Alle kan foreslå til og med %(day)s og %(voting)s til og med %(last)s.",
            day=last_day(timetable.submission_closes_at),
            voting=voting_words(ballot),
            last=last_day(timetable.voting_closes_at),
        )
    ]
    groups = group_names()
    sentences += [
        _("%(group)s kan foreslå til og med %(day)s.", group=groups[group], day=last_day(closes))
        for group, closes in timetable.group_deadlines.items()
    ]
    sentences.append(_("Stemmene er hemmelige."))
    if ballots_public:
        sentences.append(_("Stemmesedlene legges ut uten navn etterpå."))
    return " ".join(sentences)


def preview_of(campaign: Campaign) -> str:
    return preview(campaign.timetable, promise_of(campaign), ballots_public=campaign.ballots_public)


def phase_steps(view: CampaignView, now: datetime) -> list[dict[str, Any]]:
    """The phase line: what, until when, and where we are."""
    timetable = view.scope.timetable
    phase = timetable.phase_at(now)
    last = timetable.last_submission_closes_at
    spans: list[tuple[str, str, tuple[Phase, ...]]] = [
        (_("Foreslå"), _until(last, timetable.opens_at, now), (Phase.SUBMISSION,)),
    ]
    if timetable.voting_opens_at > last:
        opens = day(timetable.voting_opens_at)
        spans.append((_("Gå gjennom"), _("avstemningen åpner %(day)s", day=opens), (Phase.REVIEW,)))
    spans.append(
        (
            _("Stemme"),
            _until(timetable.voting_closes_at, timetable.voting_opens_at, now),
            (Phase.VOTING,),
        )
    )
    order = list(Phase)
    steps = [
        {"label": label, "when": when, "state": _state(order, phase, phases)}
        for label, when, phases in spans
    ]
    return [*steps, *_last_steps(view, phase)]


def _last_steps(view: CampaignView, phase: Phase) -> list[dict[str, Any]]:
    """Decided and published follow what people did; either may come first, and on any day."""
    published_at = view.campaign.published_at if phase is Phase.PUBLISHED else None
    is_closed = phase in (Phase.CLOSED, Phase.PUBLISHED)
    deciding = "past" if view.decided_at else "current" if is_closed else "future"
    return [
        {"label": _("Avgjøre"), "when": decision_day(view), "state": deciding},
        {
            "label": _("Publisert"),
            "when": day(published_at) if published_at else "",
            "state": "past" if published_at else "future",
        },
    ]


def decision_day(view: CampaignView) -> str:
    """«avgjort torsdag 15. oktober», or the day that was announced."""
    if view.decided_at:
        return str(_("avgjort %(day)s", day=day(view.decided_at)))
    announced = view.campaign.decision_on
    return str(_("avgjøres %(day)s", day=day(announced))) if announced else ""


def _until(closes: datetime, opens: datetime, now: datetime) -> str:
    if now < opens:
        return str(_("fra %(start)s til og med %(end)s", start=day(opens), end=last_day(closes)))
    return until(closes)


def _state(order: list[Phase], phase: Phase, phases: tuple[Phase, ...]) -> str:
    if phase in phases:
        return "current"
    return "past" if order.index(phase) > order.index(phases[0]) else "future"


def moved_text(column: str, moved_from: datetime, moved_to: datetime) -> str:
    """«Fristen for å stemme er flyttet fra … til …»."""
    shown = moment if column == "voting_opens_at" else deadline
    return str(
        _(
            "%(what)s er flyttet fra %(before)s til %(after)s.",
            what=DEADLINES[column],
            before=shown(moved_from),
            after=shown(moved_to),
        )
    )


def result_text(view: CampaignView) -> str:
    """What happens with the result; once it is decided what goes forward, that and no promise."""
    if view.decided_at:
        return str(_("Det ble bestemt %(day)s hva som går videre.", day=day(view.decided_at)))
    return f"{forward_text(view.campaign)} {decision_text(view.campaign)}".strip()


def decision_text(campaign: Campaign) -> str:
    """Who decides, and when."""
    if not campaign.decided_by:
        return ""
    if campaign.decision_on is None:
        return str(_("Beslutningen tas av %(who)s.", who=campaign.decided_by))
    on = day(campaign.decision_on)
    return str(_("Beslutningen tas %(day)s av %(who)s.", who=campaign.decided_by, day=on))


def period(topic: Topic) -> str:
    """When proposals under a topic are taken; empty where the campaign's own time holds."""
    opens = [str(_("fra %(day)s", day=day(topic.opens_at)))] if topic.opens_at else []
    closes = [until(topic.closes_at)] if topic.closes_at else []
    return " ".join([*opens, *closes])
