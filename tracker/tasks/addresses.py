"""Where and how each kind of task is done: the request of the API, and the page for people."""

from collections.abc import Mapping

from msgspec import Struct

from tracker.process.tasks import Kind, Task

_AT_PROJECT = "/projects/{project}"
UPLOAD = f"{_AT_PROJECT}/files"
"""Where a file of the project goes up."""
_REQUIREMENT = "/projects/{project}/requirements/{id}"
_CHECKLIST = "/projects/{project}/checklist?gate={gate}"


class TaskWay(Struct, frozen=True, kw_only=True):
    """`request` of the API, below /api, and the `page` on which a person does it or finds it.

    `pages`: where a task about several things leads instead. `uploads`: a file of the project goes
    up first. In both `{project}` is its code, `{id}` the thing's and other names are details.
    """

    request: tuple[str, str] | None
    page: str
    pages: str = ""
    uploads: bool = False


def _post(path: str, page: str = "", pages: str = "", *, uploads: bool = False) -> TaskWay:
    """By default the page of the act itself."""
    return TaskWay(request=("POST", path), page=page or f"{path}/new", pages=pages, uploads=uploads)


def _patch(path: str) -> TaskWay:
    return TaskWay(request=("PATCH", path), page=f"{path}/edit")


_EVIDENCE = _post(f"{_REQUIREMENT}/evidence", _REQUIREMENT, _CHECKLIST, uploads=True)
_REVIEWS = _post(f"{_REQUIREMENT}/reviews", _REQUIREMENT, _CHECKLIST)
_OPERATION = _post(f"{_AT_PROJECT}/operation-changes", uploads=True)
_PEOPLE = TaskWay(request=None, page=f"{_AT_PROJECT}/people")

WAYS: Mapping[Kind, TaskWay] = {
    Kind.FINISH_DRAFT: _post("/proposals/{id}/submissions", "/proposals/{id}"),
    Kind.NEW_VERSION: _post("/proposals/{id}/submissions", "/proposals/{id}"),
    Kind.CHECK_ELIGIBILITY: _post("/proposals/{id}/eligibility-checks", "/proposals/{id}"),
    Kind.AFTER_INELIGIBLE: _post(
        f"{_AT_PROJECT}/gates/{{gate}}/motions", f"{_AT_PROJECT}/gates/{{gate}}"
    ),
    Kind.SCORE: _post("/proposals/{id}/scores", "/proposals/{id}"),
    Kind.ADD_PLACE: TaskWay(request=("PATCH", "/calls/{id}"), page="/calls/{id}/edit"),
    Kind.FILL_SEAT: _PEOPLE,
    Kind.ANSWER_FACTS: _post(f"{_AT_PROJECT}/facts/{{id}}/answers", pages=f"{_AT_PROJECT}/facts"),
    Kind.CONFIRM_FACTS: _post("/fact-answers/{id}/checks", pages=f"{_AT_PROJECT}/facts"),
    Kind.GIVE_EVIDENCE: _EVIDENCE,
    Kind.RENEW_EVIDENCE: _EVIDENCE,
    Kind.WITHDRAW_EVIDENCE: _post(
        "/evidence/{id}/withdrawals",
        pages="/projects/{project}/requirements/{requirement}",
    ),
    Kind.REVIEW_EVIDENCE: _REVIEWS,
    Kind.CHECK_JUSTIFICATION: _post(
        "/justifications/{id}/checks", "/projects/{project}/requirements/{requirement}"
    ),
    Kind.DECIDE_WAIVER: _post(
        "/waivers/{id}/votes", "/projects/{project}/requirements/{requirement}"
    ),
    Kind.RECORD_AGREEMENTS: _post(f"{_AT_PROJECT}/agreements", uploads=True),
    Kind.PLAN_DELIVERABLES: _post(
        f"{_AT_PROJECT}/deliverables", f"{_AT_PROJECT}/deliverable-plans/new"
    ),
    Kind.HAND_IN: _post("/deliverables/{id}/submissions", "/deliverables/{id}", uploads=True),
    Kind.HAND_IN_AGAIN: _post("/deliverables/{id}/submissions", "/deliverables/{id}", uploads=True),
    Kind.REVIEW_DELIVERABLE: _post("/submissions/{id}/reviews", "/deliverables/{deliverable}"),
    Kind.ANSWER_TIME: _post("/time-requests/{id}/answers", "/deliverables/{deliverable}"),
    Kind.NAME_TIME_AFTER: _patch(_AT_PROJECT),
    Kind.DEFINE_INDICATORS: _post(f"{_AT_PROJECT}/indicators"),
    Kind.RECORD_BASELINES: TaskWay(
        request=("PATCH", "/indicators/{id}"),
        page="/indicators/{id}/edit",
        pages=f"{_AT_PROJECT}/pilot",
    ),
    Kind.CHECK_READINGS: _post("/readings/{id}/checks", pages=f"{_AT_PROJECT}/pilot"),
    Kind.GO_LIVE: _OPERATION,
    Kind.SUSPEND_OR_CURE: _OPERATION,
    Kind.RESTORE: _OPERATION,
    Kind.END_OPERATION: _OPERATION,
    Kind.EVALUATE: _post(f"{_AT_PROJECT}/evaluations"),
    Kind.ACCEPT_EVALUATION: _post("/evaluations/{id}/acceptances"),
    Kind.NAME_PLANNED_END: _patch(_AT_PROJECT),
    Kind.MOVE_PLANNED_END: _patch(_AT_PROJECT),
    Kind.ASK_FOR_DECISION: _post(f"{_AT_PROJECT}/gates/{{gate}}/motions"),
    Kind.MOVE_AGAIN: TaskWay(
        request=("POST", f"{_AT_PROJECT}/gates/{{gate}}/motions"), page="/motions/{id}"
    ),
    Kind.AFTER_LOST_VOTE: _post(
        f"{_AT_PROJECT}/gates/{{gate}}/motions", f"{_AT_PROJECT}/gates/{{gate}}"
    ),
    Kind.REMIND_SEAT: _post("/motions/{id}/reminders"),
    Kind.VOTE: _post("/motions/{id}/votes", "/motions/{id}"),
    Kind.COMPARE_LETTER: _post("/vote-letters/{id}/comparisons"),
    Kind.CARRY_OUT: _post("/motions/{id}/decisions", "/motions/{id}"),
    Kind.ANSWER_POINT: _post("/rework-points/{id}/answers"),
    Kind.CONFIRM_ANSWER: _post("/rework-points/{id}/confirmations"),
    Kind.MEET_CONDITION: TaskWay(request=None, page=_AT_PROJECT),
    Kind.CONFIRM_CONDITION: _post("/conditions/{id}/endings"),
    Kind.LOOK_AGAIN: _post(f"{_AT_PROJECT}/resumptions"),
    Kind.CLOSING_DUTY: _EVIDENCE,
    Kind.CHECK_CLOSING_DUTY: _REVIEWS,
    Kind.ENTER_CHECK_IN: _post(f"{_AT_PROJECT}/check-ins"),
    Kind.CONFIRM_CHECK_IN: _post("/check-ins/{id}/confirmations"),
    Kind.COMPLETE: _post(f"{_AT_PROJECT}/completions"),
    Kind.FOLLOW_UP_CONCERN: _post("/concerns/{id}/closings", "/concerns/{id}"),
    Kind.CONFIRM_UPGRADE: _post("/catalogue-upgrades/{id}/approvals"),
    Kind.APPOINT_FIRM: _post(f"{_AT_PROJECT}/appointments"),
    Kind.HAND_OVER: _post("/persons/{person}/handovers"),
    Kind.UNBLOCK: _PEOPLE,
    Kind.CONFIRM_ROLE: _post("/memberships/{id}/confirmations", "/colleagues"),
    Kind.LETTERS_GIVEN_UP: _post("/mail/letters/{id}/repetitions", "/mail"),
}


class Step(Struct, frozen=True, kw_only=True):
    """One request: its method and address."""

    method: str
    address: str


def steps(task: Task, project: str) -> list[Step]:
    """The requests by which a program does it, for the first thing of the task; () by hand."""
    way = WAYS[task.kind]
    if way.request is None:
        return []
    asked = [("POST", UPLOAD)] if way.uploads else []
    return [
        Step(method=method, address=f"/api{_filled(path, task, project)}")
        for method, path in (*asked, way.request)
    ]


def page_of(task: Task, project: str) -> str:
    """The page on which a person does it."""
    way = WAYS[task.kind]
    many = len(task.things) > 1 and way.pages
    return _filled(way.pages if many else way.page, task, project)


def _filled(path: str, task: Task, project: str) -> str:
    values = {**task.detail, "project": project, "id": task.things[0].id}
    return path.format_map(values)
