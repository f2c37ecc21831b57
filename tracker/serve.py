"""Serving: one granian worker in this process's place."""

import socket

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from litestar import Litestar

from tracker.app import create_app
from tracker.settings import Settings, read_settings

TARGET = "tracker.serve:application"
AT_ONCE = 256
"""Requests taken at a time; more wait in the queue of the socket."""
_HEADER_MS = 10_000


def application() -> Litestar:
    """The application of a worker; its settings are read again from the environment."""
    return create_app(read_settings())


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; OSError when the port is taken."""
    _check_port(settings)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    print(f"Serving on http://{settings.host}:{settings.port}/api (stop with Ctrl-C).", flush=True)
    Granian(
        TARGET,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        workers_kill_timeout=10,
        log_access=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
        backpressure=AT_ONCE,
    ).serve()


def _check_port(settings: Settings) -> None:
    """The server's own complaint is a trace; this one says what to do."""
    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            place = f"{settings.host}:{settings.port}"
            remedy = "set TRACKER_HOST or TRACKER_PORT to another"
            raise OSError(f"Cannot listen on {place} ({error.strerror}); {remedy}.") from None
