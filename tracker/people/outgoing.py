"""Calls to the outside: to public addresses over TLS, and to nothing that stands beside us.

A provider of somebody else names the addresses that it is asked at; none of them may be one of
our own network (CWE-918).
"""

import asyncio
import socket
from ipaddress import ip_address

import httpx

_SECONDS = 5.0


class NotPublic(httpx.ConnectError):
    """The name stands for an address of a private network, or the call is not by TLS."""


class PublicOnly(httpx.AsyncBaseTransport):
    """Looks a name up once, and calls the address it has looked at.

    The certificate is still asked for the name (`sni_hostname`), so that a name which stands for
    another address a moment later gains nothing.
    """

    def __init__(self) -> None:
        self._plain = httpx.AsyncHTTPTransport(retries=0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host, port = request.url.host, request.url.port or 443
        if request.url.scheme != "https":
            raise NotPublic("only https is called")
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} is not known") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(ip_address(one).is_global for one in addresses):
            raise NotPublic(f"{host} is not a public address")
        request.url = request.url.copy_with(host=addresses[0])
        request.extensions = {**request.extensions, "sni_hostname": host}
        return await self._plain.handle_async_request(request)

    async def aclose(self) -> None:
        await self._plain.aclose()


def calling() -> httpx.AsyncClient:
    """A client for one conversation; the environment's proxies and secrets are not looked at."""
    return httpx.AsyncClient(
        transport=PublicOnly(), timeout=_SECONDS, follow_redirects=False, trust_env=False
    )
