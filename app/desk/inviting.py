"""The words that invite people to a campaign, and the poster, in each written language."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import segno
from flask_babel import force_locale
from flask_babel import gettext as _
from typst import Compiler, Fonts

from app.campaigns.queries import CampaignView
from app.domain.text import clean_line
from app.domain.timetable import Phase
from app.exports.pdf_format import FONTS
from app.models import Campaign
from app.outbox.rendering import absolute_link
from app.web.filters import deadline

TEMPLATE = Path(__file__).with_name("poster.typ")
REGIONS = {"nb": "no", "nn": "no", "en": "gb"}
LANGUAGES = tuple(REGIONS)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A mail in one language, to copy and to change."""

    locale: str
    subject: str
    text: str


def question_of(campaign: Campaign, locale: str) -> str:
    is_nynorsk = locale == "nn" and campaign.title_nn
    return clean_line(str(campaign.title_nn if is_nynorsk else campaign.title_nb))


def invitations_to(view: CampaignView, now: datetime) -> list[Invitation]:
    """The invitation in bokmål, nynorsk and English, fitting the phase."""
    return [_invitation(view, locale, now) for locale in LANGUAGES]


def _invitation(view: CampaignView, locale: str, now: datetime) -> Invitation:
    with force_locale(locale):
        question = question_of(view.campaign, locale)
        lines = [
            _("Hei!"),
            question,
            *_what_to_do(view, now),
            absolute_link("campaigns.show", slug=view.campaign.slug),
            _("Det tar et par minutter, også på telefonen. Alle forslag får svar."),
        ]
        if view.campaign.contact:
            lines.append(_("Spørsmål? %(contact)s", contact=view.campaign.contact))
        subject = _("Bli med på dugnaden: %(question)s", question=question)
        return Invitation(locale, str(subject), "\n\n".join(str(line) for line in lines))


def _what_to_do(view: CampaignView, now: datetime) -> list[str]:
    """What people are asked for now, and what comes after."""
    timetable = view.scope.timetable
    voting_closes = deadline(timetable.voting_closes_at)
    phase = view.phase_at(now)
    if phase is Phase.VOTING:
        return [str(_("Nå kan du stemme. Fristen er %(when)s.", when=voting_closes))]
    if phase in (Phase.CLOSED, Phase.PUBLISHED):
        return [str(_("Avstemningen er slutt. Se hva det ble til:"))]
    proposing_closes = deadline(timetable.submission_closes_at)
    opens = deadline(timetable.voting_opens_at)
    propose = _("Foreslå det du mener. Fristen er %(when)s.", when=proposing_closes)
    vote = _(
        "Avstemningen åpner %(opens)s og varer til %(closes)s.", opens=opens, closes=voting_closes
    )
    return [str(vote)] if phase is Phase.REVIEW else [str(propose), str(vote)]


def poster_pdf(view: CampaignView, locale: str, *, now: datetime) -> bytes:
    """A page to hang up: the question, the dates, the code that leads there."""
    address = absolute_link("campaigns.show", slug=view.campaign.slug)
    with force_locale(locale):
        what = _what_to_do(view, now)
        facts = {
            "title": question_of(view.campaign, locale),
            "lead": str(_("Bli med på dugnaden")),
            "lines": [line.replace("kl. ", "kl.\N{NO-BREAK SPACE}") for line in what],
            "scan": str(_("Skann koden med telefonen, eller skriv adressen:")),
            "alt": str(_("Kode som leder til %(address)s", address=address)),
            "address": address,
            "under": ", ".join(body.name for body in view.owners),
            "code": _code(address),
            "lang": locale,
            "region": REGIONS[locale],
        }
    drawn = Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts()).compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"poster": json.dumps(facts, ensure_ascii=False)},
        timestamp=now.replace(microsecond=0),  # it takes whole seconds alone
    )
    if not isinstance(drawn, bytes):
        raise TypeError("one file was asked for")
    return drawn


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2)
    return drawn.getvalue().decode()


@cache
def _fonts() -> Fonts:
    return Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
