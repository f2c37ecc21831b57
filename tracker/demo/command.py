"""`tracker demo`: fill a folder, or take the one that is there, and serve it."""

import asyncio
import gc
import os
import threading
import time
from pathlib import Path
from urllib.request import urlopen

from tracker.demo.cast import PASSWORD
from tracker.demo.fill import STORIES, fill
from tracker.demo.folder import Note, claim, write
from tracker.kernel.days import utc_now
from tracker.kernel.encoding import encoded
from tracker.operator import progress_bars, watched
from tracker.serve import address_of, serve
from tracker.settings import Settings, read_settings

ROLES = {
    "administrator": "administrator",
    "manager": "manager",
    "officer": "officer",
    "reviewer": "reviewer",
    "committee_member": "committee1",
    "observer": "observer",
    "city_contact": "city_contact",
    "city_approver": "city_approver",
    "city_security": "city_security",
    "city_privacy": "city_privacy",
    "consultant": "consultant",
    "provider": "provider",
}
"""What a visitor tries out, by whom of the cast; the city is the first one."""
_PATIENCE = 60.0


def demo(folder: Path, port: int, ready_file: Path | None) -> int:
    """Serve a demo until it is stopped; `ready_file` is written once it answers."""
    settings = settings_of(folder, port)
    address_of(settings)  # that the port is taken is told before the filling
    note = claim(folder)
    if note is None:
        print(f"Filling {folder} with examples, which takes about 10 seconds.", flush=True)
        with progress_bars() as bars:
            seen = watched(bars, "Stories", STORIES)
            gc.disable()  # it finds next to nothing here, and takes a tenth of the time
            casts = asyncio.run(fill(settings, utc_now(), seen))
            gc.enable()
        cast = next(iter(casts.values()))
        note = Note(
            demo=True,
            tokens={role: cast.tokens[name] for role, name in ROLES.items()},
            people={role: cast.emails[name] for role, name in ROLES.items()},
            password=PASSWORD,
        )
        write(folder, note)
    url = f"http://{settings.host}:{settings.port}"
    print(f"Sign in on {url} with the password: {note.password}")
    for role, token in note.tokens.items():
        print(f"  {role:17} {note.people.get(role, ''):38} API: Bearer {token}")
    threading.Thread(target=_tell, args=(url, note.tokens, ready_file), daemon=True).start()
    serve(settings)
    return 0


def settings_of(folder: Path, port: int) -> Settings:
    """This process's settings, but for the place: a demo never touches another database."""
    os.environ |= {
        "TRACKER_DATA_FOLDER": str(folder),
        "TRACKER_DATABASE_URL": "",
        "TRACKER_PORT": str(port),
        "TRACKER_SECOND_FACTOR": "false",
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
        fresh = ready_file.with_name(f"{ready_file.name}.new")
        fresh.write_bytes(encoded({"url": url, "tokens": tokens}))
        fresh.replace(ready_file)
