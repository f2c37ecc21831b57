"""How a project stands, in the reader's words: on its page, in the list, on the board."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from tracker.kernel.saying import Filled
from tracker.pages.looking import Looking
from tracker.pages.tones import RATING, Tone
from tracker.process.stages import CLOSED, Status
from tracker.process.today import InZone
from tracker.tasks.rated import DIMENSIONS, Rated, worst
from tracker.tasks.standings import Ratings
from tracker.web.language import N_

_OWES_NOTHING: Tone = ("ok", N_("Nothing owed"))


class RatedProject(InZone, Protocol):
    @property
    def status(self) -> Status: ...


class Line(Struct, frozen=True, kw_only=True):
    """A dimension; `why` it is not as planned, else the first fact that says that it is."""

    name: str
    tone: Tone
    why: Sequence[Filled]


class Stands(Struct, frozen=True, kw_only=True):
    """A project in one word, the gravest reason (None where it is as planned), and by dimension."""

    tone: Tone
    gravest: Filled | None
    lines: Sequence[Line]


def standing(look: Looking, project: RatedProject, found: Ratings) -> Stands | None:
    """None where nothing was rated, or nothing may be known of it."""
    if not found:
        return None
    overall = found[-1]
    ended = project.status in CLOSED
    told = found if overall.reasons else found[:-1]
    against = [reason for one in found for reason in one.against]
    gravest = next((one for one in against if one.rating is overall.rating), None)
    return Stands(
        tone=_OWES_NOTHING if ended and not against else RATING[overall.rating],
        gravest=gravest.told(project, look.now) if gravest is not None else None,
        lines=[_line(look, project, one) for one in (told[-1:] if ended else told)],
    )


def _line(look: Looking, project: RatedProject, one: Rated) -> Line:
    """Of the overall only what is in no other line."""
    return Line(
        name=DIMENSIONS[one.dimension],
        tone=RATING[worst(reason.rating for reason in one.reasons)],
        why=[reason.told(project, look.now) for reason in one.against or one.reasons[:1]],
    )
