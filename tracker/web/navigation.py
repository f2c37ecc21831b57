"""The bar at the top: three to six entries by role; the first is the role's front page."""

from msgspec import Struct

from tracker.kernel.actor import Actor, Role
from tracker.process.policy import Act, may
from tracker.web.language import N_


class BarEntry(Struct, frozen=True):
    """A place in the bar; `here` where the reader is under it."""

    label: str
    path: str
    here: bool = False


_TURN = BarEntry(N_("My turn"), "/")
_PROJECTS = BarEntry(N_("Projects"), "/projects")
_CALLS = BarEntry(N_("Calls"), "/calls")
_REPORTS = BarEntry(N_("Reports"), "/reports")
_ORGANISATIONS = BarEntry(N_("Organisations"), "/organisations")
_CATALOGUE = BarEntry(N_("Catalogue"), "/catalogues")
_COLLEAGUES = BarEntry(N_("Our people"), "/colleagues")
_PROPOSALS = BarEntry(N_("Proposals"), "/proposals")
_DESK = (_TURN, _PROJECTS, _PROPOSALS, _CALLS, _REPORTS, _ORGANISATIONS)
_CITY = (BarEntry(N_("Our project"), "/"), _PROJECTS, _PROPOSALS, _CALLS, _COLLEAGUES)

ENTRIES: dict[Role, tuple[BarEntry, ...]] = {
    Role.OFFICER: _DESK,
    Role.MANAGER: _DESK,
    Role.REVIEWER: (_TURN, _PROJECTS, _CATALOGUE, _REPORTS),
    Role.FIRM_MEMBER: (BarEntry(N_("My work"), "/"), _PROJECTS, _COLLEAGUES),
    Role.CITY_CONTACT: _CITY,
    Role.CITY_APPROVER: (BarEntry(N_("For your decision"), "/"), _PROJECTS, _CALLS),
    Role.CITY_SECURITY: (BarEntry(N_("Our project"), "/"), _PROJECTS, _CATALOGUE),
    Role.CITY_PRIVACY: (BarEntry(N_("Our project"), "/"), _PROJECTS, _CATALOGUE),
    Role.COMMITTEE_MEMBER: (_TURN, _CALLS),
    Role.OBSERVER: (BarEntry(N_("Portfolio"), "/"), _CALLS),
    Role.ADMINISTRATOR: (
        _TURN,
        BarEntry(N_("People"), "/people"),
        _ORGANISATIONS,
        BarEntry(N_("Settings"), "/settings"),
    ),
}

FURTHER = (
    (_COLLEAGUES, Act.PERSON_INVITE),
    (BarEntry(N_("Deputies"), "/deputies"), Act.DEPUTY_NAME),
)
"""Places that are needed seldom, each with the act that gives access."""


def further_of(actor: Actor) -> tuple[BarEntry, ...]:
    """Places that a role has in the menu, beside the bar."""
    bar = {entry.path for entry in ENTRIES[actor.role]}
    return tuple(entry for entry, act in FURTHER if may(actor, act) and entry.path not in bar)


def entries_of(role: Role | None, path: str) -> tuple[BarEntry, ...]:
    """The bar of a role, with the place of this page in it."""
    if role is None:
        return ()
    return tuple(
        BarEntry(entry.label, entry.path, here=_is_under(path, entry.path))
        for entry in ENTRIES[role]
    )


def _is_under(path: str, entry: str) -> bool:
    return path == entry or (entry != "/" and path.startswith(f"{entry}/"))
