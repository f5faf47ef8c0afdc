"""The feature's blueprint, which its modules of pages share."""

from flask import Blueprint

bp = Blueprint("voting", __name__)
