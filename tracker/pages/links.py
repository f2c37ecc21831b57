"""Links to the pages of acts, for those whose role may do them.

Whether the state of things allows an act is told by the act's page itself: a button that cannot
be pressed explains nothing.
"""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Actor, Role
from tracker.pages.act_pages import ActPage
from tracker.process.policy import POLICY, may


class Party(Struct, frozen=True, kw_only=True):
    """A city or a firm for which something is recorded, by the original that lies before us."""

    organisation_id: UUID
    name: str
    role: Role
    original: UUID


class Link(Struct, frozen=True, kw_only=True):
    label: str
    href: str


def links(actor: Actor, acts: Iterable[ActPage], **values: object) -> list[Link]:
    """One for each act that the role may do, with these values in its address."""
    return [
        Link(label=act.title, href=act.address(**values))
        for act in acts
        if may(actor, act.policy.act)
    ]


def links_for(party: Party, acts: Iterable[ActPage], **values: object) -> list[Link]:
    """One for each act that the party may do, to be recorded for it on its original."""
    asked = f"behalf={party.organisation_id}&original={party.original}"
    return [
        Link(label=act.title, href=f"{act.address(**values)}?{asked}")
        for act in acts
        if party.role in POLICY[act.policy.act]
    ]
