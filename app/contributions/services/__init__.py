"""The acts on what is added to proposals, by the names the product knows them by."""

from app.contributions.services.attaching import (
    attach_file,
    remove_attachment,
    require_attachable,
    require_removable,
)
from app.contributions.services.drafting import (
    attach_to_draft,
    remove_from_draft,
    require_changeable,
)
from app.contributions.services.inviting import (
    answer_invitation,
    invite_co_author,
    take_back_invitation,
)
from app.contributions.services.reporting import (
    get_reportable,
    report,
    settle_reports,
    show_idea_again,
)

__all__ = [
    "answer_invitation",
    "attach_file",
    "attach_to_draft",
    "get_reportable",
    "invite_co_author",
    "remove_attachment",
    "remove_from_draft",
    "report",
    "require_attachable",
    "require_changeable",
    "require_removable",
    "settle_reports",
    "show_idea_again",
    "take_back_invitation",
]
