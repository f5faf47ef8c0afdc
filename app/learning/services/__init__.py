"""What can be done with a learning plan."""

from app.learning.services.table import PlanText, ThemeText, save_plan
from app.learning.services.themes import add_theme, remove_theme, start_plan

__all__ = [
    "PlanText",
    "ThemeText",
    "add_theme",
    "remove_theme",
    "save_plan",
    "start_plan",
]
