"""Acts on deliverables."""

from tracker.studies.commands.handing_in import return_deliverable, review_submission, submit
from tracker.studies.commands.more_time import answer_for_time, ask_for_time
from tracker.studies.commands.planning import (
    change_deliverable,
    plan_deliverable,
    plan_from_template,
)

__all__ = [
    "answer_for_time",
    "ask_for_time",
    "change_deliverable",
    "plan_deliverable",
    "plan_from_template",
    "return_deliverable",
    "review_submission",
    "submit",
]
