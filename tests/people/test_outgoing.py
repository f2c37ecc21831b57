"""Calls to the outside go to public addresses over TLS alone."""

import httpx
import pytest

from tracker.people.outgoing import calling


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://[::ffff:127.0.0.1]/",
        "http://login.example.org/",
    ],
)
async def test_nothing_beside_us_is_called(address: str) -> None:
    async with calling() as client:
        with pytest.raises(httpx.ConnectError, match=r"public address|only https|not known"):
            await client.get(address)
