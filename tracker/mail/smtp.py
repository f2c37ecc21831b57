"""Letters by SMTP, one connection for each: sent once the server has said so, whatever follows."""

import asyncio
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

import aiosmtplib
from msgspec import Struct

from tracker.mail.message import message_of
from tracker.mail_server import Mailbox, MailServer, Transport
from tracker.settings import Settings
from tracker.work.commands import LEASE, OutOfReach, Refused, TryAgain
from tracker.work.wire import Letter

LIMIT = LEASE.total_seconds() / 10
"""Seconds that a letter may take in all, however the server drips: far less than the lease."""
_GOODBYE = 5.0
_LONGEST = 200
_LEAVES = 421
"""The server's word for ending the connection, whoever the letter is for."""


class Outgoing(Struct, frozen=True, kw_only=True):
    """What every letter goes out with."""

    server: MailServer
    sender: Mailbox
    reply_to: Mailbox | None
    origin: str
    tls: ssl.SSLContext
    limit: float = LIMIT


def outgoing_of(settings: Settings) -> Outgoing | None:
    """None where mail is not set up."""
    server = settings.mail_server
    if server is None:
        return None
    return Outgoing(
        server=server,
        sender=settings.mail_sender,
        reply_to=settings.mail_answers_to,
        origin=settings.origin,
        tls=ssl.create_default_context(cafile=settings.mail_ca_file),
    )


async def send(outgoing: Outgoing, letter: Letter, now: datetime) -> None:
    """Raises Refused, TryAgain or OutOfReach, each with a sentence for the operator."""
    message = message_of(letter, outgoing.sender, outgoing.reply_to, outgoing.origin, now)
    client = _client(outgoing)
    try:
        async with asyncio.timeout(outgoing.limit):
            await _connected(client, outgoing)
            await _handed_over(client, outgoing, letter, message)
        await _say_goodbye(client)
    except TimeoutError:
        raise OutOfReach(f"{_named(outgoing)} did not answer in time") from None
    finally:
        client.close()


def _client(outgoing: Outgoing) -> aiosmtplib.SMTP:
    """Timeouts of single commands are left out: the limit is for all of them together."""
    server = outgoing.server
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.secret.get_secret_value() or None,
        local_hostname=_own_name(outgoing.origin),
        timeout=None,
        use_tls=server.transport is Transport.TLS,
        start_tls=server.transport is Transport.STARTTLS,
        tls_context=None if server.transport is Transport.PLAIN else outgoing.tls,
    )


def _own_name(origin: str) -> str:
    """The name to introduce ourselves by: that of the tracker, as people reach it."""
    host = urlsplit(origin).hostname or "localhost"
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host


async def _connected(client: aiosmtplib.SMTP, outgoing: Outgoing) -> None:
    """Up to here it is about the server and our account there, and not about a letter."""
    try:
        await client.connect()
    except aiosmtplib.SMTPAuthenticationError as error:
        raise OutOfReach(f"{_named(outgoing)} refuses user and secret ({error.code})") from None
    except aiosmtplib.SMTPResponseException as error:
        raise OutOfReach(f"{_named(outgoing)} is not ready: {_answer(error)}") from None
    except TimeoutError:
        raise
    except (aiosmtplib.SMTPException, OSError) as error:
        raise OutOfReach(f"{_named(outgoing)} cannot be used: {_line(error)}") from None


async def _handed_over(
    client: aiosmtplib.SMTP, outgoing: Outgoing, letter: Letter, message: EmailMessage
) -> None:
    try:
        await client.sendmail(outgoing.sender.address, letter.to, message.as_bytes())
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _judged("the address is refused", error.recipients[0]) from None
    except aiosmtplib.SMTPSenderRefused as error:
        raise OutOfReach(f"{outgoing.sender.address} may not send: {_answer(error)}") from None
    except aiosmtplib.SMTPDataError as error:
        raise _judged("the letter is refused", error) from None
    except aiosmtplib.SMTPResponseException as error:
        raise TryAgain(f"the letter was not taken: {_answer(error)}") from None
    except TimeoutError:
        raise
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain(f"the line broke before the letter was taken: {_line(error)}") from None


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    """The server has taken the letter: whatever it does now, it is sent."""
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(_GOODBYE):
            await client.quit()


def _judged(what: str, error: aiosmtplib.SMTPResponseException) -> Exception:
    """For good with 5xx; with 4xx it may go later."""
    told = f"{what}: {_answer(error)}"
    if error.code == _LEAVES:
        return OutOfReach(told)
    return Refused(told) if error.code >= 500 else TryAgain(told)


def _named(outgoing: Outgoing) -> str:
    return f"{outgoing.server.host}:{outgoing.server.port}"


def _answer(error: aiosmtplib.SMTPResponseException) -> str:
    return _line(f"{error.code} {error.message}")


def _line(told: object) -> str:
    """What a server said, on one line, without what a terminal would obey."""
    shown = "".join(char if char.isprintable() else " " for char in str(told))
    return " ".join(shown.split())[:_LONGEST]
