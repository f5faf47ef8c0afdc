"""The blueprint that the views of this feature stand on."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
