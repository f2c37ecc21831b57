"""How a person fills the form of each act, with the thing itself before them.

A form gets the task, the thing it is about and the file that was sent up for it, and answers with
what is typed. It reads what the page of the task shows, and knows nothing of the project else.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from tracker.demo.acting import Acts
from tracker.demo.journey import AREAS
from tracker.process.tasks import Kind


class Before(Struct, frozen=True, kw_only=True):
    """Somebody before the form of a task; `file_id` is of the file sent up, if one was."""

    acts: Acts
    who: str
    task: Mapping[str, Any]
    thing: Mapping[str, str]
    file_id: str | None

    async def see(self, path: str) -> Any:
        return await self.acts.see(self.who, path)

    @property
    def project(self) -> str:
        return f"/projects/{self.task['project']}"

    def detail(self, name: str) -> str:
        found: str = self.task["detail"][name]
        return found


Form = Callable[[Before], Awaitable[Any]]


async def _nothing(_at: Before) -> None:
    return None


async def _seat(at: Before) -> Any:
    return {"seat": at.detail("seat")}


async def _eligible(_at: Before) -> Any:
    return {"result": "eligible", "reasons": "Example reasons"}


async def _ended(_at: Before) -> Any:
    return {"verdict": "stop", "grounds": "It is not eligible"}


async def _scores(at: Before) -> Any:
    call = (await at.see(f"/proposals/{at.thing['id']}"))["call_id"]
    criteria = (await at.see(f"/calls/{call}"))["criteria"]
    return {"scores": [{"criterion_id": one["id"], "points": 4} for one in criteria]}


async def _more_places(at: Before) -> Any:
    return {"places": (await at.see(f"/calls/{at.thing['id']}"))["places"] + 1}


async def _fact(_at: Before) -> Any:
    return {"answer": "no", "reason": "Example reason"}


async def _confirmed(_at: Before) -> Any:
    return {"outcome": "confirmed"}


async def _line(at: Before) -> Any:
    """The requirement as the checklist of its gate has it."""
    gate = at.detail("gate")
    outcome = "&outcome=scale" if gate == "G6" else ""
    entries = (await at.see(f"{at.project}/checklist?gate={gate}{outcome}"))["entries"]
    return next(one for one in entries if one["requirement"] == at.thing["id"])


async def _evidence(at: Before) -> Any:
    """In place of what one's own house handed in before, if it did."""
    house = str(at.acts.cast.actors[at.who].organisation_id)
    pieces = (await _line(at))["pieces"]
    mine = [one["id"] for one in pieces if one["organisation_id"] == house]
    return {
        "kind": "signed_document",
        "title": f"Example proof of {at.thing['id']}",
        "form": "file",
        "file_id": at.file_id,
        "effective_on": at.acts.day(0),
        "replaces_id": mine[0] if mine else None,
    }


async def _review(at: Before) -> Any:
    line = await _line(at)
    return {
        "gate": line["gate"],
        "evidence_digest": line["set_digest"],
        "criteria": [one["index"] for one in line["criteria"] if one["asked"]],
    }


async def _verified(_at: Before) -> Any:
    return {"outcome": "verified"}


async def _in_favour(_at: Before) -> Any:
    return {"outcome": "for"}


async def _paper(at: Before) -> Any:
    return {
        "kind": at.thing["id"],
        "signed_on": at.acts.day(0),
        "file_id": at.file_id,
        "organisation_id": str(at.acts.cast.organisations["consulting"]),
    }


async def _deliverable(at: Before) -> Any:
    """Where nothing is planned for the stage, one thing is."""
    stage = at.detail("stage")
    capacity = {"study": "consulting_company", "preparation": "solution_provider"}
    return {
        "code": f"X-{stage}",
        "title": f"Example paper of the {stage}",
        "stage": stage,
        "owner_capacity": capacity.get(stage, "consulting_company"),
        "acceptors": ["officer", "city_approver"],
        "minimum_content": "Example content",
        "due": at.acts.day(30),
    }


async def _version(at: Before) -> Any:
    return {"files": [at.file_id]}


async def _accepted(_at: Before) -> Any:
    return {"outcome": "accepted"}


async def _time_after(at: Before) -> Any:
    return {one["id"]: f"Example {one['id']}" for one in at.task["things"]}


async def _indicator(at: Before) -> Any:
    return {
        "code": "X-1",
        "title": "Example figure",
        "definition": "Example definition",
        "unit": "minutes",
        "direction": "down",
    }


async def _baseline(at: Before) -> Any:
    return {
        "baseline_value": 10,
        "baseline_on": at.acts.day(-1),
        "baseline_method": "Example method",
    }


async def _live(_at: Before) -> Any:
    return {"becomes": "live", "reason": "Example reason"}


async def _suspended(_at: Before) -> Any:
    return {"becomes": "suspended", "reason": "Example reason"}


async def _off(at: Before) -> Any:
    return {"becomes": "off", "reason": "Example reason", "proof_file_id": at.file_id}


async def _evaluation(_at: Before) -> Any:
    readiness = {area: {"score": 2} for area in AREAS}
    return {"findings": "Example findings", "suggestion": "scale", "readiness": readiness}


async def _planned_end(at: Before) -> Any:
    return {"planned_ends": {at.detail("stage"): at.acts.day(STAGE_DAYS)}}


STAGE_DAYS = 90
"""How long robots plan a stage to take."""


async def _motion(at: Before) -> Any:
    """The usual way; what readiness expects becomes conditions, as the form has to have them."""
    return await _asked(at, at.detail("leads_to"))


async def _asked(at: Before, leads_to: str) -> Any:
    gate = at.detail("gate")
    more: dict[str, Any] = {}
    if gate == "G5":
        more = {"operation_after": "suspended"}
    if gate == "G6":
        more = {"scaling": "roll_out"}
    asked = "".join(f"&{name}={value}" for name, value in more.items() if name == "scaling")
    path = f"{at.project}/gates/{gate}/readiness?verdict=pass&leads_to={leads_to}{asked}"
    ready = await at.see(path)
    conditions = [_condition(at, point) for point in ready["expected"]]
    return {
        "verdict": "conditions" if conditions else "pass",
        "leads_to": leads_to,
        "grounds": "Example grounds of the motion",
        "conditions": conditions,
    } | more


def _condition(at: Before, point: Any) -> Any:
    """Owed by somebody of the role that owes the point; a renewal by the day before it ends."""
    owed_by = point["owed_by"][0]
    owner = next(one for one in at.acts.cast.actors.values() if one.role == owed_by)
    renews = point["rule"] == "assurance_outlasts_the_next_stage"
    last = at.acts.day(STAGE_DAYS // 2)
    if renews:
        (said,) = re.findall(r"ends on (\d+ \w+ \d{4})", point["why"])
        last = datetime.strptime(f"{said} +0000", "%d %B %Y %z").date().isoformat()
    return {
        "text": f"Close {point['what']}",
        "owner_id": str(owner.person_id),
        "due": last,
        "about": point["subject"],
        "renews": renews,
    }


async def _again(at: Before) -> Any:
    """As it was asked before; where it leads on, with what readiness expects by now."""
    old = await at.see(f"/motions/{at.thing['id']}")
    if old["leads_to"]:
        return await _asked(at, old["leads_to"])
    names = ("verdict", "grounds", "conditions", "points")
    return {name: old[name] for name in names} | {"supersedes": old["supersedes_id"]}


async def _vote(at: Before) -> Any:
    return {"seat": at.detail("seat"), "choice": "for"}


async def _seat(at: Before) -> Any:
    return {"seat": at.detail("seat")}


async def _answer(_at: Before) -> Any:
    return {"answer": "Example answer"}


async def _met(_at: Before) -> Any:
    return {"end": "met", "proof": "Example proof"}


async def _granted(_at: Before) -> Any:
    return {"answer": "granted", "reason": "Example reason"}


async def _reason(_at: Before) -> Any:
    return {"reason": "Example reason"}


async def _check_in(at: Before) -> Any:
    return {"months": int(at.detail("months")), "text": "Example of what became of it"}


async def _appointment(at: Before) -> Any:
    firm = {"consulting_company": "consulting", "solution_provider": "providing"}
    capacity = at.detail("capacity")
    house = at.acts.cast.organisations[firm[capacity]]
    return {"organisation_id": str(house), "capacity": capacity}


async def _closed(_at: Before) -> Any:
    return {"outcome": "Example outcome"}


FORMS: dict[Kind, Form] = {
    Kind.FINISH_DRAFT: _nothing,
    Kind.NEW_VERSION: _nothing,
    Kind.CHECK_ELIGIBILITY: _eligible,
    Kind.AFTER_INELIGIBLE: _ended,
    Kind.SCORE: _scores,
    Kind.ADD_PLACE: _more_places,
    Kind.ANSWER_FACTS: _fact,
    Kind.CONFIRM_FACTS: _confirmed,
    Kind.GIVE_EVIDENCE: _evidence,
    Kind.RENEW_EVIDENCE: _evidence,
    Kind.WITHDRAW_EVIDENCE: _reason,
    Kind.REVIEW_EVIDENCE: _review,
    Kind.CHECK_JUSTIFICATION: _verified,
    Kind.DECIDE_WAIVER: _in_favour,
    Kind.RECORD_AGREEMENTS: _paper,
    Kind.PLAN_DELIVERABLES: _deliverable,
    Kind.HAND_IN: _version,
    Kind.HAND_IN_AGAIN: _version,
    Kind.REVIEW_DELIVERABLE: _accepted,
    Kind.ANSWER_TIME: _granted,
    Kind.NAME_TIME_AFTER: _time_after,
    Kind.DEFINE_INDICATORS: _indicator,
    Kind.RECORD_BASELINES: _baseline,
    Kind.CHECK_READINGS: _verified,
    Kind.GO_LIVE: _live,
    Kind.SUSPEND_OR_CURE: _suspended,
    Kind.RESTORE: _live,
    Kind.END_OPERATION: _off,
    Kind.EVALUATE: _evaluation,
    Kind.ACCEPT_EVALUATION: _nothing,
    Kind.NAME_PLANNED_END: _planned_end,
    Kind.MOVE_PLANNED_END: _planned_end,
    Kind.ASK_FOR_DECISION: _motion,
    Kind.MOVE_AGAIN: _again,
    Kind.AFTER_LOST_VOTE: _motion,
    Kind.VOTE: _vote,
    Kind.REMIND_SEAT: _seat,
    Kind.REMIND_SEAT: _seat,
    Kind.COMPARE_LETTER: _nothing,
    Kind.CARRY_OUT: _nothing,
    Kind.ANSWER_POINT: _answer,
    Kind.CONFIRM_ANSWER: _nothing,
    Kind.CONFIRM_CONDITION: _met,
    Kind.LOOK_AGAIN: _reason,
    Kind.CLOSING_DUTY: _evidence,
    Kind.CHECK_CLOSING_DUTY: _review,
    Kind.ENTER_CHECK_IN: _check_in,
    Kind.CONFIRM_CHECK_IN: _nothing,
    Kind.COMPLETE: _nothing,
    Kind.FOLLOW_UP_CONCERN: _closed,
    Kind.CONFIRM_UPGRADE: _nothing,
    Kind.APPOINT_FIRM: _appointment,
}
