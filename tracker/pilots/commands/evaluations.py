"""Evaluations and their acceptance; check-ins after the end and their confirmation."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.by_name import made
from tracker.kernel.canonical import sha256_of
from tracker.kernel.days import add_months
from tracker.kernel.encoding import plain
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.people import queries as people
from tracker.pilots.models import (
    CheckIn,
    CheckInConfirmation,
    Evaluation,
    EvaluationAcceptance,
    Side,
)
from tracker.pilots.queries import evaluations as queries
from tracker.pilots.wire.evaluations import NewCheckIn, NewEvaluation
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.web.values import word_of


async def evaluate(desk: Desk, project: Project, data: NewEvaluation) -> Evaluation:
    """Hand in the next evaluation, which needs acceptances of its own; an accepted one stays."""
    refuse_if_shut(Act.PILOT_EVALUATE, project)
    held = await projects.capacities(desk, project.id)
    if desk.actor.organisation_id not in held.organisations.get(Capacity.CONSULTING_COMPANY, ()):
        raise Forbidden(N_("The consulting company evaluates the pilot."))
    await _expect_unlocked(desk.session, project)
    number = await queries.last_number(desk.session, project.id) + 1
    readiness: dict[str, Any] = plain(data.readiness)
    content = {
        "project": project.id,
        "number": number,
        "findings": data.findings,
        "suggestion": data.suggestion,
        "readiness": readiness,
    }
    row = desk.add(
        Evaluation(
            project_id=project.id,
            number=number,
            visit=project.visit,
            findings=data.findings,
            suggestion=data.suggestion,
            readiness=readiness,
            digest=sha256_of(content),
            organisation_id=desk.actor.organisation_id,
            submitted_by=desk.actor.person_id,
        )
    )
    desk.record("pilot.evaluated", row, number=number)
    await desk.session.flush()
    return row


async def _expect_unlocked(session: AsyncSession, project: Project) -> None:
    """What both sides accepted is what G5 and G6 rest on, until the project pilots anew."""
    newest = await queries.newest(session, project.id)
    if newest is None or len(await queries.acceptances(session, newest)) < len(Side):
        return
    visits = await projects.visits(session, project.id)
    if not any(one.stage is Stage.PILOT and one.number > newest.visit for one in visits):
        raise Conflict(
            Filled(
                N_(
                    "Evaluation %(number)s is accepted by both sides and stays; a new one is "
                    "handed in when the project enters the pilot again."
                ),
                number=newest.number,
            )
        )


async def accept_evaluation(desk: Desk, project: Project, row: Evaluation) -> EvaluationAcceptance:
    """Accept the newest evaluation for the secretariat's officer or for the city."""
    refuse_if_shut(Act.EVALUATION_ACCEPT, project)
    belongs_to = await people.organisations_of(desk, desk.actor.person_id)
    if row.organisation_id in belongs_to or desk.actor.person_id == row.submitted_by:
        raise Forbidden(N_("Whoever evaluated does not accept the evaluation; the others have to."))
    last = await queries.last_number(desk.session, project.id)
    if row.number != last:
        raise Conflict(
            Filled(
                N_("Evaluation %(number)s was replaced by %(last)s; accept that one."),
                number=row.number,
                last=last,
            )
        )
    side = Side.OFFICER if desk.actor.role is Role.OFFICER else Side.CITY
    acceptances = await queries.acceptances(desk.session, row)
    if any(one.side is side for one in acceptances):
        raise Conflict(
            Filled(
                N_("The %(side)s has accepted evaluation %(number)s."),
                side=word_of(side),
                number=row.number,
            )
        )
    if any(one.person_id == desk.actor.person_id for one in acceptances):
        raise Forbidden(N_("One person accepts for one side; somebody else has to for the other."))
    acceptance = desk.add(
        EvaluationAcceptance(
            project_id=project.id, evaluation_id=row.id, side=side, person_id=desk.actor.person_id
        )
    )
    desk.record("evaluation.accepted", acceptance, evaluation=row.id, side=side)
    await desk.session.flush()
    return acceptance


async def enter_check_in(desk: Desk, project: Project, data: NewCheckIn) -> CheckIn:
    """Say what became of it, from the day the check-in is due; until confirmed it may be redone.

    For a city that stays silent the officer enters the reason why nothing is reported.
    """
    refuse_if_shut(Act.CHECK_IN_ENTER, project)
    if (data.text is None) == (data.not_reported_reason is None):
        raise Unfit(
            "text", N_("Give either what became of it or the reason why nothing is reported.")
        )
    if desk.actor.role is Role.OFFICER and data.not_reported_reason is None:
        raise Unfit(
            "not_reported_reason",
            N_("The city says what became of it; the officer only why nothing was reported."),
        )
    due = add_months(project.stage_since, data.months)
    if project_day(project, desk.now) < due:
        raise Conflict(
            Filled(
                N_("The check-in after %(months)s months is entered from %(due)s on."),
                months=data.months,
                due=due,
            )
        )
    earlier = await queries.check_ins_after(desk.session, project.id, data.months)
    if any(one.confirmed for one in earlier):
        raise Conflict(
            Filled(
                N_("The check-in after %(months)s months is confirmed and stays."),
                months=data.months,
            )
        )
    row = desk.add(
        made(
            CheckIn,
            data,
            project_id=project.id,
            number=len(earlier) + 1,
            entered_by=desk.actor.person_id,
        )
    )
    desk.record("check_in.entered", row, months=data.months)
    await desk.session.flush()
    return row


async def confirm_check_in(desk: Desk, project: Project, row: CheckIn) -> CheckInConfirmation:
    """Stand by what another person entered."""
    refuse_if_shut(Act.CHECK_IN_CONFIRM, project)
    if row.entered_by == desk.actor.person_id:
        raise Forbidden(N_("Whoever entered a check-in does not confirm it; somebody else has to."))
    entered = await queries.check_ins_after(desk.session, project.id, row.months)
    if any(one.confirmed for one in entered):
        raise Conflict(
            Filled(N_("The check-in after %(months)s months is confirmed."), months=row.months)
        )
    if row.number != len(entered):
        raise Conflict(N_("The check-in was entered anew; confirm the newer one."))
    confirmation = desk.add(
        CheckInConfirmation(
            project_id=project.id, check_in_id=row.id, person_id=desk.actor.person_id
        )
    )
    desk.record("check_in.confirmed", confirmation, months=row.months)
    await desk.session.flush()
    return confirmation
