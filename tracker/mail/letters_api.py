"""JSON handlers for the state of mail and for letters that are not out."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.mail import commands, queries
from tracker.mail.wire import LetterView, MailView
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/mail", guards=[Requires(Act.MAIL_KEEP)])
async def show_mail(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]
) -> MailView:
    """Whether mail goes out, by which server and as whom, and how many letters are not out."""
    return await queries.set_up(session, request.app.state.settings)


@get("/mail/letters", guards=[Requires(Act.MAIL_KEEP)])
async def list_letters_not_out(
    session: NamedDependency[AsyncSession],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[LetterView]:
    """Letters that wait or were given up, the newest first, with what went wrong last."""
    return await queries.letters(session, after, limit)


@get("/mail/letters/{work_id:uuid}", guards=[Requires(Act.MAIL_KEEP)])
async def show_letter_not_out(
    work_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> LetterView:
    """One letter that waits or was given up."""
    return await queries.shown(session, await queries.letter(session, work_id))


@post("/mail/letters/{work_id:uuid}/repetitions", guards=[Requires(Act.MAIL_KEEP)])
async def send_letter_again(
    work_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[LetterView]:
    """Try a letter again that was given up; its Message-ID stays the same."""
    row = await queries.letter(desk.session, work_id)
    await commands.try_again(desk, row)
    headers = {"Location": f"/api/mail/letters/{row.id}"}
    return Response(await queries.shown(desk.session, row), status_code=201, headers=headers)


@delete("/mail/letters/{work_id:uuid}", guards=[Requires(Act.MAIL_KEEP)], status_code=204)
async def set_letter_aside(work_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Give a letter up for good; what it said is forgotten."""
    await commands.set_aside(desk, await queries.letter(desk.session, work_id))


@post("/mail/test-letters", status_code=202, guards=[Requires(Act.MAIL_KEEP)])
async def send_test_letter(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> None:
    """Write a test letter to oneself; 409 where mail is not set up."""
    mails: bool = request.app.state.settings.sends_mail
    await commands.write_test(desk, mails=mails)


HANDLERS = (
    show_mail,
    list_letters_not_out,
    show_letter_not_out,
    send_letter_again,
    set_letter_aside,
    send_test_letter,
)
