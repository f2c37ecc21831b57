"""Drawing Word files in a process of their own: python-docx holds the interpreter's lock."""

import asyncio
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from uuid import UUID

import msgspec

from tracker.kernel.encoding import encoded
from tracker.kernel.errors import Busy
from tracker.kernel.saying import N_
from tracker.reports.content import DecisionMemo, StatusReport

LONGEST = 60.0
"""Seconds to wait for one file, its turn included."""


class DocumentKind(StrEnum):
    """What is drawn."""

    STATUS_REPORT = "status_report"
    RESTRICTED_ANNEX = "restricted_annex"
    DECISION_MEMO = "decision_memo"


class Drawing:
    """One process, started with the first file; a process that died is replaced.

    `label` stands once in each file, below its title.
    """

    def __init__(self, label: str = "") -> None:
        self._label = label
        self._pool: ProcessPoolExecutor | None = None

    async def draw(
        self, paper: DocumentKind, content: StatusReport | DecisionMemo, names: Mapping[UUID, str]
    ) -> bytes:
        """The file's bytes; Busy when there was no answer in time or the process died."""
        loop = asyncio.get_running_loop()
        asked = encoded(content), dict(names)
        try:
            future = loop.run_in_executor(self._started(), drawn, paper, *asked, self._label)
            return await asyncio.wait_for(future, LONGEST)
        except BrokenProcessPool:
            self.close()
            raise Busy(N_("The document could not be drawn now; ask again.")) from None
        except TimeoutError:
            raise Busy(N_("Other documents are being drawn; ask again.")) from None

    def close(self) -> None:
        """End the process; the next file starts another."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context)
        return self._pool


def drawn(paper: DocumentKind, content: bytes, names: dict[UUID, str], label: str = "") -> bytes:
    """The file's bytes, drawn here and now."""
    from tracker.reports import word  # only the process that draws loads python-docx

    match paper:
        case DocumentKind.STATUS_REPORT:
            return word.status_report(msgspec.json.decode(content, type=StatusReport), names, label)
        case DocumentKind.RESTRICTED_ANNEX:
            return word.restricted_annex(
                msgspec.json.decode(content, type=StatusReport), names, label
            )
        case DocumentKind.DECISION_MEMO:
            return word.decision_memo(msgspec.json.decode(content, type=DecisionMemo), names, label)
