"""Pages: read the request, call one service, answer."""

from flask import Blueprint

bp = Blueprint("strategy", __name__)
