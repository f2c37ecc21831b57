"""`python -m benchmarks.phone URL EMAIL PASSWORD`: the front page on a slow phone.

How many bytes come over the line, and when something is first painted, in a Chromium whose line
and processor are slowed down. The tracker is one that runs, such as that of `tracker demo`.
"""

import argparse
import shutil
import sys
from statistics import median

from msgspec import Struct
from playwright.sync_api import CDPSession, Page, sync_playwright

LATENCY_MS, BYTES_A_SECOND, SLOWER = 400, 400_000 // 8, 4
GOAL_MS = 3000
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


class Visit(Struct, frozen=True, kw_only=True):
    """Bytes over the line, and milliseconds to the first paint of anything."""

    weight: int
    painted: float


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phone", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("email")
    parser.add_argument("password")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(words)
    first, later = measured(asked.url, asked.email, asked.password, asked.rounds)
    for name, visits in (("first visit", first), ("later visits", later)):
        weight, painted = (
            median(one.weight for one in visits),
            median(one.painted for one in visits),
        )
        print(f"| {name} | {weight / 1000:.1f} KB | {painted / 1000:.2f} s |")
    return 0 if median(one.painted for one in first) <= GOAL_MS else 1


def measured(url: str, email: str, password: str, rounds: int) -> tuple[list[Visit], list[Visit]]:
    """So many visits with an empty store, each followed by one that has it all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
        page.goto(f"{url}/sign-in")
        page.fill("#email", email)
        page.fill("#password", password)
        page.click("main button.btn-main")
        page.wait_for_url("**/")
        devtools = _slowed(page)
        first, later = list[Visit](), list[Visit]()
        for _ in range(rounds):
            devtools.send("Network.clearBrowserCache")
            first.append(_visit(page, devtools, url))
            later.append(_visit(page, devtools, url))
        browser.close()
    return first, later


def _slowed(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    line = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    devtools.send("Network.emulateNetworkConditions", line)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools


def _visit(page: Page, devtools: CDPSession, url: str) -> Visit:
    came = list[int]()

    def note(told: dict[str, int]) -> None:
        came.append(told["encodedDataLength"])

    devtools.on("Network.loadingFinished", note)
    page.goto(f"{url}/", wait_until="networkidle")
    painted: float = page.evaluate(_PAINTED)
    devtools.remove_listener("Network.loadingFinished", note)
    return Visit(weight=sum(came), painted=painted)


if __name__ == "__main__":
    sys.exit(main())
