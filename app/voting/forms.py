"""Shape of what is posted to the ballot: present, of the right kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from app.domain.errors import InvalidBallotError

_NUMBER = re.compile(r"\d{1,10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a vote's form holds: the wanted state, the ballot's version, the key of this control."""

    idea_id: UUID | None
    """None for what concerns the whole ballot. Posted and never in an address, which is logged."""
    wanted: bool
    version: int
    key: str


def read_vote(fields: Mapping[str, str]) -> Posted:
    """The posted fields as values. InvalidBallotError for anything a page would not send."""
    wanted, version, key = (fields.get(name, "") for name in ("wanted", "version", "key"))
    if wanted not in ("0", "1"):
        raise InvalidBallotError(reason="wanted")
    if not _NUMBER.fullmatch(version):
        raise InvalidBallotError(reason="version")
    return Posted(_idea_id(fields.get("idea")), wanted == "1", int(version), key)


def _idea_id(text: str | None) -> UUID | None:
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError as unreadable:
        raise InvalidBallotError(reason="idea") from unreadable


class AddVoterForm(FlaskForm):
    """Somebody who came after voting opened, and why."""

    email = StringField(
        _l("E-postadresse"),
        [DataRequired(_l("Skriv e-postadressen.")), Length(max=254)],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("Begrunnelse"), [DataRequired(_l("Skriv en begrunnelse.")), Length(max=500)]
    )


class ReceiptForm(FlaskForm):
    """What was written down while voting was open."""

    receipt = StringField(
        _l("Kvitteringen din"),
        [
            DataRequired(_l("Skriv kvitteringen.")),
            Regexp(
                r"^[0-9a-fA-F]{64}$",
                message=_l("En kvittering er 64 tegn: tall og bokstavene a til f."),
            ),
        ],
        filters=[lambda text: "".join((text or "").split())],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class HandOutForm(FlaskForm):
    """Who gets the auditor's edition, and why."""

    auditor = StringField(
        _l("Hvem skal ha revisorutgaven?"),
        [DataRequired(_l("Skriv navnet.")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("Begrunnelse"), [DataRequired(_l("Skriv en begrunnelse.")), Length(max=1_000)]
    )


class DrawForm(FlaskForm):
    """What was drawn in public."""

    post = StringField(
        _l("Hva ble trukket?"),
        [DataRequired(_l("Skriv det som ble trukket.")), Length(max=300)],
        render_kw={"autocomplete": "off"},
    )


class RecountForm(FlaskForm):
    """Which proposal turned out to be impossible, and why."""

    idea = SelectField(
        _l("Forslag som ikke kan gjennomføres"), [DataRequired(_l("Velg et forslag."))]
    )
    reason = TextAreaField(
        _l("Begrunnelse"), [DataRequired(_l("Skriv en begrunnelse.")), Length(max=1_000)]
    )
