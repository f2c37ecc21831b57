"""`tracker demo`: fill a folder, or take the one that is there, and serve it."""

import asyncio
import gc
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.request import urlopen

from tracker.demo.cast import PASSWORD, Cast
from tracker.demo.fill import STORIES, fill
from tracker.demo.folder import NOTE, Note, claim, write
from tracker.demo.tales import houses
from tracker.kernel import private_files
from tracker.kernel.days import utc_now
from tracker.kernel.encoding import encoded
from tracker.serve import address_of, serve
from tracker.settings import Settings, read_settings
from tracker.soundness import progress_bars, watched
from tracker.web.demonstration import Account

_PATIENCE = 60.0


def demo(folder: Path, port: int, ready_file: Path | None) -> int:
    """Serve a demo until it is stopped; `ready_file` is written once it answers."""
    settings = settings_of(folder, port)
    address_of(settings)  # that the port is taken is told before the filling
    note = claim(folder)
    if note is None:
        print(f"Filling {folder} with examples, which takes about 20 seconds.", flush=True)
        with progress_bars() as bars:
            seen = watched(bars, "Stories", STORIES)
            gc.disable()  # it finds next to nothing here, and takes a tenth of the time
            casts = asyncio.run(fill(settings, utc_now(), seen))
            gc.enable()
        note = _note(casts)
        write(folder, note)
    url = f"http://{settings.host}:{settings.port}"
    print(f"{url}/sign-in lists {len(note.accounts)} people of every role, to sign in as.")
    print(f"The password of all is {note.password}; tokens for the API are in {folder / NOTE}.")
    threading.Thread(target=_tell, args=(url, note.tokens, ready_file), daemon=True).start()
    serve(settings)
    return 0


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


def _tell(url: str, tokens: dict[str, str], ready_file: Path | None) -> None:
    """Say so when the demo answers; the file appears whole."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"{url}/api/ready", timeout=5):  # noqa: S310 - our own address
                break
        except OSError:  # not listening yet, or not ready
            time.sleep(0.05)
    else:
        return
    if ready_file is not None:
        private_files.write(ready_file, encoded({"url": url, "tokens": tokens}))
