"""Serving: one granian worker in this process's place."""

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar

from tracker.app import create_app
from tracker.settings import Settings, read_settings

TARGET = "tracker.serve:application"


def application() -> Litestar:
    """The application of a worker; its settings are read again from the environment."""
    return create_app(read_settings())


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
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
    ).serve()
