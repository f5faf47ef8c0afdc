"""The blueprint that the modules beside it hang their views on."""

from flask import Blueprint

bp = Blueprint("contributions", __name__)

IDEA = "/dugnader/<slug>/forslag/<int:nr>"
DRAFT = "/dugnader/<slug>/utkast/<uuid:idea_id>/vedlegg"
