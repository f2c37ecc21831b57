"""Organisations, people, colleagues, deputies, notices, catalogues, reports, settings."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.compliance.queries import catalogues
from tracker.kernel.actor import Role
from tracker.kernel.errors import NotFound
from tracker.notifications import queries as notices
from tracker.pages import acts_of_notices, acts_of_projects, queries
from tracker.pages import acts_of_people as acts
from tracker.pages.links import links, links_of
from tracker.pages.looking import MOST, Looking, organisations, person_names
from tracker.people import queries as people
from tracker.people.commands.members import expect_own
from tracker.people.oidc import RETURN_PATH
from tracker.people.queries.invitations import invitations
from tracker.people.queries.providers import providers
from tracker.people.wire import MembershipView, PersonView
from tracker.process.policy import Act, may
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page


@get("/organisations", guards=[Requires(Act.ORGANISATION_SEE)])
async def show_organisations(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Cities, firms, partners and the secretariat."""
    shown = await people.organisations(look.session, find, after, 50)
    return page(
        request,
        "organisations.html",
        find=find or "",
        here=_searched("/organisations", find),
        organisations=shown,
        sees_providers=may(look.actor, Act.PERSON_WRITE),
        acts=links(look.actor, acts.OF_ORGANISATIONS),
        change=links_of(look, acts.OF_AN_ORGANISATION, "organisation_id"),
        crumbs=((N_("Organisations"), ""),),
    )


@get("/sign-in-providers", guards=[Requires(Act.PERSON_WRITE)])
async def show_providers(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Where organisations' own people sign in, and what to register there."""
    shown = await providers(look.session, after, 50)
    return page(
        request,
        "providers.html",
        providers=shown,
        firms=await organisations(look, [one.organisation_id for one in shown.items]),
        return_to=request.app.state.settings.origin + RETURN_PATH,
        end=links_of(look, (acts.END_PROVIDER,), "provider_id"),
        crumbs=(acts.ORGANISATIONS, (N_("Sign-in of organisations"), "")),
    )


@get("/people", guards=[Requires(Act.PERSON_WRITE)])
async def show_people(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Everybody with an account."""
    shown = await people.persons(look.session, find, after, 50)
    return page(
        request,
        "people.html",
        find=find or "",
        here=_searched("/people", find),
        people=shown,
        acts=links(look.actor, acts.OF_PEOPLE),
    )


def _searched(path: str, find: str | None) -> str:
    """The address of a list with what is sought in it, to which a page is added."""
    return f"{path}?{urlencode({'find': find})}" if find else path


@get("/people/{person_id:uuid}", guards=[Requires(Act.TOKEN_SEE)])
async def show_person(
    request: Request[Any, Any, Any], person_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """One account: roles and tokens. Everybody sees their own."""
    sees = may(look.actor, Act.PERSON_WRITE)
    if not sees and person_id != look.actor.person_id:
        raise NotFound
    expect_own(look.actor, Act.TOKEN_SEE, person_id)
    row = PersonView.of(await people.person(look.session, person_id)) if sees else None
    held: list[MembershipView] = []
    if sees:
        held = (await people.memberships_page(look, person_id, None, MOST)).items
    tokens = await people.tokens_page(look, person_id, None, MOST)
    return page(
        request,
        "person.html",
        row=row,
        name=row.name if row is not None else look.visitor.name,
        email=row.email if row is not None else look.visitor.email,
        memberships=held,
        tokens=tokens.items,
        firms=await organisations(look, [one.organisation_id for one in held]),
        acts=links(
            look.actor,
            acts.OF_ONESELF if person_id == look.actor.person_id else acts.OF_A_PERSON,
            person_id=person_id,
        ),
        end_role=links_of(look, (acts.END_ROLE,), "membership_id"),
        revoke=links_of(look, (acts.REVOKE_TOKEN,), "token_id"),
        crumbs=(acts.PEOPLE if row is not None else (N_("Your account"), "/account"),),
    )


@get("/colleagues", guards=[Requires(Act.PERSON_INVITE)])
async def show_colleagues(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Who was asked in, and who has come."""
    shown = await invitations(look, after, 50)
    confirms = may(look.actor, Act.ROLE_CONFIRM)
    return page(
        request,
        "colleagues.html",
        invitations=shown,
        firms=await organisations(look, [one.organisation_id for one in shown.items]),
        waiting=await people.waiting_roles(look, None, MOST) if confirms else None,
        me=look.actor.person_id,
        confirm=links_of(look, (acts.CONFIRM_ROLE,), "membership_id"),
        acts=links(look.actor, acts.OF_COLLEAGUES),
        again=links_of(look, acts.OF_AN_INVITATION, "invitation_id"),
        crumbs=((N_("Our people"), ""),),
    )


@get("/deputies", guards=[Requires(Act.DEPUTY_NAME)])
async def show_deputies(
    request: Request[Any, Any, Any], look: NamedDependency[Looking]
) -> Response[Any]:
    """Who sits for whom, from when to when."""
    shown = await projects.deputies_page(look, None, MOST)
    ids = [one.person_id for one in shown.items] + [one.deputy_id for one in shown.items]
    return page(
        request,
        "deputies.html",
        deputies=shown.items,
        names=await person_names(look, ids),
        acts=links(look.actor, acts_of_projects.OF_DEPUTIES),
        end=links_of(look, (acts_of_projects.END_DEPUTY,), "deputy_id"),
        crumbs=((N_("Deputies"), ""),),
    )


@get("/notices", guards=[Requires(Act.NOTICE_SEE)])
async def show_notices(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """What the tracker told you, the newest first."""
    shown = await notices.page(look, False, after, 50)
    return page(
        request,
        "notices.html",
        notices=shown,
        seen=links_of(look, acts_of_notices.OF_A_NOTICE, "notice_id"),
        acts=links(look.actor, acts_of_notices.OF_NOTICES),
        crumbs=((N_("Notices"), ""),),
    )


@get("/catalogues", guards=[Requires(Act.CATALOGUE_SEE)])
async def show_catalogues(
    request: Request[Any, Any, Any], look: NamedDependency[Looking]
) -> Response[Any]:
    """Which versions of the catalogue there are."""
    shown = await catalogues.page(look.session, None, MOST)
    return page(request, "catalogues.html", catalogues=shown.items, crumbs=((N_("Catalogue"), ""),))


@get("/catalogues/{name:str}", guards=[Requires(Act.CATALOGUE_SEE)])
async def show_catalogue(
    request: Request[Any, Any, Any], name: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Every requirement of a version, as it was published."""
    row = await catalogues.version(look.session, name)
    return page(
        request,
        "catalogue.html",
        row=row,
        requirements=row.source.get("requirements", []),
        crumbs=((N_("Catalogue"), "/catalogues"), (row.version, "")),
    )


@get("/reports", guards=[Requires(Act.REPORT_SEE)])
async def show_reports(
    request: Request[Any, Any, Any], look: NamedDependency[Looking]
) -> Response[Any]:
    """The status reports made last, of every project."""
    return page(
        request,
        "all_reports.html",
        reports=await queries.newest_reports(look, 100),
        crumbs=((N_("Reports"), ""),),
    )


@get("/settings", guards=[Requires(Act.PERSON_WRITE)])
async def show_settings(
    request: Request[Any, Any, Any], look: NamedDependency[Looking]
) -> Response[Any]:
    """How this installation is set; secrets and addresses of databases are not shown."""
    settings = request.app.state.settings
    shown = {
        name: getattr(settings, name)
        for name in sorted(type(settings).model_fields)
        if name not in {"database_url", "files_url", "mail_url"}
    }
    return page(
        request,
        "settings.html",
        settings=shown,
        roles=list(Role),
        crumbs=((N_("Settings"), ""),),
    )


HANDLERS = (
    show_organisations,
    show_providers,
    show_people,
    show_person,
    show_colleagues,
    show_deputies,
    show_notices,
    show_catalogues,
    show_catalogue,
    show_reports,
    show_settings,
)
