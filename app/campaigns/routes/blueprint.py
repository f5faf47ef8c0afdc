"""The feature's blueprint; the modules beside this one add their pages to it."""

from flask import Blueprint

bp = Blueprint("campaigns", __name__)
