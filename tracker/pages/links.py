"""Links to the pages of acts, for those whose role may do them.

Whether the state of things allows an act is told by the act's page itself: a button that cannot
be pressed explains nothing.
"""

from collections.abc import Iterable

from msgspec import Struct

from tracker.kernel.actor import Actor
from tracker.pages.act_pages import ActPage
from tracker.process.policy import may


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
