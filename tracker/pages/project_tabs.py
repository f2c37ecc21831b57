"""The entries within a project, at most six, and what stands within each of them."""

from msgspec import Struct

from tracker.kernel.actor import Actor
from tracker.process.policy import Act, may
from tracker.process.shut import why_shut
from tracker.process.state_rows import ProjectState
from tracker.web.language import N_

_PLACES = (
    (
        N_("Overview"),
        (
            (N_("Where it stands"), "", Act.PROJECT_SEE),
            (N_("People"), "/people", Act.APPOINTMENT_SEE),
            (N_("Risks and issues"), "/logs", Act.REGISTER_SEE),
            (N_("Journal"), "/journal", Act.JOURNAL_READ),
        ),
    ),
    (
        N_("Checklist"),
        (
            (N_("Requirements"), "/checklist", Act.CHECKLIST_SEE),
            (N_("Questions about the project"), "/facts", Act.FACT_SEE),
        ),
    ),
    (N_("Plan"), ((N_("Deliverables"), "/deliverables", Act.DELIVERABLE_SEE),)),
    (N_("Pilot"), ((N_("Figures and operation"), "/pilot", Act.PILOT_SEE),)),
    (N_("Decisions"), ((N_("Gates and decisions"), "/decisions", Act.GATE_SEE),)),
    (
        N_("Documents"),
        (
            (N_("Papers and money"), "/papers", Act.MONEY_SEE_TOTALS),
            (N_("Reports"), "/reports", Act.REPORT_SEE),
            (N_("Received on paper"), "/received", Act.RECEIVED_SEE),
        ),
    ),
)


class Tab(Struct, frozen=True, kw_only=True):
    """An entry: its address is that of the first of its parts, label and address each."""

    label: str
    parts: tuple[tuple[str, str], ...]

    @property
    def href(self) -> str:
        return self.parts[0][1]

    def holds(self, address: str) -> bool:
        return any(href == address for _, href in self.parts)


def places_of(actor: Actor, project: ProjectState) -> tuple[Tab, ...]:
    """The entries that the reader's role has pages for: a past project has no checklist."""
    found = []
    for label, parts in _PLACES:
        shown = tuple(
            (name, f"/projects/{project.code}{ending}")
            for name, ending, act in parts
            if may(actor, act) and why_shut(act, project) is None
        )
        if shown:
            found.append(Tab(label=label, parts=shown))
    return tuple(found)


def crumbs_of(code: str, title: str, *further: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The way from the list of projects to a page of one."""
    return ((N_("Projects"), "/projects"), (title, f"/projects/{code}"), *further)
