"""Gunicorn: one process with threads; a turn is mostly waiting for Rasa and the database."""

import os
import signal

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

import logs
from deploy.tied import tie
from settings import Settings

settings = Settings.from_env()
logs.configure(settings.log_level)

bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
proc_name = "padam-web"
worker_class = "gthread"
# The port opens once the application is built: who came before would wait for it, longer than the carrier does.
preload_app = True
workers = settings.web_workers
threads = settings.web_threads
# Twilio hangs up after 15 s: nobody waits longer for an answer, at the end of the process neither.
graceful_timeout = 10
timeout = 30
keepalive = 75
accesslog = None
# Its place is the home directory, the same for every system on the machine.
control_socket_disable = True


class JsonLogger(Logger):  # type: ignore[misc]  # it has no types
    """Gunicorn's own lines through the root logger, which writes JSON."""

    def setup(self, cfg: Config) -> None:
        """Undo what gunicorn sets up for itself."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = JsonLogger


def post_fork(server: Arbiter, worker: Worker) -> None:  # noqa: ARG001 - gunicorn's signature
    """End the worker with its master, also when that is killed: its successor needs the port."""
    tie(os.getppid(), signal.SIGKILL)


def post_worker_init(worker: Worker) -> None:
    """Begin what runs beside the requests, in each process that serves them: no thread lives through a fork."""
    worker.wsgi.extensions["padam-beside"]()


def child_exit(server: Arbiter, worker: Worker) -> None:  # noqa: ARG001 - gunicorn's signature
    """Drop the live gauges of a worker that has ended."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
