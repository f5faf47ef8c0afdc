"""What a source note (kildenotat) can be."""

from enum import StrEnum


class SourceKind(StrEnum):
    """Whose experience it holds."""

    EMPLOYER = "employer"
    COUNCIL = "council"
    PARTNER = "partner"
    OTHER = "other"
