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
from tracker.studies.queries.more_time import (
    time_request,
    time_requests,
    unanswered_in,
    waiting_request,
)
from tracker.studies.queries.remarks import days_of, due_changes, next_remark, open_remarks, remarks
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
    "days_of",
    "deliverable",
    "due_changes",
    "facts_of_visits",
    "files_to_hand_in",
    "hand_in_duties",
    "handed_in",
    "listed",
    "next_remark",
    "of_project",
    "open_remarks",
    "page",
    "remarks",
    "standings",
    "submission",
    "submission_view",
    "submissions",
    "time_request",
    "time_requests",
    "unanswered_in",
    "versions_of",
    "view",
    "views",
    "visible_submissions",
    "visible_to",
    "waiting_request",
]
