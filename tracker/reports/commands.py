"""Making a report: facts are read, judged, and frozen for good."""

from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Unfit
from tracker.kernel.saying import N_, Filled, marked
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects.models import Project
from tracker.reports import facts as reading
from tracker.reports.content import Override
from tracker.reports.heading import heading
from tracker.reports.models import Report, ReportKind
from tracker.reports.ratings import previous
from tracker.reports.status import status_report
from tracker.reports.stored_content import frozen, thawed
from tracker.reports.wire import NewReport
from tracker.tasks.rated import DIMENSIONS, Dimension


async def make_status_report(desk: AnyDesk, project: Project, data: NewReport) -> Report:
    """The status of a locked project now; `actor` None is the operator, who overrides nothing."""
    refuse_if_shut(Act.REPORT_MAKE, project)
    overrides = _overrides(desk.actor, data)
    facts = await reading.gather(desk, project)
    number = facts.last.number + 1 if facts.last else 1
    author = desk.actor.person_id if desk.actor else None
    top = heading(
        facts.around,
        project.stage,
        project.status,
        as_of=desk.now,
        author=author,
        number=number,
        journal_seq=facts.journal_seq,
    )
    before = previous(thawed(facts.last.snapshot).ratings) if facts.last else {}
    content = status_report(facts, top, data.foreword, before, overrides)
    snapshot, digest = frozen(content)
    row = desk.add(
        Report(
            project_id=project.id,
            kind=ReportKind.STATUS,
            number=number,
            as_of=desk.now,
            journal_seq=facts.journal_seq,
            snapshot=snapshot,
            snapshot_sha256=digest,
            made_by=author,
        )
    )
    desk.record("report.made", row, kind=row.kind, number=number, snapshot=digest)
    await desk.session.flush()
    return row


def _overrides(actor: Actor | None, data: NewReport) -> dict[Dimension, Override]:
    found: dict[Dimension, Override] = {}
    for one in data.overrides:
        if actor is None:
            raise Unfit("overrides", N_("An override carries a name; make the report signed in."))
        if one.dimension in found:
            raise Unfit(
                "overrides",
                Filled(
                    N_("%(dimension)s is rated twice; rate it once."),
                    dimension=marked(DIMENSIONS[one.dimension]),
                ),
            )
        found[one.dimension] = Override(rating=one.rating, reason=one.reason, by=actor.person_id)
    return found
