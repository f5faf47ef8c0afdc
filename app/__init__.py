"""Dugnad: from a call for ideas to an evaluated plan. `create_app` is the only public name."""

from app.factory import create_app

__all__ = ["create_app"]
