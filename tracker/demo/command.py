"""`tracker demo`: fill a folder, or take the one that is there, and serve it."""

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.request import urlopen

from litestar import Litestar

from tracker.demo.alone import new_loop
from tracker.demo.cast import PASSWORD, Cast
from tracker.demo.fill import STORIES, fill
from tracker.demo.folder import NOTE, Note, claim, read_note, write
from tracker.demo.tales import houses
from tracker.kernel.days import utc_now
from tracker.kernel.encoding import encoded
from tracker.serve import address_of, serve
from tracker.serve import application as serving
from tracker.settings import Settings, read_settings
from tracker.soundness import progress_bars, watched
from tracker.web.demonstration import Account

_PATIENCE = 300.0


def demo(folder: Path, port: int, ready_file: Path | None) -> int:
    """Serve a demo until it is stopped; `ready_file` is written once it answers.

    The worker loads the program while another thread fills the folder, and waits for its note.
    """
    settings = settings_of(folder, port)
    address_of(settings)  # that the port is taken is told before the filling
    note = claim(folder)
    filling = Filling(settings)
    if note is None:
        print(f"Filling {folder} with examples, which takes some seconds.", flush=True)
        filling.start()
    else:
        _greet(settings, note)
    threading.Thread(target=_tell, args=(settings, ready_file), daemon=True).start()
    serve(settings, f"{__name__}:application", being_filled=note is None)
    if filling.failure is not None:
        raise filling.failure
    return 0


def application() -> Litestar:
    """The application of the worker, once the folder is filled."""
    app = serving()
    folder = app.state.settings.data_folder
    parent = os.getppid()
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)  # stopped while it waits, it just ends
    while os.getppid() == parent and not read_note(folder).tokens:
        time.sleep(0.02)
    signal.signal(signal.SIGTERM, before)
    return app


class Filling(threading.Thread):
    """Fills the folder, and stops the serving where that fails; `failure` says why."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self._settings = settings
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self._fill()
        except Exception as error:  # whatever it is, the command tells it like any other
            self.failure = error
            os.kill(os.getpid(), signal.SIGTERM)

    def _fill(self) -> None:
        with progress_bars() as bars, asyncio.Runner(loop_factory=new_loop) as runner:
            seen = watched(bars, "Stories", STORIES)
            gc.disable()  # it finds next to nothing here, and takes a tenth of the time
            casts = runner.run(fill(self._settings, utc_now(), seen))
            gc.enable()
        note = _note(casts)
        _greet(self._settings, note)
        write(self._settings.data_folder, note)


def _greet(settings: Settings, note: Note) -> None:
    place = settings.data_folder / NOTE
    print(f"{settings.listening}/sign-in lists {len(note.accounts)} people of every role.")
    print(f"The password of all is {note.password}; tokens for the API are in {place}.", flush=True)


def _note(casts: Mapping[str, Cast]) -> Note:
    """The first city's people go by what they are, those of others with its code before that."""
    first = next(iter(casts))
    known, everybody = houses(), {}
    for house in (*known.offices, *known.cities):
        cast = casts[house.key if house.key in casts else first]
        for person in house.people:
            abroad = house.key in casts and house.key != first
            everybody[f"{house.key}_{person.key}" if abroad else person.key] = (
                house,
                person,
                cast.tokens[person.key],
            )
    return Note(
        demo=True,
        tokens={key: token for key, (_, _, token) in everybody.items()},
        people={key: person.email for key, (_, person, _) in everybody.items()},
        password=PASSWORD,
        accounts=tuple(
            Account(
                name=person.name,
                email=person.email,
                role=person.role.value,
                organisation=house.name,
                what=person.what,
            )
            for house, person, _ in everybody.values()
        ),
    )


def settings_of(folder: Path, port: int) -> Settings:
    """This process's settings, but for the place: a demo never touches another database.

    Nor does it write to its invented people.
    """
    os.environ |= {
        "TRACKER_DATA_FOLDER": str(folder),
        "TRACKER_DATABASE_URL": "",
        "TRACKER_PORT": str(port),
        "TRACKER_SECOND_FACTOR": "false",
        "TRACKER_DEMONSTRATION": "true",
        "TRACKER_MAIL_URL": "",
    }
    return read_settings()


def _tell(settings: Settings, ready_file: Path | None) -> None:
    """Write the file once the demo answers; it appears whole."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"{settings.listening}/api/ready", timeout=_PATIENCE):  # noqa: S310 - ours
                break
        except OSError:  # not listening yet, or not ready
            time.sleep(0.05)
    else:
        return
    if ready_file is not None:
        tokens = read_note(settings.data_folder).tokens
        fresh = ready_file.with_name(f"{ready_file.name}.new")
        fresh.write_bytes(encoded({"url": settings.listening, "tokens": tokens}))
        fresh.replace(ready_file)
