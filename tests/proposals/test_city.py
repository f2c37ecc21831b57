"""What a city does with its proposal, who sees it when, and what the closing does."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.clock import Clock
from tests.proposals.desk import DRAFT, CallDesk
from tests.statements import counted
from tracker.journal.desk import Desk
from tracker.kernel.database import System, for_system
from tracker.kernel.days import day_in
from tracker.kernel.errors import NotFound, Unfit
from tracker.process.stages import Stage, Status
from tracker.proposals import commands, queries
from tracker.proposals.models import ProposalVersion

READERS = ("officer", "manager", "committee1")


async def test_a_draft_brings_a_project_and_stays_the_citys_own(desk: CallDesk) -> None:
    await desk.seat("committee1")

    path = await desk.start()

    shown = (await desk.get("city_contact2", path)).json()
    assert shown["project"] == "KLA-2027-01"
    assert (shown["number"], shown["receipt"], shown["status"]) == (0, None, "active")
    for stranger in (*READERS, "other_city_contact"):
        assert (await desk.get(stranger, path)).status_code == 404
        assert (await desk.get(stranger, "/proposals")).json()["items"] == []
    project = await desk.project_of(path)
    assert (project.stage, project.title) == (Stage.PROPOSAL, DRAFT["title"])
    words = await desk.journal()
    assert [w for w in words if w.startswith(("project.", "proposal."))] == [
        "project.opened",
        "proposal.started",
    ]


async def test_what_is_handed_in_is_frozen_with_a_receipt(desk: CallDesk) -> None:
    await desk.seat("committee1")
    path = await desk.start()

    receipt = await desk.submit(path)
    await desk.change(path, {"title": "Second thoughts", "answers": {"need": "Other"}})

    code, proof = receipt["receipt"].rsplit("-", 1)
    assert (code, len(proof)) == ("KLA-2027-01/1", 8)
    for reader in READERS:
        shown = (await desk.get(reader, path)).json()
        assert (shown["title"], shown["answers"]) == (DRAFT["title"], DRAFT["answers"])
        listed = (await desk.get(reader, "/proposals")).json()["items"]
        assert [row["title"] for row in listed] == [DRAFT["title"]]
    own = (await desk.get("city_contact", path)).json()
    assert own["title"] == "Second thoughts"
    assert (await desk.get("other_city_contact", path)).status_code == 404
    for who in ("observer", "consultant", "reviewer", "city_security", "city_approver"):
        assert (await desk.get(who, path)).status_code == 403

    second = await desk.submit(path)

    assert second["receipt"].startswith("KLA-2027-01/2-")
    assert (await desk.get("officer", path)).json()["title"] == "Second thoughts"
    assert (await desk.project_of(path)).title == "Second thoughts"
    assert (await desk.journal()).count("proposal.submitted") == 2


async def test_the_same_content_is_not_handed_in_twice(desk: CallDesk) -> None:
    path = await desk.start()

    answers = await asyncio.gather(
        desk.post("city_contact", f"{path}/submissions"),
        desk.post("city_contact2", f"{path}/submissions"),
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert (await desk.get("city_contact", path)).json()["number"] == 1


async def test_an_unfinished_draft_is_kept_and_not_handed_in(desk: CallDesk) -> None:
    path = await desk.start(challenges="")

    answer = await desk.post("city_contact", f"{path}/submissions")

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "challenges"


async def test_a_version_in_the_database_cannot_be_changed(desk: CallDesk) -> None:
    await desk.handed_in()
    forged = update(ProposalVersion).values(title="Forged")

    with pytest.raises(DBAPIError, match="append-only"):
        async with desk.sessions.begin() as session:
            await session.execute(forged.execution_options(seen_by=System("a test")))


@pytest.mark.parametrize("who", ["officer", "manager", "city_approver", "committee1"])
async def test_only_a_focal_point_works_on_proposals(desk: CallDesk, who: str) -> None:
    path = await desk.start()

    for tried, body in (
        (f"/calls/{desk.call_id}/proposals", DRAFT),
        (f"{path}/submissions", None),
        (f"{path}/withdrawals", {"reason": "Example"}),
    ):
        assert (await desk.post(who, tried, body)).status_code == 403


@pytest.mark.parametrize("known", [True, False])
async def test_another_citys_proposal_looks_like_none(desk: CallDesk, known: bool) -> None:
    path = await desk.start() if known else f"/proposals/{uuid4()}"
    stranger = desk.acting("other_city_contact")
    headers = {"If-Match": '"1"'}

    changed = await stranger.patch(f"/api{path}", json={"title": "X"}, headers=headers)
    submitted = await stranger.post(f"/api{path}/submissions")
    withdrawn = await stranger.post(f"/api{path}/withdrawals", json={"reason": "X"})

    assert {a.status_code for a in (changed, submitted, withdrawn)} == {404}


async def test_the_later_of_two_colleagues_is_told(desk: CallDesk) -> None:
    path = await desk.start()
    version = (await desk.get("city_contact", path)).headers["etag"]
    headers = {"If-Match": version}
    url = f"/api{path}"

    first = await desk.acting("city_contact").patch(url, json={"title": "A"}, headers=headers)
    second = await desk.acting("city_contact2").patch(url, json={"title": "B"}, headers=headers)
    blind = await desk.acting("city_contact2").patch(url, json={"title": "B"})

    assert [first.status_code, second.status_code, blind.status_code] == [200, 412, 428]


async def test_a_proposal_names_files_of_its_own_project_only(
    desk: CallDesk, cast: Cast, clock: Clock
) -> None:
    path, other = await desk.start(), await desk.start("other_city_contact")
    code = (await desk.get("city_contact", path)).json()["project"]
    far = (await desk.get("other_city_contact", other)).json()["project"]

    async def upload(who: str, project: str) -> str:
        answer = await desk.acting(who).post(
            f"/api/projects/{project}/files",
            content=b"A letter of support.\n",
            headers={"Content-Disposition": "attachment; filename=letter.txt"},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    own = await upload("city_contact", code)
    foreign = await upload("other_city_contact", far)

    assert (await desk.change(path, {"files": [foreign]})).status_code == 422
    assert (await desk.change(path, {"files": [own, own]})).json()["files"] == [own]
    await desk.submit(path)
    offices = await upload("officer", code)
    assert (await desk.change(path, {"files": [offices]})).status_code == 422
    assert (await desk.get("officer", path)).json()["files"] == [own]


@pytest.mark.parametrize("body", [{"solution_id": str(uuid4())}, {"files": [str(uuid4())]}])
async def test_a_draft_refers_to_what_exists(desk: CallDesk, body: dict[str, Any]) -> None:
    path = await desk.start()

    assert (await desk.change(path, body)).status_code == 422


async def test_nothing_is_taken_from_the_deadline_on(desk: CallDesk, clock: Clock) -> None:
    path = await desk.start()
    clock.now += timedelta(days=60) - timedelta(microseconds=1)
    in_time = await desk.change(path, {"title": "In time"})
    clock.now += timedelta(microseconds=1)

    late = [
        await desk.post("city_contact", f"/calls/{desk.call_id}/proposals", DRAFT),
        await desk.change(path, {"title": "Late"}),
        await desk.post("city_contact", f"{path}/submissions"),
    ]

    assert in_time.status_code == 200
    assert [answer.status_code for answer in late] == [409, 409, 409]


async def test_the_closing_withdraws_drafts_and_keeps_what_was_handed_in(
    desk: CallDesk, clock: Clock
) -> None:
    draft, kept = await desk.start(), await desk.handed_in()
    await desk.change(kept, {"title": "Later thoughts"})
    where = f"/calls/{desk.call_id}/closings"
    early = await desk.post("manager", where)
    clock.pass_days(60)

    closed = await desk.post("manager", where)
    again = await desk.post("manager", where)
    day = date.fromisoformat(closed.json()["voting_day"])
    earlier, later = [
        await desk.change(f"/calls/{desk.call_id}", {"voting_day": one.isoformat()}, "manager")
        for one in (day - timedelta(days=1), day + timedelta(days=1))
    ]

    assert [a.status_code for a in (early, closed, again)] == [409, 201, 409]
    assert closed.json()["state"] == "closed"
    assert (earlier.status_code, later.status_code) == (422, 200)
    gone, stays = await desk.project_of(draft), await desk.project_of(kept)
    assert (gone.status, stays.status) == (Status.WITHDRAWN, Status.ACTIVE)
    assert gone.status_since == day_in("Asia/Seoul", clock.now)
    assert stays.title == DRAFT["title"]
    assert (await desk.journal())[-4:] == [
        "call.closed",
        "proposal.withdrawn",
        "project.withdrawn",
        "call.changed",
    ]


async def test_a_city_steps_back_and_hands_the_same_project_in_again(desk: CallDesk) -> None:
    await desk.seat("committee1")
    path = await desk.handed_in()
    why = {"reason": "The council wants to think again."}

    withdrawn = await desk.post("city_contact", f"{path}/withdrawals", why)
    twice = await desk.post("city_contact", f"{path}/withdrawals", why)
    checked = await desk.post("officer", f"{path}/eligibility-checks", {"result": "eligible"})
    scored = await desk.post("committee1", f"{path}/scores", desk.points(5, 10))

    assert withdrawn.json()["status"] == "withdrawn"
    assert [a.status_code for a in (twice, checked, scored)] == [409, 409, 404]
    again = await desk.submit(path)
    shown = (await desk.get("officer", path)).json()
    assert (again["number"], shown["status"], shown["withdrawn_at"]) == (2, "active", None)
    words = await desk.journal()
    assert words[-2:] == ["proposal.submitted", "project.resumed"]
    assert words.count("assignment.given") == 2  # the city's, and the member's once


async def test_a_withdrawal_after_the_deadline_is_for_good(desk: CallDesk, clock: Clock) -> None:
    path = await desk.handed_in()
    clock.pass_days(60)

    withdrawn = await desk.post("city_contact", f"{path}/withdrawals", {"reason": "Example"})
    again = await desk.post("city_contact", f"{path}/submissions")

    assert [withdrawn.status_code, again.status_code] == [201, 409]


async def test_a_selected_project_is_not_withdrawn_by_its_focal_point(desk: CallDesk) -> None:
    path = await desk.handed_in()
    await desk.put_in(path, stage=Stage.COMMISSIONING)

    answer = await desk.post("city_contact", f"{path}/withdrawals", {"reason": "Example"})

    assert answer.status_code == 409
    assert (await desk.project_of(path)).status is Status.ACTIVE


async def test_after_a_rework_a_new_version_is_taken_through_the_day_given(
    desk: CallDesk, cast: Cast, clock: Clock
) -> None:
    path = await desk.handed_in()
    clock.pass_days(61)
    await desk.post("manager", f"/calls/{desk.call_id}/closings")
    project = await desk.project_of(path)
    until = day_in(project.zone, clock.now) + timedelta(days=7)
    async with desk.sessions.begin() as session:
        await commands.allow_resubmission(
            Desk(session, clock.now, cast.actors["officer"]), project, until
        )

    clock.pass_days(7)
    changed = await desk.change(path, {"title": "Reworked"})
    second = await desk.submit(path)
    clock.pass_days(1)
    late = await desk.change(path, {"title": "Too late"})

    assert (changed.status_code, second["number"], late.status_code) == (200, 2, 409)


async def test_a_rework_gives_a_day_that_is_not_over_to_a_project_with_a_proposal(
    desk: CallDesk, cast: Cast, clock: Clock
) -> None:
    path = await desk.handed_in()
    project = await desk.project_of(path)
    yesterday = day_in(project.zone, clock.now) - timedelta(days=1)
    actor = cast.actors["officer"]

    async with desk.sessions.begin() as session:
        with pytest.raises(Unfit):
            await commands.allow_resubmission(Desk(session, clock.now, actor), project, yesterday)
        project.id = uuid4()
        with pytest.raises(NotFound):
            await commands.allow_resubmission(Desk(session, clock.now, actor), project, yesterday)


async def test_a_gate_is_told_of_each_version_and_not_of_the_draft(desk: CallDesk) -> None:
    path = await desk.start()

    async def known() -> tuple[int, str | None, str | None]:
        project = await desk.project_of(path)
        async with desk.sessions() as session:
            facts = await queries.facts(session, project)
        return facts.version, facts.receipt, facts.content_sha256

    assert await known() == (0, None, None)
    first = await desk.submit(path)
    seen = await known()
    assert seen[:2] == (1, first["receipt"])
    assert seen[2] is not None
    assert first["receipt"].endswith(seen[2][:8])
    await desk.change(path, {"answers": {"need": "More"}})
    assert await known() == seen
    await desk.submit(path)
    assert (await known())[0] == 2
    assert (await known())[2] != seen[2]


async def test_a_list_of_proposals_takes_the_same_statements_for_one_as_for_many(
    desk: CallDesk, app: Litestar, officer: httpx.AsyncClient, clock: Clock
) -> None:
    for number in range(5):
        await desk.handed_in(title=f"Example {number}")
        clock.now += timedelta(minutes=1)

    with counted(app) as few:
        first = (await officer.get("/api/proposals?limit=1")).json()
    with counted(app) as many:
        rest = (await officer.get(f"/api/proposals?after={first['next']}")).json()

    titles = [row["title"] for row in first["items"] + rest["items"]]
    assert titles == [f"Example {number}" for number in (4, 3, 2, 1, 0)]
    assert rest["next"] is None
    assert len(few) == len(many)
    elsewhere = (await officer.get(f"/api/proposals?call={uuid4()}")).json()
    assert elsewhere["items"] == []


async def test_a_person_is_named_by_id_alone_in_the_versions(desk: CallDesk, cast: Cast) -> None:
    await desk.handed_in()

    async with desk.sessions() as session:
        asked = select(ProposalVersion.submitted_by)
        assert await session.scalar(for_system(asked, "a test")) == cast.person("city_contact")
