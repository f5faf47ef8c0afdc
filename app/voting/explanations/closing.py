"""Closing in words: what it does, whom it could not add, and what its events are called."""

import json

from flask_babel import gettext as _

from app.models import Campaign
from app.web.filters import deadline


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
