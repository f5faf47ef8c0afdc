"""What a new campaign can begin from: a template in words and settings, or an earlier campaign."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app.campaigns.forms.shown import typed_form
from app.campaigns.queries import (
    CampaignContent,
    CampaignView,
    get_campaign_view,
    get_content,
    topics_of,
)
from app.campaigns.steps import LOCAL_TO
from app.core.db import db
from app.domain.campaign_settings import ForwardMode, Part, ResultShown, Template
from app.domain.dates import day_of, typed_form_of
from app.domain.groups import Group
from app.domain.suggested_dates import HALF_YEAR, moved_forward, suggested_dates
from app.domain.voting_methods import Method
from app.models import Body, Topic
from app.web.access import current_actor
from app.web.clock import now


class Start(StrEnum):
    """The templates, in the order they are offered."""

    LEARNING = "laeringstemaer"
    IDEAS = "ideer"
    WORKSHOPS = "verksteder"
    PRIZE = "laeringspris"


_NOT_COPIED = ("parent_id", "case_number", "one_language_reason", "gatherings")
_DAYS = (
    *("propose_until", "vote_until", "voting_opens_on", "decision_on"),
    *(f"{group.value}_until" for group in Group),
)
_OF_TOPIC = ("name_nb", "name_nn")
_DAYS_OF_TOPIC = ("opens_on", "closes_on")
_WEEK = timedelta(weeks=1)


def start_names() -> dict[str, str]:
    return {
        Start.LEARNING: _("Læringstemaer for et halvår"),
        Start.IDEAS: _("Idédugnad"),
        Start.WORKSHOPS: _("Valg av verksteder"),
        Start.PRIZE: _("Nominasjon til læringsprisen"),
    }


def own_address() -> str:
    """Where the form is sent to: with what it begins from, so that it offers the same again."""
    names = ("mal", "kopi", LOCAL_TO)
    begun = {name: request.args[name] for name in names if name in request.args}
    return url_for(".new") + (f"?{urlencode(begun)}" if begun else "")


def beginning(units: Iterable[Body]) -> tuple[dict[str, Any], CampaignView | None]:
    """What the address asks to begin from: a template (`mal`), an earlier
    campaign (`kopi`), the larger one it is a part of (`del-av`)."""
    slug, start, today = request.args.get("kopi"), request.args.get("mal"), day_of(now())
    if larger := request.args.get(LOCAL_TO):
        view = get_campaign_view(db.session(), current_actor(), larger)
        return as_part_of(view, topics_of(db.session(), view.campaign.id)), None
    if slug:
        view = get_campaign_view(db.session(), current_actor(), slug)
        return copied_from(view, get_content(db.session(), view.campaign.id), today), view
    if start not in list(Start):
        return {}, None
    return filled_from(Start(start), next(iter(units), None), today), None


def filled_from(start: Start, unit: Body | None, today: date) -> dict[str, Any]:
    """Values for `CampaignForm(data=…)`, all that a draft needs; the texts stand in both written
    forms."""
    words, settings = _TEMPLATES[start]
    written: dict[str, Any] = dict(suggested_dates(today))
    if unit:
        written["decided_by"] = _("Leder i %(unit)s", unit=unit.name)
    for locale in ("nb", "nn"):
        with force_locale(locale):
            title, purpose, hint = words()
        written |= {f"title_{locale}": title, f"purpose_{locale}": purpose}
        if locale == "nb":
            written["proposal_hint"] = hint
    return written | settings


def copied_from(view: CampaignView, content: CampaignContent, today: date) -> dict[str, Any]:
    """The same words, people and rules as an earlier campaign, and its days moved forward: by
    half-years where it is held every half-year, else by as few weeks as it takes."""
    values = typed_form(view, content)
    values = {name: value for name, value in values.items() if name not in _NOT_COPIED}
    days = {name: values[name] for name in _DAYS if values.get(name)}
    days["opens_on"] = typed_form_of(view.scope.timetable.opens_at)[0]
    days |= {
        f"{place} {name}": topic[name]
        for place, topic in enumerate(values["topics"])
        for name in _DAYS_OF_TOPIC
        if topic[name]
    }
    is_half_yearly = view.campaign.template == Template.LEARNING_THEMES
    moved = moved_forward(days, today, step=HALF_YEAR if is_half_yearly else _WEEK)
    values["topics"] = [
        {name: topic[name] for name in _OF_TOPIC}
        | {name: moved.get(f"{place} {name}") for name in _DAYS_OF_TOPIC}
        for place, topic in enumerate(values["topics"])
    ]
    return values | {name: day for name, day in moved.items() if " " not in name}


def as_part_of(larger: CampaignView, topics: Iterable[Topic]) -> dict[str, Any]:
    """The question and the topics of the larger campaign that a local one is a part of."""
    campaign = larger.campaign
    names = ("template", "title_nb", "title_nn", "purpose_nb", "purpose_nn")
    return {name: getattr(campaign, name) for name in names} | {
        "parent_id": str(campaign.id),
        "topics": [{name: getattr(topic, name) for name in _OF_TOPIC} for topic in topics],
    }


def _learning() -> tuple[str, str, str]:
    return (
        _("Hva skal vi lære det neste halvåret?"),
        _(
            "Vi velger sammen temaene for planen for læring. De med mest støtte går inn i planen,"
            " sammen med de sentrale føringene."
        ),
        _("Hva vil dere kunne etterpå som dere ikke kan i dag? Hvem trenger det?"),
    )


def _ideas() -> tuple[str, str, str]:
    return (
        _("Hvordan kan vi gjøre det bedre for brukerne våre?"),
        _("Alle ideer er velkomne, små og store. Alle får svar, og de beste prøver vi ut."),
        _("Hva er problemet, hva foreslår du, og hvem blir det bedre for?"),
    )


def _workshops() -> tuple[str, str, str]:
    return (
        _("Hvilke verksteder skal vi ha på konferansen?"),
        _(
            "Foreslå et verksted som du vil holde eller gå på. De med mest støtte får plass på"
            " programmet."
        ),
        _("Hva lærer de som kommer? Hvem kan holde det? Hvor mange er det plass til?"),
    )


def _prize() -> tuple[str, str, str]:
    return (
        _("Hvem skal få læringsprisen i år?"),
        _("Prisen går til en enhet som arbeider systematisk med læring. Nominer noen du har sett."),
        _("Hvilken enhet nominerer du? Hva har de gjort, og hva ble det til?"),
    )


_Words = Callable[[], tuple[str, str, str]]
_TEMPLATES: dict[Start, tuple[_Words, dict[str, Any]]] = {
    Start.LEARNING: (
        _learning,
        {
            "template": Template.LEARNING_THEMES.value,
            "forward_mode": ForwardMode.NUMBER.value,
            "seats": 3,
            "required_parts": [Part.BODY.value],
        },
    ),
    Start.IDEAS: (
        _ideas,
        {"template": Template.IDEA_CALL.value, "forward_mode": ForwardMode.AFTERWARDS.value},
    ),
    Start.WORKSHOPS: (
        _workshops,
        {
            "template": Template.IDEA_CALL.value,
            "method": Method.APPROVAL.value,
            "votes_per_person": 5,
            "forward_mode": ForwardMode.NUMBER.value,
            "seats": 11,
            "required_parts": [Part.BODY.value],
        },
    ),
    Start.PRIZE: (
        _prize,
        {
            "template": Template.IDEA_CALL.value,
            "method": Method.APPROVAL.value,
            "votes_per_person": 1,
            "forward_mode": ForwardMode.NUMBER.value,
            "seats": 1,
            "required_parts": [Part.BODY.value],
            "shows_result_at": ResultShown.PUBLICATION.value,
        },
    ),
}
