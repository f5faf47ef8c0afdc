"""The blueprint that the pages about decisions are bound to."""

from flask import Blueprint

from app.web.half_years import half_year_words

bp = Blueprint("decisions", __name__)
bp.add_app_template_filter(half_year_words, "half_year")
