"""What can go wrong, each with a sentence for the reader; HTTP knows the status codes."""

from tracker.kernel.saying import N_


class TrackerError(Exception):
    """The sentence names the thing and the remedy."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(TrackerError):
    """Absent, or not for this actor to know of."""

    def __init__(self, sentence: str = N_("There is nothing here that you may see.")) -> None:
        super().__init__(sentence)


class Forbidden(TrackerError):
    """The role may not do this, or four eyes forbid it."""


class Conflict(TrackerError):
    """The state of things forbids it."""


class Stale(TrackerError):
    """Somebody else changed the row since it was read."""


class Unfit(TrackerError):
    """One field is readable but breaks a rule."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(remedy)
        self.field = field


class TooLarge(TrackerError):
    """More bytes came than may."""


class UnknownKind(TrackerError):
    """The content is not of a kind that is taken."""


class NoSpace(TrackerError):
    """The disk is nearly full."""


class Busy(TrackerError):
    """It cannot be done this moment; the same again later may work."""


class Unreachable(Busy):
    """The database does not take connections."""
