"""Where a walk begins: a small catalogue, and a project whose deliverables are all accepted."""

import asyncio
import copy
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.cast import Cast
from tests.clock import Clock
from tests.serving import client_of, fold_log, living
from tests.stages import Place, copied
from tests.walk.model import REQUIREMENTS, Requirement
from tracker.app import create_app
from tracker.compliance import catalogue as catalogues
from tracker.demo.journey import Journey
from tracker.kernel.ids import uuid7
from tracker.programme.models import PublishedCatalogue
from tracker.settings import Settings

DELIVERABLES = {"study": "D10", "preparation": "P01", "decision": "P05"}
FAR = 4000
"""Days until every stage is planned to end, so that no walk comes to it."""


def catalogue() -> catalogues.Catalogue:
    """The shipped catalogue with the requirements of the model in place of its own."""
    values = copy.deepcopy(catalogues.shipped().source)
    values["catalogue"]["version"] = "9.0.0"
    like = next(one for one in values["requirements"] if one["id"] == "CP-GOV-01")
    values["requirements"] = [_written(one, like) for one in REQUIREMENTS.values()]
    values["profiles"] = []
    values["facts"] = values["facts"][:1]
    return catalogues.load(json.dumps(values, ensure_ascii=False))


def prepared(cast_only: Place, folder: Path) -> Place:
    """A place with a proposal that is eligible and scored, and nothing reviewed."""
    folder.mkdir(parents=True)
    name = "walk"
    url = copied(cast_only, folder, name)
    clock = Clock()
    settings = Settings(data_folder=folder, database_url=url, free_space_floor=0, work_in_web=False)
    journey = asyncio.run(_drive(settings, cast_only.cast, clock))
    if cast_only.kind == "sqlite":
        fold_log(url)
    return Place(
        kind=cast_only.kind,
        stage="proposal",
        url=url,
        name=name,
        folder=folder,
        cast=cast_only.cast,
        clock=clock,
        code=journey.code,
        proposal=journey.proposal,
        call=journey.call,
    )


async def _drive(settings: Settings, cast: Cast, clock: Clock) -> Journey:
    app = create_app(settings, clock)
    async with living(app):
        clients: dict[str, httpx.AsyncClient] = {
            name: client_of(app, token) for name, token in cast.tokens.items()
        }
        clock.pass_days(1)
        async with app.state.sessions.begin() as session:
            session.add(published(clock()))
        journey = Journey(clients.__getitem__, cast, clock)
        await journey.open_call()
        await journey.propose()
        await journey.judge()
        await journey.sign()
        for stage, code in DELIVERABLES.items():
            await journey.plan_deliverable(code, stage)
        await journey.provide_for_the_pilot()
        stages = ("commissioning", "study", "preparation", "pilot", "decision")
        await journey.plan(**dict.fromkeys(stages, FAR))
        return journey


def published(now: datetime) -> PublishedCatalogue:
    """The row of the small catalogue, as the newest."""
    made = catalogue()
    return PublishedCatalogue(
        id=uuid7(now),
        created_at=now,
        version=made.catalogue.version,
        sha256=made.sha256,
        source=made.canonical_source,
        published_at=now,
        published_by=None,
    )


def _written(one: Requirement, like: dict[str, Any]) -> dict[str, Any]:
    waiver = {"allowed": True, "approver": ["risk_owner", "gate_board"], "max_days": 30}
    none = {"allowed": False, "approver": None, "max_days": None}
    return like | {
        "id": one.id,
        "severity": one.severity,
        "acceptance_criteria": [{"text": "Example criterion"}],
        "gates": [_entry(gate, one) for gate in one.gates],
        "provided_by": ["city"],
        "evidence_validity_days": one.valid_days,
        "recheck_on": [*(["gate"] if one.each_gate else []), *one.events],
        "waiver": waiver if one.waivable else none,
    }


def _entry(gate: str, one: Requirement) -> dict[str, Any]:
    entry: dict[str, Any] = {"gate": gate, "level": "mandatory", "expects": "Example"}
    if gate == "G6":
        entry["outcomes"] = ["scale", "extend"] if one.each_gate else ["scale"]
    return entry
