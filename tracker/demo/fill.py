"""Filling a demo: the cast, what public sources know, and the invented stories."""

from datetime import datetime, timedelta

from litestar import Litestar

from tracker.app import create_app
from tracker.demo import cast as people
from tracker.demo import past
from tracker.demo.alone import keep, open_alone
from tracker.demo.clock import Clock
from tracker.demo.speaking import Speaker
from tracker.demo.stories import LONG_AGO, Story
from tracker.journal.verify import Seen, unwatched
from tracker.settings import Settings

BEFORE_ALL = timedelta(days=1200)
"""Everybody is in office before the first call."""
STORIES = sum(map(len, LONG_AGO.values()))
VERIFIERS = ("city_security", "city_privacy", "reviewer", "officer2", "city_contact2")


async def fill(settings: Settings, now: datetime, seen: Seen = unwatched) -> dict[str, people.Cast]:
    """Fill an empty tracker with stories that end about `now`; the cast of each city.

    `seen` is told of each story that is done, of STORIES.
    """
    clock = Clock(now - BEFORE_ALL)
    app = create_app(settings.model_copy(update={"work_in_web": False}), clock, open_alone)
    async with app.lifespan():
        async with app.state.sessions.begin() as session:
            casts = await people.fill(session, clock(), now)
            await past.record(session, next(iter(casts.values())).actors["manager"], clock())
        for days, stories in LONG_AGO.items():
            opened = now - timedelta(days=days)
            call = ""
            for code, tell in stories:
                clock.now = opened
                story = _story(app, casts[code], clock)
                call = story.call = call or await story.open_call(9, opened.year)
                await tell(story)
                seen(1)
    keep(settings.data_folder / "tracker.sqlite")
    return casts


def _story(app: Litestar, cast: people.Cast, clock: Clock) -> Story:
    speakers = {name: Speaker(app, token) for name, token in cast.tokens.items()}
    story = Story(speakers.__getitem__, cast, clock)
    story.verifiers = VERIFIERS
    return story
