"""The messenger until mail exists: standard output, for the operator."""

from tracker.notifications.wire import Message
from tracker.work.wire import Letter


async def carry(message: Message) -> None:
    """A notice waits at the bell of its person; the operator only hears how many they were."""


def sum_up(notices: int) -> None:
    """One line for the notices of a minute, which may be hundreds where a day begins."""
    print(f"Notices given: {notices}; their people find them at the bell.", flush=True)


async def post(letter: Letter) -> None:
    """A letter as it would go out by mail; until then the operator hands it on."""
    print(f"[mail] to {letter.to}: {letter.subject}\n{letter.text}", flush=True)
