"""Filling a demo: the cast, what public sources know, and the invented stories."""

from datetime import datetime, timedelta

from litestar import Litestar

from tracker.app import create_app
from tracker.demo import cast as people
from tracker.demo import past
from tracker.demo.acting import took
from tracker.demo.client import Speaker
from tracker.demo.clock import Clock
from tracker.demo.fast_database import keep, open_alone
from tracker.demo.stories import COURSE
from tracker.demo.story import Story
from tracker.demo.tales import editions, proven, told
from tracker.journal import run_by
from tracker.journal.verify import Seen, unwatched
from tracker.kernel.account import account
from tracker.settings import Settings

BEFORE_ALL = timedelta(days=1200)
"""Everybody is in office before the first call."""
STORIES = sum(len(called.proposals) for called in COURSE)
VERIFIERS = ("city_security", "city_privacy", "reviewer", "officer2", "city_contact2")


async def fill(settings: Settings, now: datetime, seen: Seen = unwatched) -> dict[str, people.Cast]:
    """Fill an empty tracker with stories that end about `now`; the cast of each city.

    `seen` is told of each story that is done, of STORIES.
    """
    clock = Clock(now - BEFORE_ALL)
    app = create_app(settings.model_copy(update={"work_in_web": False}), clock, open_alone)
    async with app.lifespan():
        async with app.state.sessions.begin() as session:
            run_by(session, "demo", account())
            casts = await people.fill(session, clock(), now)
            await past.record(session, next(iter(casts.values())).actors["manager"], clock())
        await _tell(app, casts, clock, now, seen)
        await _furnish(app, casts)
    keep(settings.data_folder / "tracker.sqlite")
    return casts


async def _tell(
    app: Litestar, casts: dict[str, people.Cast], clock: Clock, now: datetime, seen: Seen
) -> None:
    """Call by call, and story by story within it."""
    programme = ""
    for called in COURSE:
        opened = now - timedelta(days=called.days_ago)
        edition, call = editions()[called.edition], ""
        for city, tell, tale in called.proposals:
            clock.now = opened
            story = _story(app, casts[city], clock, tale)
            story.programme = programme
            call = story.call = call or await story.open_call(edition.places, opened.year, edition)
            programme = story.programme
            await tell(story)
            seen(1)
    clock.now = now


async def _furnish(app: Litestar, casts: dict[str, people.Cast]) -> None:
    """What belongs to no project: deputies, and what was proven."""
    office = next(iter(casts.values()))
    for role in ("officer", "reviewer", "manager"):
        await _name_deputy(app, office, "manager", role)
    for cast in casts.values():
        await _name_deputy(app, cast, "city_approver", "city_approver")
    for one in proven():
        said = {
            "title": one.title,
            "does": one.does,
            "origin_city_id": str(casts[one.city].organisations["city"]),
            "provider": one.provider,
            "evidence": one.evidence,
        }
        manager = Speaker(app, office.tokens["manager"])
        took(await manager.request("POST", "/api/solutions", json=said), one.title)


async def _name_deputy(app: Litestar, cast: people.Cast, who: str, role: str) -> None:
    """The second of a role sits for the first."""
    said = {
        "role": role,
        "person_id": str(cast.person(role)),
        "deputy_id": str(cast.person(f"{role}2")),
        "organisation_id": str(cast.actors[role].organisation_id),
    }
    speaker = Speaker(app, cast.tokens[who])
    took(await speaker.request("POST", "/api/deputies", json=said), f"a deputy of {role}")


def _story(app: Litestar, cast: people.Cast, clock: Clock, tale: str) -> Story:
    speakers = {name: Speaker(app, token) for name, token in cast.tokens.items()}
    story = Story(speakers.__getitem__, cast, clock)
    story.telling, story.verifiers = told(tale), VERIFIERS
    return story
