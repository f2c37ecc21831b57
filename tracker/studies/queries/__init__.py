"""Reading deliverables."""

from tracker.studies.queries.deliverables import (
    code_is_taken,
    deliverable,
    files_to_hand_in,
    of_project,
    page,
    submission,
    submission_view,
    submissions,
    view,
    visible_submissions,
    visible_to,
)
from tracker.studies.queries.standing import HandedIn, facts, handed_in

__all__ = [
    "HandedIn",
    "code_is_taken",
    "deliverable",
    "facts",
    "files_to_hand_in",
    "handed_in",
    "of_project",
    "page",
    "submission",
    "submission_view",
    "submissions",
    "view",
    "visible_submissions",
    "visible_to",
]
