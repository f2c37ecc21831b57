"""Answers to facts, the reviewer's look at them, and events that re-open what was checked."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance.commands.assurance import note_requirements
from tracker.compliance.commands.desk import Answering, open_facts, refuse
from tracker.compliance.duties import may_check_fact
from tracker.compliance.models import FactAnswer, FactCheck
from tracker.compliance.people import answered_by
from tracker.compliance.queries.catalogues import catalogue_of
from tracker.compliance.wire.catalogues import NewRecheck
from tracker.compliance.wire.facts import NewAnswer, NewCheck
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, NotFound, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.process.unmet import Refusal
from tracker.projects import commands as projects
from tracker.projects.models import Project, RecheckEvent

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)


async def answer_fact(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    fact: str,
    asked: NewAnswer,
    now: datetime,
) -> FactAnswer:
    """A new answer takes the place of the one before; what it makes asked blocks from now on."""
    on = await open_facts(session, Act.FACT_ANSWER, project, now)
    if fact not in on.facts:
        raise NotFound
    before = on.facts[fact].newest
    row = FactAnswer(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        fact=fact,
        answer=asked.answer,
        reason=asked.reason,
        by=actor.person_id,
        replaces_id=before and before.id,
    )
    session.add(row)
    journal.record(
        session,
        actor,
        "fact.answered",
        project.id,
        now,
        on=row,
        fact=fact,
        was=before and before.answer,
        answer=asked.answer,
    )
    await session.flush()
    await note_requirements(session, project, now)
    return row


async def check_fact(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    answer: FactAnswer,
    asked: NewCheck,
    now: datetime,
) -> FactCheck | Refusal:
    """The reviewer confirms or refuses the newest answer, never their own organisation's."""
    on = await open_facts(session, Act.FACT_CHECK, project, now)
    if sentence := _bar(on, actor, answer):
        return refuse(session, actor, project, "fact.refused", sentence, now, on=answer)
    newest = on.facts[answer.fact].newest if answer.fact in on.facts else None
    if newest is None or newest.id != answer.id:
        raise Conflict(N_("There is a newer answer to this fact; check that one."))
    if newest.confirmed is not None:
        raise Conflict(N_("This answer is checked already; a change needs a new answer."))
    row = FactCheck(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        fact_answer_id=answer.id,
        person_id=actor.person_id,
        outcome=asked.outcome,
        comment=asked.comment,
    )
    session.add(row)
    journal.record(
        session,
        actor,
        "fact.checked",
        project.id,
        now,
        on=row,
        fact=answer.fact,
        outcome=asked.outcome,
    )
    await session.flush()
    await note_requirements(session, project, now)
    return row


def _bar(on: Answering, actor: Actor, answer: FactAnswer) -> str | None:
    """As for a requirement that the reviewer verifies: it looks at all that the person is."""
    answered = answered_by(on.people, answer.by)
    if may_check_fact(on.people.person(actor.person_id), answered):
        return None
    if answer.by == actor.person_id:
        return "Whoever answered a fact does not check it; another reviewer has to."
    return (
        "A fact is checked by a reviewer who is neither officer nor manager of the project, nor "
        "of an organisation that answers its facts; another reviewer has to."
    )


async def report_event(
    session: AsyncSession, actor: Actor, project: Project, asked: NewRecheck, now: datetime
) -> RecheckEvent:
    """Something happened that makes earlier reviews of the requirements naming it count no more."""
    refuse_if_shut(Act.RECHECK_FIRE, project)
    kinds = (await catalogue_of(session, project)).recheck_events
    if asked.kind not in kinds:
        raise Unfit("kind", N_("Name a kind of event that the catalogue of the project knows."))
    _expect_day(asked.on_day, project_day(project, now))
    row = projects.fire_recheck(
        session, actor, project, asked.kind, asked.source, now, on_day=asked.on_day
    )
    await session.flush()
    await note_requirements(session, project, now)
    return row


def _expect_day(on_day: date | None, today: date) -> None:
    """Whoever reports it may live further east; what is older than a year is told as of today."""
    if on_day is not None and on_day > today + _DAY:
        raise Unfit("on_day", N_("Give the day on which it happened, not one to come."))
    if on_day is not None and on_day < today - _YEAR:
        raise Unfit("on_day", N_("Give a day not more than a year back."))
