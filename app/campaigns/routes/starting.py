"""What a new campaign can begin from: a template in words and settings, or an earlier campaign."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.campaigns.forms.shown import typed_form
from app.campaigns.queries import CampaignContent, CampaignView
from app.domain.campaign_settings import ForwardMode, Part, ResultShown, Template
from app.domain.groups import Group
from app.domain.voting_methods import Method
from app.models import Topic


class Start(StrEnum):
    """The templates, in the order they are offered."""

    LEARNING = "laeringstemaer"
    IDEAS = "ideer"
    WORKSHOPS = "verksteder"
    PRIZE = "laeringspris"


_NOT_COPIED = frozenset(
    {"propose_until", "vote_until", "opens_on", "voting_opens_on", "decision_on"}
    | {f"{group.value}_until" for group in Group}
    | {"parent_id", "case_number", "one_language_reason", "gatherings"}
)
_OF_TOPIC = ("name_nb", "name_nn")


def start_names() -> dict[str, str]:
    return {
        Start.LEARNING: _("Læringstemaer for et halvår"),
        Start.IDEAS: _("Idédugnad"),
        Start.WORKSHOPS: _("Valg av verksteder"),
        Start.PRIZE: _("Nominasjon til læringsprisen"),
    }


def filled_from(start: Start) -> dict[str, Any]:
    """Values for `CampaignForm(data=…)`; the texts stand in both written forms."""
    words, settings = _TEMPLATES[start]
    written: dict[str, Any] = {}
    for locale in ("nb", "nn"):
        with force_locale(locale):
            title, purpose, hint = words()
        written |= {f"title_{locale}": title, f"purpose_{locale}": purpose}
        if locale == "nb":
            written["proposal_hint"] = hint
    return written | settings


def copied_from(view: CampaignView, content: CampaignContent) -> dict[str, Any]:
    """The same words, people and rules as an earlier campaign, and none of its days."""
    values = typed_form(view, content)
    values = {name: value for name, value in values.items() if name not in _NOT_COPIED}
    values["topics"] = [{name: topic[name] for name in _OF_TOPIC} for topic in values["topics"]]
    return values


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
