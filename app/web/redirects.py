"""Where to go after a form: only ever to a path of our own."""

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response


def is_local_path(target: str | None) -> bool:
    """Whether `target` is a path on this site and cannot be read as another host by any browser."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    if any(ord(character) < 32 or character == "\\" for character in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def redirect_back(default: str, *, anchor: str | None = None) -> Response:
    """303 to the form's or address's `next` where it is a local path, else to `default`."""
    wanted = request.values.get("next")
    target = wanted if wanted is not None and is_local_path(wanted) else default
    return redirect(f"{target}#{anchor}" if anchor else target, 303)
