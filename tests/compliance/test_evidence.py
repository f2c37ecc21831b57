"""Evidence in its four forms: who hands it in, who sees it, who takes it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import CODE, LINK, change, hand_in, journal, line, review, upload
from tests.studies.builders import a_deliverable, a_version
from tracker.compliance import commands
from tracker.journal.desk import SystemDesk
from tracker.kernel.ids import uuid7
from tracker.process.stages import Status
from tracker.projects.models import Project
from tracker.projects.models.submissions import SubmissionFile

Acting = Callable[[str], httpx.AsyncClient]

SEEN = {"form": "seen", "seen_on": "2027-01-04", "kept_at": "Example archive", "page_count": 12}


async def withdraw(client: httpx.AsyncClient, evidence: str) -> httpx.Response:
    return await client.post(f"/api/evidence/{evidence}/withdrawals", json={"reason": "Example"})


async def delivered(
    sessions: async_sessionmaker[AsyncSession],
    project: Project,
    cast: Cast,
    clock: Clock,
    file_id: str,
    by: str = "consultant",
) -> dict[str, str]:
    """A submission that has the file in it, as evidence names it."""
    async with sessions.begin() as session:
        row = await a_deliverable(session, project, clock())
        version = await a_version(session, cast, row, 1, clock(), by)
        session.add(
            SubmissionFile(
                id=uuid7(clock()),
                created_at=clock(),
                project_id=project.id,
                submission_id=version.id,
                file_id=UUID(file_id),
                position=1,
            )
        )
    return {"submission_id": str(version.id)}


async def test_pages_are_of_a_file_of_the_submission_that_they_name(
    project: Project,
    city: httpx.AsyncClient,
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
) -> None:
    pages = {"form": "pages", "url": None, "pages": "3-7", "file_id": await upload(city)}
    submission = await delivered(sessions, project, cast, clock, pages["file_id"])
    other = {"file_id": await upload(city, "other.pdf")}

    unnamed = await hand_in(city, "CP-GOV-01", **pages)
    foreign = await hand_in(city, "CP-GOV-01", **(pages | submission | other))
    unknown = await hand_in(city, "CP-GOV-01", **(pages | {"submission_id": pages["file_id"]}))

    fields = [one.json()["fields"][0]["field"] for one in (unnamed, foreign, unknown)]
    assert fields == ["submission_id"] * 3
    assert (await hand_in(city, "CP-GOV-01", **(pages | submission))).status_code == 201


async def test_each_form_is_handed_in_and_shown_on_the_list(
    project: Project,
    city: httpx.AsyncClient,
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
) -> None:
    file_id = await upload(city)
    submission = await delivered(sessions, project, cast, clock, file_id)
    forms: list[dict[str, Any]] = [
        {},
        {"url": None, "form": "file", "file_id": file_id},
        {"url": None, "form": "pages", "file_id": file_id, "pages": "3-7"} | submission,
        {"url": None} | SEEN,
    ]

    made = [await hand_in(city, "CP-GOV-01", **form) for form in forms]

    assert [one.status_code for one in made] == [201] * 4, [one.text for one in made]
    shown = (await line(city, "CP-GOV-01"))["pieces"]
    weak = {one["form"]: one["weak"] for one in shown}
    assert weak == {"link": True, "file": False, "pages": False, "seen": False}
    assert (await journal(sessions, project.id))[-4:] == ["evidence.submitted"] * 4


@pytest.mark.parametrize("form", ["file", "seen", "pages"])
async def test_whose_evidence_it_is_never_reviews_it_whoever_handed_it_in(
    project: Project,
    city: httpx.AsyncClient,
    acting: Acting,
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
    form: str,
) -> None:
    reviewer = acting("reviewer")
    if form == "file":
        made = {"form": "file", "file_id": await upload(reviewer)}
    elif form == "pages":
        made = {"form": "pages", "pages": "3-7", "file_id": await upload(city)}
        made |= await delivered(sessions, project, cast, clock, made["file_id"], "reviewer")
    else:
        made = SEEN | {"seen_by": str(cast.person("reviewer"))}
    handed_in = await hand_in(city, "CP-GOV-01", url=None, **made)

    own = await review(reviewer, "CP-GOV-01")

    assert handed_in.status_code == 201, handed_in.text
    assert own.status_code == 403
    assert (await review(acting("reviewer2"), "CP-GOV-01")).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "file", "url": None}, "file_id"),
        ({"form": "pages", "url": None}, "file_id"),
        ({"url": None}, "url"),
        (SEEN, "url"),
        (SEEN | {"url": None, "page_count": None}, "page_count"),
        ({"pages": "3"}, "pages"),
        ({"kind": "hearsay"}, "kind"),
        ({"valid_until": "2027-01-03"}, "valid_until"),
        ({"effective_on": "2027-01-06"}, "effective_on"),
        ({"replaces_id": "01a2dea3-b380-7e69-a2d3-658703915736"}, "replaces_id"),
        (
            {
                "url": None,
                "form": "file",
                "file_id": "01a2dea3-b380-7e69-a2d3-658703915736",
            },
            "file_id",
        ),
        (SEEN | {"url": None, "seen_by": "01a2dea3-b380-7e69-a2d3-658703915736"}, "seen_by"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(
    project: Project, city: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    refused = await hand_in(city, "CP-GOV-01", **changes)

    assert refused.status_code == 422, refused.text
    assert refused.json()["fields"][0]["field"] == field


async def test_evidence_may_be_a_day_ahead_of_the_city(
    project: Project, city: httpx.AsyncClient
) -> None:
    assert (await hand_in(city, "CP-GOV-01", effective_on="2027-01-05")).status_code == 201


@pytest.mark.parametrize(
    ("who", "requirement", "status"),
    [
        ("provider", "CP-ARC-03", 201),
        ("consultant", "CP-ARC-03", 201),
        ("city_contact", "CP-ARC-03", 403),
        ("city_security", "CP-GOV-01", 403),
        ("provider", "CP-GOV-01", 403),
        ("officer", "CP-SUP-02", 201),
        ("manager", "CP-SUP-02", 201),
        ("officer", "CP-GOV-01", 403),
        ("reviewer", "CP-GOV-01", 403),
        ("observer", "CP-GOV-01", 403),
        ("other_firm_member", "CP-ARC-03", 404),
        ("other_city_contact", "CP-GOV-01", 404),
        ("city_contact", "CP-XXX-01", 404),
    ],
)
async def test_evidence_is_handed_in_by_those_who_provide_it(
    project: Project, acting: Acting, who: str, requirement: str, status: int
) -> None:
    assert (await hand_in(acting(who), requirement)).status_code == status


async def test_without_firms_the_city_stands_in_for_the_supplier(
    cast: Cast, clock: Clock, sessions: async_sessionmaker[AsyncSession], acting: Acting
) -> None:
    async with sessions.begin() as session:
        await commands.publish_shipped(SystemDesk(session, clock()))
        await a_project(session, cast, clock(), firms=False)

    assert (await hand_in(acting("city_contact"), "CP-IOT-01")).status_code == 201
    assert (await line(acting("city_contact"), "CP-IOT-01", "G4"))["owed_by"] == ["city_contact"]


async def test_a_firm_sees_its_own_evidence_only(project: Project, acting: Acting) -> None:
    consultant, provider = acting("consultant"), acting("provider")
    await hand_in(consultant, "CP-ARC-03", title="Theirs")
    await hand_in(provider, "CP-ARC-03", title="Ours")

    seen = await line(provider, "CP-ARC-03")

    assert [one["title"] for one in seen["pieces"]] == ["Ours"]
    assert seen["hidden_pieces"] == 1
    assert len((await line(acting("city_contact"), "CP-ARC-03"))["pieces"]) == 2


async def test_a_firm_cites_only_files_of_its_own(project: Project, acting: Acting) -> None:
    file_id = await upload(acting("provider"))
    body = {"url": None, "form": "file", "file_id": file_id}

    assert (await hand_in(acting("consultant"), "CP-ARC-03", **body)).status_code == 422
    assert (await hand_in(acting("provider"), "CP-ARC-03", **body)).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("provider", 201),
        ("officer", 201),
        ("city_contact", 403),
        ("consultant", 404),
        ("other_city_contact", 404),
        ("reviewer", 403),
    ],
)
async def test_evidence_is_withdrawn_by_whose_it_is_or_the_officer(
    project: Project, acting: Acting, who: str, status: int
) -> None:
    evidence = (await hand_in(acting("provider"), "CP-ARC-03")).json()["id"]

    assert (await withdraw(acting(who), evidence)).status_code == status


async def test_withdrawn_evidence_leaves_the_set_once(
    project: Project, city: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    evidence = (await hand_in(city, "CP-GOV-01")).json()["id"]
    before = await line(city, "CP-GOV-01")

    first, second = await withdraw(city, evidence), await withdraw(city, evidence)

    assert (first.status_code, second.status_code) == (201, 409)
    after = await line(city, "CP-GOV-01")
    assert (before["standing"], after["standing"]) == ("evidence_submitted", "not_started")
    assert before["set_digest"] != after["set_digest"]
    assert (await journal(sessions, project.id))[-1] == "evidence.withdrawn"


async def test_a_newer_version_takes_the_place_of_the_older(
    project: Project, city: httpx.AsyncClient
) -> None:
    old = (await hand_in(city, "CP-GOV-01", title="Old")).json()["id"]

    made = await hand_in(city, "CP-GOV-01", title="New", replaces_id=old)
    again = await hand_in(city, "CP-GOV-01", title="Newer", replaces_id=old)

    assert (made.status_code, again.status_code) == (201, 422)
    assert [one["title"] for one in (await line(city, "CP-GOV-01"))["pieces"]] == ["New"]


@pytest.mark.parametrize(
    ("status", "requirement", "answer"),
    [
        (Status.ON_HOLD, "CP-GOV-01", 201),
        (Status.STOPPED, "CP-GOV-01", 409),
        (Status.STOPPED, "CP-DAT-04", 201),
        (Status.PAST, "CP-DAT-04", 409),
    ],
)
async def test_after_the_end_only_the_closing_list_takes_evidence(
    project: Project,
    acting: Acting,
    sessions: async_sessionmaker[AsyncSession],
    status: Status,
    requirement: str,
    answer: int,
) -> None:
    await change(sessions, project, status=status)

    assert (await hand_in(acting("consultant"), requirement)).status_code == answer


async def test_an_unknown_field_or_a_link_that_is_none_cannot_be_read(
    project: Project, city: httpx.AsyncClient
) -> None:
    path = f"/api/projects/{CODE}/requirements/CP-GOV-01/evidence"

    assert (await city.post(path, json=LINK | {"accepted": True})).status_code == 400
    assert (await city.post(path, json=LINK | {"url": "javascript:alert(1)"})).status_code == 400
