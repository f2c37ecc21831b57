"""The change of a project, as far as motions have a say in it."""

from msgspec import UNSET

from tracker.gates.motions import motion_under_way
from tracker.journal.desk import Desk
from tracker.kernel.errors import Conflict
from tracker.kernel.saying import N_, Filled
from tracker.projects import commands as projects
from tracker.projects.models import Project
from tracker.projects.wire import ProjectChange


async def change_project(
    desk: Desk, project: Project, data: ProjectChange, version: int
) -> Project:
    """Days are counted in the project's zone, so that it stays while a motion is open."""
    moves = data.zone is not UNSET and data.zone != project.zone
    if moves and await motion_under_way(desk, project) is not None:
        raise Conflict(
            Filled(
                N_(
                    "A motion is open and counts its days in %(zone)s; decide or withdraw it, "
                    "then change the zone."
                ),
                zone=project.zone,
            )
        )
    return await projects.change_project(desk, project, data, version)
