"""Pages: read the request, call one service, answer."""

from flask import Blueprint

bp = Blueprint("decisions", __name__)
