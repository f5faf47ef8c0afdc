"""What can be done with a learning plan."""

from app.learning.services.activities import edit_activity
from app.learning.services.carrying_out import (
    cancel_activity,
    decide_on_names,
    mark_done,
    move_activity,
    undo_status,
)
from app.learning.services.comments import (
    answer_comment,
    comment_on_theme,
    get_comment,
    hide_comment,
    withdraw_comment,
)
from app.learning.services.copying import Wanted, copy_plan
from app.learning.services.feeds import make_feed, revoke_feed
from app.learning.services.joining import give_free_places, sign_up, withdraw
from app.learning.services.materials import add_file, add_link, remove_material
from app.learning.services.reflections import write_reflection
from app.learning.services.states import (
    approve_plan,
    archive_plan,
    is_hearing_open,
    mark_evaluated,
    send_to_hearing,
)
from app.learning.services.table import Fault, PlanText, ThemeText, UnfitError, save_plan
from app.learning.services.theme_details import add_outcome, edit_outcome, edit_theme, move_theme
from app.learning.services.themes import add_theme, remove_theme, start_plan

__all__ = [
    "Fault",
    "PlanText",
    "ThemeText",
    "UnfitError",
    "add_file",
    "add_link",
    "Wanted",
    "add_outcome",
    "add_theme",
    "cancel_activity",
    "decide_on_names",
    "edit_activity",
    "edit_outcome",
    "edit_theme",
    "give_free_places",
    "make_feed",
    "mark_done",
    "move_activity",
    "answer_comment",
    "approve_plan",
    "archive_plan",
    "comment_on_theme",
    "copy_plan",
    "edit_activity",
    "edit_outcome",
    "edit_theme",
    "get_comment",
    "hide_comment",
    "is_hearing_open",
    "mark_evaluated",
    "move_theme",
    "remove_material",
    "remove_theme",
    "revoke_feed",
    "save_plan",
    "sign_up",
    "start_plan",
    "undo_status",
    "withdraw",
    "write_reflection",
    "send_to_hearing",
    "start_plan",
    "withdraw_comment",
]
