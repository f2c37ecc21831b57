"""`tracker report`: a report that the operator makes, and its Word file."""

from pathlib import Path

import docx
import pytest

from tests.projects.looking import told
from tracker import subcommands
from tracker.demo.journey import Journey
from tracker.kernel.errors import Conflict, Unfit
from tracker.settings import Settings

pytestmark = pytest.mark.at("study")


async def reports(journey: Journey) -> list[int]:
    page = await journey.see("officer", f"/projects/{journey.code}/reports")
    return [one["number"] for one in page["items"]]


async def test_a_report_is_made_on_record_and_its_word_file_written(
    journey: Journey, settings: Settings, tmp_path: Path, sessions, capsys
) -> None:
    for number in (1, 2):
        assert await subcommands.report(settings, journey.code, tmp_path / f"{number}.docx") == 0

    assert "Status report 2 of KLA-2027-01 is in" in capsys.readouterr().out
    assert await reports(journey) == [2, 1]
    assert [entry.person_id for entry in await told(sessions, "report.made")] == [None, None]
    core = docx.Document(str(tmp_path / "2.docx")).core_properties
    assert journey.code in f"{core.title} {core.subject}"


async def test_no_report_is_on_record_whose_file_could_not_be_written(
    journey: Journey, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="No such file"):
        await subcommands.report(settings, journey.code, tmp_path / "absent" / "1.docx")

    assert await reports(journey) == []


async def test_an_unknown_project_is_told_and_nothing_is_written(
    settings: Settings, app, tmp_path: Path
) -> None:
    with pytest.raises(Unfit, match="KLA-2027-99"):
        await subcommands.report(settings, "KLA-2027-99", tmp_path / "1.docx")

    assert not (tmp_path / "1.docx").exists()


@pytest.mark.at("proposal")
async def test_a_proposal_has_no_reports_yet(
    journey: Journey, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="once it is selected"):
        await subcommands.report(settings, journey.code, tmp_path / "1.docx")
