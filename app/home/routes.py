"""The front door and the pages that belong to the person."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.permissions import Permission
from app.web.access import needs
from app.web.language import LOCALES

bp = Blueprint("home", __name__)


@bp.get("/")
@needs(None)
def index() -> ResponseReturnValue:
    return render_template("home/index.html")


@bp.get("/mitt")
@needs(Permission.PROFILE_EDIT)
def mine() -> ResponseReturnValue:
    return render_template("home/index.html")


@bp.get("/oppgaver")
@needs(Permission.TASKS_VIEW)
def tasks() -> ResponseReturnValue:
    return render_template("home/index.html")


@bp.post("/sprak/<locale>")
@needs(None)
def language(locale: str) -> ResponseReturnValue:
    session["locale"] = locale if locale in LOCALES else "nb"
    return redirect(url_for(".index"), 303)


@bp.get("/slik-beskyttes-stemmene")
@needs(None)
def secrecy() -> ResponseReturnValue:
    return render_template("home/index.html")


@bp.get("/personvern")
@needs(None)
def privacy() -> ResponseReturnValue:
    return render_template("home/index.html")
