"""Serving: one granian worker in this process's place, or several beside each other."""

import asyncio
import gc
import os
import shlex
import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from tracker.kernel import private_files
from tracker.kernel.errors import Unfit
from tracker.kernel.folder_lock import working
from tracker.migrations.revision import is_current
from tracker.settings import Settings, read_settings

if TYPE_CHECKING:
    from litestar import Litestar

TARGET = "tracker.serve:application"
AT_ONCE = 256
"""Requests taken at a time; more wait in the queue of the socket."""
_HEADER_MS = 10_000
_TOLD = "SERVER_TOLD"
"""Names the file that the first worker to answer leaves, in the environment of all."""
_COLLECTED_AFTER = (10_000, 20, 20)
"""New objects until Python looks for circles among them, and how often until among older ones."""


def application() -> "Litestar":
    """The application of a worker; its settings are read again from the environment.

    What is imported and built stays for good: Python's collector of circles rests meanwhile, and
    never looks at it again. One look at all of it stopped every request for half a second.
    """
    gc.disable()
    from tracker.app import create_app  # the process that starts the workers does without it

    app = create_app(read_settings())
    app.on_startup.append(_tell)
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
    gc.enable()
    return app


def serve(settings: Settings, processes: int = 1) -> None:
    """Serve until SIGTERM or SIGINT.

    OSError when the port is taken, Unfit for a number of processes that cannot be.
    """
    _check(processes, settings)
    address = address_of(settings)
    for told in private_files.settle(settings.data_folder, settings.database_file):
        print(told, file=sys.stderr)
    with working(settings.data_folder):
        if not asyncio.run(is_current(settings.database)):
            from tracker.migrations.run import upgrade

            asyncio.run(
                upgrade(settings.database)
            )  # what stops it is told here, not in the worker's trace
        with TemporaryDirectory() as folder:
            os.environ[_TOLD] = str(Path(folder, "told"))
            _serve(settings.port, address, processes)


def _check(processes: int, settings: Settings) -> None:
    if processes < 1:
        raise Unfit("processes", "Serve with one process or more.")
    if processes > 1 and settings.database_file is not None:
        raise Unfit(
            "processes",
            "SQLite has one process that serves: leave --processes out, or set "
            "TRACKER_DATABASE_URL to a PostgreSQL database.",
        )


def _serve(port: int, address: str, processes: int) -> None:
    Granian(
        TARGET,
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=processes,
        respawn_failed_workers=processes > 1,
        workers_kill_timeout=10,
        log_access=False,
        log_level=LogLevels.warning,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
        backpressure=AT_ONCE,
    ).serve()


async def _tell(app: "Litestar") -> None:
    """Say where it answers, once it does."""
    from tracker.people.queries.members import is_anybody

    if not _is_first():
        return
    async with app.state.reads() as session:
        peopled = await is_anybody(session)
    print(first_words(app.state.settings, sys.argv[0], peopled=peopled), flush=True)


def _is_first() -> bool:
    """Whether no other worker of this server has told it before."""
    try:
        Path(os.environ[_TOLD]).touch(exist_ok=False)
    except (FileExistsError, FileNotFoundError):  # told, or the server is ending
        return False
    return True


def first_words(settings: Settings, command: str, *, peopled: bool) -> str:
    """What an operator reads at each start; `command` is how this one was called."""
    told = [f"The tracker answers on {settings.listening} (stop with Ctrl-C)."]
    if settings.origin != settings.listening:
        told.append(f"People reach it at {settings.origin}.")
    if peopled:
        return "\n".join([*told, f"Sign in there; programs use {settings.origin}/api."])
    called = "python -m tracker" if command.endswith("__main__.py") else shlex.quote(command)
    return "\n".join(
        [
            *told,
            "Nobody can sign in yet. Make the first administrator: in another terminal, in this",
            "folder and with the same settings, with your own name and address, run",
            f'  {called} create-admin "Your name" you@example.org',
            "and open the link that it prints.",
        ]
    )


def address_of(settings: Settings) -> str:
    """The first address of the host that can be listened on.

    The server's own complaint is a trace; these say what to do.
    """
    place, remedy = (
        f"{settings.host}:{settings.port}",
        "set TRACKER_HOST or TRACKER_PORT to another",
    )
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OSError(f"Nobody knows the host {settings.host!r}; {remedy}.") from None
    kind, _, _, _, address = found[0]
    with socket.socket(kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise OSError(f"Cannot listen on {place} ({error.strerror}); {remedy}.") from None
    return str(address[0])
