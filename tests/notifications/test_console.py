"""What the poller leaves on the console of whoever runs the tracker."""

import pytest
from litestar import Litestar

from tracker.demo.journey import Journey
from tracker.scheduling.poller import tick


@pytest.mark.at("study")
async def test_notices_are_one_line_on_the_console_however_many_they_are(
    app: Litestar, journey: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    await tick(app.state.place)
    for code in ("D06", "D07"):
        await journey.plan_deliverable(code, "study", due=journey.day(5))
    capsys.readouterr()

    await tick(app.state.place)
    noisy = capsys.readouterr().out
    await tick(app.state.place)

    given = len((await journey.see("consultant", "/notices?limit=200"))["items"])
    assert given >= 2
    assert noisy.startswith("Notices given: ")
    assert noisy.count("\n") == 1
    assert capsys.readouterr().out == ""
