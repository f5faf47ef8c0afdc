"""What can be done with a learning plan."""

from app.learning.services.activities import edit_activity
from app.learning.services.comments import (
    answer_comment,
    comment_on_theme,
    get_comment,
    hide_comment,
    withdraw_comment,
)
from app.learning.services.states import (
    approve_plan,
    archive_plan,
    is_hearing_open,
    mark_evaluated,
    send_to_hearing,
)
from app.learning.services.table import PlanText, ThemeText, save_plan
from app.learning.services.theme_details import edit_outcome, edit_theme, move_theme
from app.learning.services.themes import add_theme, remove_theme, start_plan

__all__ = [
    "PlanText",
    "ThemeText",
    "add_theme",
    "answer_comment",
    "approve_plan",
    "archive_plan",
    "comment_on_theme",
    "edit_activity",
    "edit_outcome",
    "edit_theme",
    "get_comment",
    "hide_comment",
    "is_hearing_open",
    "mark_evaluated",
    "move_theme",
    "remove_theme",
    "save_plan",
    "send_to_hearing",
    "start_plan",
    "withdraw_comment",
]
