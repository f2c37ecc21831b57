"""JSON handlers for the providers at which organisations' own people sign in."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.kernel.versions import expect_version
from tracker.people.commands import providers as commands
from tracker.people.queries import members
from tracker.people.queries import providers as queries
from tracker.people.wire import NewProvider, ProviderView
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/sign-in-providers", guards=[Requires(Act.PERSON_WRITE)])
async def list_providers(
    session: NamedDependency[AsyncSession],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProviderView]:
    """Where organisations' own people sign in, or did; newest first."""
    return await queries.providers(session, after, limit)


@post(
    "/organisations/{organisation_id:uuid}/sign-in-providers", guards=[Requires(Act.PERSON_WRITE)]
)
async def add_provider(
    organisation_id: FromPath[UUID], data: JSONBody[NewProvider], desk: NamedDependency[Desk]
) -> Response[ProviderView]:
    """Let an organisation's people sign in at its own OpenID provider."""
    organisation = await members.organisation(desk.session, organisation_id)
    row = await commands.add(desk, organisation, data)
    headers = {"Location": f"/api/sign-in-providers/{row.id}"} | etag(row.version)
    return Response(ProviderView.of(row), status_code=201, headers=headers)


@get("/sign-in-providers/{provider_id:uuid}", guards=[Requires(Act.PERSON_WRITE)])
async def show_provider(
    provider_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> Response[ProviderView]:
    """One provider, with its ETag."""
    row = await queries.provider(session, provider_id)
    return Response(ProviderView.of(row), headers=etag(row.version))


@delete(
    "/sign-in-providers/{provider_id:uuid}", guards=[Requires(Act.PERSON_WRITE)], status_code=204
)
async def end_provider(
    provider_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """Nobody signs in there any more, and sessions that it opened end at once."""
    row = await queries.provider(desk.session, provider_id)
    expect_version(row, version)
    await commands.end(desk, row)


HANDLERS = (list_providers, add_provider, show_provider, end_provider)
