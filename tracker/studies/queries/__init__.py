"""Reading deliverables."""

from tracker.studies.queries.deliverables import (
    codes_taken,
    deliverable,
    files_to_hand_in,
    of_project,
    page,
    submission,
    submission_view,
    submissions,
    versions_of,
    view,
    views,
    visible_submissions,
    visible_to,
)
from tracker.studies.queries.hand_in_duties import hand_in_duties
from tracker.studies.queries.states import (
    HandedIn,
    Listed,
    facts_of_visits,
    handed_in,
    listed,
    standings,
)

__all__ = [
    "HandedIn",
    "Listed",
    "codes_taken",
    "deliverable",
    "facts_of_visits",
    "files_to_hand_in",
    "hand_in_duties",
    "handed_in",
    "listed",
    "of_project",
    "page",
    "standings",
    "submission",
    "submission_view",
    "submissions",
    "versions_of",
    "view",
    "views",
    "visible_submissions",
    "visible_to",
]
