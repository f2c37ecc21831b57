"""Votes that come as signed letters: one person records them, a second compares and they count."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tracker.gates import queries
from tracker.gates.commands.motions import check_open, gather_for
from tracker.gates.commands.votes import cannot_sit, cast_vote, expect_seat
from tracker.gates.letter_wire import NewVoteLetter
from tracker.gates.models import Motion, Vote, VoteLetter
from tracker.gates.motions import case_of
from tracker.gates.wire import NewVote
from tracker.journal.desk import Desk
from tracker.kernel.by_name import made
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models import Project

_VOTED_SINCE = N_("Whoever signed has voted since then themselves; the newer vote counts.")


async def record_letter(
    desk: Desk, project: Project, motion: Motion, data: NewVoteLetter
) -> VoteLetter:
    """Put a signed vote on record; it counts once somebody else has compared the original.

    A newer letter of the same seat takes the place of one that nobody has compared.
    """
    refuse_if_shut(Act.VOTE_RECORD, project, case_of(motion))
    check_open(motion)
    seat = expect_seat(motion, data)
    if data.person_id == desk.actor.person_id:
        raise Unfit("person_id", N_("Vote yourself; a letter is recorded for somebody else."))
    if not await projects.has_begun(desk, project, data.signed_on):
        raise Unfit("signed_on", N_("Give the day on the letter, today at the latest."))
    if data.signed_on < motion.opened_on:
        raise Unfit(
            "signed_on", N_("The letter is older than the motion; ask for one on this motion.")
        )
    original = await projects.own_upload(desk, data.file_id)
    if original is None or original.project_id != project.id:
        raise Unfit(
            "file_id", N_("Upload the signed letter to this project yourself, and name it.")
        )
    standing = await queries.votes(desk.session, motion.id)
    if any(row.person_id == desk.actor.person_id for row in standing):
        raise Forbidden(N_("You have voted on this motion; somebody else records the letter."))
    if _voted_since(standing, data.person_id, data.signed_on, project):
        raise Unfit("signed_on", _VOTED_SINCE)
    dossier = await gather_for(desk, project, motion)
    others = [row for row in standing if row.person_id != data.person_id]
    if why := await cannot_sit(desk.session, motion, seat, data.person_id, dossier, others):
        raise Unfit("person_id", why[0])
    row = desk.add(
        made(
            VoteLetter,
            data,
            project_id=project.id,
            motion_id=motion.id,
            file_id=original.id,
            sha256=original.sha256,
            recorded_by=desk.actor.person_id,
        )
    )
    desk.record("vote.received", row, original=original.sha256)
    await desk.session.flush()
    return row


async def compare_letter(
    desk: Desk, project: Project, motion: Motion, letter: VoteLetter
) -> Vote | Refusal:
    """A second person has held what was recorded against the original: it is a vote now."""
    if desk.actor.person_id in (letter.recorded_by, letter.person_id):
        raise Forbidden(N_("Somebody else than who recorded or signed the letter compares it."))
    waits = queries.waiting(
        await queries.letters(desk.session, motion.id),
        await queries.all_votes(desk.session, motion.id),
    )
    if letter.id not in waits:
        raise Conflict(N_("This letter counts already, or a newer one has taken its place."))
    standing = await queries.votes(desk.session, motion.id)
    if _voted_since(standing, letter.person_id, letter.signed_on, project) or any(
        row.person_id == letter.person_id
        and row.letter_id is None
        and row.created_at > letter.created_at
        for row in standing
    ):
        raise Conflict(_VOTED_SINCE)
    asked = NewVote(seat=letter.seat, choice=letter.choice, grounds=letter.grounds)
    return await cast_vote(desk, project, motion, asked, letter)


def _voted_since(
    standing: Iterable[Vote], person_id: UUID, signed_on: date, project: Project
) -> bool:
    """Whether somebody voted in person on a day after the one on their letter."""
    return any(
        row.person_id == person_id
        and row.letter_id is None
        and project_day(project, row.created_at) > signed_on
        for row in standing
    )
