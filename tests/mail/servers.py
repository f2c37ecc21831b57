"""Mail servers on loopback that take, refuse, hang or cut, and certificates for them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec import Struct

USER, SECRET = "office@example.org", "s3cr3t:/@ word"


class Letterbox:
    """What a server took; `answers` are said to recipients and to DATA, in turn, else 250."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.offered: list[bytes] = []
        self.to_recipients: list[str] = []
        self.to_data: list[str] = []
        self.hangs_at_data = False
        self.cuts_at_data = False
        self.cuts_after_data = False
        self.wants_to_know_who = False

    async def handle_RCPT(
        self, _s: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.wants_to_know_who and not session.authenticated:
            return "530 sign in first"
        answer = self.to_recipients.pop(0) if self.to_recipients else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.offered.append(envelope.content)
        if self.hangs_at_data:
            await asyncio.Event().wait()
        if self.cuts_at_data:
            server.transport.abort()
            return "250 nobody hears this"
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer.startswith("250"):
            self.taken.append(envelope)
        if self.cuts_after_data:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return answer


class Certificates(Struct, frozen=True, kw_only=True):
    """An authority of the test's own, and contexts of servers with certificates of it or not."""

    authority: Path
    localhost: ssl.SSLContext
    elsewhere: ssl.SSLContext
    self_signed: ssl.SSLContext


def certificates(folder: Path) -> Certificates:
    key, authority = _issued("Example authority", [], None)
    file = folder / "authority.pem"
    file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    by = (key, authority)
    return Certificates(
        authority=file,
        localhost=_context(folder, "localhost", *_issued("localhost", ["localhost"], by)),
        elsewhere=_context(folder, "elsewhere", *_issued("other", ["mail.example.org"], by)),
        self_signed=_context(folder, "alone", *_issued("localhost", ["localhost"], None)),
    )


_Key = ec.EllipticCurvePrivateKey


def _issued(
    name: str, hosts: list[str], by: tuple[_Key, x509.Certificate] | None
) -> tuple[_Key, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signs, issuer = (by[0], by[1].subject) if by else (key, subject)
    now = datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
    if "localhost" in hosts:
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key()), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    else:
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        made = made.add_extension(usage, critical=True)
    return key, made.sign(signs, hashes.SHA256())


def _context(folder: Path, name: str, key: _Key, made: x509.Certificate) -> ssl.SSLContext:
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def _signs_in(_s: SMTP, _session: Session, _e: Envelope, _how: str, given: Any) -> AuthResult:
    theirs = LoginPassword(USER.encode(), SECRET.encode())
    return AuthResult(success=given == theirs, handled=False)


@asynccontextmanager
async def taking(
    box: Letterbox, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A server that speaks SMTP; its port. With TLS of either kind it wants USER and SECRET."""
    secured = tls or starttls
    box.wants_to_know_who = secured is not None

    def made() -> SMTP:
        return SMTP(
            box,
            hostname="localhost",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=_signs_in if secured else None,
            auth_require_tls=starttls is not None,
        )

    async with _served(made, tls) as port:
        yield port


@asynccontextmanager
async def saying(*lines: bytes) -> AsyncIterator[int]:
    """A server that says these lines, one for each that it hears, and then hangs; its port."""

    class Parrot(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport, self.left = transport, list(lines)
            self._say()

        def data_received(self, _data: bytes) -> None:
            self._say()

        def _say(self) -> None:
            if self.left:
                self.transport.write(self.left.pop(0))

    async with _served(Parrot, None) as port:
        yield port


@asynccontextmanager
async def _served(
    made: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None
) -> AsyncIterator[int]:
    lines: list[asyncio.BaseTransport] = []

    def tracked() -> asyncio.Protocol:
        one = made()
        connected = one.connection_made

        def connection_made(transport: asyncio.BaseTransport) -> None:
            lines.append(transport)
            connected(transport)

        one.connection_made = connection_made  # type: ignore[method-assign]
        return one

    server = await asyncio.get_running_loop().create_server(tracked, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for line in lines:
            line.abort()  # type: ignore[attr-defined]
        await server.wait_closed()
        await asyncio.sleep(0)
