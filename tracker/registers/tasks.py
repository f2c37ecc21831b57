"""Whose turn it is at the registers: risks and issues that fall due. Pure."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.today import InZone, project_day
from tracker.process.unmet import FixKind
from tracker.registers.models import Concern


def of_concerns(rows: Iterable[Concern], project: InZone, firms: frozenset[UUID]) -> Iterator[Task]:
    """Each open one is its owner's until it is closed; `firms` take part in the project."""
    for row in rows:
        yield Task(
            kind=Kind.FOLLOW_UP_CONCERN,
            subject=str(row.id),
            owner=Owner(persons=frozenset({row.owner_id})),
            since=project_day(project, row.created_at),
            due=row.due,
            fix=FixKind.CONCERN,
            things=(Thing(id=str(row.id), name=row.title),),
            detail={"kind": row.kind.value},
            firms=frozenset({row.organisation_id}) & firms,
        )
