"""One blueprint for everything about plans."""

from flask import Blueprint

from app.domain.learning.lines import placed

bp = Blueprint("learning", __name__)
bp.add_app_template_filter(placed)
