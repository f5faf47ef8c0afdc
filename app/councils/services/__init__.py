"""The acts of a body that speaks as one, by the names the product knows them by."""

from app.councils.services.deciding import approve_draft, record_decision, submit_draft
from app.councils.services.drafts import begin_draft, comment_on_draft, discard, edit_draft
from app.councils.services.links import renew_link, revoke_link, send_links
from app.councils.services.managing import (
    add_member,
    add_office,
    end_office,
    save_settings,
)
from app.councils.services.meetings import add_meeting, cancel_meeting, make_feed
from app.councils.services.withdrawing import withdraw_proposal

__all__ = [
    "add_meeting",
    "add_member",
    "add_office",
    "approve_draft",
    "begin_draft",
    "cancel_meeting",
    "comment_on_draft",
    "discard",
    "edit_draft",
    "end_office",
    "make_feed",
    "record_decision",
    "renew_link",
    "revoke_link",
    "save_settings",
    "send_links",
    "submit_draft",
    "withdraw_proposal",
]
