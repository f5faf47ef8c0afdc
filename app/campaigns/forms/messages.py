"""What a refused field is told: what is wrong and what to do about it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.campaign_settings import LARGEST_NUMBER
from app.domain.costs import HOURS
from app.domain.errors import InvalidInputError

FIELD_OF = {
    "opens": "opens_on",
    "submission_closes": "propose_until",
    "voting_opens": "voting_opens_on",
    "voting_closes": "vote_until",
    "budget": "budget_hours",
    "reserved": "councils_seats",
}
"""The form's name for what the rules call otherwise."""

_BY_FIELD_AND_REASON = {
    ("submission_closes", "before_opening"): _l(
        "Siste dag å foreslå må komme etter at dugnaden åpner. Velg en senere dag."
    ),
    ("submission_closes", "passed"): _l(
        "Siste dag å foreslå er passert. Velg en senere dag før du starter."
    ),
    ("voting_opens", "before_submission_closes"): _l(
        "Avstemningen kan ikke åpne før alle gruppene har levert forslagene sine."
        " Velg en senere dag."
    ),
    ("voting_closes", "before_voting_opens"): _l(
        "Siste dag å stemme må komme etter at avstemningen åpner. Velg en senere dag."
    ),
    ("voting_closes", "before_submission_closes"): _l(
        "Siste dag å stemme må komme etter siste dag å foreslå. Velg en senere dag."
    ),
    ("decision_on", "before_voting_closes"): _l(
        "Beslutningen kan ikke tas før alle har stemt. Velg siste dag å stemme eller senere."
    ),
    ("owners", "not_mine"): _l("Minst én av eierne må være en enhet der du er fasilitator."),
    ("owners", "missing"): _l("Velg hvem som står bak dugnaden."),
    ("audiences", "missing"): _l("Velg hvem som skal være med."),
    ("budget", "missing"): _l("Skriv hvor mange timer dere har."),
    ("forward_mode", "basket_needs_budget"): _l(
        "Når dere stemmer med budsjett, går så mange forslag videre som det er timer til."
        " Velg det, eller stem på en annen måte."
    ),
    ("votes_per_person", "missing"): _l("Skriv hvor mange prikker hver får."),
    ("most_per_idea", "more_than_dots"): _l("Tallet kan ikke være større enn prikkene hver får."),
    ("rule", "not_for_method"): _l(
        "Denne tellingen passer ikke til måten dere stemmer på. Velg en annen, eller den vanlige."
    ),
    ("rule", "not_for_number"): _l(
        "Denne tellingen fordeler timer. Velg «Så mange det er timer til», eller en annen telling."
    ),
    ("rule", "not_for_budget"): _l(
        "Denne tellingen plukker ut et bestemt antall. Velg et antall, eller en annen telling."
    ),
    ("rule", "not_for_afterwards"): _l(
        "Denne tellingen må vite hvor mange som går videre."
        " Velg et antall eller timer, eller en annen telling."
    ),
    ("raters", "not_with_rule"): _l(
        "Gjennomsnitt av poengene kan bare telles når flest poeng avgjør."
        " La feltet stå tomt, eller velg den vanlige tellingen."
    ),
    ("is_balanced", "not_with_rule"): _l(
        "Når stemmer overføres, kan ikke gruppene veie likt."
        " Ta bort krysset, eller tell på en annen måte."
    ),
    ("is_balanced", "nothing_preset"): _l(
        "Gruppene kan bare veie likt når det er bestemt på forhånd hvor mange som går videre."
    ),
    ("seats", "not_with_rule"): _l(
        "Regnet med brøk kan høyst 10 gå videre."
        " Velg et mindre antall, eller «Stemmer overføres (STV)»."
    ),
    ("reserved", "not_with_rule"): _l(
        "Plasser kan bare holdes av når et bestemt antall går videre, og stemmer, prikker eller"
        " poeng avgjør. La feltene stå tomme, eller velg det."
    ),
    ("reserved", "not_with_balanced"): _l(
        "Velg enten plasser som holdes av, eller at gruppene veier like mye."
    ),
    ("reserved", "more_than_seats"): _l("Dere har holdt av flere plasser enn det er."),
    ("floor_percent", "missing"): _l("Skriv også hvor mange prosent."),
    ("floor_groups", "missing"): _l("Skriv også hvor mange grupper."),
    ("floor_percent", "not_a_percentage"): _l("Skriv et tall fra 1 til 100."),
    ("floor_groups", "no_such_number"): _l("Skriv 1, 2 eller 3. Det er tre grupper."),
    ("floor_percent", "nothing_preset"): _l(
        "Minste støtte i en gruppe kan bare settes når det er bestemt på forhånd hvor mange som"
        " går videre."
    ),
    ("parent_id", "circle"): _l("Denne dugnaden hører selv til den du har valgt. Velg en annen."),
    ("to", "not_later"): _l(
        "Frister kan bare flyttes til senere. Velg en dag etter fristen som gjelder nå."
    ),
    ("to", "passed"): _l("Den nye fristen må ligge fram i tid. Velg en senere dag."),
    ("to", "after_voting_closes"): _l(
        "Fristen for å foreslå må komme før fristen for å stemme. Flytt fristen for å stemme først."
    ),
}
_BY_REASON = {
    "too_far": _l("Datoen er mer enn fem år unna. Se etter om årstallet er riktig."),
    "missing": _l("Dette må fylles ut."),
    "too_long": _l("Teksten er for lang. Kort den ned."),
    "unknown": _l("Valget finnes ikke lenger. Velg på nytt."),
    "both_forms": _l(
        "En region eller et direktorat skriver både bokmål og nynorsk."
        " Skriv teksten på nynorsk også, eller skriv hvorfor dere lar være."
    ),
    "too_many": _l("Det er for mange. Ta bort noen."),
}


def message_for(error: InvalidInputError) -> str:
    """The sentence beside the field."""
    field, reason = str(error.facts.get("field")), str(error.facts.get("reason"))
    named: dict[str, Any] = {"name": error.facts.get("name", "")}
    if reason == "in_use":
        return str(_("Temaet «%(name)s» er brukt av forslag og kan ikke tas bort.", **named))
    if reason == "period":
        return str(_("Temaet «%(name)s» må åpne før det stenger.", **named))
    if reason == "address":
        return str(_("Lenken «%(name)s» må begynne med https://.", **named))
    if reason == "out_of_range":
        return str(_("Skriv et tall fra 1 til %(most)s.", most=_largest(field)))
    text = _BY_FIELD_AND_REASON.get((field, reason)) or _BY_REASON.get(reason)
    return str(text or _("Dette kan vi ikke bruke. Se over det du har skrevet."))


def _largest(field: str) -> str:
    """«10 000 000», in the unit that is asked for."""
    most = LARGEST_NUMBER // HOURS.parts if field == "budget" else LARGEST_NUMBER
    return f"{most:,}".replace(",", "\N{NO-BREAK SPACE}")
