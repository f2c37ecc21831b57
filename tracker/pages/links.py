"""Links to the pages of acts, for those whose role may do them, where they may be done now.

What nobody can press explains nothing, so an act that is shut is left out. Where a reader looks
for it, a sentence says why it is not there.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.actor import Actor, Role
from tracker.pages.act_pages import ActPage, Here, why_not
from tracker.pages.looking import Looking
from tracker.process.policy import POLICY, may


class RecordedFor(Struct, frozen=True, kw_only=True):
    """A city or a firm for which something is recorded, by the original that lies before us."""

    organisation_id: UUID
    name: str
    role: Role
    original: UUID


class Link(Struct, frozen=True, kw_only=True):
    """An act's page; without `href` it is shut, and `why` is the sentence in place of it."""

    label: str
    href: str = ""
    why: str = ""
    ends: bool = False
    """Whether it ends what it is done to."""


def links(
    actor: Actor, acts: Iterable[ActPage], here: Here | None = None, **values: object
) -> list[Link]:
    """One for each act that the role may do and that is open, with these values in its address.

    `here` None: what is done to no project and no call. Acts that are shut are told once a reason:
    those that say so by themselves, and the first where nothing else is left.
    """
    asked = [
        (act, why_not(act, here, actor.role, actor)) for act in acts if may(actor, act.policy.act)
    ]
    offered = [
        Link(label=act.title, href=act.address(**values), ends=act.ends)
        for act, why in asked
        if why is None
    ]
    told = [(act, why) for act, why in asked if why is not None and act.says_why]
    if not offered and not told:
        told = [(act, why) for act, why in asked if why is not None][:1]
    said = {why: Link(label=act.title, why=why) for act, why in reversed(told)}
    return offered + list(reversed(said.values()))


def links_for(
    party: RecordedFor, acts: Iterable[ActPage], here: Here, **values: object
) -> list[Link]:
    """One for each act that the party may do now, to be recorded for it on its original."""
    asked = f"behalf={party.organisation_id}&original={party.original}"
    return [
        Link(label=act.title, href=f"{act.address(**values)}?{asked}")
        for act in acts
        if party.role in POLICY[act.policy.act] and why_not(act, here, party.role) is None
    ]


def links_of(
    look: Looking,
    pages: Iterable[ActPage],
    name: str,
    here: Here | None = None,
    things: Iterable[Any] = (),
    key: Callable[[Any], Any] = lambda thing: thing.id,
) -> Any:
    """For templates: what may be done to one of the things, by its key; a row explains nothing."""
    known = {key(thing): thing for thing in things}

    def of_one(one: Any) -> list[Link]:
        at = here if here is None or one not in known else replace(here, thing=known[one])
        return [link for link in links(look.actor, pages, at, **{name: one}) if link.href]

    return of_one
