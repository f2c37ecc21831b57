"""`python -m tests.rights.mutate`: takes away each line of the policy in turn, and adds each that
is not there; every one has to be noticed by the comparison that the test-suite makes.
"""

import asyncio
import sys

from tests.rights.walls import differences, guarded
from tracker.app import create_app
from tracker.kernel.actor import Role
from tracker.process.policy import POLICY, Act, Relation
from tracker.settings import Settings

ASKED_INSIDE = {
    Act.PROJECT_SEE_GROUNDS,
    Act.PILOT_GO_LIVE,
    Act.PILOT_SUSPEND,
    Act.PILOT_RESTORE,
    Act.PILOT_SWITCH_OFF,
}
"""Asked by commands and queries, not by a route: tests/gates/test_restoring.py, test_way.py and
tests/projects/test_visible.py look at them, and the page of rights is compared as a whole."""


async def unnoticed() -> tuple[int, list[str]]:
    """How many lines were changed, and which of them nothing noticed."""
    routes = guarded(create_app(Settings(database_url="sqlite+aiosqlite:///never-opened")))
    used = {guard.act for _, _, guard in routes}
    nobody = set(Act) - used - ASKED_INSIDE
    tried, missed = 0, [f"{act.value}: no route asks for it" for act in sorted(nobody)]
    for act in sorted(used):
        for role in Role:
            before = dict(POLICY[act])
            if role in POLICY[act]:
                POLICY[act] = {one: how for one, how in before.items() if one is not role}
            else:
                POLICY[act] = {**before, role: Relation.ANY}
            tried += 1
            if not await differences(routes, act):
                missed.append(f"{act.value} {role.value}")
            POLICY[act] = before
    return tried, missed


def main() -> int:
    tried, missed = asyncio.run(unnoticed())
    print(f"{tried} lines of the policy changed one by one, {len(missed)} not noticed")
    for one in missed:
        print(f"  {one}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
