"""`python app.py serve`: the web process alone, as production runs it."""

import errno
import socket
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from data_access.opening import open_database
from settings import Settings

NAME = "serve"
HELP = "the web server alone (gunicorn, threads)"
# Longer than a beat of the doorbell: streams end by themselves when the process is asked to stop.
GRACEFUL_S = 5
KEEPALIVE_S = 2


class LiveWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A threaded worker that ends its event streams when it is asked to stop."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: an open stream would otherwise hold the worker until it is killed."""
        from api.doorbell import close_doorbell

        close_doorbell(self.app.wsgi())
        super().handle_exit(sig, frame)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn around our settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Our settings in gunicorn's words."""
        server = self.settings.server
        for key, value in {
            "bind": address(server.host, server.port),
            "workers": server.workers,
            "threads": server.threads,
            "worker_class": LiveWorker,
            "graceful_timeout": GRACEFUL_S,
            "keepalive": KEEPALIVE_S,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # whom to believe is `server.trusted_proxies`, in the app
            "proc_name": "nuancheng-web",
            "loglevel": "warning",
        }.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """The application, built in the worker."""
        from api.application import create_app

        return create_app(self.settings).server


def add_arguments(parser: ArgumentParser) -> None:
    """No options of its own."""


def run(arguments: Namespace, settings: Settings) -> int:
    """Serve until stopped; 1 when the address is taken or not ours.

    Raises:
        DatabaseError: The database cannot be used.
    """
    problem = address_problem(settings.server.host, settings.server.port)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    open_database(settings).dispose()  # refused now, in words, rather than page by page
    Server(settings).run()
    return 0


def address(host: str, port: int) -> str:
    """Host and port as one word, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def address_problem(host: str, port: int) -> str:
    """Why nothing can listen there, empty when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"{address(host, port)} is taken by another program. Stop it, or choose "
                    "another server.port (NUANCHENG_SERVER__PORT)."
                )
            return f"{address(host, port)} cannot be used: {error.strerror or error}"
    return ""
