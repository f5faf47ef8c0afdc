"""Which column of a table holds what, guessed from its heading; people see and mend the guess."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Names = Mapping[str, Sequence[str]]

# Words after which a heading only explains the name it began with.
_JOINING = frozenset({"av", "for", "i", "med", "pa", "til", "of", "in", "de", "del"})

# For each field the headings it goes by, the likeliest first: bokmål, nynorsk, English, Spanish,
# Catalan, Polish. Case, accents and the signs between words do not count.
IDEA_COLUMNS: Names = {
    "external_id": (
        "id", "ekstern id", "external id", "project id", "proposal id", "forslags id", "nr",
        "nummer", "løpenummer", "forslagsnummer", "number", "numero", "numer", "item", "kode",
        "code", "codigo", "codi", "kod", "referanse", "reference",
    ),
    "title": (
        "tittel", "title", "titulo", "titol", "tytul", "forslag", "framlegg", "idé", "navn", "namn",
        "name", "nombre", "nom", "nazwa", "overskrift", "emnefelt", "proposal", "idea", "label",
    ),
    "body": (
        "beskrivelse", "omtale", "skildring", "begrunnelse", "grunngiving", "innhold", "innhald",
        "tekst", "body", "summary", "description", "text", "content", "resumen", "descripcion",
        "resum", "descripcio", "opis", "streszczenie", "comment body",
    ),
    "topic": (
        "tema", "emne", "kategori", "topic", "category", "subject", "categoria", "kategoria",
        "temat",
    ),
    "cost": (
        "kostnad", "kostnader", "timer", "timar", "pris", "beløp", "cost", "price", "hours",
        "budget", "coste", "costo", "presupuesto", "pressupost", "koszt",
    ),
    "author": (
        "forslagsstiller", "forslagsstillar", "innsender", "innsendar", "forfatter", "forfattar",
        "author", "proposer", "submitter", "autor", "autora", "autoria", "wnioskodawca",
    ),
    "created_at": (
        "opprettet", "oppretta", "innsendt", "sendt inn", "dato", "tidspunkt", "created at",
        "created", "submitted at", "date", "timestamp", "fecha", "fecha de creacion", "data",
        "data utworzenia", "time added",
    ),
}  # fmt: skip

PERSON_COLUMNS: Names = {
    "name": ("navn", "namn", "fullt navn", "fullt namn", "name", "full name", "nombre", "nom"),
    "email": (
        "e-post", "epost", "e-postadresse", "epostadresse", "email", "e-mail", "mail",
        "email address", "correo", "correu",
    ),
    "unit": (
        "enhet", "eining", "enhet eller utvalg", "eining eller utval", "unit or council", "kontor",
        "avdeling", "team", "organisasjon", "unit", "office", "department", "organisation",
        "organization",
    ),
    "role": ("rolle", "roller", "role", "roles"),
    "from": (
        "fra", "frå", "fra dato", "frå dato", "fra og med", "frå og med", "gyldig fra", "from",
        "start",
    ),
    "to": (
        "til", "til dato", "til og med", "gyldig til", "to", "until", "up to and including",
        "slutt", "end",
    ),
}  # fmt: skip

UNIT_COLUMNS: Names = {
    "name": ("navn", "namn", "enhet", "eining", "name", "unit"),
    "kind": ("type", "slag", "enhetstype", "einingstype", "kind", "nivå", "level"),
    "parent": (
        "overordnet", "overordna", "overordnet enhet", "overordna eining", "ligger under",
        "ligg under", "tilhører", "høyrer til", "parent", "parent unit", "below",
    ),
    "slug": ("kortnavn", "kortnamn", "short name", "kode", "slug", "code", "id"),
    "municipality": ("kommune", "kommuner", "kommunar", "municipality", "municipalities"),
}  # fmt: skip


def guess_columns(headings: Sequence[str], names: Names) -> dict[str, int]:
    """The place of the column for each field of `names` that has one, counted from 0.

    A heading that is one of a field's names goes before one that only begins with it («Tittel på
    forslaget»). No column serves two fields.
    """
    plain = [_plain(heading) for heading in headings]
    guess: dict[str, int] = {}
    for fits in (str.__eq__, _begins):
        for field, wanted in names.items():
            free = [place for place in range(len(plain)) if place not in guess.values()]
            found = [place for name in wanted for place in free if fits(plain[place], _plain(name))]
            if field not in guess and found:
                guess[field] = found[0]
    return {field: guess[field] for field in names if field in guess}


def _begins(heading: str, name: str) -> bool:
    """«Tittel på forslaget» is the title; `author_kind` is not the author."""
    rest = heading.removeprefix(name).split()
    return heading.startswith(f"{name} ") and rest[0] in _JOINING


def _plain(heading: str) -> str:
    """Words in lower case without accents, so that `createdAt` and «Created at» are the same.

    What stands in brackets is an explanation and left out.
    """
    parted = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", re.sub(r"\([^)]*\)", "", heading))
    letters = unicodedata.normalize("NFKD", parted.casefold().replace("ł", "l"))
    return " ".join(re.findall(r"\w+", re.sub(r"[\u0300-\u036f]", "", letters).replace("_", " ")))
