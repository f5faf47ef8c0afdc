"""One blueprint for everything about plans."""

from flask import Blueprint

bp = Blueprint("learning", __name__)
