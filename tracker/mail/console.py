"""The messenger where mail is not set up: standard output, for the operator."""

from tracker.work.wire import Letter


def sum_up(notices: int) -> None:
    """One line for the notices of a minute, which may be hundreds where a day begins."""
    print(f"Notices given: {notices}; their people find them at the bell.", flush=True)


async def post(letter: Letter) -> None:
    """A letter as it would go out by mail; the operator hands it on. A crash may print it twice."""
    print(f"[mail {letter.id}] to {letter.to}: {letter.subject}\n{letter.text}", flush=True)
