"""What a page for an act is made of: the API's handler, its words, and what it is done to."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tracker.kernel.actor import Actor, Role
from tracker.process.policy import POLICY
from tracker.process.shut import parts_of, why_shut
from tracker.process.stages import CallState
from tracker.process.state_rows import Case, ProjectState
from tracker.process.unmet import Unmet
from tracker.web import forms
from tracker.web.fields import Ask, Option, takes_many
from tracker.web.guards import Requires

_ENDINGS = {"POST": "new", "PATCH": "edit", "PUT": "edit", "DELETE": "end"}


class Here(Struct, frozen=True, kw_only=True):
    """What the acts of a page are done to.

    `at`: the project, or where the call stands now. `thing`: what an act page's own `shut_by` looks
    at, such as a deliverable. `cases`: what the table of states knows this thing to be about.
    """

    at: ProjectState | CallState
    thing: object = None
    cases: tuple[Case, ...] = ()


class ToHandIn(Struct, frozen=True, kw_only=True):
    """One thing that is handed in, as it is shown to be checked; `href` is where it is changed."""

    name: str
    label: str
    texts: tuple[str, ...] = ()
    files: tuple[Option, ...] = ()
    href: str = ""


class About(Struct, frozen=True, kw_only=True):
    """What an act is done to, as its page shows it.

    `known`: name and value of what is good to know before. `there`: a thing or a
    mapping whose names fill the fields at first. `asks`: what only this thing knows about
    fields, such as who may be chosen.
    """

    subject: str
    back: str
    project: str = ""
    """Its code, where files may come with the form."""
    call_id: UUID | None = None
    """The call to which they go where there is no project yet."""
    crumbs: tuple[tuple[str, str], ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    there: object = None
    asks: Mapping[str, Ask] = {}
    version: int | None = None
    answers: tuple[ToHandIn, ...] = ()
    """What a `checked` act without fields of its own hands in."""
    here: Here | None = None
    """Whose state may shut the act; None where it is done to no project and no call."""


def is_there(about: About, name: str) -> bool:
    """Whether a field is filled at first; with nothing, perhaps."""
    if isinstance(about.there, Mapping):
        return name in about.there
    return hasattr(about.there, name)


def what_is_there(about: About, name: str) -> Any:
    """What a field is filled with at first, or None."""
    if isinstance(about.there, Mapping):
        return about.there.get(name)
    return getattr(about.there, name, None)


Look = Callable[..., Awaitable[About]]
"""`async def about_motion(look: Looking, motion_id: UUID) -> About`; named as the path has it."""


class ByMail(Struct, frozen=True, kw_only=True):
    """A sentence that promises a letter, and the one for where mail is not set up."""

    mailed: str
    otherwise: str


def as_set_up(said: str | ByMail, *, mails: bool) -> str:
    """The sentence that is true here."""
    if isinstance(said, str):
        return said
    return said.mailed if mails else said.otherwise


class ActPage(Struct, frozen=True, kw_only=True):
    """One act's page. `handler` is the API's; `said` is the sentence after it was done."""

    handler: HTTPRouteHandler
    title: str
    button: str
    said: str | ByMail
    about: Look
    lead: str | ByMail = ""
    warning: str = ""
    asks: Mapping[str, Ask] = {}
    shows: str = ""
    """The template that shows the answer, where it can be shown only now; else it goes on."""
    ending: str = ""
    """The last part of the address, where two acts of one path need two."""
    cases: tuple[Case, ...] = ()
    """What its form may be about (`process/states.py`): it is offered where one of them is open."""
    shut_by: Callable[[Any], str | None] | None = None
    """Why the thing itself shuts the act, in a sentence; asked of the `thing` of its page."""
    not_for: Callable[[Any, Actor], str | None] | None = None
    """Why the reader may not do it to the thing, as it is their own, or not theirs to do."""
    says_why: bool = False
    """Whether readers look for it: where it is shut, a sentence stands in its place."""
    from_link: tuple[str, ...] = ()
    """The fields that a link to the form may fill; `about` reads them from the address."""
    ends: bool = False
    """Whether it ends what it is done to: it stands last and apart."""
    to: str = ""
    """Where to look next, with the path's values and the `answer` in it; else back where the form
    was opened.
    """
    checked: bool = False
    """Whether everything typed is shown once more before it is done; twice is done once only."""

    @property
    def method(self) -> str:
        (method,) = self.handler.http_methods
        return str(method)

    @property
    def path(self) -> str:
        (path,) = self.handler.paths
        return f"{path}/{self.ending or _ENDINGS[self.method]}"

    def address(self, **values: object) -> str:
        """The page's address, with the path's values in it."""
        return _PARAMETER.sub(lambda found: quote(str(values[found[1]]), safe=":"), self.path)

    @property
    def policy(self) -> Requires:
        (found,) = (guard for guard in self.handler.guards or () if isinstance(guard, Requires))
        return found

    @property
    def wire(self) -> type[Struct] | None:
        found = self.handler.fn.__annotations__.get("data")
        if found is None:
            return None
        kind, _ = forms.bare(found)
        return kind if isinstance(kind, type) and issubclass(kind, Struct) else None

    @property
    def files(self) -> dict[str, bool]:
        """The fields that take files; whether they take several."""
        if self.wire is None:
            return {}
        asked = [name for name, ask in self.asks.items() if ask.upload]
        return {name: takes_many(self.wire, name) for name in asked}

    @property
    def takes_files(self) -> bool:
        return bool(self.files)


_PARAMETER = re.compile(r"\{(\w+):\w+\}")


def why_not(act: ActPage, here: Here | None, role: Role, actor: Actor | None = None) -> str | None:
    """Why the act is shut here for the role, whatever it will be about; None where it is open.

    `actor`: who would do it, in their own name; None where it is recorded for a party.
    """
    if here is None:
        return None
    asked = parts_of(act.policy.act)
    parts = [one for one in asked if role in POLICY[one]] or asked
    cases = (None, *act.cases, *here.cases)
    reasons = [why_shut(part, here.at, case) for part in parts for case in cases]
    if None not in reasons:
        return reasons[0]
    if here.thing is None:
        return None
    why = act.shut_by(here.thing) if act.shut_by is not None else None
    if why is None and act.not_for is not None and actor is not None:
        why = act.not_for(here.thing, actor)
    return why


class Trouble(Struct, frozen=True, kw_only=True):
    """Why an act was not done: a status, a sentence, reasons, and what is wrong with fields."""

    status: int
    sentence: str = ""
    reasons: tuple[Unmet | str, ...] = ()
    errors: Mapping[str, str] = {}
