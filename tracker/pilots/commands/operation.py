"""Planning the pilot and reporting incidents. Going live and off is decided in `gates`."""

from datetime import UTC

from tracker.journal.desk import Desk
from tracker.kernel.errors import Stale, Unfit
from tracker.kernel.saying import N_
from tracker.kernel.versions import expect_version
from tracker.pilots.models import Incident, Pilot
from tracker.pilots.wire.operation import NewIncident, PilotPlan
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects import commands as projects
from tracker.projects.models import Project

INCIDENT, SITE_CHANGE, SUPPLIER_CHANGE = "incident", "site_change", "supplier_change"
"""The re-check events of the catalogue that a pilot gives rise to."""


async def plan_pilot(
    desk: Desk, project: Project, row: Pilot | None, asked: PilotPlan, version: int | None
) -> Pilot:
    """Write the plan of the pilot, or replace it; `row` is the plan that is there.

    Another site or another supplier re-opens what the catalogue says it re-opens.
    """
    refuse_if_shut(Act.PILOT_WRITE, project)
    if asked.planned_end < asked.planned_start:
        raise Unfit("planned_end", N_("Give an end that is not before the start."))
    if row is None and version is not None:
        raise Stale(N_("There is no plan yet; leave `If-Match` out."))
    if row is None:
        row = desk.add(Pilot(project_id=project.id))
    else:
        if version is not None:
            expect_version(row, version)
        _fire_changes(desk, project, row, asked)
    row.site, row.supplier = asked.site, asked.supplier
    row.planned_start, row.planned_end = asked.planned_start, asked.planned_end
    desk.record(
        "pilot.planned", row, planned_start=asked.planned_start, planned_end=asked.planned_end
    )
    await desk.session.flush()
    return row


async def report_incident(desk: Desk, project: Project, asked: NewIncident) -> Incident:
    """Record what went wrong, also after the project has closed; it re-opens what names it."""
    refuse_if_shut(Act.INCIDENT_REPORT, project)
    if asked.happened_at > desk.now:
        raise Unfit("happened_at", N_("Give when it happened; it cannot be in the future."))
    row = desk.add(
        Incident(
            project_id=project.id,
            kind=asked.kind,
            happened_at=asked.happened_at.astimezone(UTC),
            text=asked.text,
            organisation_id=desk.actor.organisation_id,
            reported_by=desk.actor.person_id,
        )
    )
    desk.record("incident.reported", row, kind=asked.kind)
    projects.fire_recheck(desk, project, INCIDENT, f"incident {row.id}")
    await desk.session.flush()
    return row


def _fire_changes(desk: Desk, project: Project, row: Pilot, asked: PilotPlan) -> None:
    source = f"plan of the pilot, version {row.version + 1}"
    if asked.site != row.site:
        projects.fire_recheck(desk, project, SITE_CHANGE, source)
    if row.supplier is not None and asked.supplier != row.supplier:
        projects.fire_recheck(desk, project, SUPPLIER_CHANGE, source)
