"""What the answers to the questions about a project change of its lists."""

from collections.abc import Mapping

from msgspec import Struct

from tracker.compliance.catalogue import Requirement
from tracker.compliance.catalogue_checks import CLOSING, GATE_IDS
from tracker.compliance.effects import Asking, Effect, effect, effect_of_each
from tracker.compliance.entries import STAGE_OF_GATE, Ground
from tracker.compliance.lists import Answer
from tracker.compliance.queries.lists import ground_of
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Stage
from tracker.projects.models import Project


class Effects(Struct, frozen=True, kw_only=True):
    """Of each fact alone, and of all `new` answers together; requirements by their id."""

    each: dict[str, Effect]
    together: Effect
    requirements: Mapping[str, Requirement]


async def effects(desk: Desk, project: Project, new: Mapping[str, Answer]) -> Effects:
    refuse_if_shut(Act.FACT_SEE, project)
    ground = await ground_of(desk, project)
    asking, answers = _asking(ground, project), ground.record.answers
    known = {fact: answer for fact, answer in new.items() if fact in ground.facts}
    return Effects(
        each=effect_of_each(asking, answers, ground.facts, desk.now),
        together=effect(asking, answers, known, desk.now),
        requirements=ground.catalogue.by_id,
    )


def _asking(ground: Ground, project: Project) -> Asking:
    """The gates ahead and the end. Before it is decided, a pilot may come."""
    order = list(Stage)
    at = order.index(project.stage)
    return Asking(
        catalogue=ground.catalogue,
        gates=(*(one for one in GATE_IDS if order.index(STAGE_OF_GATE[one]) >= at), CLOSING),
        field_work=ground.record.field_work or at < order.index(Stage.PREPARATION),
    )
