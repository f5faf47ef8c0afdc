"""How gunicorn serves Dugnad: threads, JSON lines on standard error, a calm stop at SIGTERM.

Read in the master process, which must not import the application: a reload brings new code.
"""

import logging
import os
import runpy
from pathlib import Path
from typing import Any

Config = runpy.run_path("app/config.py")["Config"]

bind = Config.BIND_ADDRESS if ":" in Config.BIND_ADDRESS else f"{Config.BIND_ADDRESS}:{Config.PORT}"
workers = Config.WEB_CONCURRENCY
worker_class = "gthread"
threads = Config.WEB_THREADS
preload_app = False

# After SIGTERM no new request is taken and the running ones may end; platforms kill after 30 s.
graceful_timeout = 25
# Longer than a proxy keeps an idle connection (60 s is common), so that the proxy closes first.
keepalive = 75
control_socket_disable = True
# The heartbeat file needs a writable place, also where the root file system is read-only.
shared_memory = Path("/dev", "shm")
if os.access(shared_memory, os.W_OK):
    worker_tmp_dir = str(shared_memory)

# The application logs each request itself, without addresses; gunicorn's own log has them.
accesslog = None
_json = {
    "()": "pythonjsonlogger.json.JsonFormatter",
    "fmt": "%(levelname)s %(message)s %(name)s",
    "rename_fields": {"levelname": "level", "name": "logger"},
    "timestamp": "@timestamp",
}
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": _json},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": []},
    "loggers": {
        "gunicorn.error": {
            "level": Config.LOG_LEVEL,
            "handlers": ["stderr"],
            "propagate": False,
        },
    },
}


def post_worker_init(worker: Any) -> None:
    """In a worker gunicorn may speak of requests; the application's handler makes that safe."""
    logger = logging.getLogger("gunicorn.error")
    logger.handlers.clear()
    logger.propagate = True
