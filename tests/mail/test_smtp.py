"""Letters go out to a real server, over a line that is checked, and what it answers is judged."""

import email
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.mail.servers import (
    SECRET,
    USER,
    Certificates,
    Letterbox,
    certificates,
    saying,
    taking,
)
from tracker.mail.smtp import Outgoing, outgoing_of, send
from tracker.settings import Settings
from tracker.work.commands import OutOfReach, Refused, TryAgain
from tracker.work.wire import Letter

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
LETTER = Letter(
    id=UUID("01950000-0000-7000-8000-000000000001"),
    to="colleague@example.org",
    subject="You are asked to take part in the tracker",
    text="Example <officer> asks you.\n\nHere:\nhttps://tracker.example.org/welcome/abc?x=1&y=2\n",
)
SHORT = 0.2
"""Seconds after which a server that hangs is left, in these tests."""


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


def to(
    port: int,
    scheme: str = "smtp",
    *,
    host: str = "127.0.0.1",
    authority: Path | None = None,
    signs_in: bool = False,
) -> Outgoing:
    user = "office%40example.org:s3cr3t%3A%2F%40%20word@" if signs_in else ""
    made = outgoing_of(
        Settings(
            mail_url=f"{scheme}://{user}{host}:{port}",
            mail_from="Büro, tracker <tracker@example.org>",
            mail_reply_to="office@example.org",
            mail_ca_file=authority,
            base_url="https://tracker.example.org",
        )
    )
    assert made is not None
    return made


def read(content: bytes) -> EmailMessage:
    made = email.message_from_bytes(content, policy=default)
    assert isinstance(made, EmailMessage)
    return made


async def test_a_letter_arrives_as_text_and_as_html_with_all_its_headers(box: Letterbox) -> None:
    async with taking(box) as port:
        await send(to(port), LETTER, NOW)

    (envelope,) = box.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("tracker@example.org", [LETTER.to])
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii()
    letter = read(envelope.content)
    assert dict(letter.items()) | {"MIME-Version": "", "Content-Type": ""} == {
        "Date": "Mon, 01 Mar 2027 09:30:00 +0000",
        "From": '"Büro, tracker" <tracker@example.org>',
        "To": "colleague@example.org",
        "Reply-To": "office@example.org",
        "Subject": LETTER.subject,
        "Message-ID": f"<{LETTER.id}@example.org>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
        "MIME-Version": "",
        "Content-Type": "",
    }
    plain, html = (part.get_content() for part in letter.iter_parts())
    plain = plain.replace("\r\n", "\n")
    assert plain.startswith(LETTER.text)
    assert plain.endswith("This letter comes from the tracker at https://tracker.example.org\n")
    link = "https://tracker.example.org/welcome/abc?x=1&amp;y=2"
    assert f'<a href="{link}">{link}</a>' in html
    assert "Example &lt;officer&gt; asks you." in html
    assert '<html lang="en" dir="ltr">' in html
    assert "<img" not in html
    assert "src=" not in html


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtp+starttls"])
async def test_user_and_secret_go_over_a_line_that_is_encrypted(
    box: Letterbox, issued: Certificates, scheme: str
) -> None:
    kind = {"smtp+tls": "tls", "smtp+starttls": "starttls"}[scheme]
    async with taking(box, **{kind: issued.localhost}) as port:
        made = to(port, scheme, authority=issued.authority, signs_in=True)
        assert made.server.user == USER
        assert made.server.secret.get_secret_value() == SECRET
        await send(made, LETTER, NOW)

    assert len(box.taken) == 1


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtp+starttls"])
@pytest.mark.parametrize("whose", ["elsewhere", "self_signed"])
async def test_a_certificate_of_another_host_or_of_nobody_is_refused(
    box: Letterbox, issued: Certificates, scheme: str, whose: str
) -> None:
    kind = {"smtp+tls": "tls", "smtp+starttls": "starttls"}[scheme]
    context: ssl.SSLContext = getattr(issued, whose)
    async with taking(box, **{kind: context}) as port:
        with pytest.raises(OutOfReach, match="CERTIFICATE_VERIFY"):
            await send(to(port, scheme, authority=issued.authority, signs_in=True), LETTER, NOW)

    assert box.offered == []


async def test_an_authority_that_the_machine_does_not_know_is_refused(
    box: Letterbox, issued: Certificates
) -> None:
    async with taking(box, tls=issued.localhost) as port:
        with pytest.raises(OutOfReach, match="CERTIFICATE_VERIFY"):
            await send(to(port, "smtp+tls", signs_in=True), LETTER, NOW)


async def test_nothing_goes_on_in_plain_where_starttls_is_not_offered(
    box: Letterbox, issued: Certificates
) -> None:
    async with taking(box) as port:
        with pytest.raises(OutOfReach, match="STARTTLS extension not supported"):
            await send(
                to(port, "smtp+starttls", authority=issued.authority, signs_in=True), LETTER, NOW
            )

    assert box.offered == []


async def test_a_wrong_secret_is_told_without_it(box: Letterbox, issued: Certificates) -> None:
    async with taking(box, tls=issued.localhost) as port:
        made = to(port, "smtp+tls", authority=issued.authority, signs_in=True)
        wrong = replace(made, server=replace(made.server, user="somebody"))
        with pytest.raises(OutOfReach) as told:
            await send(wrong, LETTER, NOW)

    assert str(told.value) == f"127.0.0.1:{port} refuses user and secret (535)"
    assert SECRET not in repr(wrong)


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ((), "the greeting"),
        ((b"220 half a gree",), "the middle of a line"),
        ((b"220 ready\r\n", b"250 hello\r\n"), "MAIL"),
        ((b"220 ready\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n"), "DATA"),
        (
            (b"220 ready\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"),
            "the end of the letter",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_server_that_hangs_is_left_in_time(lines: tuple[bytes, ...], at: str) -> None:
    async with saying(*lines) as port:
        with pytest.raises(OutOfReach, match="did not answer in time"):
            await send(replace(to(port), limit=SHORT), LETTER, NOW)
    assert at


async def test_a_server_that_is_not_there_is_told() -> None:
    async with saying() as port:
        pass
    with pytest.raises(OutOfReach, match=rf"127.0.0.1:{port} cannot be used"):
        await send(to(port), LETTER, NOW)


async def test_a_server_that_greets_with_a_refusal_is_tried_again() -> None:
    async with saying(b"554 no service for you\r\n") as port:
        with pytest.raises(OutOfReach, match="is not ready: 554 no service for you"):
            await send(to(port), LETTER, NOW)


Tells = Callable[[Letterbox, str], None]


def _recipient(box: Letterbox, answer: str) -> None:
    box.to_recipients = [answer]


def _content(box: Letterbox, answer: str) -> None:
    box.to_data = [answer]


@pytest.mark.parametrize("tells", [_recipient, _content])
@pytest.mark.parametrize(
    ("answer", "judged"),
    [
        ("550 5.1.1 No such user here", Refused),
        ("451 4.7.1 Try again later", TryAgain),
        ("421 4.3.2 Closing", OutOfReach),
    ],
)
async def test_what_is_refused_for_good_is_told_from_what_may_go_later(
    box: Letterbox, tells: Tells, answer: str, judged: type[Exception]
) -> None:
    tells(box, answer)
    async with taking(box) as port:
        with pytest.raises((Refused, TryAgain)) as told:
            await send(to(port), LETTER, NOW)

    assert type(told.value) is judged
    assert answer in str(told.value)
    assert box.taken == []


async def test_what_a_server_says_is_kept_to_one_short_line() -> None:
    said = b"550-first \x1b[31mred\r\n550 " + b"x" * 400 + b"\r\n"
    async with saying(
        b"220 ready\r\n", b"250 hello\r\n", b"250 ok\r\n", said, b"250 ok\r\n"
    ) as port:
        with pytest.raises(Refused) as told:
            await send(to(port), LETTER, NOW)

    assert str(told.value).startswith("the address is refused: 550 first [31mred x")
    assert len(str(told.value)) < 240
    assert str(told.value).isprintable()


async def test_a_line_that_is_cut_after_250_counts_as_sent(box: Letterbox) -> None:
    box.cuts_after_data = True
    async with taking(box) as port:
        await send(to(port), LETTER, NOW)

    assert len(box.taken) == 1


async def test_a_line_that_is_cut_before_the_answer_to_data_is_tried_again(box: Letterbox) -> None:
    box.cuts_at_data = True
    async with taking(box) as port:
        with pytest.raises(TryAgain, match="the line broke"):
            await send(to(port), LETTER, NOW)
        box.cuts_at_data = False
        await send(to(port), LETTER, NOW)

    first, second = (read(one)["Message-ID"] for one in box.offered)
    assert first == second == f"<{LETTER.id}@example.org>"


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\n",
        "a@example.org,b@example.org",
        "a\x00@example.org",
        "..@example.org",
        "zoë@example.org",
    ],
)
async def test_an_address_that_no_header_may_hold_is_refused_where_it_is_sent(
    box: Letterbox, address: str
) -> None:
    async with taking(box) as port:
        with pytest.raises(Refused, match="the address is none that a letter can go to"):
            await send(to(port), replace(LETTER, to=address), NOW)

    assert box.offered == []
