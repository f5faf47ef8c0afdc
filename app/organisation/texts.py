"""Refusals in words, for pages and commands."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.domain.errors import InvalidInputError, UnsupportedError
from app.domain.permissions import BodyKind
from app.organisation.services.bodies import UNIT_KINDS
from app.organisation.services.files import RowError
from app.web.words import kind_name, unit_kind_name


def row_text(error: RowError) -> str:
    """What is wrong with a row of a file, and with what in it."""
    return str(_row_texts(error.facts).get(error.code, error.code))


def _row_texts(facts: Mapping[str, object]) -> Mapping[str, str]:
    text, first = facts.get("text", ""), facts.get("first", "")
    return {
        "column_missing": _(
            "Ingen kolonne er valgt for «%(field)s».", field=field_name(str(facts.get("field", "")))
        ),
        "name_missing": _("Navnet mangler."),
        "name_too_long": _("Navnet er lengre enn 200 tegn."),
        "formula": _("«%(text)s» ser ut som en formel.", text=text),
        "not_an_address": _("«%(text)s» er ikke en e-postadresse.", text=text),
        "address_twice": _("Adressen står også i rad %(first)s.", first=first),
        "account_closed": _("Kontoen til %(email)s er stengt.", email=facts.get("email", "")),
        "body_unknown": _("Fant ingen enhet som heter «%(text)s».", text=text),
        "body_ambiguous": _("Flere heter «%(text)s». Bruk kortnavnet.", text=text),
        "body_twice": _("Samme kortnavn som i rad %(first)s.", first=first),
        "body_differs": _("«%(text)s» finnes fra før, men av en annen type.", text=text),
        "hangs_nowhere": _("«%(text)s» ligger under seg selv.", text=text),
        "kind_unknown": _(
            "Typen «%(text)s» er ukjent. Bruk en av disse: %(kinds)s.",
            text=text,
            kinds=", ".join(known_kinds()),
        ),
        "role_not_allowed": _("Rollen «%(text)s» kan ikke gis fra en fil.", text=text),
        "role_not_in_body": _(
            "Rollen «%(text)s» passer ikke i %(body)s.", text=text, body=facts.get("body", "")
        ),
        "not_a_date": _("Datoen må skrives som 31.12.2026 eller 2026-12-31."),
        "ends_before_start": _("Perioden er over før den begynner."),
    }


def known_kinds() -> list[str]:
    """What a file can call the types of units and other bodies."""
    others = [kind for kind in BodyKind if kind is not BodyKind.UNIT]
    return [*map(unit_kind_name, UNIT_KINDS), *map(kind_name, others)]


def field_name(field: str) -> str:
    """What a column of a file holds."""
    names = {
        "name": _("Navn"),
        "email": _("E-postadresse"),
        "unit": _("Enhet eller utvalg"),
        "role": _("Rolle"),
        "from": _("Fra og med"),
        "to": _("Til og med"),
        "kind": _("Type"),
        "parent": _("Ligger under"),
        "slug": _("Kortnavn"),
        "municipality": _("Kommuner"),
    }
    return str(names.get(field, field))


def input_text(error: InvalidInputError) -> str:
    """What is wrong with a field of a form."""
    texts = {
        ("email", "not_an_address"): _("Dette er ikke en e-postadresse vi kan bruke."),
        ("email", "taken"): _("En annen har denne adressen."),
        ("name", "missing"): _("Skriv et navn."),
        ("name", "too_long"): _("Navnet er lengre enn 200 tegn."),
        ("role", "not_in_this_body"): _("Rollen finnes ikke i dette utvalget eller denne enheten."),
        ("body", "dissolved"): _("Denne er lagt ned."),
        ("ends_on", "before_start"): _("Perioden er over før den begynner."),
        ("unit_kind", "missing"): _("Velg hva slags enhet det er."),
        ("parent", "not_a_unit"): _("Velg en enhet."),
        ("parent", "below_itself"): _("En enhet kan ikke ligge under seg selv."),
        ("parent", "too_deep"): _("Så mange nivåer kan vi ikke vise."),
    }
    broken = (str(error.facts.get("field")), str(error.facts.get("reason")))
    return str(texts.get(broken, _("Dette kunne vi ikke ta imot.")))


def file_text(error: UnsupportedError) -> str:
    """Why a file could not be read."""
    most = error.facts.get("most", "")
    texts = {
        "empty": _("Filen er tom."),
        "too_large": _("Filen er for stor."),
        "too_many_rows": _("Filen har flere enn %(most)s rader.", most=most),
        "too_many_columns": _("Filen har flere enn %(most)s kolonner.", most=most),
        "cell_too_long": _("En celle i rad %(row)s er for lang.", row=error.facts.get("row", "")),
        "not_xlsx": _("Dette er en eldre Excel-fil, eller den har passord. Lagre den som .xlsx."),
        "unsafe_xlsx": _("Denne Excel-filen kan vi ikke åpne trygt. Lagre den på nytt som CSV."),
    }
    otherwise = _("Filen kunne ikke leses. Send CSV eller XLSX.")
    return str(texts.get(str(error.facts.get("reason")), otherwise))
