"""Whose turn it is, as rows of pages: when, what, where, since, and by whom by name."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.journal.desk import Desk
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.errors import NotFound
from tracker.kernel.saying import Filled
from tracker.pages.looking import Looking, named
from tracker.people import queries as people
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act, may
from tracker.process.tasks import KINDS, Kind, Task, keys
from tracker.process.today import project_day
from tracker.process.unmet import FixKind
from tracker.process.working_days import days_late
from tracker.projects import queries as projects
from tracker.tasks import queries as tasks
from tracker.tasks.addresses import page_of
from tracker.tasks.owners import NamedHolder, holders, houses_of, parties_of, whose
from tracker.tasks.queries import Fresh, Listing, Shown, Sought
from tracker.tasks.urgency import Counts, Urgency, urgency
from tracker.tasks.wording import names, sentence


class Turn(Struct, frozen=True, kw_only=True):
    """A row: `what` is its link; `key` tells it from the others of its project.

    `late` are working days since the last one, 0 while there is time; `waits` those for which it
    has been its owner's turn, since `since`. `mine`: it is the reader's. `ahead`: it is nobody's
    turn before `opens`. `place` names its project, or what it is about where it belongs to none
    (`project` is ""). `gates` wait for it. `parties`: the persons and firms whose it is; `ours`:
    somebody of the reader's house. `named`: by name what it is done to, where `what` only counts.
    `zone` is where its days are; `minutes`: how long it takes about, 0 where nobody says.
    """

    kind: Kind
    key: str
    what: Filled
    href: str
    project: str
    place: str
    since: date
    due: date | None
    opens: date | None
    late: int
    urgency: Urgency
    waits: int
    whose: Filled
    parties: frozenset[UUID]
    mine: bool
    ours: bool
    ahead: bool
    gates: tuple[str, ...]
    asked_at: str
    named: Filled | None
    zone: str
    minutes: int

    @property
    def gate(self) -> str:
        """The title of the gate that waits for it."""
        return GATE_BY_ID[self.gates[0]].title if self.gates else ""

    @property
    def holds_up(self) -> str:
        """The same, once it is late."""
        return self.gate if self.late else ""

    @property
    def coming(self) -> date | None:
        """Of what lies ahead, its day; of what falls to somebody the day after, the day before."""
        days = [day for day in (self.opens, self.due) if day is not None]
        return min(days, default=None)


class Group(Struct, frozen=True, kw_only=True):
    """What waits for the same persons or firms, `parties`."""

    whose: Filled
    parties: frozenset[UUID]
    rows: list[Turn]

    @property
    def late(self) -> int:
        return sum(bool(row.late) for row in self.rows)


class TurnList(Struct, frozen=True, kw_only=True):
    """A page of rows, from the one numbered `first` of all `counts` on; `next` begins the next."""

    rows: list[Turn]
    counts: Counts
    first: int
    next: str | None
    behind: bool

    @property
    def capped(self) -> bool:
        """Whether there are more than anybody counts."""
        return self.counts.total() >= tasks.MOST_COUNTED

    @property
    def count(self) -> str:
        """How many there are; of very many, that they are more."""
        return f"{tasks.MOST_COUNTED}+" if self.capped else str(self.counts.total())

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def by_urgency(self) -> dict[Urgency, list[Turn]]:
        """In the order of urgency; those of which the page has none are left out."""
        found = {one: [row for row in self.rows if row.urgency is one] for one in Urgency}
        return {one: rows for one, rows in found.items() if rows}

    @property
    def all_counts(self) -> list[tuple[Urgency, int]]:
        """How many of each urgency there are on all pages; those that there are."""
        if self.capped:
            return []
        return [(one, self.counts[one]) for one in Urgency if self.counts[one]]

    @property
    def by_party(self) -> list[Group]:
        return grouped(self.rows)


class MyTurn(Struct, frozen=True, kw_only=True):
    """What is the reader's, what waits for others as far as they may know, and what lies ahead;
    `over` is what they were read with.
    """

    mine: TurnList
    others: TurnList
    ahead: list[Turn]
    over: Fresh


MINE, OTHERS, AHEAD = 20, 30, 12


class Turned(Struct, frozen=True, kw_only=True):
    """To which page a list was turned: after a rank, and how many rows came before."""

    after: str = ""
    before: int = 0


FIRST_PAGE = Turned()


async def my_turn(look: Looking, mine: Turned, others: Turned) -> MyTurn:
    """The lists of a front page."""
    session, actor, now = look.session, look.actor, look.now
    over = await tasks.fresh(Desk(session, now, actor))
    own = await tasks.mine(Desk(session, now, actor), over, mine.after, MINE)
    rest = await tasks.of_others(Desk(session, now, actor), over, others.after, OTHERS)
    ahead = await tasks.ahead(Desk(session, now, actor), over, AHEAD)
    rows = await turns(look, [*own.items, *rest.items, *ahead])
    first, second = len(own.items), len(own.items) + len(rest.items)
    return MyTurn(
        mine=_listed(own, rows[:first], mine),
        others=_listed(rest, rows[first:second], others),
        ahead=rows[second:],
        over=over,
    )


def _listed(found: Listing, rows: list[Turn], turned: Turned = FIRST_PAGE) -> TurnList:
    return TurnList(
        rows=rows,
        counts=found.counts,
        first=turned.before + 1,
        next=found.next,
        behind=found.behind,
    )


class Elsewhere(Struct, frozen=True, kw_only=True):
    """Another role of the reader in which something waits for them; `count` says how many."""

    membership_id: UUID
    role: Role
    organisation: str
    count: str


async def elsewhere(look: Looking) -> list[Elsewhere]:
    """What waits for the reader in their other roles; one statement where they have none."""
    session, now = look.session, look.now
    parts = await people.other_parts(Desk(session, now, look.actor), look.visitor.provider_id)
    found = []
    for actor, organisation in parts:
        if may(actor, Act.TASK_SEE):
            over = await tasks.fresh(Desk(session, now, actor))
            listing = _listed(await tasks.mine(Desk(session, now, actor), over, "", 1), [])
            found.append(
                Elsewhere(
                    membership_id=actor.membership_id,
                    role=actor.role,
                    organisation=organisation,
                    count=listing.count,
                )
            )
    return [one for one in found if one.count != "0"]


LATE = 50
"""Projects that are offered at once for nudging."""


class Late(Struct, frozen=True, kw_only=True):
    """In which projects others let a day pass, by code with the city; and who, by name."""

    projects: dict[str, str]
    parties: dict[UUID, str]


async def late_ones(look: Looking, codes: Collection[str] = ()) -> Late:
    """Those who are late with what the reader may know of, the latest first.

    `codes`: in these projects alone; else in the LATE in which somebody waits longest.
    """
    over = await tasks.fresh(look)
    sought = [Sought(project=code, late=True) for code in codes] or [Sought(late=True)]
    found: list[Shown] = []
    for one in sought:
        found += (await tasks.of_others(look, over, "", 4 * LATE, one)).items
    rows = await turns(look, found)
    projects = {one.project: one.city for one in found if one.project}
    parties = await named(look, frozenset[UUID]().union(*(row.parties for row in rows)))
    return Late(projects=dict(list(projects.items())[:LATE]), parties=dict(parties))


async def turn_of(look: Looking, code: str, key: str) -> Turn:
    """What waits in a project under a key; NotFound where it is done or nobody's turn any more."""
    project = await projects.get(look, code)
    shown = await tasks.of_project(look, project)
    meant = [one for one in shown if key in keys(one.task)]
    if not meant:
        raise NotFound
    return (await turns(look, meant[:1]))[0]


async def late_in(look: Looking, over: Fresh, codes: Collection[str]) -> Mapping[str, int]:
    """How many things are late in each of these projects that the reader may know of."""
    if not codes or not may(look.actor, Act.TASK_SEE):
        return {}
    return await tasks.late_by_project(look, over, codes)


async def turns(look: Looking, shown: Sequence[Shown]) -> list[Turn]:
    """As rows, in the order in which they come; at most one statement, for names."""
    among = await holders(look, [one.task for one in shown])
    return [_turn(look, one, among) for one in shown]


def _turn(look: Looking, one: Shown, among: Sequence[NamedHolder]) -> Turn:
    task, today = one.task, project_day(one, look.now)
    return Turn(
        kind=task.kind,
        key=keys(task)[0],
        what=sentence(task, ahead=one.ahead, codes=look.actor.role not in CITY_ROLES),
        href=_href(one),
        project=one.project,
        place=f"{one.title}, {one.city}" if one.project else one.title,
        since=task.since,
        due=task.due,
        opens=task.opens,
        late=days_late(task.due, today),
        urgency=urgency(task, one, look.now),
        waits=days_late(task.since, today),
        whose=whose(task.owner, among),
        parties=parties_of(task.owner, among),
        mine=one.mine,
        ours=one.mine or look.actor.organisation_id in houses_of(task.owner, among),
        ahead=one.ahead,
        gates=task.gates,
        asked_at=task.detail.get("gate", ""),
        named=names(task) if len(task.things) > 1 else None,
        zone=one.zone,
        minutes=KINDS[task.kind].minutes * len(task.things),
    )


_OWN = ("/new", "/edit", "/people")
"""Endings of pages that are for whoever does it."""


def _href(one: Shown) -> str:
    """Where it is done; of others' turns where it stands, as far as the reader may look there."""
    page = page_of(one.task, one.project)
    return f"/projects/{one.project}" if not one.mine and page.endswith(_OWN) else page


class Waiting(Struct, frozen=True, kw_only=True):
    """What waits in a project: the reader's own, others' by whose it is, and what lies ahead."""

    mine: list[Turn]
    others: list[Group]
    ahead: list[Turn]

    @property
    def count(self) -> int:
        return len(self.mine) + sum(len(one.rows) for one in self.others)

    @property
    def late(self) -> bool:
        """Whether others let a day pass."""
        return any(row.late for one in self.others for row in one.rows)


def grouped(rows: Sequence[Turn]) -> list[Group]:
    """Rows by whose they are, in the order in which the first of each comes."""
    groups: dict[str, Group] = {}
    for row in rows:
        new = Group(whose=row.whose, parties=row.parties, rows=[])
        groups.setdefault(str(row.whose), new).rows.append(row)
    return list(groups.values())


async def turns_in(look: Looking, code: str) -> list[Turn]:
    """Every row of a project that the reader may know of, by urgency."""
    if not may(look.actor, Act.TASK_SEE):
        return []
    project = await projects.get(look, code)
    return await turns(look, await tasks.of_project(look, project))


async def turns_about(look: Looking, code: str, things: Collection[object]) -> list[Turn]:
    """What waits now for anybody about these things of a project, the reader's own first.

    `things`: ids, as tasks name what they are done to.
    """
    if not may(look.actor, Act.TASK_SEE):
        return []
    project = await projects.get(look, code)
    meant = {str(one) for one in things}
    found = [
        one
        for one in await tasks.of_project(look, project)
        if not one.ahead and not meant.isdisjoint(it.id for it in one.task.things)
    ]
    return sorted(await turns(look, found), key=lambda row: not row.mine)


async def turns_on(look: Looking, code: str) -> dict[str, list[Turn]]:
    """What waits now at each requirement of a project's checklist, the reader's own first.

    Of a task about several requirements each has a row that speaks of it alone.
    """
    if not may(look.actor, Act.TASK_SEE):
        return {}
    project = await projects.get(look, code)
    found = [
        (requirement, replace(one, task=alone))
        for one in await tasks.of_project(look, project)
        if not one.ahead
        for requirement, alone in _at_requirements(one.task)
    ]
    rows = await turns(look, [one for _, one in found])
    at: dict[str, list[Turn]] = {}
    pairs = zip((requirement for requirement, _ in found), rows, strict=True)
    for requirement, row in sorted(pairs, key=lambda pair: not pair[1].mine):
        at.setdefault(requirement, []).append(row)
    return at


def _at_requirements(task: Task) -> Iterator[tuple[str, Task]]:
    """The requirements that a task is about, each with the part of it that is about this one."""
    if task.fix is FixKind.REQUIREMENT:
        yield from ((one.id, replace(task, things=(one,))) for one in task.things)
    elif "requirement" in task.detail:
        yield task.detail["requirement"], task


def waiting(rows: Sequence[Turn]) -> Waiting:
    return Waiting(
        mine=[row for row in rows if row.mine and not row.ahead],
        others=grouped([row for row in rows if not row.mine and not row.ahead]),
        ahead=[row for row in rows if row.ahead],
    )


READY = frozenset({Kind.ASK_FOR_DECISION, Kind.AFTER_LOST_VOTE})


def is_ready(rows: Sequence[Turn]) -> bool:
    """Whether nothing is in the way of the decision at the gate ahead: then somebody asks for it.

    What becomes a condition may still be missing.
    """
    return any(row.kind in READY and not row.ahead for row in rows)
