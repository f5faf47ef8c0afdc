"""One blueprint for everything that leaves as a file."""

from flask import Blueprint

bp = Blueprint("exports", __name__)
