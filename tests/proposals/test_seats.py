"""Seats of the committee: what they open, and what a conflict shuts for good."""

from sqlalchemy import select

from tests.cast import Cast
from tests.proposals.desk import CallDesk
from tracker.journal.desk import SystemDesk
from tracker.kernel.database import for_system
from tracker.projects.commands import assign
from tracker.projects.models import Assignment, Capacity


async def test_a_member_without_a_seat_of_the_call_judges_nothing(
    desk: CallDesk, cast: Cast
) -> None:
    """Also not when the member was once assigned to the project without a seat."""
    path = await desk.handed_in()
    project = await desk.project_of(path)
    scored = await desk.post("committee3", f"{path}/scores", desk.points(1, 1))
    async with desk.sessions.begin() as session:
        assign(
            SystemDesk(session, desk.clock.now),
            project,
            cast.organisations["partner"],
            Capacity.COMMITTEE,
            person_id=cast.person("committee3"),
        )

    by_hand = await desk.post("committee3", f"{path}/scores", desk.points(1, 1))
    conflict = await desk.post("committee3", f"{path}/conflicts", {"reason": "Example"})

    assert [a.status_code for a in (scored, by_hand, conflict)] == [404, 403, 403]


async def test_a_new_seat_does_not_open_what_its_member_has_a_conflict_with(desk: CallDesk) -> None:
    path = await desk.handed_in()
    await desk.seat("committee1")
    await desk.post("committee1", f"{path}/conflicts", {"reason": "A cousin"})
    seats = (await desk.get("manager", f"/calls/{desk.call_id}/committee-seats")).json()["items"]
    headers = {"If-Match": f'"{seats[0]["version"]}"'}
    await desk.acting("manager").delete(f"/api/committee-seats/{seats[0]['id']}", headers=headers)

    back = await desk.seat("committee1")

    assert back.status_code == 201
    assert (await desk.get("committee1", path)).status_code == 404


async def test_access_of_a_committee_member_is_neither_given_nor_taken_by_hand(
    desk: CallDesk, cast: Cast
) -> None:
    path = await desk.handed_in()
    code = (await desk.project_of(path)).code
    for name in ("committee1", "committee2"):
        await desk.seat(name)
    await desk.post("committee2", f"{path}/conflicts", {"reason": "A cousin"})
    by_hand = {"organisation_id": str(cast.organisations["partner"]), "capacity": "committee"}

    named = by_hand | {"person_id": str(cast.person("committee2"))}
    given = [
        await desk.post("officer", f"/projects/{code}/assignments", body)
        for body in (named, by_hand)
    ]
    async with desk.sessions() as session:
        asked = select(Assignment.id).where(Assignment.person_id == cast.person("committee1"))
        row = await session.scalar(for_system(asked, "a test"))
    taken = await desk.acting("officer").delete(
        f"/api/assignments/{row}", headers={"If-Match": '"1"'}
    )

    assert [answer.status_code for answer in given] == [422, 422]
    assert (await desk.get("committee2", path)).status_code == 404
    assert taken.status_code == 409
    assert "end the seat" in taken.json()["detail"]
