"""The messenger until mail exists: one line a notice on standard output, for the operator."""

from tracker.notifications.wire import Message


async def carry(message: Message) -> None:
    """A crash may carry a message twice; `id` is then the same."""
    print(f"[notice {message.id}] to {message.to}, {message.project}: {message.text}", flush=True)
