"""What stands at the top of every report."""

from datetime import datetime
from uuid import UUID

from babel import Locale

from tracker.process.stages import Stage, Status
from tracker.projects.models import Capacity
from tracker.reports.content import Heading
from tracker.reports.facts import Surroundings
from tracker.reports.wording import LOCALE, STAGES


def heading(
    around: Surroundings,
    stage: Stage,
    status: Status,
    *,
    as_of: datetime,
    author: UUID | None,
    number: int,
    journal_seq: int,
) -> Heading:
    """Stage and status are those that the report speaks of."""
    project, call, programme = around.project, around.call, around.programme
    return Heading(
        code=project.code,
        title=project.title,
        city=around.city.name,
        country=_country(around.city.country),
        call=f"{programme.label}, {call.label}" if call and programme else "",
        theme=call.theme if call else "",
        consultant=_firms(around, Capacity.CONSULTING_COMPANY),
        provider=_firms(around, Capacity.SOLUTION_PROVIDER),
        stage=STAGES[stage],
        status=status.value.replace("_", " "),
        as_of=as_of,
        zone=project.zone,
        author=author,
        number=number,
        journal_seq=journal_seq,
        catalogue_version=around.catalogue_version,
    )


def _country(code: str | None) -> str:
    """The English name of an ISO 3166 code."""
    return str(Locale.parse(LOCALE).territories.get(code, code)) if code else ""


def _firms(around: Surroundings, capacity: Capacity) -> str:
    return ", ".join(firm.name for firm in around.firms.get(capacity, ()))
