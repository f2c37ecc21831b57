"""What front pages show beside tasks, across all projects that a reader sees."""

from tracker.pages.queries.board import board
from tracker.pages.queries.overview import by_stage, came_in, gates_ahead, newest_reports
from tracker.pages.queries.own_city import CityProject, city_projects
from tracker.pages.queries.own_work import accepted

__all__ = [
    "CityProject",
    "accepted",
    "board",
    "by_stage",
    "came_in",
    "city_projects",
    "gates_ahead",
    "newest_reports",
]
