"""Whether what is stored is as it was stored, with progress for whoever waits at a terminal."""

from msgspec import Struct
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import StoredFile
from tracker.files.storage import FileStore
from tracker.files.verify import broken_files
from tracker.gates.verify import first_broken_decision
from tracker.journal.models import JournalEntry
from tracker.journal.verify import Seen, first_broken_entry
from tracker.kernel import triggers
from tracker.kernel.database import for_system
from tracker.migrations.tables import METADATA
from tracker.projects.models.decisions import Decision

_REASON = "verification by the operator"


class Counts(Struct, frozen=True, kw_only=True):
    """How many rows there are of what is verified."""

    entries: int
    decisions: int
    files: int


async def counted(session: AsyncSession) -> Counts:
    entries, decisions, files = [
        await session.scalar(for_system(select(func.count()).select_from(table), _REASON)) or 0
        for table in (JournalEntry, Decision, StoredFile)
    ]
    return Counts(entries=entries, decisions=decisions, files=files)


async def broken(
    session: AsyncSession, store: FileStore, counts: Counts, progress: Progress
) -> list[str]:
    """The first break of the journal alone; else of the decisions, and every broken file."""
    entries = watched(progress, "Journal", counts.entries)
    decisions = watched(progress, "Decisions", counts.decisions)
    files = watched(progress, "Files", counts.files)
    if entry := await first_broken_entry(session, entries):
        return [entry, "Decisions and files were not held against a journal that is broken."]
    decision = await first_broken_decision(session, decisions)
    return [
        *([decision] if decision else []),
        *[text async for text in broken_files(session, store, files)],
        *await _unguarded(session),
    ]


def progress_bars() -> Progress:
    """Bars on standard error while they are of use: at a terminal, until the work is done."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def watched(progress: Progress, what: str, total: int | None) -> Seen:
    task = progress.add_task(what, total=total)
    return lambda more: progress.advance(task, more)


async def _unguarded(session: AsyncSession) -> list[str]:
    connection = await session.connection()
    return [
        f"Table {table}: the triggers that keep its rows as they are, are missing."
        for table in await connection.run_sync(triggers.missing, METADATA)
    ]
