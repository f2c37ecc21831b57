"""An invitation and the provider of the organisation that asks: its people, and no others."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.people.fake_provider import FakeProvider
from tests.people.leaving import SUBJECT, away, back, destination, entered
from tests.people.test_coming_in import invited, link_in, posted
from tests.people.test_invited import answered, asked, roles_of
from tracker.people.models import Person

Acting = Callable[[str], httpx.AsyncClient]
Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def test_the_welcome_page_names_who_asks_and_offers_their_sign_in_alone(
    app: Litestar,
    acting: Acting,
    cast: Cast,
    provider: FakeProvider,
) -> None:
    """The person belongs to the city, whose provider has no say about the firm."""
    theirs = await entered(acting, cast)
    await asked(acting, cast, "city_contact@example.org")
    sent = {letter.to: letter for letter in await posted(app)}
    path = link_in(sent["city_contact@example.org"])
    shown = (await Browser(app).open(path)).text
    assert "Example other_firm_member asks you to take part for Example other firm." in shown
    assert "Sign in at" not in shown
    refused = await Browser(app).send(f"{path}/elsewhere", {"provider": str(theirs)})
    assert refused.status_code == 404

    firms = await entered(acting, cast, "other_firm")
    assert "Sign in at Example other firm" in (await Browser(app).open(path)).text
    browser = Browser(app)
    to = destination(await browser.send(f"{path}/elsewhere", {"provider": str(firms)}))
    assert (await back(browser, provider.authorise(to, "new one"))).status_code == 303
    shown = (await browser.open("/account")).text
    assert "Member of a firm, Example other firm" in shown


async def test_a_subject_that_is_another_person_takes_no_invitation(
    app: Litestar,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    provider: FakeProvider,
    linked: UUID,
) -> None:
    path = await invited(app, acting, cast)
    browser = Browser(app)
    to = destination(await browser.send(f"{path}/elsewhere", {"provider": str(linked)}))

    answer = await back(browser, provider.authorise(to, SUBJECT))

    assert answer.status_code == 422
    assert (await Browser(app).open(path)).status_code == 200, "it is open still"
    assert await roles_of(sessions, cast.person("city_contact")) == ["city_contact"]
    async with sessions() as session:
        found = select(Person.id).where(Person.email == "colleague@example.org")
        assert await session.scalar(found) is None


async def test_a_session_of_a_provider_answers_for_its_own_organisation_alone(
    app: Litestar,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    browsing: Browsing,
    provider: FakeProvider,
    linked: UUID,
) -> None:
    """Whoever keeps the city's people could otherwise consent to anything in their name."""
    firm = await asked(acting, cast, "city_contact@example.org")
    own = await acting("city_contact2").post(
        "/api/invitations",
        json={"name": "X", "email": "city_contact@example.org", "role": "city_privacy"}
        | {"organisation_id": str(cast.organisations["city"])},
    )
    await posted(app)
    browser = Browser(app)
    provider.lie = lambda claims: claims.update(auth_time=claims["iat"])
    await back(browser, provider.authorise(await away(browser, linked), SUBJECT))

    assert "Example other firm" not in (await browser.open("/account")).text
    for how in ("accept", "decline"):
        assert (await answered(browser, firm, how)).status_code == 404
    assert (await answered(browser, own.json()["id"], "accept")).status_code == 303
    assert await roles_of(sessions, cast.person("city_contact")) == ["city_contact", "city_privacy"]
    by_password = await browsing("city_contact")
    assert (await answered(by_password, firm, "accept")).status_code == 303
