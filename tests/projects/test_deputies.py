"""Deputies: named beforehand, for a role that somebody holds, by those whose role it is."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.projects.looking import CODE, told
from tracker.projects.models import Project

pytestmark = pytest.mark.usefixtures("project")
Acting = Callable[[str], httpx.AsyncClient]


def asked(cast: Cast, changed: dict[str, Any]) -> dict[str, Any]:
    """A deputy for the city approver; people and organisations by their names in the cast."""
    said: dict[str, Any] = {
        "role": "city_approver",
        "person_id": "city_approver",
        "deputy_id": "city_contact2",
        "organisation_id": "city",
    } | changed
    for name in ("person_id", "deputy_id"):
        said[name] = str(cast.person(said[name]) if said[name] in cast.actors else uuid4())
    if said["organisation_id"] is not None:
        said["organisation_id"] = str(cast.organisations[said["organisation_id"]])
    return said


OFFICE = {"role": "reviewer", "person_id": "reviewer", "organisation_id": "secretariat"}
NAMED: dict[str, tuple[str, dict[str, Any]]] = {
    "a city its own": ("city_contact", {}),
    "an approver their own": ("city_approver", {"until": "2027-06-30"}),
    "the desk a city's": ("officer", {}),
    "the desk on one project": ("manager", {"organisation_id": None, "project": CODE}),
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
    "for nobody": ({"person_id": "nobody"}, "person_id"),
    "for a role not held": ({"person_id": "city_security"}, "person_id"),
    "for a role held elsewhere": ({"person_id": "other_city_approver"}, "person_id"),
    "until before it begins": ({"until": "2027-01-03"}, "until"),
}


@pytest.mark.parametrize("case", UNFIT)
async def test_a_deputy_that_does_not_fit_is_refused_by_the_field(
    officer: httpx.AsyncClient, cast: Cast, case: str
) -> None:
    changed, field = UNFIT[case]

    answer = await officer.post("/api/deputies", json=asked(cast, changed))

    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["field"] == field


REFUSED: dict[str, tuple[str, dict[str, Any], int]] = {
    "a firm": ("consultant", {}, 403),
    "the committee": ("committee1", {}, 403),
    "an observer": ("observer", {}, 403),
    "another city": ("other_city_contact", {}, 404),
    "a city for the office": ("city_contact", OFFICE | {"deputy_id": "city_contact"}, 404),
    "a city on a project": ("city_contact", {"organisation_id": None, "project": CODE}, 404),
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
    acting: Acting, cast: Cast, officer: httpx.AsyncClient
) -> None:
    left = await acting("administrator").delete(
        f"/api/persons/{cast.person('city_contact2')}", headers={"If-Match": '"1"'}
    )
    assert left.status_code == 204

    answer = await officer.post("/api/deputies", json=asked(cast, {}))

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "deputy_id"
