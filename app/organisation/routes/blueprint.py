"""The blueprint that the views of this feature stand on."""

from flask import Blueprint

bp = Blueprint("organisation", __name__)
