"""`flask accounts …`: parse, call one service, print what happened."""

from flask.cli import AppGroup

group = AppGroup("accounts", help="…")
