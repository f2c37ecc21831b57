"""What may be chosen in a form: people, organisations, calls, seats, as the reader knows them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import OrganisationKind, Role
from tracker.kernel.saying import Filled
from tracker.pages.looking import MOST, Looking, organisations, person_names
from tracker.people import queries as people
from tracker.programme import queries as programme
from tracker.projects import queries as projects
from tracker.web.fields import Ask, Option
from tracker.web.values import all_of, word_of


async def of_people_here(look: Looking, code: str, *roles: Role) -> tuple[Option, ...]:
    """Everybody who has a part in the project today, by name."""
    project = await projects.get(look, code)
    here = await projects.people_here(look, project)
    held = [one for one in here.everybody if not roles or one.role in roles]
    names = await person_names(look, [one.person_id for one in held])
    told: dict[str, list[Role]] = {}
    for one in held:
        told.setdefault(str(one.person_id), []).append(one.role)
    options = [
        Option(
            str(one),
            Filled(
                "%(name)s (%(roles)s)",
                name=name,
                roles=all_of(map(word_of, dict.fromkeys(told[str(one)]))),
            ),
        )
        for one, name in names.items()
    ]
    return tuple(sorted(options, key=lambda option: option.label.casefold()))


async def of_holders(look: Looking, *roles: Role, within: UUID | None = None) -> tuple[Option, ...]:
    """Everybody who holds one of the roles today, wherever or within one organisation."""
    places = [within] if within is not None else None
    held = await people.holders(look, frozenset(roles or Role), places)
    names = await person_names(look, [one.person_id for one in held])
    where = await organisations(look, [one.organisation_id for one in held])
    options = {
        str(one.person_id): f"{names[one.person_id]} ({where[one.organisation_id]})" for one in held
    }
    return _sorted(options.items())


async def of_organisations(session: AsyncSession, *kinds: OrganisationKind) -> tuple[Option, ...]:
    rows = await people.organisations_of_kind(session, kinds or tuple(OrganisationKind), MOST)
    return _sorted((str(one), name) for one, name in rows)


async def of_solutions(look: Looking) -> tuple[Option, ...]:
    shown = await programme.solutions(look.session, None, MOST)
    return _sorted((str(one.id), one.title) for one in shown.items)


async def of_programmes(look: Looking) -> tuple[Option, ...]:
    shown = await programme.programmes(look.session, None, MOST)
    return _sorted((str(one.id), one.label) for one in shown.items)


def asked_of(options: tuple[Option, ...]) -> Ask:
    return Ask(options=options)


def _sorted(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(
        Option(value, label) for value, label in sorted(pairs, key=lambda pair: pair[1].casefold())
    )
