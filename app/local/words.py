"""What one can ask those for who have carried something out."""

from flask_babel import gettext as _


def kinds_of_requests() -> dict[str, str]:
    return {
        "presentation": _("Presentasjonen"),
        "visit": _("Et besøk hos oss"),
        "practice": _("Se det i praksis"),
    }
