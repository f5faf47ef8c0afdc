"""Shape of what is posted to the ballot: present, of the right kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from app.domain.ballot_drafts import Step, places_of
from app.domain.ballots import DOTS, RANKED, SCORE
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


SAVE, EMPTY, LOOK = "save", "empty", "look"
"""What the buttons of a whole ballot do besides the steps: `look` only draws the page anew."""
MARK = "idea-"
MAX_WORDS = 200
_FEW_DIGITS = re.compile(r"\d{1,6}", re.ASCII)
"""As many as anybody means; more is a slip of the hand and not a number."""


@dataclass(frozen=True, slots=True)
class PostedBallot:
    """What a whole ballot's form holds, as far as it can be read."""

    act: str
    version: int
    key: str
    step_idea: UUID | None = None
    """The idea beside whose button one pressed."""
    marks: Mapping[UUID, int] = field(default_factory=dict)
    unreadable: Mapping[UUID, str] = field(default_factory=dict)
    """What was typed and is no number."""
    words: str = ""
    topic: str = ""


def read_ballot(kind: str, fields: MultiDict[str, str]) -> PostedBallot:
    """The posted fields as values. InvalidBallotError for anything a page would not send."""
    version = fields.get("version", "")
    if not _NUMBER.fullmatch(version):
        raise InvalidBallotError(reason="version")
    act, _, idea = fields.get("act", SAVE).partition(":")
    if act not in (SAVE, EMPTY, LOOK, *Step):
        raise InvalidBallotError(reason="step")
    marks, unreadable = _ranking(fields) if kind == RANKED else _values(kind, fields)
    return PostedBallot(
        act,
        int(version),
        fields.get("key", ""),
        _idea_id(idea or None),
        marks,
        unreadable,
        fields.get("q", "")[:MAX_WORDS],
        fields.get("tema", ""),
    )


def _ranking(fields: MultiDict[str, str]) -> tuple[dict[UUID, int], dict[UUID, str]]:
    """The ideas in the order in which they stand on the page."""
    ideas = [_idea_id(text) for text in fields.getlist("rank")]
    return places_of([idea for idea in ideas if idea]), {}


def _values(kind: str, fields: MultiDict[str, str]) -> tuple[dict[UUID, int], dict[UUID, str]]:
    """Where nothing is typed there is no mark; 0 is a score, but no dots."""
    marks: dict[UUID, int] = {}
    unreadable: dict[UUID, str] = {}
    for name, text in fields.items():
        idea = _idea_id(name.removeprefix(MARK)) if name.startswith(MARK) else None
        typed = text.strip()
        if idea is None or not typed:
            continue
        if _FEW_DIGITS.fullmatch(typed):
            marks[idea] = int(typed)
        elif kind == DOTS:
            unreadable[idea] = typed
        else:
            raise InvalidBallotError(reason="value")
    if kind != SCORE:
        marks = {idea: value for idea, value in marks.items() if value}
    return marks, unreadable


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


@dataclass(frozen=True, slots=True)
class PostedPair:
    """The two ideas that were shown, and which of them was preferred: None where none was."""

    pair: tuple[UUID, UUID]
    preferred: UUID | None
    proof: str


NEITHER = "neither"


def read_pair(fields: Mapping[str, str]) -> PostedPair:
    """The posted fields as values. InvalidBallotError for anything a page would not send."""
    first, second = (_idea_id(fields.get(name, "")) for name in ("first", "second"))
    preferred = fields.get("preferred", NEITHER)
    if first is None or second is None:
        raise InvalidBallotError(reason="idea")
    return PostedPair(
        (first, second),
        None if preferred == NEITHER else _idea_id(preferred),
        fields.get("proof", ""),
    )
