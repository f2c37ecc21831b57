"""Eligibility, seats, conflicts and scores, and what the gate asks of them."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.proposals.desk import CallDesk
from tests.statements import counted
from tracker.journal.desk import Desk, SystemDesk
from tracker.kernel.canonical import sha256_of
from tracker.kernel.database import System
from tracker.kernel.days import day_in
from tracker.people import queries as people
from tracker.people.commands import members
from tracker.people.wire import MembershipEnd
from tracker.process.dossier import ProposalFacts
from tracker.process.stages import Stage, Status
from tracker.programme import queries as programme
from tracker.proposals import queries
from tracker.proposals.models import Score
from tracker.proposals.wire import Member


async def facts(desk: CallDesk, path: str) -> ProposalFacts:
    project = await desk.project_of(path)
    async with desk.sessions() as session:
        return await queries.facts(session, project)


async def committee(desk: CallDesk, path: str) -> dict[int, Member]:
    project = await desk.project_of(path)
    async with desk.sessions() as session:
        return {
            row.number: row
            for row in await queries.committee(SystemDesk(session, desk.clock.now), project)
        }


async def test_the_newest_finding_on_the_newest_version_counts(desk: CallDesk) -> None:
    path = await desk.handed_in()
    where = f"{path}/eligibility-checks"
    assert (await facts(desk, path)).eligible is None

    bare = await desk.post("officer", where, {"result": "not_eligible"})
    no = await desk.post("officer", where, {"result": "not_eligible", "reasons": "No member."})
    assert (await facts(desk, path)).eligible is False
    shown = (await desk.get("city_contact", path)).json()
    yes = await desk.post("officer2", where, {"result": "eligible"})

    assert [bare.status_code, no.status_code, yes.status_code] == [422, 201, 201]
    assert (shown["eligible"], shown["eligibility_reasons"]) == (False, "No member.")
    assert (await facts(desk, path)).eligible is True
    await desk.change(path, {"title": "Another"})
    await desk.submit(path)
    assert (await facts(desk, path)).eligible is None
    assert (await desk.journal()).count("proposal.checked") == 2


@pytest.mark.parametrize("who", ["manager", "reviewer", "city_contact", "committee1"])
async def test_only_an_officer_checks_eligibility(desk: CallDesk, who: str) -> None:
    path = await desk.handed_in()

    answer = await desk.post(who, f"{path}/eligibility-checks", {"result": "eligible"})

    assert answer.status_code == 403


async def test_a_draft_is_not_there_to_be_checked(desk: CallDesk) -> None:
    path = await desk.start()

    answer = await desk.post("officer", f"{path}/eligibility-checks", {"result": "eligible"})

    assert answer.status_code == 404


async def test_a_seat_opens_what_was_handed_in_before_and_after_it(desk: CallDesk) -> None:
    before = await desk.handed_in()
    assert (await desk.get("committee1", before)).status_code == 404

    seat = await desk.seat("committee1")
    after = await desk.handed_in()

    assert (seat.status_code, seat.json()["number"]) == (201, 1)
    assert (await desk.get("committee1", before)).status_code == 200
    assert (await desk.get("committee1", after)).status_code == 200
    assert (await desk.get("committee2", after)).status_code == 404
    assert "seat.given" in await desk.journal()


async def test_an_ended_seat_shuts_everything_of_the_call_at_once(desk: CallDesk) -> None:
    path = await desk.handed_in()
    seat = await desk.seat("committee1")
    await desk.seat("committee2")
    where, headers = seat.headers["location"], {"If-Match": seat.headers["etag"]}

    blind = await desk.acting("manager").delete(where)
    ended = await desk.acting("manager").delete(where, headers=headers)
    stale = await desk.acting("manager").delete(where, headers=headers)

    assert [blind.status_code, ended.status_code, stale.status_code] == [428, 204, 412]
    assert (await desk.get("committee1", path)).status_code == 404
    assert (await desk.get("committee1", "/proposals")).json()["items"] == []
    assert (await desk.get("committee2", path)).status_code == 200
    assert sorted(await committee(desk, path)) == [2]
    later = await desk.handed_in()
    assert (await desk.get("committee1", later)).status_code == 404

    back = await desk.seat("committee1")

    assert (back.status_code, back.json()["number"]) == (201, 1)
    assert (await desk.get("committee1", path)).status_code == 200
    listed = (await desk.get("manager", f"/calls/{desk.call_id}/committee-seats")).json()
    assert sorted(row["number"] for row in listed["items"]) == [1, 2]


async def test_a_seat_is_given_once_and_to_a_committee_member_of_today(
    desk: CallDesk, cast: Cast, clock: Clock
) -> None:
    await desk.seat("committee1")
    async with desk.sessions.begin() as session:
        left = await people.membership(session, cast.actors["committee2"].membership_id)
        end = MembershipEnd(until=day_in("UTC", clock.now))
        await members.end_membership(
            Desk(session, clock.now, cast.actors["administrator"]), left, end, left.version
        )
    clock.pass_days(1)

    answers = [await desk.seat(name) for name in ("committee1", "committee2", "officer")]

    assert [answer.status_code for answer in answers] == [409, 422, 422]


async def test_scores_of_others_are_seen_after_ones_own(desk: CallDesk) -> None:
    path = await desk.handed_in()
    for name in ("committee1", "committee2"):
        await desk.seat(name)
    assert (await facts(desk, path)).scores_missing == 2

    given = await desk.post("committee1", f"{path}/scores", desk.points(4, 7))
    blind = (await desk.get("committee2", f"{path}/scores")).json()
    desks = [(await desk.get(who, f"{path}/scores")).json() for who in ("officer", "manager")]
    await desk.post("committee2", f"{path}/scores", desk.points(5, 10))
    open_eyed = (await desk.get("committee2", f"{path}/scores")).json()

    assert given.status_code == 201, given.text
    assert given.json()["mean"] == "76.00"
    assert (blind["mean"], blind["members"]) == (None, [])
    assert [seen["mean"] for seen in desks] == ["76.00", "76.00"]
    assert open_eyed["mean"] == "88.00"
    assert sorted(row["total"] for row in open_eyed["members"]) == ["100.00", "76.00"]
    assert (await facts(desk, path)).scores_missing == 0
    assert (await desk.journal()).count("score.given") == 2


@pytest.mark.parametrize("who", ["city_contact", "city_approver", "reviewer", "observer"])
async def test_scores_are_kept_from_the_city_and_others(desk: CallDesk, who: str) -> None:
    path = await desk.handed_in()

    answer = await desk.get(who, f"{path}/scores")

    assert answer.status_code == 403


async def test_every_criterion_is_scored_once_within_its_scale(desk: CallDesk) -> None:
    path = await desk.handed_in()
    await desk.seat("committee1")
    need, readiness = (str(one) for one in desk.criteria)

    def body(*pairs: tuple[str, int]) -> dict[str, Any]:
        return {"scores": [{"criterion_id": one, "points": n} for one, n in pairs]}

    wrong = [
        body((need, 1)),
        body((need, 1), (need, 1)),
        body((need, 1), (readiness, 1), (readiness, 1)),
        body((need, 1), (str(uuid4()), 1)),
        body((need, 6), (readiness, 1)),
        body((need, 5), (readiness, 11)),
    ]

    answers = [await desk.post("committee1", f"{path}/scores", one) for one in wrong]
    negative = await desk.post("committee1", f"{path}/scores", desk.points(-1, 1))
    edges = await desk.post("committee1", f"{path}/scores", desk.points(0, 10))

    assert {answer.status_code for answer in answers} == {422}
    assert negative.status_code == 400
    assert (edges.status_code, edges.json()["mean"]) == (201, "40.00")


async def test_scores_are_given_once_and_stay(desk: CallDesk) -> None:
    path = await desk.handed_in()
    await desk.seat("committee1")

    answers = await asyncio.gather(
        *(desk.post("committee1", f"{path}/scores", desk.points(n, n)) for n in (1, 2))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    changed = update(Score).values(points=5).execution_options(seen_by=System("a test"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with desk.sessions.begin() as session:
            await session.execute(changed)


@pytest.mark.parametrize("who", ["officer", "manager", "city_contact", "reviewer"])
async def test_only_the_committee_scores_and_declares_conflicts(desk: CallDesk, who: str) -> None:
    path = await desk.handed_in()

    assert (await desk.post(who, f"{path}/scores", desk.points(1, 1))).status_code == 403
    assert (await desk.post(who, f"{path}/conflicts", {"reason": "X"})).status_code == 403


async def test_a_conflict_shuts_the_proposal_and_its_scores_to_the_member(desk: CallDesk) -> None:
    path, other = await desk.handed_in(), await desk.handed_in()
    for name in ("committee1", "committee2"):
        await desk.seat(name)
    await desk.post("committee1", f"{path}/scores", desk.points(0, 0))
    await desk.post("committee2", f"{path}/scores", desk.points(5, 10))

    declared = await desk.post("committee1", f"{path}/conflicts", {"reason": "A cousin"})

    assert declared.status_code == 201, declared.text
    for tried in (path, f"{path}/scores"):
        assert (await desk.get("committee1", tried)).status_code == 404
    assert (await desk.post("committee1", f"{path}/conflicts", {"reason": "X"})).status_code == 404
    assert (await desk.get("committee1", other)).status_code == 200
    seen = (await desk.get("officer", f"{path}/scores")).json()
    assert seen["mean"] == "100.00"
    assert sorted(row["conflicted"] for row in seen["members"]) == [False, True]
    assert (await facts(desk, path)).scores_missing == 0
    found = await committee(desk, path)
    assert (found[1].conflicted, found[2].conflicted) == (True, False)
    assert (await committee(desk, other))[1].conflicted is False
    assert (await desk.journal()).count("conflict.declared") == 1


async def test_scores_and_conflicts_stay_with_the_version_they_were_made_on(desk: CallDesk) -> None:
    path = await desk.handed_in()
    for name in ("committee1", "committee2"):
        await desk.seat(name)
    await desk.post("committee1", f"{path}/conflicts", {"reason": "The supplier is mine"})
    await desk.post("committee2", f"{path}/scores", desk.points(5, 10))
    await desk.change(path, {"challenges": "Without that supplier."})

    await desk.submit(path)

    assert (await facts(desk, path)).scores_missing == 2
    assert not any(
        row.conflicted or row.scores_in for row in (await committee(desk, path)).values()
    )
    assert (await desk.get("officer", f"{path}/scores")).json()["members"] == []
    before = (await desk.get("officer", f"{path}/scores?number=1")).json()
    assert (before["number"], before["mean"]) == (1, "100.00")
    anew = await desk.post("committee2", f"{path}/scores", desk.points(1, 1))
    assert anew.status_code == 201


@pytest.mark.parametrize(
    "changes", [{"stage": Stage.COMMISSIONING}, {"status": Status.NOT_SELECTED}]
)
async def test_after_the_selection_nobody_judges_any_more(
    desk: CallDesk, changes: dict[str, Any]
) -> None:
    path = await desk.handed_in()
    await desk.seat("committee1")
    await desk.put_in(path, **changes)

    answers = [
        await desk.post("officer", f"{path}/eligibility-checks", {"result": "eligible"}),
        await desk.post("committee1", f"{path}/scores", desk.points(1, 1)),
        await desk.post("committee1", f"{path}/conflicts", {"reason": "Example"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 404, 404]


async def test_places_left_are_counted_down_by_projects_past_the_proposal(desk: CallDesk) -> None:
    """The builder's call has two places."""
    first, second = await desk.handed_in(), await desk.handed_in()
    assert (await facts(desk, first)).places_left == 2

    await desk.put_in(second, stage=Stage.COMMISSIONING)

    assert (await facts(desk, first)).places_left == 1
    assert (await facts(desk, first)).submitted is True


async def test_a_project_without_a_proposal_has_handed_in_nothing(
    desk: CallDesk, cast: Cast
) -> None:
    await desk.seat("committee1")
    async with desk.sessions.begin() as session:
        project = await a_project(session, cast, desk.clock.now, call_id=desk.call_id)
        found = await queries.facts(session, project)

    assert found == ProposalFacts(
        submitted=False,
        version=0,
        receipt=None,
        content_sha256=None,
        eligible=None,
        scores_missing=1,
        scores_sha256=sha256_of([]),
        places_left=1,
    )


async def test_a_hash_tells_of_every_point_that_counts(desk: CallDesk) -> None:
    path = await desk.handed_in()
    for name in ("committee1", "committee2"):
        await desk.seat(name)
    seen = [(await facts(desk, path)).scores_sha256]

    for name in ("committee1", "committee2"):
        await desk.post(name, f"{path}/scores", desk.points(3, 7))
        seen.append((await facts(desk, path)).scores_sha256)
    await desk.post("committee2", f"{path}/conflicts", {"reason": "My city."})
    seen.append((await facts(desk, path)).scores_sha256)

    assert len(set(seen)) == 3
    assert seen[3] == seen[1]


async def test_what_the_gate_asks_takes_the_same_statements_for_any_committee(
    desk: CallDesk, app: Litestar
) -> None:
    path = await desk.handed_in()
    counts = []
    for name in ("committee1", "committee2", "committee3"):
        await desk.seat(name)
        project = await desk.project_of(path)
        with counted(app) as sent:
            async with desk.sessions() as session:
                await queries.facts(session, project)
        counts.append(len(sent))

    assert len(set(counts)) == 1


async def test_whoever_holds_the_lock_of_a_call_counts_its_places_alone(desk: CallDesk) -> None:
    path = await desk.handed_in()
    project = await desk.project_of(path)
    order: list[str] = []

    async def hold(name: str) -> None:
        async with desk.sessions.begin() as session:
            await programme.lock_call(session, project.call_id)
            order.append(f"{name} in")
            await queries.facts(session, project)
            order.append(f"{name} out")

    await asyncio.gather(hold("a"), hold("b"))

    assert [one.split()[1] for one in order] == ["in", "out", "in", "out"]


async def test_a_withdrawn_project_counts_as_not_submitted(desk: CallDesk) -> None:
    path = await desk.handed_in()
    await desk.put_in(path, status=Status.WITHDRAWN)

    assert (await facts(desk, path)).submitted is False
