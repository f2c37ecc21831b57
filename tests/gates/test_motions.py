"""How a motion lives: what it rests on, who votes on it, how it ends."""

from datetime import timedelta

import httpx
import pytest

from tracker.demo.journey import Journey

CHANGED = "CP-GOV-07"
AGAIN = {"verdict": "stop", "grounds": "The city has no money."}


async def ready_for_g2(journey: Journey) -> None:
    await journey.sign()
    await journey.plan(study=200)
    await journey.clear("G2")


async def state(journey: Journey, motion: str) -> str:
    found: str = (await journey.see("officer", f"/motions/{motion}"))["state"]
    return found


def reason(answer: httpx.Response, status: int = 409) -> str:
    """The one sentence with which something was refused."""
    assert answer.status_code == status, answer.text
    [told] = answer.json()["reasons"]
    return str(told)


@pytest.mark.at("commissioning")
async def test_what_changed_since_the_motion_is_named_and_it_is_moved_and_voted_again(
    journey: Journey,
) -> None:
    await ready_for_g2(journey)
    first = await journey.put("G2", {"manager": "manager"}, leads_to="study")
    journey.clock.pass_days(1)
    await journey.meet("G2", CHANGED)

    voted = await journey.vote(first, "manager", "manager")
    noted = await journey.noted("vote.refused")
    decided = await journey.decide(first)
    second = await journey.put("G2", {}, leads_to="study")
    without_votes = await journey.decide(second)

    told = (
        "“The programme's own handling of city information” at G2 changed since the motion was "
        "put; put it again."
    )
    assert (reason(voted), reason(decided)) == (told, told)
    assert told in noted["detail"]
    assert (await journey.project())["stage"] == "commissioning"
    assert (await state(journey, first), await state(journey, second)) == ("lost", "open")
    assert "votes are missing" in reason(without_votes)
    late = await journey.decide(first)
    assert (late.status_code, "This motion is lost" in late.text) == (409, True)
    await journey.vote(second, "manager", "manager")
    made = await journey.decide(second)
    assert (made.status_code, made.json()["round"]) == (201, 2)


@pytest.mark.at("commissioning")
@pytest.mark.parametrize(("seconds", "answers"), [(0, 201), (1, 409)])
async def test_a_motion_lapses_after_thirty_days(
    journey: Journey, seconds: int, answers: int
) -> None:
    motion = await journey.put("G2", {"manager": "manager"}, **AGAIN)
    journey.clock.now += timedelta(days=30, seconds=seconds)

    decided = await journey.decide(motion)

    assert decided.status_code == answers, decided.text
    if answers == 409:
        assert "more than 30 days old" in reason(decided)
        assert (await journey.noted("motion.lapsed"))["object_id"] == motion
        assert await state(journey, motion) == "lapsed"
        assert (await journey.move("G2", **AGAIN)).status_code == 201


@pytest.mark.at("commissioning")
async def test_an_old_motion_takes_no_vote_and_gives_way_to_a_new_one(journey: Journey) -> None:
    motion = await journey.put("G2", {}, **AGAIN)
    journey.clock.pass_days(31)

    voted = await journey.vote(motion, "manager", "manager")
    again = await journey.move("G2", **AGAIN)

    assert "more than 30 days old" in reason(voted)
    assert (again.status_code, again.json()["round"]) == (201, 2)
    assert await state(journey, motion) == "lapsed"


@pytest.mark.at("commissioning")
async def test_a_motion_that_has_lapsed_keeps_no_zone(journey: Journey) -> None:
    await journey.put("G2", {}, **AGAIN)
    journey.clock.pass_days(31)

    await journey.describe(zone="Africa/Kampala")

    assert (await journey.project())["zone"] == "Africa/Kampala"


@pytest.mark.at("commissioning")
async def test_the_zone_of_a_project_changes_only_while_no_motion_is_open(
    journey: Journey,
) -> None:
    motion = await journey.put("G2", {"manager": "manager"}, **AGAIN)
    path = f"/projects/{journey.code}"
    tag = (await journey.send("officer", "GET", path)).headers["etag"]

    refused, same = [
        await journey.send("officer", "PATCH", path, {"zone": zone}, If_Match=tag)
        for zone in ("Africa/Kampala", "Asia/Seoul")
    ]
    await journey.do("officer", f"/motions/{motion}/withdrawals")
    await journey.describe(zone="Africa/Kampala")

    assert (refused.status_code, same.status_code) == (409, 200)
    assert "decide or withdraw it" in refused.json()["detail"]
    assert (await journey.project())["zone"] == "Africa/Kampala"


@pytest.mark.at("commissioning")
async def test_a_lost_motion_is_not_moved_again_on_the_same_grounds(journey: Journey) -> None:
    await ready_for_g2(journey)
    motion = await journey.put("G2", {}, leads_to="study")
    bare = await journey.vote(motion, "manager", "manager", "against")
    against = await journey.vote(motion, "manager", "manager", "against", "Too dear.")

    decided = await journey.decide(motion)

    assert (bare.status_code, against.status_code) == (422, 201)
    assert "the motion is lost" in reason(decided)
    assert await state(journey, motion) == "lost"
    assert (await journey.noted("motion.lost"))["object_id"] == motion
    assert (await journey.project())["stage"] == "commissioning"
    again = await journey.move("G2", leads_to="study")
    assert (again.status_code, "lost on the same grounds" in again.text) == (409, True)
    assert (await journey.move("G2", **AGAIN)).status_code == 201


@pytest.mark.at("commissioning")
async def test_a_lost_motion_is_moved_again_once_something_has_changed(journey: Journey) -> None:
    await ready_for_g2(journey)
    motion = await journey.put("G2", {}, leads_to="study")
    await journey.vote(motion, "manager", "manager", "against", "Too dear.")
    await journey.decide(motion)
    journey.clock.pass_days(1)
    await journey.meet("G2", CHANGED)

    again = await journey.move("G2", leads_to="study")

    assert (again.status_code, again.json()["round"]) == (201, 2)


@pytest.mark.at("commissioning")
async def test_a_vote_may_be_changed_until_the_decision(journey: Journey) -> None:
    motion = await journey.put("G2", {}, **AGAIN)
    await journey.vote(motion, "manager", "manager", "against", "Not yet.")
    changed = await journey.vote(motion, "manager", "manager")
    taken = await journey.vote(motion, "manager2", "manager")

    assert [vote["choice"] for vote in changed.json()["votes"]] == ["for"]
    assert "This seat is taken" in reason(taken)
    assert (await journey.decide(motion)).status_code == 201
    late = await journey.vote(motion, "manager", "manager", "against", "After all.")
    assert (late.status_code, "carried" in late.text) == (409, True)


@pytest.mark.at("commissioning")
async def test_only_its_mover_withdraws_a_motion(journey: Journey) -> None:
    motion = await journey.put("G2", {}, **AGAIN)
    path = f"/motions/{motion}/withdrawals"

    other = await journey.send("officer2", "POST", path)
    second = await journey.move("G2", **AGAIN)
    own = await journey.send("officer", "POST", path)
    twice = await journey.send("officer", "POST", path)

    answers = [one.status_code for one in (other, second, own, twice)]
    assert answers == [403, 409, 201, 409]
    assert own.json()["state"] == "withdrawn"
    assert (await journey.noted("motion.withdrawn"))["object_id"] == motion
    assert (await journey.vote(motion, "manager", "manager")).status_code == 409
    assert (await journey.move("G2", **AGAIN)).json()["round"] == 2


@pytest.mark.at("commissioning")
@pytest.mark.parametrize(("headers", "answers"), [({}, 428), ({"If_Match": '"7"'}, 412)])
async def test_a_decision_names_the_motion_as_it_was_read(
    journey: Journey, headers: dict[str, str], answers: int
) -> None:
    motion = await journey.put("G2", {"manager": "manager"}, **AGAIN)

    decided = await journey.send("officer", "POST", f"/motions/{motion}/decisions", **headers)

    assert decided.status_code == answers, decided.text
    assert (await journey.project())["status"] == "active"
    assert (await journey.decide(motion)).status_code == 201


@pytest.mark.at("commissioning")
@pytest.mark.parametrize(
    ("who", "answers"), [("reviewer", 409), ("city_contact", 403), ("manager2", 201)]
)
async def test_the_mover_or_a_seat_decides(journey: Journey, who: str, answers: int) -> None:
    motion = await journey.put("G2", {"manager": "manager"}, **AGAIN)
    seen = await journey.send("officer", "GET", f"/motions/{motion}")

    decided = await journey.send(
        who, "POST", f"/motions/{motion}/decisions", If_Match=seen.headers["etag"]
    )

    assert decided.status_code == answers, decided.text


async def put_g1(journey: Journey, votes: dict[str, str]) -> str:
    """G1 is moved twenty days after the beginning; the voting day is 25 days later."""
    journey.clock.pass_days(20)
    motion = await journey.put("G1", {}, leads_to="commissioning")
    for who, choice in votes.items():
        seat = f"committee_{who[-1]}"
        voted = await journey.vote(motion, who, seat, choice, "Others are better.")
        assert voted.status_code == 201, voted.text
    return motion


@pytest.mark.at("proposal")
@pytest.mark.parametrize(
    ("votes", "before", "after"),
    [
        (["for", "for", "against"], "carried", ""),
        (["for", "against", "against"], "lost", ""),
        (["for", "for"], "open", "carried"),
        (["for", "against"], "open", "lost"),
        (["for"], "open", "open"),
    ],
    ids=["all voted", "all voted against", "quorum", "tie", "no quorum"],
)
async def test_a_committee_decides_when_all_voted_or_the_quorum_has_and_the_day_has_passed(
    journey: Journey, votes: list[str], before: str, after: str
) -> None:
    motion = await put_g1(journey, dict(zip(journey.committee, votes, strict=False)))
    journey.clock.pass_days(25)  # the voting day itself
    await journey.decide(motion)
    told = [await state(journey, motion)]
    if after:
        journey.clock.pass_days(1)
        await journey.decide(motion)
        told.append(await state(journey, motion))

    assert told == [before, after][: len(told)]
    selected = "carried" in told
    stage = (await journey.project())["stage"]
    assert stage == ("commissioning" if selected else "proposal")


@pytest.mark.at("proposal")
@pytest.mark.parametrize(
    ("who", "seat", "says"),
    [
        ("committee1", "committee_2", "Only an active holder"),
        ("officer2", "committee_1", "Only an active holder"),
    ],
)
async def test_a_committee_seat_is_its_members_own(
    journey: Journey, who: str, seat: str, says: str
) -> None:
    motion = await journey.put("G1", {}, leads_to="commissioning")

    voted = await journey.vote(motion, who, seat)

    assert says in reason(voted, 403)


@pytest.mark.at("pilot")
async def test_a_motion_that_ended_because_something_changed_is_put_again_once_it_is_as_before(
    journey: Journey,
) -> None:
    await journey.go_live()
    path = f"/projects/{journey.code}/operation-changes"
    first = await journey.put("G5", {}, **AGAIN)
    await journey.do("officer", path, {"becomes": "suspended", "reason": "Example reason"})
    second = await journey.put("G5", {}, **AGAIN)
    await journey.do("officer", f"/motions/{second}/withdrawals")
    for who in ("reviewer", "city_approver"):
        await journey.do(who, path, {"becomes": "live", "reason": "Example reason"})

    again = await journey.move("G5", **AGAIN)

    assert await state(journey, first) == "lost"
    assert again.status_code == 201, again.text
