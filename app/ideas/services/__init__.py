"""The acts on proposals, by the names the product knows them by."""

from app.ideas.services.answering import answer_idea, give_answer
from app.ideas.services.discussion import (
    delete_comment,
    edit_comment,
    get_comment_to_hide,
    get_own_comment,
    hide_comment,
    write_comment,
)
from app.ideas.services.drafts import discard_draft, save_draft, share_draft
from app.ideas.services.following import follow_idea
from app.ideas.services.merging import merge_ideas, undo_merge
from app.ideas.services.shortlisting import (
    fill_costs,
    keep_only,
    omit_ideas,
    restore_ideas,
)
from app.ideas.services.submitting import edit_idea, submit_idea, withdraw_idea

__all__ = [
    "answer_idea",
    "delete_comment",
    "discard_draft",
    "edit_comment",
    "edit_idea",
    "fill_costs",
    "follow_idea",
    "get_comment_to_hide",
    "get_own_comment",
    "give_answer",
    "hide_comment",
    "keep_only",
    "merge_ideas",
    "omit_ideas",
    "restore_ideas",
    "save_draft",
    "share_draft",
    "submit_idea",
    "undo_merge",
    "withdraw_idea",
    "write_comment",
]
