"""The blueprint that the pages about local campaigns are bound to."""

from flask import Blueprint

bp = Blueprint("local", __name__)
