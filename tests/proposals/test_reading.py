"""Who reads a proposal, the files in it, and its project, and until when."""

from tests.cast import Cast
from tests.proposals.desk import CallDesk
from tracker.journal.desk import SystemDesk
from tracker.process.stages import Stage, Status
from tracker.projects.commands import assign
from tracker.projects.models import Capacity


async def test_another_city_that_was_let_in_still_does_nothing_in_the_owners_name(
    desk: CallDesk, cast: Cast
) -> None:
    """Assigning another city is refused; should a row have come otherwise, the act is too."""
    path = await desk.handed_in()
    project = await desk.project_of(path)
    async with desk.sessions.begin() as session:
        other = cast.organisations["other_city"]
        assign(SystemDesk(session, desk.clock.now), project, other, Capacity.CITY)
    stranger = desk.acting("other_city_contact")
    why = {"reason": "Example"}
    version = (await desk.get("city_contact", path)).headers["etag"]

    answers = [
        await stranger.patch(f"/api{path}", json={"title": "X"}, headers={"If-Match": version}),
        await stranger.post(f"/api{path}/submissions"),
        await stranger.post(f"/api{path}/withdrawals", json=why),
        await stranger.post(f"/api/projects/{project.code}/withdrawals", json=why),
        await desk.post("other_city_approver", f"/projects/{project.code}/withdrawals", why),
        await desk.post(
            "other_city_approver", f"/projects/{project.code}/withdrawal-revocations", why
        ),
    ]

    assert [answer.status_code for answer in answers] == [403] * 6
    assert "own city" in answers[0].json()["detail"]
    assert (await desk.project_of(path)).status is Status.ACTIVE


async def test_the_office_knows_of_a_project_from_its_submission_on(desk: CallDesk) -> None:
    path = await desk.start()
    code = (await desk.project_of(path)).code
    office = ("officer", "manager", "reviewer")

    async def seen() -> set[tuple[int, int]]:
        found = set()
        for who in office:
            listed = (await desk.get(who, "/projects?stage=proposal")).json()["items"]
            found.add(((await desk.get(who, f"/projects/{code}")).status_code, len(listed)))
        return found

    before = await seen()
    own = await desk.get("city_security", f"/projects/{code}")
    await desk.submit(path)
    after = await seen()
    await desk.post("city_contact", f"{path}/withdrawals", {"reason": "Example"})

    assert (before, after, own.status_code) == ({(404, 0)}, {(200, 1)}, 200)
    assert await seen() == {(200, 1)}


async def test_the_committee_reads_the_files_that_were_handed_in_and_no_others(
    desk: CallDesk,
) -> None:
    await desk.seat("committee1")
    path = await desk.start()
    code = (await desk.project_of(path)).code

    async def upload(who: str) -> str:
        answer = await desk.acting(who).post(
            f"/api/projects/{code}/files",
            content=b"Example.\n",
            headers={"Content-Disposition": "attachment; filename=letter.txt"},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"]).removeprefix("/api")

    first, second, unsent = [await upload("city_contact") for _ in range(3)]
    for sent in (first, second):
        await desk.change(path, {"files": [sent.removeprefix("/files/")]})
        await desk.submit(path)
    await desk.change(path, {"files": [unsent.removeprefix("/files/")]})
    offices = await upload("officer")

    files = (first, second, unsent, offices)
    read = [(await desk.get("committee1", one)).status_code for one in files]

    assert read == [200, 200, 404, 404]
    assert {(await desk.get("officer", one)).status_code for one in files} == {200}


async def test_the_committee_sees_nothing_of_a_project_that_it_has_decided_on(
    desk: CallDesk,
) -> None:
    await desk.seat("committee1")
    path = await desk.handed_in()
    code = (await desk.project_of(path)).code
    tried = (
        path,
        f"{path}/scores",
        *(f"/projects/{code}{rest}" for rest in ("", "/gates", "/decisions")),
    )
    before = {(await desk.get("committee1", one)).status_code for one in tried}

    await desk.put_in(path, stage=Stage.COMMISSIONING)
    selected = {(await desk.get("committee1", one)).status_code for one in tried}
    await desk.put_in(path, stage=Stage.PROPOSAL, status=Status.NOT_SELECTED)
    refused = {(await desk.get("committee1", one)).status_code for one in tried}

    assert (before, selected, refused) == ({200}, {404}, {404})
