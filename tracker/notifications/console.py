"""The messenger until mail exists: one line a notice on standard output, for the operator."""

from tracker.notifications.wire import Message
from tracker.work.wire import Letter


async def carry(message: Message) -> None:
    """A crash may carry a message twice; `id` is then the same."""
    print(f"[notice {message.id}] to {message.to}, {message.project}: {message.text}", flush=True)


async def post(letter: Letter) -> None:
    """A letter as it would go out by mail; until then the operator hands it on."""
    print(f"[mail] to {letter.to}: {letter.subject}\n{letter.text}", flush=True)
