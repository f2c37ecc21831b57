"""Deputies: named beforehand, for a role that somebody holds, by those whose role it is."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.projects.looking import CODE, told
from tracker.journal.desk import SystemDesk
from tracker.kernel.database import System
from tracker.process.stages import Status
from tracker.projects import queries
from tracker.projects.models import Project

pytestmark = pytest.mark.usefixtures("project")
Acting = Callable[[str], httpx.AsyncClient]


def asked(cast: Cast, changed: dict[str, Any]) -> dict[str, Any]:
    """A deputy for the city approver; people and organisations by their names in the cast."""
    said: dict[str, Any] = {
        "role": "city_approver",
        "person_id": "city_approver",
        "deputy_id": "city_approver2",
        "organisation_id": "city",
    } | changed
    for name in ("person_id", "deputy_id"):
        said[name] = str(cast.person(said[name]) if said[name] in cast.actors else uuid4())
    if said["organisation_id"] is not None:
        said["organisation_id"] = str(cast.organisations[said["organisation_id"]])
    return said


OFFICE = {"role": "reviewer", "person_id": "reviewer", "organisation_id": "secretariat"}
DEPUTY = {"deputy_id": "reviewer2"}
LOOKING = {"seen_by": System("a test")}
NAMED: dict[str, tuple[str, dict[str, Any]]] = {
    "a city its own": ("city_contact", {}),
    "an approver their own": ("city_approver", {"until": "2027-06-30"}),
    "a city on its project": ("city_contact", {"organisation_id": None, "project": CODE}),
    "the desk the office's": ("officer", OFFICE | {"deputy_id": "reviewer2"}),
    "the desk on one project": (
        "manager",
        {"role": "officer", "person_id": "officer", "deputy_id": "manager2"}
        | {"organisation_id": None, "project": CODE},
    ),
    "a reviewer their own": ("reviewer", OFFICE | {"deputy_id": "reviewer2"}),
}


@pytest.mark.parametrize("case", NAMED)
async def test_a_deputy_is_named_and_put_on_record(
    acting: Acting,
    cast: Cast,
    project: Project,
    sessions: async_sessionmaker[AsyncSession],
    case: str,
) -> None:
    who, changed = NAMED[case]

    made = await acting(who).post("/api/deputies", json=asked(cast, changed))

    assert made.status_code == 201, made.text
    view = made.json()
    assert view["starts"] == "2027-01-04"
    assert view["until"] == changed.get("until")
    assert view["project_id"] == (str(project.id) if "project" in changed else None)
    entry = (await told(sessions, "deputy.named"))[0]
    assert (entry.person_id, str(entry.object_id)) == (cast.person(who), view["id"])
    assert str(entry.project_id) == str(view["project_id"])


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "neither organisation nor project": ({"organisation_id": None}, "organisation_id"),
    "both organisation and project": ({"project": CODE}, "organisation_id"),
    "the holder": ({"deputy_id": "city_approver"}, "deputy_id"),
    "nobody": ({"deputy_id": "nobody"}, "deputy_id"),
    "somebody of another role": ({"deputy_id": "city_contact2"}, "deputy_id"),
    "somebody of another city": ({"deputy_id": "other_city_approver"}, "deputy_id"),
    "of another city, on a project": (
        {"deputy_id": "other_city_approver", "organisation_id": None, "project": CODE},
        "deputy_id",
    ),
    "for a role without a seat": (
        {"role": "city_contact", "person_id": "city_contact", "deputy_id": "city_contact2"},
        "role",
    ),
    "for nobody": ({"person_id": "nobody"}, "person_id"),
    "for a role not held": ({"person_id": "city_security"}, "person_id"),
    "for a role held elsewhere": ({"person_id": "other_city_approver"}, "person_id"),
    "until before it begins": ({"until": "2027-01-03"}, "until"),
}


@pytest.mark.parametrize("case", UNFIT)
async def test_a_deputy_that_does_not_fit_is_refused_by_the_field(
    city: httpx.AsyncClient, cast: Cast, case: str
) -> None:
    changed, field = UNFIT[case]

    answer = await city.post("/api/deputies", json=asked(cast, changed))

    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["field"] == field


REFUSED: dict[str, tuple[str, dict[str, Any], int]] = {
    "a firm": ("consultant", {}, 403),
    "the committee": ("committee1", {}, 403),
    "an observer": ("observer", {}, 403),
    "another city": ("other_city_contact", {}, 404),
    "a city for the office": ("city_contact", OFFICE | {"deputy_id": "city_contact"}, 404),
    "the desk for a city": ("officer", {}, 403),
    "the desk for a city on a project": (
        "manager",
        {"organisation_id": None, "project": CODE},
        403,
    ),
    "another city on a project": (
        "other_city_contact",
        {"organisation_id": None, "project": CODE},
        404,
    ),
    "a city a role of the office": ("city_contact", {"role": "reviewer"}, 403),
    "a reviewer for another": (
        "reviewer2",
        OFFICE | {"deputy_id": "reviewer2"},
        403,
    ),
    "a reviewer for a city": ("reviewer", {}, 403),
    "on a project that is absent": (
        "officer",
        {"organisation_id": None, "project": "KLA-2027-99"},
        404,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_nobody_names_deputies_for_roles_that_are_not_theirs(
    acting: Acting, cast: Cast, sessions: async_sessionmaker[AsyncSession], case: str
) -> None:
    who, changed, status = REFUSED[case]

    answer = await acting(who).post("/api/deputies", json=asked(cast, changed))

    assert answer.status_code == status, answer.text
    assert await told(sessions, "deputy.named") == []


async def test_a_deputy_is_not_named_from_those_who_have_left(
    acting: Acting, cast: Cast, city: httpx.AsyncClient
) -> None:
    left = await acting("administrator").delete(
        f"/api/persons/{cast.person('city_approver2')}", headers={"If-Match": '"1"'}
    )
    assert left.status_code == 204

    answer = await city.post("/api/deputies", json=asked(cast, {}))

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "deputy_id"


async def test_a_past_project_has_no_deputies(
    officer: httpx.AsyncClient,
    cast: Cast,
    sessions: async_sessionmaker[AsyncSession],
    project: Project,
) -> None:
    async with sessions.begin() as session:
        (await session.get_one(Project, project.id, execution_options=LOOKING)).status = Status.PAST
    on_it = {"organisation_id": None, "project": CODE}

    answer = await officer.post("/api/deputies", json=asked(cast, OFFICE | DEPUTY | on_it))

    assert answer.status_code == 409


async def test_a_deputy_is_ended_at_once_by_those_whose_seat_it_is(
    acting: Acting, cast: Cast, sessions: async_sessionmaker[AsyncSession], clock: Clock
) -> None:
    made = await acting("city_contact").post("/api/deputies", json=asked(cast, {}))
    where, tag = made.headers["location"], {"If-Match": made.headers["etag"]}
    clock.pass_days(1)

    foreign = [
        (await acting(who).delete(where, headers=tag)).status_code
        for who in ("other_city_contact", "officer", "reviewer", "consultant")
    ]
    unsaid = await acting("city_approver").delete(where)
    stale = await acting("city_approver").delete(where, headers={"If-Match": '"9"'})
    ended = await acting("city_approver").delete(where, headers=tag)
    again = await acting("city_approver").delete(where, headers={"If-Match": '"2"'})

    assert foreign == [404, 403, 404, 403]
    assert [a.status_code for a in (unsaid, stale, ended, again)] == [428, 412, 204, 409]
    assert (await acting("city_contact").get(where)).json()["until"] == "2027-01-04"
    assert len(await told(sessions, "deputy.ended")) == 1
    async with sessions() as session:
        organisation = [cast.organisations["city"]]
        in_force = await queries.deputies(SystemDesk(session, clock.now), organisation, uuid4())
    assert in_force == []


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", {"city", "project", "office"}),
        ("city_contact", {"city", "project"}),
        ("city_approver2", {"city", "project"}),
        ("reviewer", {"office"}),
        ("reviewer2", set()),
        ("other_city_contact", set()),
    ],
)
async def test_deputies_are_listed_to_those_who_may_name_them(
    acting: Acting, cast: Cast, who: str, seen: set[str]
) -> None:
    on_it = {"organisation_id": None, "project": CODE}
    made = {
        "city": await acting("city_contact").post("/api/deputies", json=asked(cast, {})),
        "project": await acting("city_contact").post("/api/deputies", json=asked(cast, on_it)),
        "office": await acting("officer").post("/api/deputies", json=asked(cast, OFFICE | DEPUTY)),
    }

    page = (await acting(who).get("/api/deputies")).json()

    listed = {one["id"] for one in page["items"]}
    assert {name for name, answer in made.items() if answer.json()["id"] in listed} == seen
    assert page["next"] is None
    for name, answer in made.items():
        shown = await acting(who).get(answer.headers["location"])
        assert shown.status_code == (200 if name in seen else 404)
