"""The result in words, made from its numbers by templates and never from anything else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.domain.results import CountedTie, IdeaResult, PublishedResult
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Forward
from app.models import Campaign
from app.voting.queries import ListedIdea
from app.web.filters import deadline
from app.web.language import LOCALES
from app.web.words import in_a_row, joined_groups

Ideas = Mapping[UUID, ListedIdea]


FAVOURITES = 5
"""Ideas shown for each group side by side."""


@dataclass(frozen=True, slots=True)
class Favourites:
    """What a shown group supported most."""

    name: str
    colour: str
    voted: int
    most: Sequence[tuple[ListedIdea, Exact]]


@dataclass(frozen=True, slots=True)
class Explained:
    """Sentences for a result page."""

    winners: Sequence[tuple[ListedIdea, IdeaResult, str]]
    """What goes forward, and why in one sentence."""
    ties: Sequence[str]
    groups: Sequence[tuple[str, str]]
    """Name and colour of each shown group, in the order of the numbers."""
    favourites: Sequence[Favourites]


def explain(result: PublishedResult, ideas: Ideas) -> Explained:
    """Everything a page says about `result`."""
    rounds = {UUID(step["idea"]): step for step in result.facts["rounds"]}
    lot = {idea for tie in result.ties for idea in tie.taken}
    winners = [ideas[UUID(idea)] for idea in result.facts["winners"]]
    standings = {standing.idea_id: standing for standing in result.standings}
    return Explained(
        [
            (idea, standings[idea.id], _why(result, rounds[idea.id], idea.id in lot))
            for idea in winners
        ],
        [_tie(tie, ideas) for tie in result.ties],
        [(joined_groups(shown.groups), shown.groups[0].value) for shown in result.turnout.groups],
        [_favourites(result, ideas, column) for column in range(len(result.turnout.groups))],
    )


def _favourites(result: PublishedResult, ideas: Ideas, column: int) -> Favourites:
    shown = result.turnout.groups[column]
    # Sorting keeps the ranking's order among equals.
    most = sorted(result.standings, key=lambda one: -one.group_support[column])[:FAVOURITES]
    return Favourites(
        joined_groups(shown.groups),
        shown.groups[0].value,
        shown.voted,
        [
            (ideas[one.idea_id], one.group_support[column])
            for one in most
            if one.group_support[column]
        ],
    )


def _why(result: PublishedResult, step: Mapping[str, int], is_lot: bool) -> str:
    votes = ngettext("%(num)s stemte på forslaget", "%(num)s stemte på forslaget", step["support"])
    if result.forward is Forward.BUDGET:
        return str(_("%(votes)s, og det fikk plass i rammen.", votes=votes))
    if "margin" not in step:
        return str(_("%(votes)s. Ingen forslag måtte vike.", votes=votes))
    if is_lot and not step["margin"]:
        return str(
            _(
                "%(votes)s, like mange som på et forslag som ikke gikk videre. Loddet avgjorde.",
                votes=votes,
            )
        )
    return str(
        ngettext(
            "%(votes)s, én mer enn på det beste som ikke gikk videre.",
            "%(votes)s, %(num)s flere enn på det beste som ikke gikk videre.",
            step["margin"],
            votes=votes,
        )
    )


def _tie(tie: CountedTie, ideas: Ideas) -> str:
    return str(
        _(
            "%(all)s fikk like mange stemmer (%(support)s). Loddtrekningen ga plass til %(taken)s. "
            "Trukket motsatt vei hadde den gitt plass til %(otherwise)s.",
            all=_quoted(tie.ideas, ideas),
            support=tie.support,
            taken=_quoted(tie.taken, ideas) or _("ingen av dem"),
            otherwise=_quoted(tie.otherwise, ideas) or _("ingen av dem"),
        )
    )


def _quoted(chosen: Sequence[UUID], ideas: Ideas) -> str:
    return in_a_row([f"«{ideas[idea].title}»" for idea in chosen])


def package_texts(
    result: PublishedResult, titles: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    """Why each winner won, in every language, for the package."""
    ideas = {
        UUID(id_): ListedIdea(UUID(id_), None, title, None, None) for id_, title in titles.items()
    }
    texts = {}
    for language in LOCALES:
        with force_locale(language):
            explained = explain(result, ideas)
            texts[language] = {str(idea.id): why for idea, _standing, why in explained.winners}
    return texts


def consequences_of_closing(campaign: Campaign) -> list[str]:
    """What closing does, for the page that asks first."""
    last = deadline(campaign.voting_closes_at)
    seen = (
        _("Alle som er med i dugnaden, ser resultatet med en gang.")
        if campaign.shows_result_at == "close"
        else _("Bare du og lederen ser resultatet til det blir publisert.")
    )
    return [
        str(_("Fristen gikk ut %(when)s. Ingen kan stemme lenger.", when=last)),
        str(_("Stemmesedlene skilles fra dem som har stemt, og kan ikke kobles igjen.")),
        str(_("Stemmene telles, og resultatet forsegles. Det kan ikke endres.")),
        str(seen),
        str(_("Dugnaden kan aldri åpnes for stemming igjen.")),
    ]


def why_not_added(reason: str) -> str:
    """Why somebody could not be added to the roll; says no more than the facilitator may know."""
    texts = {
        "not_in_audience": _(
            "Fant ingen med denne adressen blant dem dugnaden er for. "
            "Legg personen til i enheten eller utvalget først."
        ),
        "missing": _("Skriv en begrunnelse."),
        "too_long": _("Begrunnelsen er for lang."),
    }
    return str(texts.get(reason, texts["not_in_audience"]))


def event_name(canonical: str) -> str:
    """What an event of the chain is called."""
    names = {
        "imported": _("Valget ble lest inn"),
        "opened": _("Avstemningen åpnet"),
        "settings_frozen": _("Regler og forslag lå fast"),
        "roll_fixed": _("Manntallet ble fastsatt"),
        "voter_added": _("Én ble lagt til i manntallet"),
        "closed": _("Avstemningen ble avsluttet"),
        "lottery_drawn": _("Trekningen ble skrevet ned"),
        "result": _("Resultatet ble forseglet"),
        "auditor_edition": _("Revisorutgaven ble gitt ut"),
        "counted_without": _("Stemmene ble talt på nytt uten et forslag"),
        "counted_beside": _("Andre regler ble regnet ut ved siden av"),
        "result_announced": _("Deltakerne fikk beskjed"),
        "decision": _("Det ble bestemt hva som går videre"),
    }
    kind = str(json.loads(canonical)["event"])
    return str(names.get(kind, kind))
