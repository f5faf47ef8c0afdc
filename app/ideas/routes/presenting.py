"""Turns what happened to a proposal into the lines its page shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import ngettext

from app.campaigns.queries import CampaignView
from app.core.markdown import plain_excerpt
from app.domain.ballots import APPROVAL
from app.domain.differences import differences
from app.domain.groups import SMALLEST_SHOWN
from app.ideas.queries.single import IdeaView
from app.ideas.queries.story import CommentRow, Event
from app.ideas.routes.presenting_councils import from_council
from app.ideas.routes.presenting_rooms import from_room
from app.ideas.services.discussion import EDITABLE_FOR
from app.models import Campaign
from app.web import words
from app.web.filters import day, in_form, iso
from app.web.half_years import half_year_words
from app.web.translating import translate as _

STRATEGY = {
    "taken_in": lambda: _("Tatt inn i strategien"),
    "considered": lambda: _("Vurderes i strategien"),
    "not_taken_in": lambda: _("Ikke tatt inn i strategien"),
}
CONCLUSIONS = {
    "continue": lambda: _("Temaet går videre som nå"),
    "change": lambda: _("Temaet går videre, men endres"),
    "stop": lambda: _("Temaet avsluttes"),
}
SOURCES = {
    "employer": lambda: _("Intervju med en arbeidsgiver"),
    "council": lambda: _("Innspill fra et brukerutvalg"),
    "partner": lambda: _("Samtale med en samarbeidspartner"),
    "other": lambda: _("Annen kilde"),
}
IN_PLANS = frozenset({"plan", "carried_out", "evaluated", "concluded", "source_note"})
AFTER_THE_RESULT = IN_PLANS | {"decision", "handed_over", "strategy"}
"""What would give the result away."""
BESIDE_THE_TEXT = frozenset({"attachment", "invited"})
"""What has a place of its own on the page."""


@dataclass(slots=True)
class Thread:
    """A comment with its replies; replies to replies stand in the same row."""

    row: CommentRow
    replies: list[CommentRow] = field(default_factory=list)


def threads_of(rows: Sequence[CommentRow]) -> list[Thread]:
    """Two levels for the eye, however deep the answers go."""
    threads: dict[UUID, Thread] = {}
    top_of: dict[UUID, Thread] = {}
    for row in rows:
        thread = top_of.get(row.parent_id) if row.parent_id else None
        if thread is None:
            thread = threads[row.id] = Thread(row)
        else:
            thread.replies.append(row)
        top_of[row.id] = thread
    return list(threads.values())


def may_change(row: CommentRow, person_id: UUID, now: datetime) -> bool:
    """Whether one's own comment can still be edited."""
    return bool(row.author_id == person_id and now < row.created_at + EDITABLE_FOR)


def people_behind(found: IdeaView, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Arguments of the macro `person`: the author first, then who joined by a merge."""
    idea = found.idea
    author = {
        "name": found.author,
        "anonymous": idea.is_anonymous,
        "former": found.author is None,
        "on_behalf_of": found.body_name,
    }
    others = [
        {
            "name": event.who,
            "anonymous": bool(event.is_set),
            "former": event.who is None,
            "on_behalf_of": event.more,
        }
        for event in events
        if event.kind == "co_author"
    ]
    return [author, *others]


def attachments_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The files beside the proposal in the order they came: id, name and bytes of each."""
    return [
        {"id": UUID(event.ref), "name": event.text, "size": int(event.more or 0)}
        for event in events
        if event.kind == "attachment" and event.ref
    ]


def story_of(
    view: CampaignView,
    found: IdeaView,
    events: Iterable[Event],
    *,
    shows_result: bool,
    now: datetime,
) -> list[dict[str, Any]]:
    """The timeline, oldest first: the campaign's dates and the proposal's own events."""
    lines = [*_dates(view, found, shows_result=shows_result, now=now)]
    for event in events:
        is_early = event.kind in AFTER_THE_RESULT and not shows_result
        # Those who were not invited to the campaign may not be able to read the plan.
        is_elsewhere = event.kind == "source_note" and view.group is None
        if event.at is None or event.kind in BESIDE_THE_TEXT or is_early or is_elsewhere:
            continue
        lines.append((event.at, _line(view.campaign.slug, found.idea.nr or 0, event)))
    lines.sort(key=lambda line: line[0])
    return [{"when": day(at), "iso": iso(at), **line} for at, line in lines]


def _dates(
    view: CampaignView, found: IdeaView, *, shows_result: bool, now: datetime
) -> Iterable[tuple[datetime, dict[str, Any]]]:
    idea, campaign = found.idea, view.campaign
    if idea.submitted_at:
        yield idea.submitted_at, {"text": _("Forslaget ble sendt inn"), "icon": "Paperplane"}
    if idea.withdrawn_at and idea.shared_at is None:
        yield idea.withdrawn_at, {"text": _("Forslaget ble trukket"), "icon": "XMark"}
    if campaign.voting_opens_at <= now and idea.state == "submitted":
        yield campaign.voting_opens_at, _at_opening(idea)
    if shows_result and idea.support is not None and campaign.closed_at:
        text = _supported(campaign, idea.support)
        url = url_for("voting.result", slug=campaign.slug)
        yield campaign.closed_at, {"text": text, "icon": "BarChart", "url": url}


def _supported(campaign: Campaign, supporters: int) -> str:
    if campaign.ballot_kind == APPROVAL:
        return str(
            ngettext("%(num)s stemte på forslaget", "%(num)s stemte på forslaget", supporters)
        )
    return str(ngettext("%(num)s støttet forslaget", "%(num)s støttet forslaget", supporters))


def _at_opening(idea: Any) -> dict[str, Any]:
    if idea.omitted_reason is not None:
        return {"text": _("Forslaget kom ikke på kortlista"), "icon": "BulletList"}
    return {"text": _("Avstemningen åpnet"), "icon": "ThumbUp"}


def _line(slug: str, nr: int, event: Event) -> dict[str, Any]:
    """One event in words, with where it leads."""
    if event.kind == "edited":
        return {"text": _("Teksten ble endret"), "icon": "Pencil"}
    if event.kind == "answer":
        status = words.answer_names().get(event.ref or "", event.ref)
        return {
            "text": _("Offisielt svar: %(status)s", status=status),
            "icon": "SealCheckmark",
            "who": event.who,
        }
    if event.kind == "lesson":
        text = _(
            "Kom fra evalueringen av planen for læring i %(unit)s, %(half)s",
            unit=event.ref,
            half=half_year(event),
        )
        return {"text": text, "icon": "Recycle"}
    if event.kind in ("council", "council_withdrawn"):
        return from_council(event)
    if event.kind == "room":
        return from_room(slug, event)
    if event.kind == "merged_in":
        return {
            "text": _("«%(title)s» ble slått sammen med dette", title=event.text),
            "icon": "Branching",
            "url": url_for("ideas.show", slug=slug, nr=int(event.ref or 0)),
        }
    return _between_campaigns(slug, nr, event) or _outcome(slug, event)


def _between_campaigns(slug: str, nr: int, event: Event) -> dict[str, Any] | None:
    """From a local dugnad to the larger one, seen from either, and who follows it up."""
    if event.kind == "forwarded":
        return {
            "text": _(
                "Sendt videre til «%(campaign)s»", campaign=in_form(event.text or "", event.who)
            ),
            "icon": "Paperplane",
            "url": url_for("ideas.show", slug=event.ref, nr=int(event.more or 0)),
        }
    if event.kind == "assigned":
        who = event.who or _("tidligere bruker")
        text = _("%(name)s følger opp, innen %(when)s", name=who, when=day(event.text or ""))
        return {"text": text, "icon": "Person"}
    if event.kind != "origin":
        return None
    text = _("Kom fra den lokale dugnaden i %(unit)s", unit=event.who)
    if event.ref is not None and int(event.more or 0) >= SMALLEST_SHOWN:
        text += _(
            ", der %(support)s av %(ballots)s støttet det", support=event.ref, ballots=event.more
        )
    url = url_for("local.origin", slug=slug, nr=nr)
    return {"text": text, "icon": "House", "url": url}


def _outcome(slug: str, event: Event) -> dict[str, Any]:
    if event.kind == "decision":
        text = _("Valgt ut til å gå videre") if event.is_set else _("Ikke valgt ut")
        url = url_for("decisions.show", slug=slug)
        return {"text": text, "icon": "Gavel", "url": url, "note": event.text, "who": event.who}
    if event.kind in IN_PLANS:
        return _in_plan(event)
    if event.kind == "handed_over":
        to = event.text or _("arbeidet med strategien")
        return {"text": _("Sendt videre til %(receiver)s", receiver=to), "icon": "Files"}
    said = STRATEGY.get(event.ref or "", STRATEGY["considered"])()
    return {"text": said, "icon": "FileText", "note": event.text, "who": event.who}


def _in_plan(event: Event) -> dict[str, Any]:
    """From a theme in a plan to what came of it."""
    address: dict[str, Any] = {"unit_slug": event.ref, "half_year": event.more}
    if event.kind == "plan":
        return {
            "text": _("Ble til temaet «%(title)s» i en plan for læring", title=event.text),
            "icon": "HatSchool",
            "url": url_for("learning.show", **address),
        }
    if event.kind == "source_note":
        kind, _colon, sector = (event.who or "other:").partition(":")
        return {
            "text": ", ".join(filter(None, (SOURCES[kind](), sector))),
            "icon": "Chat",
            "url": url_for("learning.source_notes", **address),
            "note": plain_excerpt(event.text or ""),
        }
    if event.kind == "carried_out":
        return {
            "text": ngettext(
                "%(done)s av %(num)s aktivitet er gjennomført",
                "%(done)s av %(num)s aktiviteter er gjennomført",
                int(event.text or 0),
                done=event.who,
            ),
            "icon": "CheckmarkCircle",
            "url": url_for("learning.show", **address),
        }
    result = url_for("learning.evaluation", **address)
    if event.kind == "evaluated":
        text = _("Planen ble evaluert med dem den gjaldt, %(half)s", half=half_year(event))
        return {"text": text, "icon": "BarChart", "url": result}
    said = CONCLUSIONS[event.who or "continue"]()
    note = plain_excerpt(event.text or "")
    return {"text": said, "icon": "SealCheckmark", "url": result, "note": note}


def half_year(event: Event) -> str:
    return half_year_words(event.more or "")


def changes_of(idea: Any, versions: Sequence[Any]) -> list[dict[str, Any]]:
    """Each edit, newest first: when, and the words taken out and put in.

    A row of `versions` says what stood there before its edit; what came after is the next row,
    or the proposal as it is now.
    """
    texts = [(row.title, row.body) for row in versions] + [(idea.title, idea.body)]
    return [
        {
            "at": row.edited_at,
            "number": row.version + 1,
            "who": row.name,
            "title": differences(row.title, after[0]),
            "body": differences(row.body, after[1]),
        }
        for row, after in zip(reversed(versions), reversed(texts[1:]), strict=True)
    ]
