"""What a gate is: where it stands, who decides, where it leads and what that asks."""

from msgspec import Struct

from tracker.process.panel import Panel
from tracker.process.rules import Rule
from tracker.process.stages import Scaling, Stage, Verdict

FORWARD = (Verdict.PASS, Verdict.CONDITIONS)


class Way(Struct, frozen=True):
    """One destination. `outcome` is the catalogue's word for which entries of G6 are meant."""

    to: Stage
    checklist: str | None  # whose list is asked: into the pilot it is always G4's
    requires: tuple[Rule, ...] = ()  # must hold, whatever anyone says
    expects: tuple[Rule, ...] = ()  # if missing, becomes a condition with owner and date
    outcome: str | None = None
    verdicts: tuple[Verdict, ...] = FORWARD
    scaling: tuple[Scaling, ...] = ()
    needs_reason: bool = True


class Gate(Struct, frozen=True, kw_only=True):
    """`asks`: its question, in the words of those who know no gates."""

    id: str
    title: str
    asks: str
    stage: Stage
    decided_by: Panel
    ways: tuple[Way, ...]  # the usual way first; the others only with a reason
