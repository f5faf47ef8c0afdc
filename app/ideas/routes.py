"""Pages: read the request, call one service, answer."""

from flask import Blueprint

bp = Blueprint("ideas", __name__)
