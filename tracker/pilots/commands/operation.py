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
    desk: Desk, project: Project, row: Pilot | None, data: PilotPlan, version: int | None
) -> Pilot:
    """Write the plan of the pilot, or replace it; `row` is the plan that is there.

    Another site or another supplier re-opens what the catalogue says it re-opens.
    """
    refuse_if_shut(Act.PILOT_WRITE, project)
    if data.planned_end < data.planned_start:
        raise Unfit("planned_end", N_("Give an end that is not before the start."))
    if row is None and version is not None:
        raise Stale(N_("There is no plan yet; leave `If-Match` out."))
    if row is None:
        row = desk.add(Pilot(project_id=project.id))
    else:
        if version is not None:
            expect_version(row, version)
        _fire_changes(desk, project, row, data)
    row.site, row.supplier = data.site, data.supplier
    row.planned_start, row.planned_end = data.planned_start, data.planned_end
    desk.record(
        "pilot.planned", row, planned_start=data.planned_start, planned_end=data.planned_end
    )
    await desk.session.flush()
    return row


async def report_incident(desk: Desk, project: Project, data: NewIncident) -> Incident:
    """Record what went wrong, also after the project has closed; it re-opens what names it."""
    refuse_if_shut(Act.INCIDENT_REPORT, project)
    if data.happened_at > desk.now:
        raise Unfit("happened_at", N_("Give when it happened; it cannot be in the future."))
    row = desk.add(
        Incident(
            project_id=project.id,
            kind=data.kind,
            happened_at=data.happened_at.astimezone(UTC),
            text=data.text,
            organisation_id=desk.actor.organisation_id,
            reported_by=desk.actor.person_id,
        )
    )
    desk.record("incident.reported", row, kind=data.kind)
    projects.fire_recheck(desk, project, INCIDENT, f"incident {row.id}")
    await desk.session.flush()
    return row


def _fire_changes(desk: Desk, project: Project, row: Pilot, data: PilotPlan) -> None:
    source = f"plan of the pilot, version {row.version + 1}"
    if data.site != row.site:
        projects.fire_recheck(desk, project, SITE_CHANGE, source)
    if row.supplier is not None and data.supplier != row.supplier:
        projects.fire_recheck(desk, project, SUPPLIER_CHANGE, source)
