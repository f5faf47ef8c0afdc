"""What is stored about a person, in words: headings, names of fields, and values."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from app.domain.half_years import HalfYear
from app.domain.permissions import Role
from app.home.my_data import Record
from app.web.filters import moment
from app.web.half_years import half_year_words
from app.web.language import LOCALES
from app.web.words import group_names, role_name

CODES = {"state", "stance", "part", "need", "kind", "topic", "delivery"}
"""Single words of the program's own, which the file has and the page says in other ways or not."""


def section_names() -> dict[str, str]:
    return {
        "account": _("Kontoen din"),
        "memberships": _("Her hører du til"),
        "sign_ins": _("Steder du er logget inn"),
        "uploads": _("Filer på vei inn, som slettes av seg selv"),
        "electoral_rolls": _("Avstemninger du står på listen for"),
        "proposals": _("Forslag du har skrevet"),
        "earlier_versions": _("Slik forslagene dine var før de ble endret"),
        "stood_behind": _("Forslag du står bak sammen med andre"),
        "comments": _("Kommentarer du har skrevet"),
        "followed": _("Forslag du følger"),
        "received": _("Innspill til strategi du har fått"),
        "working_groups": _("Arbeidsgrupper du er med i"),
        "group_wishes": _("Arbeidsgrupper du vil være med i"),
        "hearing_comments": _("Innspill du har gitt i høringer"),
        "expected_at": _("Aktiviteter der navnet ditt står som deltaker"),
        "signed_up_for": _("Aktiviteter du har meldt deg på"),
        "attended": _("Aktiviteter der det er notert at du kom"),
        "reflections": _("Notatene dine, som bare du ser"),
        "calendar_feeds": _("Kalenderadresser du har laget"),
        "offices": _("Verv du har eller har hatt"),
        "draft_comments": _("Det du har skrevet i utvalget om et utkast"),
        "draft_approvals": _("Utkast du har godkjent"),
        "personal_links": _("Personlige lenker du har fått"),
        "co_author_invitations": _("Forslag du er bedt om å stå bak"),
        "reports": _("Det du har meldt fra om, til det er avgjort"),
        "followed_up": _("Forslag du følger opp"),
        "examples_asked_about": _("Eksempler du har spurt om"),
        "notices": _("Varslene dine"),
        "notice_settings": _("Hvordan du vil ha beskjed"),
    }


def field_names() -> dict[str, str]:
    return {
        "name": _("Navn"),
        "email": _("E-post"),
        "locale": _("Språk"),
        "created_at": _("Laget"),
        "body": _("Sted"),
        "role": _("Rolle"),
        "starts_at": _("Fra"),
        "ends_at": _("Til"),
        "seen_at": _("Sist i bruk"),
        "campaign": _("Dugnad"),
        "group": _("Gruppe"),
        "title": _("Tittel"),
        "text": _("Tekst"),
        "is_anonymous": _("Uten navn"),
        "on_behalf_of": _("På vegne av"),
        "submitted_at": _("Sendt inn"),
        "updated_at": _("Sist endret"),
        "edited_at": _("Endret"),
        "withdrawn_at": _("Trukket"),
        "deleted_at": _("Slettet"),
        "omitted_reason": _("Hvorfor det ikke er på listen"),
        "hidden_reason": _("Hvorfor det er skjult"),
        "unit": _("Enhet"),
        "half_year": _("Halvår"),
        "profession": _("Yrke eller fag"),
        "wished_at": _("Meldt"),
        "written_at": _("Skrevet"),
        "answer": _("Svar"),
        "method": _("Pedagogisk virkemiddel"),
        "arena": _("Arena"),
        "is_waiting": _("På venteliste"),
        "signed_at": _("Meldt på"),
        "made_at": _("Laget"),
        "mandate": _("Mandat"),
        "approved_at": _("Godkjent"),
        "expires_at": _("Går ut"),
        "revoked_at": _("Trukket tilbake"),
        "answered_at": _("Besvart"),
        "reported_at": _("Meldt"),
        "assigned_at": _("Fått"),
        "report": _("Tilbakemelding"),
        "asked_at": _("Spurt"),
        "read_at": _("Lest"),
    }


def lines_of(record: Record) -> Sequence[tuple[str, str]]:
    """(name, value) of what there is something to say of, in the order of the record."""
    names = field_names()
    return [
        (names[key], _in_words(key, value))
        for key, value in record.items()
        if key not in CODES and value not in (None, "", False)
    ]


def _in_words(key: str, value: object) -> str:
    if isinstance(value, datetime):
        return str(moment(value))
    if key == "role":
        return role_name(Role(str(value)))
    if key == "locale":
        return str(LOCALES[str(value)])
    if key == "group":
        return str(group_names()[str(value)])
    if key == "half_year":
        return half_year_words(HalfYear.parse(str(value)))
    return str(_("Ja")) if value is True else str(value)
