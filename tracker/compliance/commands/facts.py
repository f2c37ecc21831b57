"""Answers to facts, the reviewer's look at them, and events that re-open what was checked."""

from datetime import date, timedelta

from tracker.compliance.commands.assurance import note_requirements
from tracker.compliance.commands.on_record import OpenFacts, open_facts
from tracker.compliance.duties import may_check_fact
from tracker.compliance.models import FactAnswer, FactCheck
from tracker.compliance.people import answered_by
from tracker.compliance.queries.catalogues import catalogue_of
from tracker.compliance.record import AnswerOnRecord
from tracker.compliance.wire.catalogues import NewRecheck
from tracker.compliance.wire.facts import NewAnswer, NewAnswers, NewCheck
from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, NotFound, Stale, Unfit
from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.process.unmet import Refusal
from tracker.projects import commands as projects
from tracker.projects.models import Project, RecheckEvent

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)


async def answer_fact(desk: Desk, project: Project, fact: str, data: NewAnswer) -> FactAnswer:
    """A new answer takes the place of the one before; what it makes asked blocks from now on."""
    opened = await open_facts(desk, Act.FACT_ANSWER, project)
    if fact not in opened.facts:
        raise NotFound
    row = _answered(desk, project, fact, data, opened.facts[fact].newest)
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


async def answer_facts(
    desk: Desk, project: Project, data: NewAnswers, version: int
) -> list[FactAnswer]:
    """Answer several facts at once, or none: each that says something new, as `answer_fact` does.

    What is on record already stays, with whoever confirmed it. `version` is that of the answers
    which were read (`facts.version`); Stale where somebody answered since.
    """
    opened = await open_facts(desk, Act.FACT_ANSWER, project)
    for fact in data.answers:
        if fact not in opened.facts:
            raise Unfit(
                f"answers.{fact}",
                N_("Name a question that the catalogue of the project asks."),
            )
    if version != opened.version:
        raise Stale(N_("Somebody answered meanwhile; look at the answers again."))
    new = [fact for fact in opened.facts if _is_new(opened.facts[fact].newest, data, fact)]
    if not new:
        raise Unfit("answers", N_("These answers are on record already; change at least one."))
    rows = [
        _answered(
            desk,
            project,
            fact,
            NewAnswer(answer=data.answers[fact], reason=data.reason),
            opened.facts[fact].newest,
        )
        for fact in new
    ]
    await desk.session.flush()
    await note_requirements(desk, project)
    return rows


def _is_new(before: AnswerOnRecord | None, data: NewAnswers, fact: str) -> bool:
    """An answer that was refused is given anew, also in the same words."""
    if fact not in data.answers:
        return False
    stands = before is not None and before.confirmed is not False
    return not (stands and before is not None and before.answer is data.answers[fact])


def _answered(
    desk: Desk, project: Project, fact: str, data: NewAnswer, before: AnswerOnRecord | None
) -> FactAnswer:
    row = desk.add(
        FactAnswer(
            project_id=project.id,
            fact=fact,
            answer=data.answer,
            reason=data.reason,
            by=desk.actor.person_id,
            replaces_id=before and before.id,
        )
    )
    desk.record("fact.answered", row, fact=fact, was=before and before.answer, answer=data.answer)
    return row


async def check_fact(
    desk: Desk, project: Project, answer: FactAnswer, data: NewCheck
) -> FactCheck | Refusal:
    """The reviewer confirms or refuses the newest answer, never their own organisation's."""
    opened = await open_facts(desk, Act.FACT_CHECK, project)
    if sentence := _bar(opened, desk.actor, answer):
        return desk.refuse("fact.refused", answer, sentence)
    newest = opened.facts[answer.fact].newest if answer.fact in opened.facts else None
    if newest is None or newest.id != answer.id:
        raise Conflict(N_("There is a newer answer to this fact; check that one."))
    if newest.confirmed is not None:
        raise Conflict(N_("This answer is checked already; a change needs a new answer."))
    row = desk.add(
        FactCheck(
            project_id=project.id,
            fact_answer_id=answer.id,
            person_id=desk.actor.person_id,
            outcome=data.outcome,
            comment=data.comment,
        )
    )
    desk.record("fact.checked", row, fact=answer.fact, outcome=data.outcome)
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


def _bar(opened: OpenFacts, actor: Actor, answer: FactAnswer) -> str | None:
    """Raises Forbidden for a reviewer who is too near to whoever answered.

    All memberships of the person count, not only the one that acts.
    """
    answered = answered_by(opened.people, answer.by)
    if may_check_fact(opened.people.person(actor.person_id), answered):
        return None
    if answer.by == actor.person_id:
        return "Whoever answered a fact does not check it; another reviewer has to."
    return (
        "A fact is checked by a reviewer who is neither officer nor manager of the project, nor "
        "of an organisation that answers its facts; another reviewer has to."
    )


async def report_event(desk: Desk, project: Project, data: NewRecheck) -> RecheckEvent:
    """Report an event; earlier reviews of the requirements that name it count no more."""
    refuse_if_shut(Act.RECHECK_FIRE, project)
    kinds = (await catalogue_of(desk.session, project)).recheck_events
    if data.kind not in kinds:
        raise Unfit("kind", N_("Name a kind of event that the catalogue of the project knows."))
    _expect_day(data.on_day, project_day(project, desk.now))
    row = projects.fire_recheck(desk, project, data.kind, data.source, on_day=data.on_day)
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


def _expect_day(on_day: date | None, today: date) -> None:
    """Raises Unfit for a day to come and for one more than a year back.

    One day ahead is let through: whoever reports may live further east than the project.
    """
    if on_day is not None and on_day > today + _DAY:
        raise Unfit("on_day", N_("Give the day on which it happened, not one to come."))
    if on_day is not None and on_day < today - _YEAR:
        raise Unfit("on_day", N_("Give a day not more than a year back."))
