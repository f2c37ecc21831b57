"""The real projects that public sources tell of; what they do not tell stays unknown."""

import csv
from datetime import datetime
from importlib import resources

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor, OrganisationKind
from tracker.people.commands import members
from tracker.people.wire import NewOrganisation
from tracker.process.stages import Stage
from tracker.projects import commands as projects
from tracker.projects.wire import PastProject

_UNKNOWN = {"not found", "not stated", ""}


class Place(Struct, frozen=True):
    """What the tracker asks of a city that the sources do not say in these words."""

    code: str
    zone: str
    furthest: Stage


PLACES = {
    "Addis Ababa": Place("ADD", "Africa/Addis_Ababa", Stage.STUDY),
    "Seberang Perai": Place("SPR", "Asia/Kuala_Lumpur", Stage.STUDY),
    "La Marsa": Place("LMS", "Africa/Tunis", Stage.STUDY),
    "Kampala": Place("KLA", "Africa/Kampala", Stage.PILOT),
    "Cauayan City": Place("CYN", "Asia/Manila", Stage.COMMISSIONING),
}
"""The furthest stage is the one that the file's `furthest_stage_evidenced` words."""


async def record(session: AsyncSession, manager: Actor, now: datetime) -> None:
    """Each city once, and its project as `record_past_project` takes it."""
    with (resources.files("tracker.demo") / "wego_projects.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["record_type"] == "project"]
    for row in rows:
        place = PLACES[row["city"]]
        city = await members.add_organisation(
            Desk(session, now, manager),
            NewOrganisation(
                kind=OrganisationKind.CITY,
                name=row["city"],
                code=place.code,
                country=row["country_iso2"],
                zone=place.zone,
            ),
        )
        past = PastProject(
            year=int(row["year"]),
            city_id=city.id,
            title=row["topic"],
            stage=place.furthest,
            furthest_evidenced=row["furthest_stage_evidenced"],
            sources=" ; ".join(filter(None, (row["source_url"], row["other_source_urls"]))),
            challenges=_told(row),
        )
        await projects.record_past_project(Desk(session, now, manager), past)


def _told(row: dict[str, str]) -> str:
    """What else the file knows, one line each; nothing where it knows nothing."""
    named = {
        "Edition": row["programme_label"],
        "Theme": row["theme"],
        "Applicants": row["applicants"],
        "Consultant": row["consultant"],
        "Money": f"{row['sponsorship_amount']} {row['sponsorship_currency']}".strip(),
        "Selected": row["selected_on"],
        "Call for consultants": row["consultant_call"],
        "Work": row["work_period"],
        "Outcome": row["outcome"],
    }
    return "\n".join(f"{name}: {text}" for name, text in named.items() if text not in _UNKNOWN)
