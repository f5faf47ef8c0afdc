"""`flask exports …`: parse, call one service, print what happened."""

from flask.cli import AppGroup

group = AppGroup("exports", help="…")
