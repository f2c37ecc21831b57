"""Acts on projects."""

from tracker.projects.commands.assignments import (
    assign,
    close_assignment,
    end_assignment,
    give_assignment,
)
from tracker.projects.commands.deputies import end_deputy, name_deputy
from tracker.projects.commands.papers import (
    change_money,
    file_of_project,
    own_file,
    record_agreement,
    record_money,
    report_damaged,
    store_file,
    store_original,
)
from tracker.projects.commands.projects import (
    change_operation,
    change_project,
    enter_stage,
    open_project,
    plan_ends,
    record_past_project,
)
from tracker.projects.commands.recheck_events import (
    deactivate_person,
    end_membership,
    fire_recheck,
)

__all__ = [
    "assign",
    "change_money",
    "change_operation",
    "change_project",
    "close_assignment",
    "deactivate_person",
    "end_assignment",
    "end_deputy",
    "end_membership",
    "enter_stage",
    "file_of_project",
    "fire_recheck",
    "give_assignment",
    "name_deputy",
    "open_project",
    "own_file",
    "plan_ends",
    "record_agreement",
    "record_money",
    "record_past_project",
    "report_damaged",
    "store_file",
    "store_original",
]
