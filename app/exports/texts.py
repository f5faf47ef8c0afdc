"""What the formats of a plan's files are for, and how large a file gets."""

from flask_babel import gettext as _

KB_OF = {"docx": (40, 0.05), "pdf": (60, 3.5), "xlsx": (9, 0.1), "json": (2, 0.6), "ics": (1, 0.4)}
"""Kilobytes of a file without activities, and of each activity: seen in real ones."""


def plan_formats(activities: int) -> list[tuple[str, str, str, int]]:
    """Ending, name, what it is for and its size in kilobytes."""
    told = (
        ("docx", _("Word-fil"), _("Til å skrive videre i. Temaene står som tabeller.")),
        ("pdf", _("PDF-fil"), _("Til å lese, sende og skrive ut. Kan leses med skjermleser.")),
        (
            "xlsx",
            _("Excel-fil"),
            _("En rad for hver aktivitet. Du kan endre i filen og hente den inn igjen."),
        ),
        ("ics", _("kalenderfil"), _("Dagene i planen til din egen kalender, slik de er nå.")),
        ("json", _("JSON-fil"), _("Hele planen for andre dataprogrammer.")),
    )
    return [(fmt, name, purpose, _size(fmt, activities)) for fmt, name, purpose in told]


def _size(fmt: str, activities: int) -> int:
    empty, each = KB_OF[fmt]
    return round(empty + each * activities)
