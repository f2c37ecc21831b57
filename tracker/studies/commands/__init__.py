"""Acts on deliverables."""

from tracker.studies.commands.handing_in import return_deliverable, review_submission, submit
from tracker.studies.commands.planning import change_deliverable, plan_deliverable

__all__ = [
    "change_deliverable",
    "plan_deliverable",
    "return_deliverable",
    "review_submission",
    "submit",
]
