"""What waits for somebody, across all projects that a reader sees: a fixed number of statements.

Each finds at most MOST rows, what hurts first; the pages of the projects say the rest.
"""

from tracker.pages.queries.checked import answers, exceptions, proofs, readings_to_check
from tracker.pages.queries.handed_in import (
    late_projects,
    owed_by_persons,
    to_hand_in,
    to_review,
    to_vote,
)
from tracker.pages.queries.overview import board, by_stage, came_in, gates_ahead, newest_reports
from tracker.pages.queries.own_work import own_work
from tracker.pages.queries.scope import Waiting, is_mine, ordered

__all__ = [
    "Waiting",
    "answers",
    "board",
    "by_stage",
    "came_in",
    "exceptions",
    "gates_ahead",
    "is_mine",
    "late_projects",
    "newest_reports",
    "ordered",
    "owed_by_persons",
    "own_work",
    "proofs",
    "readings_to_check",
    "to_hand_in",
    "to_review",
    "to_vote",
]
