"""Elections in the PrefLib formats: .soc, .soi, .toc, .toi (orders) and .cat (categories).

Source of the formats: Mattei & Walsh (2013), «PrefLib: A Library for Preferences», and
preflib.org/format. A heading of `# KEY: value` lines, then one line for each different ballot:
how many gave it, a colon, and the ideas from the best, equals in braces.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from app.domain.elections import (
    MOST_BALLOTS,
    MOST_CANDIDATES,
    BallotLine,
    Election,
    Lines,
    Reopened,
    require_all,
    shortened,
    whole_number,
)
from app.domain.errors import UnreadableError, UnsupportedError
from app.domain.tally.outcome import BallotKind, Candidate, IdeaId
from app.domain.text import clean_line

CATEGORIES = "cat"
COMPLETE = frozenset({"soc", "toc"})
STRICT = frozenset({"soc", "soi"})
TYPES = ("soc", "soi", "toc", "toi", CATEGORIES)
_TITLES = re.compile(r"(ALTERNATIVE|CATEGORY) NAME ([0-9]{1,9})")
_PARTS = re.compile(r"\{[^{}]*\}|[^,{}]+|[,{}]")

Places = tuple[tuple[str, ...], ...]
"""Best first; those in one place are equal."""


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: str
    title: str
    alternatives: int
    names: Mapping[IdeaId, str]
    categories: int
    voters: int | None


def read_preflib(lines: Lines, *, as_score: bool = False) -> Election:
    """The election in a file of any of the five kinds.

    Categories are read as approval of the first one, or as score: the first of K gives K - 1, the
    last 0, and an idea in none of them is one without an opinion.
    """
    heading = _read_heading(_numbered(lines))
    kind, top = _kind(heading, as_score)
    known = [str(number) for number in range(1, heading.alternatives + 1)]
    return Election(
        kind,
        tuple(Candidate(one) for one in known),
        Reopened(lambda: _ballots(lines, heading, kind, frozenset(known))),
        names=heading.names,
        title=heading.title,
        top=top,
    )


def _kind(heading: _Heading, as_score: bool) -> tuple[BallotKind, int | None]:
    if heading.kind != CATEGORIES:
        return BallotKind.RANKED, None
    if as_score:
        return BallotKind.SCORE, heading.categories - 1
    return BallotKind.APPROVAL, 1


def _numbered(lines: Lines) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines(), start=1):
        if text := line.strip():
            yield number, text


def _read_heading(rows: Iterator[tuple[int, str]]) -> _Heading:
    facts: dict[str, tuple[str, int]] = {}
    names: dict[str, dict[str, str]] = {"ALTERNATIVE": {}, "CATEGORY": {}}
    for number, text in rows:
        if not text.startswith("#"):
            break
        key, _, value = text.removeprefix("#").partition(":")
        if named := _TITLES.fullmatch(key.strip().upper()):
            names[named[1]][str(int(named[2]))] = clean_line(value)
        else:
            facts[key.strip().upper()] = (value.strip(), number)
    kind = facts.get("DATA TYPE", ("", 0))[0].lower()
    if kind not in TYPES:
        raise UnsupportedError(f"PrefLib files of the kind {shortened(kind)}")
    alternatives = _fact(facts, "NUMBER ALTERNATIVES", MOST_CANDIDATES)
    if not alternatives:
        raise UnreadableError("the heading does not say NUMBER ALTERNATIVES")
    if unknown := [one for one in names["ALTERNATIVE"] if not 0 < int(one) <= alternatives]:
        raise UnreadableError(f"ALTERNATIVE NAME {unknown[0]} of {alternatives}")
    categories = _fact(facts, "NUMBER CATEGORIES", MOST_CANDIDATES)
    if kind == CATEGORIES and not categories:
        raise UnreadableError("the heading does not say NUMBER CATEGORIES")
    return _Heading(
        kind,
        clean_line(facts.get("TITLE", ("", 0))[0]),
        alternatives,
        {one: name for one, name in names["ALTERNATIVE"].items() if name},
        categories or 0,
        _fact(facts, "NUMBER VOTERS", MOST_BALLOTS),
    )


def _fact(facts: Mapping[str, tuple[str, int]], key: str, most: int) -> int | None:
    value, line = facts.get(key, ("", 0))
    return whole_number(value, key, line, most=most) if value else None


def _ballots(
    lines: Lines, heading: _Heading, kind: BallotKind, known: frozenset[str]
) -> Iterator[BallotLine]:
    voters = 0
    for number, text in _numbered(lines):
        if text.startswith("#") and not voters:
            continue
        amount, colon, order = text.partition(":")
        if not colon:
            raise UnreadableError("a ballot without a colon after its number", number)
        count = whole_number(amount, "the number of ballots", number)
        voters += count
        if voters > MOST_BALLOTS:
            raise UnreadableError(f"more than {MOST_BALLOTS} ballots", number)
        places = _places(order.strip(), number)
        _require_sound(places, heading, known, number)
        if count:
            yield BallotLine(_marks(places, kind, heading), count)
    require_all(voters, heading.voters, "ballots")


def _places(order: str, number: int) -> Places:
    if "{" not in order and "}" not in order:
        return tuple((part.strip(),) for part in order.split(",")) if order else ()
    parts = [part.strip() for part in _PARTS.findall(order) if not part.isspace()]
    places, commas = parts[::2], parts[1::2]
    if len(places) == len(commas) or not set(commas) <= {","} or set(places) & set(",{}"):
        raise UnreadableError("the order of a ballot cannot be read", number)
    return tuple(_equals(place) for place in places)


def _equals(place: str) -> tuple[str, ...]:
    inside = place.strip("{}").strip()
    return tuple(one.strip() for one in inside.split(",")) if inside else ()


def _require_sound(places: Places, heading: _Heading, known: frozenset[str], number: int) -> None:
    ideas = list(chain.from_iterable(places))
    marked = set(ideas)
    if not marked <= known:
        unknown = next(idea for idea in ideas if idea not in known)
        raise UnreadableError(f"a ballot for {shortened(unknown)}, which is no alternative", number)
    if len(marked) < len(ideas):
        raise UnreadableError("an alternative stands twice on one ballot", number)
    if heading.kind == CATEGORIES:
        if len(places) > heading.categories:
            message = f"{len(places)} categories, and the heading says {heading.categories}"
            raise UnreadableError(message, number)
        return
    if heading.kind in STRICT and len(places) < len(ideas):
        raise UnreadableError(f"equals in a file of the kind {heading.kind}", number)
    if heading.kind in COMPLETE and len(marked) < len(known):
        message = f"{len(marked)} of {len(known)} alternatives in a file of complete orders"
        raise UnreadableError(message, number)
    if not all(places):
        raise UnreadableError("a place without alternatives", number)


def _marks(places: Places, kind: BallotKind, heading: _Heading) -> dict[IdeaId, int]:
    if kind is BallotKind.APPROVAL:
        return dict.fromkeys(places[0], 1) if places else {}
    if kind is BallotKind.SCORE:
        top = heading.categories - 1
        return {idea: top - step for step, place in enumerate(places) for idea in place}
    return {idea: place for place, ideas in enumerate(places, start=1) for idea in ideas}
