"""One's notices, how one wants to be told, leaving by a link, and the log of mail."""

from app.notices.routes.blueprint import bp
from app.notices.routes.leaving import unsubscribe
from app.notices.routes.log import log
from app.notices.routes.opening import read_what_is_opened
from app.notices.routes.reading import index

__all__ = ["bp", "index", "log", "read_what_is_opened", "unsubscribe"]
