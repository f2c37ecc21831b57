"""Files sent in parts: what was acknowledged stays, and what is given up goes."""

import base64
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from tests.browsing import Browser, Form
from tests.clock import Clock
from tests.files import contents
from tests.pages.test_handing_in import Sessions, count, hand_in_page
from tracker.demo.journey import Journey
from tracker.files.models import KeptFile
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.scheduling.jobs import JOBS
from tracker.settings import Settings
from tracker.web.csrf import token_for

Browsing = Callable[[str], Awaitable[Browser]]
CONTENT = contents.a_pdf() + b"%" * 5000


def coded(**told: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())


async def call(
    browser: Browser, method: str, path: str, content: bytes = b"", **headers: str
) -> httpx.Response:
    own = {"X-Form-Token": token_for(browser.cookies[COOKIE]), "Tus-Resumable": "1.0.0"}
    own["Cookie"] = f"{COOKIE}={browser.cookies[COOKIE]}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await browser.client.request(method, path, content=content, headers=own | named)


async def begun(browser: Browser, place: str, size: int = len(CONTENT)) -> str:
    told = coded(filename="plan.pdf", place=place, field="files")
    made = await call(browser, "POST", "/uploads", Upload_Length=str(size), Upload_Metadata=told)
    assert made.status_code == 201, made.text
    return made.headers["location"]


async def add(browser: Browser, upload: str, at: int, content: bytes) -> httpx.Response:
    kind = "application/offset+octet-stream"
    return await call(browser, "PATCH", upload, content, Upload_Offset=str(at), Content_Type=kind)


@pytest.mark.at("study")
async def test_a_file_goes_on_after_a_cut_and_is_handed_in_with_its_form(
    browsing: Browsing, journey: Journey
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    upload = await begun(firm, path)
    first = await add(firm, upload, 0, CONTENT[:3000])
    where = await call(firm, "HEAD", upload)
    again = await add(firm, upload, 0, CONTENT[:10])
    rest = await add(firm, upload, 3000, CONTENT[3000:])

    assert (first.status_code, first.headers["upload-offset"]) == (204, "3000")
    assert (where.status_code, where.headers["upload-offset"]) == (200, "3000")
    assert again.status_code == 409, "what was acknowledged is not written anew"
    assert (rest.status_code, rest.headers["file-name"]) == (204, "plan.pdf")
    form = Form((await firm.open(path)).text)
    ticked = {"files": upload.removeprefix("/uploads/")}
    check = await firm.send(path, dict(form.fields) | ticked)
    done = await firm.fill(check.headers["location"])
    receipt = await firm.open(done.headers["location"])
    assert rest.headers["file-sha256"] in receipt.text


async def test_what_another_sent_is_not_there(browsing: Browsing) -> None:
    mine, theirs = await browsing("officer"), await browsing("officer2")
    upload = await begun(mine, "/x")

    assert (await call(theirs, "HEAD", upload)).status_code == 404
    assert (await add(theirs, upload, 0, CONTENT)).status_code == 404


@pytest.mark.parametrize("lacking", ["X-Form-Token", "Sec-Fetch-Site"])
async def test_another_site_sends_no_parts(
    browsing: Browsing, sessions: Sessions, lacking: str
) -> None:
    officer = await browsing("officer")
    upload = await begun(officer, "/x")
    other = {"X-Form-Token": "", "Sec-Fetch-Site": "cross-site"}[lacking]
    told = {"Upload-Length": "10", lacking: other}

    assert (await call(officer, "POST", "/uploads", **told)).status_code == 403
    sent = await call(officer, "PATCH", upload, b"x", **{"Upload-Offset": "0", lacking: other})
    assert sent.status_code == 403
    assert await count(sessions, KeptFile) == 1


async def test_what_is_not_taken_is_told_and_gone(browsing: Browsing, sessions: Sessions) -> None:
    officer = await browsing("officer")
    upload = await begun(officer, "/x", len(contents.PROGRAM))
    sent = await add(officer, upload, 0, contents.PROGRAM)

    assert sent.status_code == 415
    assert sent.text.startswith("Send PDF, Word")
    assert await count(sessions, KeptFile) == 0


async def test_what_is_too_large_is_refused_before_it_is_sent(
    browsing: Browsing, settings: Settings
) -> None:
    officer = await browsing("officer")
    told = coded(filename="plan.pdf", place="/x", field="files")
    size = str(settings.upload_limit + 1)
    made = await call(officer, "POST", "/uploads", Upload_Length=size, Upload_Metadata=told)
    upload = await begun(officer, "/x", 10)

    assert made.status_code == 413
    assert (await add(officer, upload, 0, b"x" * 11)).status_code == 413


async def test_what_broke_off_goes_after_two_days_with_its_part(
    browsing: Browsing, app: Litestar, clock: Clock, sessions: Sessions, settings: Settings
) -> None:
    officer = await browsing("officer")
    await add(officer, await begun(officer, "/x"), 0, CONTENT[:100])
    whole = await begun(officer, "/x")
    await add(officer, whole, 0, CONTENT)

    await swept(app, clock, timedelta(days=1))
    early = parts_in(settings.files_folder)
    await swept(app, clock, timedelta(days=1, hours=2))
    later = parts_in(settings.files_folder)
    await swept(app, clock, timedelta(days=30))

    assert (len(early), later) == (2, [f"part-{whole.rpartition('/')[2]}"])
    assert parts_in(settings.files_folder) == []
    assert await count(sessions, KeptFile) == 0


def parts_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("part-*"))


async def swept(app: Litestar, clock: Clock, later: timedelta) -> None:
    """The hourly jobs, so much later."""
    clock.now += later
    forget, sweep = JOBS["forget"], JOBS["sweep_files"]
    assert forget.within is not None
    assert sweep.outside is not None
    async with app.state.sessions.begin() as session:
        await forget.within(SystemDesk(session, clock.now), {})
    await sweep.outside(app.state.place, {})
