"""Acts on programmes, calls, committee seats and solutions."""

from uuid import UUID

from msgspec import UNSET
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from tracker import journal
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import OrganisationKind, Role
from tracker.kernel.by_name import given, made
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import known_zone, to_minor
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.people.models import Organisation
from tracker.process.panel import SMALLEST_QUORUM
from tracker.process.policy import Act
from tracker.process.sentences import call_state_word
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import CallState
from tracker.process.today import access_day, call_day
from tracker.programme import queries
from tracker.programme.models import (
    Call,
    CommitteeSeat,
    Criterion,
    Programme,
    Solution,
)
from tracker.programme.rules import closed_already, state_now
from tracker.programme.wire import (
    CallChange,
    Criteria,
    NewCall,
    NewProgramme,
    NewSeat,
    NewSolution,
    ProgrammeChange,
    SolutionChange,
)
from tracker.web.values import all_of, label_of

_CHANGEABLE = {
    CallState.DRAFT: frozenset(CallChange.__struct_fields__),
    CallState.OPEN: frozenset({"label", "places", "closes_at", "voting_day"}),
    CallState.CLOSED: frozenset({"label", "places", "voting_day"}),
    CallState.DECIDED: frozenset({"label", "places"}),
}
_WHOLE = 100


async def add_programme(desk: Desk, data: NewProgramme) -> Programme:
    row = desk.add(Programme(label=data.label, currency=data.currency))
    desk.record("programme.added", row, currency=row.currency)
    await desk.session.flush()
    return row


async def change_programme(
    desk: Desk, row: Programme, data: ProgrammeChange, version: int
) -> Programme:
    """Give it another label; the currency stays, since ceilings are counted in it."""
    expect_version(row, version)
    detail = journal.change(row, {"label": data.label})
    desk.record("programme.changed", row, **detail)
    await desk.session.flush()
    return row


async def draft_call(desk: Desk, data: NewCall) -> Call:
    """Write a call down; nobody can apply until it is opened."""
    currency = await _currency(desk.session, data.programme_id)
    row = desk.add(
        made(
            Call,
            data,
            ceiling=_in_minor(data.ceiling, currency),
            state=CallState.DRAFT,
            catalogue_id=None,
        )
    )
    _check_call(row)
    desk.record("call.drafted", row, year=row.year)
    await desk.session.flush()
    return row


async def change_call(desk: Desk, row: Call, data: CallChange, version: int) -> Call:
    """Change a draft freely; once cities rely on it, nothing that would be held against them."""
    expect_version(row, version)
    changed = given(data)
    state = state_now(row, desk.now)
    if fixed := changed.keys() - _CHANGEABLE[state]:
        names = all_of(label_of(name) for name in sorted(fixed))
        raise Conflict(
            Filled(
                N_("A call that is %(state)s keeps %(names)s; draft another call."),
                state=call_state_word(state),
                names=names,
            )
        )
    if state is not CallState.DRAFT and changed.get("places", row.places) < row.places:
        raise Unfit("places", N_("A call keeps the places that were announced; give more of them."))
    if state is CallState.OPEN and changed.get("closes_at", row.closes_at) < row.closes_at:
        raise Unfit(
            "closes_at", N_("An open call closes no earlier than announced; give a later one.")
        )
    if state is CallState.CLOSED and changed.get("voting_day", row.voting_day) < row.voting_day:
        raise Unfit("voting_day", N_("After the closing the voting day only moves to a later day."))
    if "ceiling" in changed:
        currency = await _currency(desk.session, row.programme_id)
        changed["ceiling"] = _in_minor(changed["ceiling"], currency)
    detail = journal.change(row, changed)
    _check_call(row)
    desk.record("call.changed", row, **detail)
    await desk.session.flush()
    return row


async def set_criteria(desk: Desk, call: Call, data: Criteria, version: int) -> Call:
    """Say what proposals are scored on, in place of what was said before."""
    refuse_if_shut(Act.CRITERIA_SET, state_now(call, desk.now))
    expect_version(call, version)
    for one in data.criteria:
        if not 1 <= one.weight <= _WHOLE or not 1 <= one.scale_max <= _WHOLE:
            raise Unfit(
                "criteria",
                Filled(N_("%(title)s: give a weight and a scale from 1 to 100."), title=one.title),
            )
    await desk.session.execute(delete(Criterion).where(Criterion.call_id == call.id))
    desk.session.add_all(
        Criterion(
            id=uuid7(desk.now),
            created_at=desk.now,
            call_id=call.id,
            position=position,
            title=one.title,
            weight=one.weight,
            scale_max=one.scale_max,
        )
        for position, one in enumerate(data.criteria, start=1)
    )
    flag_modified(call, "state")  # the call's version stands for its criteria too
    weights = [one.weight for one in data.criteria]
    desk.record("criteria.set", call, weights=weights)
    await desk.session.flush()
    return call


async def open_call(desk: Desk, call: Call) -> Call:
    """Let cities apply: criteria are fixed, and the newest catalogue is the one of its projects."""
    refuse_if_shut(Act.CALL_OPEN, state_now(call, desk.now))
    weight = sum(row.weight for row in await queries.criteria(desk.session, call.id))
    if weight != _WHOLE:
        raise Unfit(
            "criteria",
            Filled(N_("The weights sum to %(weight)s; make them sum to 100."), weight=weight),
        )
    if call.closes_at <= desk.now:
        raise Unfit("closes_at", N_("It would be closed at once; give a later instant."))
    catalogue_id = await queries.newest_catalogue(desk.session)
    if catalogue_id is None:
        raise Conflict(
            N_("No requirement catalogue is published; publish one, then open the call.")
        )
    call.state, call.catalogue_id = CallState.OPEN, catalogue_id
    desk.record("call.opened", call, catalogue=catalogue_id)
    await desk.session.flush()
    return call


async def close_call(desk: Desk, call: Call) -> Call:
    """End the call after its deadline; what becomes of its drafts is in `proposals`."""
    refuse_if_shut(Act.CALL_CLOSE, state_now(call, desk.now))
    if why := closed_already(call):
        raise Conflict(why)
    call.state = CallState.CLOSED
    desk.record("call.closed", call)
    await desk.session.flush()
    return call


async def give_seat(desk: Desk, call: Call, data: NewSeat) -> CommitteeSeat:
    """Seat a committee member; somebody who sat before gets their number back."""
    organisation_id = await _organisation_of_member(desk, data)
    row = await queries.seat_of(desk.session, call.id, data.person_id)
    if row is None:
        row = desk.add(
            CommitteeSeat(
                call_id=call.id,
                person_id=data.person_id,
                organisation_id=organisation_id,
                number=await queries.next_seat_number(desk.session, call.id),
                starts=access_day(desk.now),
                until=None,
            )
        )
    elif row.until is None:
        raise Conflict(N_("This person has a seat in the committee of this call."))
    else:
        row.organisation_id, row.starts, row.until = organisation_id, access_day(desk.now), None
    desk.record("seat.given", row, call=call.id, person=row.person_id)
    await desk.session.flush()
    return row


async def end_seat(desk: Desk, row: CommitteeSeat, version: int) -> CommitteeSeat:
    """Take a seat away, at once."""
    expect_version(row, version)
    if row.until is not None:
        raise Conflict(N_("This seat has ended already."))
    row.until = access_day(desk.now)
    desk.record("seat.ended", row, call=row.call_id, person=row.person_id)
    await desk.session.flush()
    return row


async def add_solution(desk: Desk, data: NewSolution) -> Solution:
    await _check_origin(desk.session, data.origin_city_id)
    row = desk.add(made(Solution, data))
    desk.record("solution.added", row)
    await desk.session.flush()
    return row


async def change_solution(
    desk: Desk, row: Solution, data: SolutionChange, version: int
) -> Solution:
    expect_version(row, version)
    if data.origin_city_id is not UNSET:
        await _check_origin(desk.session, data.origin_city_id)
    detail = journal.change(row, given(data))
    desk.record("solution.changed", row, **detail)
    await desk.session.flush()
    return row


def _check_call(row: Call) -> None:
    if not known_zone(row.zone):
        raise Unfit("zone", N_("Give an IANA time zone such as Asia/Seoul."))
    if row.closes_at <= row.opens_at:
        raise Unfit("closes_at", N_("Give an instant after the opening."))
    if row.voting_day <= call_day(row, row.closes_at):
        raise Unfit("voting_day", N_("Give a day after the one on which the call closes."))
    if row.places < 1:
        raise Unfit("places", N_("Give at least one place."))
    if row.quorum < SMALLEST_QUORUM:
        raise Unfit(
            "quorum",
            Filled(
                N_("A committee decides with at least %(smallest_quorum)s."),
                smallest_quorum=SMALLEST_QUORUM,
            ),
        )


async def _currency(session: AsyncSession, programme_id: UUID) -> str:
    programme = await session.get(Programme, programme_id)
    if programme is None:
        raise Unfit("programme_id", N_("Name a programme that exists."))
    return programme.currency


def _in_minor(ceiling: str | None, currency: str) -> int | None:
    if ceiling is None:
        return None
    amount = to_minor(ceiling, currency)
    if amount is None:
        raise Unfit(
            "ceiling",
            Filled(N_("%(currency)s has fewer decimals; round the amount."), currency=currency),
        )
    return amount


async def _organisation_of_member(desk: AnyDesk, data: NewSeat) -> UUID:
    """Of the membership by which the person may sit today."""
    for holder in await people.holders(desk, [Role.COMMITTEE_MEMBER]):
        if holder.person_id == data.person_id and data.organisation_id in (
            None,
            holder.organisation_id,
        ):
            return holder.organisation_id
    raise Unfit("person_id", N_("Name somebody who is a committee member today."))


async def _check_origin(session: AsyncSession, city_id: UUID | None) -> None:
    if city_id is None:
        return
    city = await session.get(Organisation, city_id)
    if city is None or city.kind is not OrganisationKind.CITY:
        raise Unfit("origin_city_id", N_("Name a city, or leave it out."))
