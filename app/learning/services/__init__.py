"""What can be done with a learning plan."""

from app.learning.services.activities import edit_activity
from app.learning.services.table import PlanText, ThemeText, save_plan
from app.learning.services.theme_details import edit_outcome, edit_theme, move_theme
from app.learning.services.themes import add_theme, remove_theme, start_plan

__all__ = [
    "PlanText",
    "ThemeText",
    "add_theme",
    "edit_activity",
    "edit_outcome",
    "edit_theme",
    "move_theme",
    "remove_theme",
    "save_plan",
    "start_plan",
]
