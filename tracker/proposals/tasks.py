"""Whose turn it is before a project is selected: the draft, its eligibility, its scores. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.actor import Role
from tracker.process.dossier import ProposalFacts
from tracker.process.stages import Stage
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.today import project_day
from tracker.process.unmet import FixKind
from tracker.projects.models import Project
from tracker.proposals.models import Proposal
from tracker.proposals.rules import Window, takes_a_version
from tracker.proposals.wire import Member

GATE = "G1"


class Applied(Struct, frozen=True, kw_only=True):
    """A proposal with what its call says of it; `members` sit in the committee today.

    Days are in the project's zone; `handed_in_on` None for what is not, or no more.
    """

    proposal: Proposal
    facts: ProposalFacts
    window: Window
    members: tuple[Member, ...]
    handed_in_on: date | None
    voting_day: date


def of_proposal(applied: Applied, project: Project, sent_back: datetime | None) -> Iterator[Task]:
    """Until it is handed in it is the city's; then the officer's and the committee's.

    `sent_back`: when a decision asked for a new version, if one did.
    """
    handed_in_on = applied.handed_in_on
    if handed_in_on is None:
        yield from _drafts(applied, project)
        return
    if sent_back is not None:
        yield from _new_version(applied, project, sent_back)
    if applied.facts.eligible is None:
        yield _of(
            Kind.CHECK_ELIGIBILITY, applied, project, Owner(roles=(Role.OFFICER,)), handed_in_on
        )
    for member in applied.members:
        if not member.conflicted and not member.scores_in:
            owner = Owner(persons=frozenset({member.person_id}))
            yield _scores(applied, project, owner, handed_in_on)
    if applied.facts.places_left < 1:
        owner = Owner(roles=(Role.MANAGER,))
        task = _of(Kind.ADD_PLACE, applied, project, owner, handed_in_on)
        yield _at_call(task, project)


def _drafts(applied: Applied, project: Project) -> Iterator[Task]:
    if project.stage is Stage.PROPOSAL and takes_a_version(applied.window, project.status):
        due = project_day(project, applied.window.closes_at)
        owner = Owner(roles=(Role.CITY_CONTACT,), houses=frozenset({project.city_id}))
        since = project_day(project, applied.proposal.created_at)
        yield _of(Kind.FINISH_DRAFT, applied, project, owner, since, due=due)


def _new_version(applied: Applied, project: Project, sent_back: datetime) -> Iterator[Task]:
    """Until one came, and not after the day that the decision gave for it."""
    until, sent = applied.window.resubmit_until, applied.proposal.submitted_at
    came = sent is not None and sent > sent_back
    if until is not None and applied.window.today <= until and not came:
        owner = Owner(roles=(Role.CITY_CONTACT,), houses=frozenset({project.city_id}))
        since = project_day(project, sent_back)
        yield _of(Kind.NEW_VERSION, applied, project, owner, since, due=until)


def _scores(applied: Applied, project: Project, owner: Owner, since: date) -> Task:
    """By the day of the vote, but for a version that came after it."""
    due = applied.voting_day if since <= applied.voting_day else None
    return _of(Kind.SCORE, applied, project, owner, since, due=due)


def _of(
    kind: Kind,
    applied: Applied,
    project: Project,
    owner: Owner,
    since: date,
    *,
    due: date | None = None,
) -> Task:
    return Task(
        kind=kind,
        subject=str(applied.proposal.id),
        owner=owner,
        since=since,
        due=due,
        fix=FixKind.PROPOSAL,
        things=(Thing(id=str(applied.proposal.id), name=project.title),),
        gates=(GATE,) if kind is not Kind.NEW_VERSION else (),
    )


def _at_call(task: Task, project: Project) -> Task:
    return replace(
        task, fix=FixKind.CALL, things=(Thing(id=str(project.call_id), name=project.title),)
    )
