"""What has to hold of the tasks of any project, whatever happened to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.journal.desk import SystemDesk
from tracker.kernel.database import for_system
from tracker.process.stages import OPEN, Status
from tracker.process.tasks import Kind, Task
from tracker.projects.models import Project
from tracker.tasks.derive import Derived, derive
from tracker.tasks.wording import STUCK

Sessions = async_sessionmaker[AsyncSession]
EVIDENCE = {
    Kind.GIVE_EVIDENCE,
    Kind.WITHDRAW_EVIDENCE,
    Kind.REVIEW_EVIDENCE,
    Kind.CLOSING_DUTY,
    Kind.CHECK_CLOSING_DUTY,
}
TOLD_BY: dict[str, set[Kind]] = {
    "checklist_is_clear": EVIDENCE,
    "condition_entries_are_clear": EVIDENCE,
    "carried_entries_are_clear": EVIDENCE,
    "nothing_has_lapsed": EVIDENCE | {Kind.MEET_CONDITION, Kind.RENEW_EVIDENCE},
    "assurance_outlasts_the_next_stage": EVIDENCE | {Kind.RENEW_EVIDENCE},
    "project_is_active": {Kind.LOOK_AGAIN},
    "no_condition_is_open": {Kind.MEET_CONDITION, Kind.CONFIRM_CONDITION},
    "rework_points_are_confirmed": {Kind.ANSWER_POINT, Kind.CONFIRM_ANSWER},
    "next_stage_has_a_planned_end": {Kind.NAME_PLANNED_END},
    "proposal_is_submitted": {Kind.FINISH_DRAFT, Kind.NEW_VERSION},
    "proposal_is_eligible": {
        Kind.CHECK_ELIGIBILITY,
        Kind.SCORE,
        Kind.AFTER_INELIGIBLE,
        Kind.NEW_VERSION,
    },
    "scores_are_in": {Kind.SCORE},
    "call_has_a_place_left": {Kind.ADD_PLACE},
    "agreements_are_on_file": {Kind.RECORD_AGREEMENTS},
    "study_is_accepted": {
        Kind.HAND_IN,
        Kind.HAND_IN_AGAIN,
        Kind.REVIEW_DELIVERABLE,
        Kind.PLAN_DELIVERABLES,
    },
    "time_after_is_provided_for": {Kind.NAME_TIME_AFTER},
    "indicators_have_baselines": {Kind.DEFINE_INDICATORS, Kind.RECORD_BASELINES},
    "pilot_went_live": {Kind.GO_LIVE},
    "evaluation_is_accepted": {Kind.EVALUATE, Kind.ACCEPT_EVALUATION, Kind.GO_LIVE},
    "operation_is_off_or_handed_over": {Kind.END_OPERATION},
    "every_seat_can_be_filled": {Kind.FILL_SEAT, Kind.SCORE},
}
TOLD_BY["installation_is_accepted"] = TOLD_BY["memo_is_accepted"] = TOLD_BY["study_is_accepted"]
SAID_BY_THE_MOTION = {"operation_after_is_said", "changes_are_said"}
_BY_SUBJECT = {
    "checklist_is_clear",
    "condition_entries_are_clear",
    "no_condition_is_open",
    "rework_points_are_confirmed",
}
"""Rules whose point names the very thing that a task is about."""


async def derived(sessions: Sessions, code: str, now: datetime) -> tuple[Project, Derived]:
    async with sessions() as session:
        asked = for_system(select(Project).where(Project.code == code), "a test looks")
        project = (await session.scalars(asked)).one()
        return project, await derive(SystemDesk(session, now), project)


def untold(tasks: tuple[Task, ...], points: list[Any]) -> list[str]:
    """The points of a readiness that no task tells of."""
    missing = []
    for point in points:
        rule = point["rule"]
        if rule in SAID_BY_THE_MOTION:
            continue
        kinds = TOLD_BY[rule]
        found = [task for task in tasks if _kind(task) in kinds]
        if rule in _BY_SUBJECT:
            found = [task for task in found if _names(task, point)]
        if not found:
            missing.append(f"{rule} {point['subject']}: {point['why']}")
    return missing


def _kind(task: Task) -> Kind:
    """Of what is stuck, what is stuck."""
    return Kind(task.detail["kind"]) if task.kind in STUCK else task.kind


def _names(task: Task, point: Any) -> bool:
    things = {one.id for one in task.things} | {task.detail.get("requirement", "")}
    return point["fix"]["id"] in things


def is_alive(project: Project, found: Derived) -> bool:
    """Somebody can do something now, or knows from what day on."""
    if project.status not in OPEN or project.status is Status.PAST:
        return True
    return bool(found.tasks) or found.until is not None


def same(one: Derived, other: Derived) -> bool:
    return set(map(_told, one.tasks)) == set(map(_told, other.tasks))


def _told(task: Task) -> tuple[Any, ...]:
    return (task.kind, task.subject, task.owner, task.due, task.opens, task.things, task.gates)


async def holds_until(
    sessions: Sessions, code: str, now: datetime, most: int = 40
) -> tuple[datetime | None, list[str]]:
    """Days through `until` on which the tasks would read differently all the same."""
    _, first = await derived(sessions, code, now)
    wrong = []
    for day in range(1, most):
        then = now + timedelta(days=day)
        if first.until is not None and then >= first.until:
            break
        _, later = await derived(sessions, code, then)
        if not same(first, later):
            wrong.append(then.date().isoformat())
    return first.until, wrong
