"""`python -m benchmarks`: measure, and print the table."""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from benchmarks.run import FULL, QUICK, Pace, run
from benchmarks.table import Line, printed
from tests import postgres

DATABASES = ("sqlite", "postgres")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that it runs; figures say little")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--markdown", type=Path, help="write the table to this file too")
    asked = parser.parse_args(words)
    lines: list[Line] = []
    for database in DATABASES if asked.database == "both" else (asked.database,):
        lines += asyncio.run(_on(database, QUICK if asked.quick else FULL))
    table = printed(lines)
    print(table)
    if asked.markdown is not None:
        asked.markdown.write_text(table + "\n")
    return 0


async def _on(database: str, pace: Pace) -> list[Line]:
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if database == "sqlite":
            url = f"sqlite+aiosqlite:///{place / 'tracker.sqlite'}"
        else:
            url = os.environ.get("BENCH_POSTGRES_URL") or await postgres.create_database("bench")
        with console.status(database) as status:
            return await run(
                database, url, place, pace, lambda what: status.update(f"{database}: {what}")
            )


if __name__ == "__main__":
    sys.exit(main())
