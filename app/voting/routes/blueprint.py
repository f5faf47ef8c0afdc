"""The feature's blueprint, which its modules of pages share."""

from flask import Blueprint

from app.voting.explanations.amounts import number
from app.voting.support_words import backing, measure, measured

bp = Blueprint("voting", __name__)
for each in (backing, measure, measured, number):
    bp.add_app_template_filter(each)
