"""The blueprint that the modules beside it hang their views on."""

from typing import cast

from flask import Blueprint, current_app

from app.ideas.queries.likeness import LikenessCache

bp = Blueprint("ideas", __name__)


def likeness_cache() -> LikenessCache:
    """This process's indexes of similar proposals."""
    return cast(LikenessCache, current_app.extensions.setdefault("idea_likeness", LikenessCache()))
