"""Exceptions: within the catalogue's terms, agreed to by everybody it names, never twice used."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import (
    ask_waiver,
    change,
    hand_in,
    journal,
    line,
    second_hat,
    stands,
    vote,
)
from tracker.compliance import commands, queries
from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import Role
from tracker.kernel.ids import uuid7
from tracker.people.models import Person
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project, StageVisit

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]

SEEN = {"form": "seen", "seen_on": "2027-01-04", "kept_at": "Example archive", "page_count": 12}
TWO = "CP-DAT-01"
"""Two have to agree: the risk owner, and a reviewer or manager."""


async def asked(client: httpx.AsyncClient, cast: Cast, requirement: str = TWO) -> str:
    made = await ask_waiver(client, cast, requirement)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def state(client: httpx.AsyncClient) -> str:
    waivers = (await line(client, TWO))["waivers"]
    return str(waivers[-1]["state"])


async def revoke(client: httpx.AsyncClient, waiver: str) -> httpx.Response:
    return await client.post(f"/api/waivers/{waiver}/revocations", json={"reason": "Example"})


async def test_a_waiver_counts_once_every_approver_agreed(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    city = acting("city_contact")
    waiver = await asked(city, cast)

    first = await vote(acting("reviewer"), waiver)
    between = await line(city, TWO)
    second = await vote(acting("city_approver"), waiver)

    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json()["role"], second.json()["role"]) == ("gate_board", "risk_owner")
    assert between["standing"] == "not_started"
    assert between["waivers"][0]["missing"] == ["risk_owner"]
    assert (await stands(city, TWO)) == ("waived", "waiver")
    assert (await stands(city, TWO, "G4"))[0] == "not_started"
    assert (await journal(sessions, project.id))[-4:] == [
        "waiver.requested",
        "waiver.approved",
        "waiver.approved",
        "waiver.granted",
    ]


async def test_a_waiver_counts_through_its_last_day_in_the_citys_zone(
    project: Project, acting: Acting, cast: Cast, clock: Clock
) -> None:
    city = acting("city_contact")
    waiver = await asked(city, cast)
    await vote(acting("manager"), waiver)
    await vote(acting("city_approver"), waiver)

    clock.set(2027, 1, 31, hour=14)  # 23:00 in Seoul
    assert (await stands(city, TWO))[0] == "waived"
    clock.set(2027, 1, 31, hour=15)  # midnight
    assert (await stands(city, TWO))[0] == "not_started"
    assert (await state(city)) == "expired"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"gates": ["G5"]}, "gates"),
        ({"gates": ["closing"]}, "gates"),
        ({"starts": "2027-01-03"}, "starts"),
        ({"expires": "2027-01-03"}, "expires"),
        ({"expires": "2027-04-05"}, "expires"),
        ({"action_owner": "01a2dea3-b380-7e69-a2d3-658703915736"}, "action_owner"),
        ({"action_due": "2027-01-03"}, "action_due"),
    ],
)
async def test_a_waiver_keeps_to_the_terms_of_the_catalogue(
    project: Project, city: httpx.AsyncClient, cast: Cast, changes: dict[str, Any], field: str
) -> None:
    refused = await ask_waiver(city, cast, TWO, **changes)

    assert refused.status_code == 422, refused.text
    assert refused.json()["fields"][0]["field"] == field


async def test_the_action_of_a_waiver_is_owned_by_somebody_with_an_active_account(
    project: Project, city: httpx.AsyncClient, cast: Cast, sessions: Sessions
) -> None:
    gone = cast.person("city_privacy")
    async with sessions.begin() as session:
        (await session.get_one(Person, gone)).active = False

    refused = await ask_waiver(city, cast, TWO, action_owner=str(gone))

    assert refused.json()["fields"][0]["field"] == "action_owner"


async def test_a_vote_counts_no_more_once_the_approver_hands_something_in(
    project: Project, acting: Acting, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    city, manager = acting("city_contact"), acting("manager")
    waiver = await asked(city, cast)
    await vote(manager, waiver)
    await vote(acting("city_approver"), waiver)
    before = (await stands(city, TWO))[0], await state(city)
    seen = SEEN | {"seen_by": str(cast.person("manager"))}

    handed_in = await hand_in(city, TWO, url=None, **seen)

    assert handed_in.status_code == 201, handed_in.text
    assert before == ("waived", "granted")
    assert (await stands(city, TWO))[0] == "evidence_submitted"
    shown = (await line(city, TWO))["waivers"][0]
    assert (shown["state"], shown["missing"]) == ("requested", ["gate_board"])
    assert (await vote(acting("reviewer"), waiver)).status_code == 409


async def test_a_waiver_may_last_as_long_as_the_catalogue_says(
    project: Project, city: httpx.AsyncClient, cast: Cast
) -> None:
    assert (await ask_waiver(city, cast, TWO, expires="2027-04-04")).status_code == 201


async def test_a_red_line_is_never_waived_and_the_asking_stays_on_record(
    project: Project, officer: httpx.AsyncClient, cast: Cast, sessions: Sessions
) -> None:
    refused = await ask_waiver(officer, cast, "CP-SUP-02")

    assert refused.status_code == 409
    assert (await journal(sessions, project.id))[-1] == "waiver.refused"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("consultant", 201),
        ("officer", 201),
        ("manager", 201),
        ("provider", 403),
        ("city_security", 403),
        ("reviewer", 403),
        ("other_city_contact", 404),
        ("other_firm_member", 404),
    ],
)
async def test_waivers_are_asked_for_by_providers_and_officers(
    project: Project, acting: Acting, cast: Cast, who: str, status: int
) -> None:
    assert (await ask_waiver(acting(who), cast, TWO)).status_code == status


async def test_who_asked_or_handed_in_does_not_agree(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    hat = await second_hat(sessions, cast, "city_contact", "city", Role.CITY_APPROVER, clock())
    await hand_in(acting("city_contact2"), TWO)
    waiver = await asked(acting("manager"), cast)
    path, body = f"/api/waivers/{waiver}/votes", {"outcome": "for"}

    requester = await acting("manager").post(path, json=body)
    before = await acting("city_contact").post(path, json=body, headers=hat)
    again = await asked(acting("city_contact"), cast)
    submitter = await acting("city_contact").post(
        f"/api/waivers/{again}/votes", json=body, headers=hat
    )

    assert requester.status_code == submitter.status_code == 403
    assert before.status_code == 201
    assert "somebody else has to" in requester.json()["detail"]
    assert "waiver.refused" in await journal(sessions, project.id)


async def test_one_person_gives_one_agreement_and_one_seat_takes_one_person(
    project: Project, acting: Acting, cast: Cast
) -> None:
    waiver = await asked(acting("city_contact"), cast)

    answers = [
        await vote(acting(who), waiver)
        for who in ("reviewer", "reviewer", "manager", "city_approver", "city_approver2")
    ]

    assert [one.status_code for one in answers] == [201, 409, 409, 201, 409]


async def test_only_approvers_of_the_requirement_vote(
    project: Project, acting: Acting, cast: Cast
) -> None:
    by_the_city_alone = await asked(acting("officer"), cast, "CP-RES-03")
    waiver = await asked(acting("officer"), cast)

    assert (await vote(acting("officer"), waiver)).status_code == 403
    assert (await vote(acting("other_city_approver"), waiver)).status_code == 404
    assert (await vote(acting("reviewer"), str(uuid7_of(project)))).status_code == 404
    assert (await vote(acting("reviewer"), by_the_city_alone)).status_code == 403
    assert (await vote(acting("city_approver"), by_the_city_alone)).status_code == 201


async def test_one_vote_against_rejects_it_for_good(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    city = acting("city_contact")
    waiver = await asked(city, cast)

    mute = await vote(acting("reviewer"), waiver, "against", reason="")
    against = await vote(acting("reviewer"), waiver, "against")
    too_late = await vote(acting("city_approver"), waiver)

    assert [mute.status_code, against.status_code, too_late.status_code] == [422, 201, 409]
    assert (await state(city)) == "rejected"
    assert (await journal(sessions, project.id))[-1] == "waiver.rejected"


async def test_an_approver_revokes_it_once_and_it_counts_no_more(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    city = acting("city_contact")
    waiver = await asked(city, cast)
    await vote(acting("manager"), waiver)
    await vote(acting("city_approver"), waiver)

    by = ("officer", "other_city_approver", "city_approver2", "manager")
    answers = [await revoke(acting(who), waiver) for who in by]

    assert [one.status_code for one in answers] == [403, 404, 201, 409]
    assert (await stands(city, TWO))[0] == "not_started"
    assert (await journal(sessions, project.id))[-1] == "waiver.revoked"


async def test_a_waiver_is_used_up_when_its_gates_stage_is_entered_again(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    city = acting("city_contact")
    waiver = await asked(city, cast)
    await vote(acting("manager"), waiver)
    await vote(acting("city_approver"), waiver)
    async with sessions.begin() as session:
        await commands.mark_waivers_used(
            SystemDesk(session, clock()), project, "G3", [UUID(waiver)]
        )
    await enter(sessions, project, 2, Stage.PREPARATION, clock)
    assert (await stands(city, TWO))[0] == "waived"

    await enter(sessions, project, 3, Stage.STUDY, clock)

    assert (await stands(city, TWO))[0] == "not_started"
    assert (await line(city, TWO))["waivers"][0]["used_up_for"] == ["G3"]


async def test_who_asked_for_a_waiver_is_named_only_by_the_waiver_that_counts(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    waiver = await asked(acting("officer"), cast)
    await vote(acting("manager"), waiver)
    await vote(acting("city_approver"), waiver)

    async with sessions() as session:
        listed = await queries.entries(SystemDesk(session, clock()), project, "G3", None, False)
    entry = next(one for one in listed if one.requirement == TWO)

    assert [one.requested_by for one in entry.waivers] == [cast.person("officer")]
    assert entry.submitters == frozenset()


async def test_a_gate_taken_back_is_passed_again_with_the_same_waiver_in_the_same_visit(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    waiver = await asked(acting("city_contact"), cast)
    for _ in ("passed", "taken back and passed again"):
        async with sessions.begin() as session:
            await commands.mark_waivers_used(
                SystemDesk(session, clock()), project, "G3", [UUID(waiver)]
            )

    assert (await journal(sessions, project.id)).count("waiver.used") == 1


async def test_before_g2_a_manager_stands_in_for_a_risk_owner_not_yet_named(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    await change(sessions, project, stage=Stage.COMMISSIONING)
    async with sessions.begin() as session:
        for name in ("city_approver", "city_approver2"):
            (await session.get_one(Person, cast.person(name))).active = False
    waiver = await asked(acting("city_contact"), cast)

    first = await vote(acting("manager"), waiver)
    second = await vote(acting("manager2"), waiver)

    assert (first.json()["role"], second.json()["role"]) == ("risk_owner", "gate_board")
    assert (await stands(acting("city_contact"), TWO))[0] == "waived"


async def test_a_project_that_ended_takes_no_waivers(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    waiver = await asked(acting("city_contact"), cast)
    await change(sessions, project, status=Status.STOPPED)

    assert (await ask_waiver(acting("city_contact"), cast, TWO)).status_code == 409
    assert (await vote(acting("reviewer"), waiver)).status_code == 409


def uuid7_of(project: Project) -> UUID:
    return uuid7(project.created_at)


async def enter(
    sessions: Sessions, project: Project, number: int, stage: Stage, clock: Clock
) -> None:
    async with sessions.begin() as session:
        session.add(
            StageVisit(
                id=uuid7(clock()),
                created_at=clock(),
                project_id=project.id,
                number=number,
                stage=stage,
                entered_on=clock().date(),
                decision_id=None,
                asked=None,
                left_visit=None,
            )
        )
        SystemDesk(session, clock()).record("stage.entered", project)
