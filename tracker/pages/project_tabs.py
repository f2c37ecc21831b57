"""The parts of a project that a reader's role has pages for."""

from tracker.kernel.actor import Actor
from tracker.process.policy import Act, may
from tracker.process.shut import why_shut
from tracker.process.state_rows import ProjectState
from tracker.web.language import N_

_PLACES = (
    (N_("Overview"), "", Act.PROJECT_SEE),
    (N_("Decisions"), "/decisions", Act.GATE_SEE),
    (N_("Checklist"), "/checklist", Act.CHECKLIST_SEE),
    (N_("About the project"), "/facts", Act.FACT_SEE),
    (N_("Plan"), "/deliverables", Act.DELIVERABLE_SEE),
    (N_("Pilot"), "/pilot", Act.PILOT_SEE),
    (N_("People"), "/people", Act.APPOINTMENT_SEE),
    (N_("Papers and money"), "/papers", Act.MONEY_SEE_TOTALS),
    (N_("Received on paper"), "/received", Act.RECEIVED_SEE),
    (N_("Logs"), "/logs", Act.REGISTER_SEE),
    (N_("Reports"), "/reports", Act.REPORT_SEE),
    (N_("Journal"), "/journal", Act.JOURNAL_READ),
)


def places_of(actor: Actor, project: ProjectState) -> tuple[tuple[str, str], ...]:
    """Label and address of each that the project has: a past one has no checklist."""
    return tuple(
        (label, f"/projects/{project.code}{ending}")
        for label, ending, act in _PLACES
        if may(actor, act) and why_shut(act, project) is None
    )


def crumbs_of(code: str, title: str, *further: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The way from the list of projects to a page of one."""
    return ((N_("Projects"), "/projects"), (f"{code} {title}", f"/projects/{code}"), *further)
