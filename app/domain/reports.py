"""Reports to the moderator: why something should be looked at, and what came of it."""

from enum import StrEnum

MAX_REPORT = 1_000
MOST_WAITING = 20
"""Of one person in one dugnad at a time: more is no help to whoever must read them."""


class Concern(StrEnum):
    """What is wrong with it."""

    PERSON = "person"
    """Somebody can be recognised."""
    OFFENSIVE = "offensive"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class Outcome(StrEnum):
    HIDDEN = "hidden"
    KEPT = "kept"
