"""The working group that makes a plan: what is to be said of who is in it. Advice, never a wall."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.text import same_line

FEWEST, MOST = 3, 5
"""How many make a plan together, from different professions and teams (Læringssystem, 2015)."""


class Part(StrEnum):
    """What a member does in the group."""

    LEAD = "lead"
    MINUTES = "minutes"
    MEMBER = "member"


class Advice(StrEnum):
    """What the page points out."""

    NOBODY = "nobody"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOBODY_LEADS = "nobody_leads"
    NOBODY_KEEPS_MINUTES = "nobody_keeps_minutes"


def advice_on(parts: Sequence[str]) -> list[Advice]:
    """What to think about, given the part of each member."""
    if not parts:
        return [Advice.NOBODY]
    found = []
    if len(parts) < FEWEST:
        found.append(Advice.TOO_FEW)
    if len(parts) > MOST:
        found.append(Advice.TOO_MANY)
    if Part.LEAD not in parts:
        found.append(Advice.NOBODY_LEADS)
    if Part.MINUTES not in parts:
        found.append(Advice.NOBODY_KEEPS_MINUTES)
    return found


@dataclass(frozen=True, slots=True)
class Represented:
    """Teams or professions that have somebody in the group, by name, and those that have not."""

    present: Mapping[str, Sequence[str]]
    """The members' names by team or profession."""
    missing: Sequence[str]


def professions_in(members: Iterable[tuple[str, str]], others: Iterable[str] = ()) -> Represented:
    """`members` as name and profession; `others` are professions of those who would like to join.

    The same word in other letters is the same profession; who has given none is left out.
    """
    spelled: dict[str, str] = {}
    present: dict[str, list[str]] = {}
    for name, profession in members:
        if key := same_line(profession):
            present.setdefault(spelled.setdefault(key, profession), []).append(name)
    missing = {same_line(each): each for each in others if same_line(each)}
    return Represented(present, [each for key, each in missing.items() if key not in spelled])


def teams_in(
    teams: Iterable[tuple[str, str]], members: Iterable[tuple[str, Iterable[str]]]
) -> Represented:
    """`teams` as name and path, `members` as name and the paths they belong to."""
    members = [(name, tuple(paths)) for name, paths in members]
    present: dict[str, list[str]] = {}
    missing = []
    for team, path in teams:
        names = [name for name, paths in members if any(each.startswith(path) for each in paths)]
        if names:
            present[team] = names
        else:
            missing.append(team)
    return Represented(present, missing)
