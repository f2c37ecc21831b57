"""Runs docs/walkthrough.md against a real tracker and compares, or writes anew, its answers.

`python -m tests.walkthrough --write` brings the answers up to date; those that differ only in
what differs every time (ids, tokens, hashes, instants, days, numbers of the journal, which
count the notices that the poller has given meanwhile) stay as they are.
"""

import asyncio
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.child import environment, serving
from tracker.migrations.run import upgrade

DOCUMENT = Path(__file__).parent.parent / "docs" / "walkthrough.md"
SERVE = "tracker serve\n"
ADDRESS = "http://127.0.0.1:8000"
END = "--- end of block ---"
ITEMS, LETTERS = 2, 160

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_VARYING = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\btrk_[\w-]+", "TOKEN"),
        (r"http://127\.0\.0\.1:\d+/welcome/[\w-]+", "LINK"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "ID"),
        (r"\b[0-9a-f]{64}\b", "HASH"),
        (r"\b[0-9a-f]{16}\b", "REQUEST"),
        (r"(?<=/\d-)[0-9a-f]{8}\b", "RECEIPT"),
        (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "INSTANT"),
        (r"\b\d{4}-\d\d-\d\d\b", "DAY"),
        (r'(?<="seq": )\d+', "NUMBER"),
    )
)


class Block(Struct, frozen=True):
    """A fenced block: commands (`sh`), or what the commands before it print."""

    language: str
    text: str
    start: int
    end: int
    line: int


def blocks_of(document: str) -> list[Block]:
    return [
        Block(
            match[1], match[2], match.start(2), match.end(2), document.count("\n", 0, match.start())
        )
        for match in _FENCE.finditer(document)
    ]


def played(document: str, folder: Path, database_url: str = "") -> list[str]:
    """What each block of commands prints; one bash runs all of them, beside one server."""
    commands = [block.text for block in blocks_of(document) if block.language == "sh"]
    asyncio.run(upgrade(database_url or f"sqlite+aiosqlite:///{folder / 'tracker.sqlite'}"))
    with serving(folder, database_url) as child:
        script = "".join(
            f"{'' if text == SERVE else text.replace(ADDRESS, child.url)}\necho '{END}'\n"
            for text in commands
        )
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-s"],  # noqa: S607 - whichever bash the reader has
            input=script,
            env=environment(folder, database_url),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    printed = done.stdout.split(f"{END}\n")
    if done.returncode:
        raise AssertionError(
            f"The commands stopped in this block:\n{commands[len(printed) - 1]}\n"
            f"{printed[-1]}\n{done.stderr[-2000:]}"
        )
    return printed[:-1]


def shown(printed: str) -> str:
    """What a reader sees of an answer: laid out, long lists and texts cut, as the page says."""
    try:
        answer = json.loads(printed)
    except json.JSONDecodeError:
        return printed
    return json.dumps(_cut(answer), indent=2, ensure_ascii=False) + "\n"


def faded(text: str) -> str:
    """The text with everything that differs each time replaced by what it is."""
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text


def differences(document: str, printed: list[str]) -> list[str]:
    """One sentence for each shown answer that is not what the tracker says now."""
    return [
        f"docs/walkthrough.md:{block.line + 1}: the tracker now answers\n{answer}"
        for block, answer in _answers(document, printed)
        if faded(block.text) != faded(answer)
    ]


def rewritten(document: str, printed: list[str]) -> str:
    """The document with the answers that no longer fit replaced."""
    for block, answer in reversed(_answers(document, printed)):
        if faded(block.text) != faded(answer):
            document = document[: block.start] + answer + document[block.end :]
    return document


def _answers(document: str, printed: list[str]) -> list[tuple[Block, str]]:
    """Each answer block with what is to be shown there."""
    found, said = [], iter(printed)
    last = ""
    for block in blocks_of(document):
        if block.language == "sh":
            last = next(said)
        else:
            found.append((block, shown(last)))
    return found


def _cut(value: Any) -> Any:
    if isinstance(value, list):
        kept = [_cut(item) for item in value[:ITEMS]]
        return [*kept, "..."] if len(value) > ITEMS else kept
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in value.items()}
    if isinstance(value, str) and len(value) > LETTERS:
        return value[:LETTERS].rsplit(" ", 1)[0] + " ..."
    return value


def main() -> int:
    document = DOCUMENT.read_text()
    with tempfile.TemporaryDirectory() as folder:
        printed = played(document, Path(folder))
    if "--write" in sys.argv:
        DOCUMENT.write_text(rewritten(document, printed))
        return 0
    found = differences(document, printed)
    print("\n".join(found) or "Every answer is as shown.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
