"""Puts everything together: `create_app(settings)` is the whole service."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request, Response, Router, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from tracker.compliance import api as compliance
from tracker.compliance.commands import publish_shipped
from tracker.consultants import api as consultants
from tracker.gates import api as gates
from tracker.journal.desk import Desk, SystemDesk
from tracker.kernel.actor import Actor
from tracker.kernel.database import for_system, open_engine, reading
from tracker.kernel.days import utc_now
from tracker.kernel.encoding import SPELLINGS
from tracker.kernel.folder_lock import working
from tracker.mail import letters_api as mail
from tracker.migrations.run import check_schema, upgrade
from tracker.notifications import api as notifications
from tracker.pages.acts_of_compliance import duty_word
from tracker.pages.looking import provide_look
from tracker.pages.table import HANDLERS as PAGES
from tracker.people import accounts_api
from tracker.people import api as people_api
from tracker.people.authentication import Recognition
from tracker.people.hashing import Hashing
from tracker.people.pages import address_of
from tracker.pilots import api as pilots
from tracker.programme import api as programme
from tracker.projects import api as projects
from tracker.projects.behalf import OnBehalf
from tracker.proposals import api as proposals
from tracker.proposals import calls_api as calls
from tracker.registers import api as registers
from tracker.reports import api as reports
from tracker.reports.drawing import Drawing
from tracker.scheduling.poller import polling
from tracker.scheduling.resources import workplace
from tracker.settings import Settings
from tracker.studies import api as studies
from tracker.tasks import api as tasks
from tracker.web.body_timeout import Pace
from tracker.web.demonstration import SAID
from tracker.web.guards import Public, refuse_unguarded
from tracker.web.headers import add_headers
from tracker.web.openapi import described
from tracker.web.pages import OwnPages
from tracker.web.problems import answer, request_id
from tracker.web.rendering import environment
from tracker.web.request_checks import Entrance
from tracker.web.session import Transaction, provide_session
from tracker.web.versions import provide_version

if TYPE_CHECKING:
    import httpx

FEATURES = (
    people_api,
    accounts_api,
    mail,
    programme,
    calls,
    projects,
    consultants,
    proposals,
    studies,
    pilots,
    compliance,
    registers,
    gates,
    reports,
    tasks,
    notifications,
)
TEMPLATES = environment("tracker.web", "tracker.people", "tracker.pages")
TEMPLATES.filters["duty"] = duty_word
BODY_LIMIT = 1024 * 1024
_DESCRIBED = Public("the description of the API is no secret")
_log = logging.getLogger("tracker")
_security = logging.getLogger("tracker.security")


@get("/health", guards=[Public("a load balancer asks without a token")])
async def health() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@get("/ready", guards=[Public("a load balancer asks without a token")])
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """Whether the database answers."""
    async with request.app.state.reads() as session:
        await session.execute(for_system(select(1), "readiness"))
    return Response({"status": "ready"})


@get("/openapi.json", guards=[_DESCRIBED], include_in_schema=False)
async def openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The description of this API."""
    return described(request.app)


def create_app(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    opened: Callable[[str], AsyncEngine] = open_engine,
) -> Litestar:
    """The service; on start it migrates the database, and it refuses routes without a policy."""
    app = Litestar(
        route_handlers=[
            Router("/api", route_handlers=[health, ready, openapi, *_of_features()]),
            Router("/", route_handlers=PAGES, include_in_schema=False),
        ],
        dependencies={
            "session": Provide(provide_session),
            "actor": Provide(_provide_actor, sync_to_thread=False),
            "desk": Provide(_provide_desk),
            "look": Provide(provide_look),
            "system": Provide(_provide_system),
            "now": Provide(_provide_now, sync_to_thread=False),
            "version": Provide(provide_version),
        },
        middleware=[
            Entrance((*settings.allowed_hosts, _in_a_header(settings.host))),
            Pace(),
            Transaction(),
            OwnPages(),
            Recognition(),
            OnBehalf(),
        ],
        before_send=[add_headers],
        type_encoders=SPELLINGS,
        exception_handlers={HTTPException: answer, Exception: answer},
        lifespan=[_database],
        openapi_config=OpenAPIConfig(
            title="WeGO pilot tracker",
            version="1",
            render_plugins=[JsonRenderPlugin()],
            openapi_router=Router("/api/schema", route_handlers=[], guards=[_DESCRIBED]),
        ),
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
    )
    equip(app, settings, clock, opened)
    refuse_unguarded(app)
    return app


def _of_features() -> list[HTTPRouteHandler]:
    return [handler for feature in FEATURES for handler in feature.HANDLERS]


def equip(
    app: Litestar,
    settings: Settings,
    clock: Callable[[], datetime],
    opened: Callable[[str], AsyncEngine] = open_engine,
    *,
    prepared: bool = False,
) -> None:
    """Give an application that is not running its database, its files and its clock.

    Apart from them it keeps nothing, and to assemble its routes takes longer than a test.
    `prepared`: the database is known to be up to date, so that its start does not look again.
    """
    engine = opened(settings.database)
    place = workplace(settings, engine, clock)
    app.state.settings = settings
    app.state.clock = clock
    app.state.prepared = prepared
    app.state.engine = engine
    app.state.sessions = place.sessions
    app.state.reading = reading(engine)
    app.state.reads = place.reads
    app.state.files = place.files
    app.state.place = place
    app.state.drawing = Drawing(SAID if settings.demonstration else "")
    app.state.report_crash = _report_crash
    app.state.hashing = Hashing()
    app.state.outside = _calling
    app.state.security = note_for_security
    app.state.templates = TEMPLATES


def _calling() -> "httpx.AsyncClient":
    """For a conversation with somebody else's sign-in; loaded when the first one is held."""
    from tracker.people.outgoing import calling

    return calling()


def _in_a_header(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    async with AsyncExitStack() as ending:
        ending.enter_context(working(app.state.settings.data_folder))
        if not app.state.prepared:
            await upgrade(app.state.settings.database)
            await check_schema(app.state.engine)
        now = app.state.clock()
        async with app.state.sessions.begin() as session:
            await publish_shipped(SystemDesk(session, now))
        ending.push_async_callback(app.state.engine.dispose)
        ending.callback(app.state.drawing.close)
        if app.state.settings.work_in_web:
            await ending.enter_async_context(polling(app.state.place))
        yield


def _provide_actor(request: Request[Any, Any, Any]) -> Actor:
    actor: Actor = request.scope["user"]
    return actor


async def _provide_desk(request: Request[Any, Any, Any]) -> Desk:
    """Of its parts by itself: each dependency of its own costs a task of the event loop."""
    return Desk(await provide_session(request), _provide_now(request), _provide_actor(request))


async def _provide_system(request: Request[Any, Any, Any]) -> SystemDesk:
    return SystemDesk(await provide_session(request), _provide_now(request))


def _provide_now(request: Request[Any, Any, Any]) -> datetime:
    now: datetime = request.app.state.clock()
    return now


def note_for_security(what: str, request: Request[Any, Any, Any]) -> None:
    """One line of the security log: what, from where; no names, addresses of mail or secrets."""
    _security.warning("%s from %s, request %s", what, address_of(request), request_id(request))


def _report_crash(error: Exception, request_id: str) -> None:
    """The one place where an unforeseen error is written down, with its trace, for the operator."""
    _log.error("request %s failed", request_id, exc_info=error)
