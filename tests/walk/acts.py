"""What the model says of motions, votes, decisions and the equipment: allowed, and then what.

A function named `may_…` answers without changing anything; the others change the model.
"""

from datetime import date, timedelta

from tests.walk.model import (
    CLOSED,
    COMMITTEE,
    GATE_OF,
    HOLDERS,
    LAPSING_DAYS,
    SEATS,
    SOFT,
    WAYS,
    Condition,
    Decision,
    Motion,
    Point,
    Project,
    Requirement,
    Visit,
    asked_at,
)

AMENDS = ("rework", "hold", "stop")
EXTENDED_FOR = timedelta(days=2000)


def rests_on(project: Project, motion: Motion) -> str:
    """What a motion was put on, spelt out: if it reads otherwise later, it has to be put again."""
    asked = asked_at(_list_of(motion.gate, motion.leads_to))
    evaluation = project.evaluation if motion.gate in ("G4", "G5") else None
    return repr(
        (
            (motion.verdict, motion.leads_to, motion.conditions),
            [_ground(project, one, str(_list_of(motion.gate, motion.leads_to))) for one in asked],
            evaluation,
            sorted(project.delivered.items()),
            sorted(one.id for one in project.open_conditions()),
            sorted((one.id, one.answered) for one in project.open_points()),
            project.operation,
        )
    )


def expected(project: Project, gate: str, leads_to: str | None) -> dict[str, date | None]:
    """What may be missing if the decision says so: its subject, and until when it still counts."""
    found: dict[str, date | None] = {}
    if leads_to is None:
        return found
    listed = _list_of(gate, leads_to)
    for one in asked_at(listed):
        waiver = project.waived_by(one, str(listed))
        if waiver is not None and not project.met(one, str(listed)):
            found[one.id] = waiver.expires
    installed = "preparation" in project.delivered or project.operation != "never"
    if (gate, leads_to) == ("G4", "decision") and installed:
        found["removal"] = None
    if (gate, leads_to) in (("G5", "pilot"), ("G6", "pilot")) and not project.clear(SOFT, "G6"):
        found[SOFT.id] = None
    return found


def may_move(project: Project, motion: Motion, lost: list[Motion]) -> bool:
    """Whether the motion is taken; whoever moves is an officer or the manager."""
    return (
        _may_be_asked(project, motion)
        and _has_room(project, motion, lost)
        and ready(project, motion)
    )


def gives_way(project: Project, motion: Motion, lost: list[Motion]) -> bool:
    """Whether an older motion is over because this one was asked for, taken or not."""
    return (
        project.motion is not None
        and _may_be_asked(project, motion)
        and _has_room(project, motion, lost)
    )


def _may_be_asked(project: Project, motion: Motion) -> bool:
    if motion.supersedes is not None:
        newest = project.to_take_back()
        fits = newest is not None and (newest.id, newest.gate) == (motion.supersedes, motion.gate)
        if not fits or motion.verdict not in AMENDS or motion.leads_to is not None:
            return False
    elif GATE_OF.get(project.stage) != motion.gate:
        return False
    return project.status in _statuses(motion) and _is_known(motion)


def _is_known(motion: Motion) -> bool:
    if motion.leads_to is None:
        return motion.verdict in AMENDS
    if (motion.gate, motion.leads_to) not in WAYS:
        return False
    verdicts = WAYS[motion.gate, motion.leads_to][1]
    return motion.verdict in verdicts and (
        motion.verdict != "conditions" or bool(motion.conditions)
    )


def _has_room(project: Project, motion: Motion, lost: list[Motion]) -> bool:
    standing = project.motion
    if standing is not None and not lapsed(project, standing):
        unchanged = rests_on(project, standing) == standing.rests_on
        if outvoted(project):
            lost = [*lost, standing]
        elif standing.gate != motion.gate or unchanged:
            return False
    return not any(
        (one.gate, one.verdict, one.leads_to) == (motion.gate, motion.verdict, motion.leads_to)
        and one.rests_on == rests_on(project, motion)
        for one in lost
    )


def outvoted(project: Project) -> bool:
    """Whether the panel is against the open motion, which then gives way to any other."""
    motion = project.motion
    if motion is None or lapsed(project, motion) or rests_on(project, motion) != motion.rests_on:
        return False
    return outcome(project, motion) == "lost"


def lapsed(project: Project, motion: Motion) -> bool:
    waits = motion.verdict in ("hold", "stop") and "city_approver" in SEATS.get(motion.gate, ())
    days = LAPSING_DAYS * (2 if waits and not motion.city_spoke else 1)
    old = project.day - date.fromordinal(motion.opened) > timedelta(days=days)
    left = motion.supersedes is None and project.visit != motion.visit
    return old or left or project.status not in _statuses(motion)


def ready(project: Project, motion: Motion) -> bool:
    """What a move asks: process.md, section 3."""
    if motion.leads_to is None:
        return True
    listed = _list_of(motion.gate, motion.leads_to)
    wanted = expected(project, motion.gate, motion.leads_to)
    named = {about for _, _, about in motion.conditions}
    return (
        project.status == "active"
        and all(project.clear(one, str(listed)) for one in asked_at(listed))
        and not project.lapses()
        and not any(one.renews is None for one in project.open_conditions())
        and not project.open_points()
        and _own_rules(project, motion)
        and wanted.keys() <= (set() if motion.verdict == "pass" else named)
        and all(
            any(not barred(project, motion, seat, who) for who in HOLDERS[seat])
            for seat in SEATS.get(motion.gate, ())
        )
    )


def _own_rules(project: Project, motion: Motion) -> bool:
    match motion.gate, motion.leads_to:
        case ("G5", "decision"):
            evaluated = project.evaluation is not None and project.evaluation[1] == project.visit
            stays_live = motion.operation_after == "live"
            return (
                project.went_live()
                and evaluated
                and (not stays_live or project.operation == "live")
            )
        case (_, "pilot") if motion.gate != "G4":
            installed = project.operation in ("live", "suspended")
            return project.approval() is not None and installed and project.extensions() < 2
        case ("G6", "follow_up"):
            return _delivered(project) and project.operation in ("never", "off")
        case ("G3", _) | ("G4", "pilot"):
            return _delivered(project)
        case _:
            return True


def _delivered(project: Project) -> bool:
    """What the stage owes was accepted, and handed in on this visit to it."""
    return project.delivered.get(project.stage, (0, 0))[1] == project.visit


def barred(project: Project, motion: Motion, seat: str, who: str) -> bool:
    return who not in HOLDERS.get(seat, ()) or who == motion.mover or who in hands(project, motion)


def hands(project: Project, motion: Motion) -> frozenset[str]:
    """Who asked for what the gate rests on, and who verified it last where it is critical.

    To take a decision back, those who were barred when it was made.
    """
    if motion.supersedes is not None:
        return next(one.barred for one in project.decisions if one.id == motion.supersedes)
    found = set()
    listed = str(_list_of(motion.gate, motion.leads_to))
    for one in asked_at(listed):
        review, waiver = project.newest_review(one.id, listed), project.waived_by(one, listed)
        if one.severity == "critical" and review is not None:
            found.add(review.by)
        if waiver is not None and not project.met(one, listed):
            found.add(waiver.by)
    return frozenset(found)


def may_vote(project: Project, who: str, seat: str) -> bool:
    motion = project.motion
    if motion is None or lapsed(project, motion) or rests_on(project, motion) != motion.rests_on:
        return False
    in_other_seat = any(name == who and one != seat for one, (name, _) in motion.votes.items())
    taken = seat in motion.votes and motion.votes[seat][0] != who
    return not in_other_seat and not taken and not barred(project, motion, seat, who)


def outcome(project: Project, motion: Motion) -> str:
    """`open`, `agreed` or `lost`, as the votes stand."""
    votes = motion.votes
    if motion.gate == "G1":
        everybody = len(votes) == len(COMMITTEE)
        if len(votes) < 2 or not (everybody or project.day > project.voting_day):
            return "open"
        return "agreed" if sum(choice for _, choice in votes.values()) * 2 > len(votes) else "lost"
    against = [seat for seat, (_, choice) in votes.items() if not choice]
    allowed = 1 if motion.gate == "G4" and "city_approver" not in against else 0
    if len(against) > allowed:
        return "lost"
    return "agreed" if set(SEATS[motion.gate]) <= votes.keys() else "open"


def decides(project: Project, who: str) -> str:
    """`decided`, or how it is refused: `lapsed` and `lost` end the motion, `refused` does not."""
    motion = project.motion
    assert motion is not None
    if lapsed(project, motion):
        return "lapsed"
    if rests_on(project, motion) != motion.rests_on or not ready(project, motion):
        return "refused"
    seats = SEATS.get(motion.gate, tuple(f"committee_{number}" for number in (1, 2, 3)))
    panel = {name for seat in seats for name in HOLDERS[seat]}
    if who != motion.mover and who not in panel:
        return "refused"
    if any(barred(project, motion, seat, name) for seat, (name, _) in motion.votes.items()):
        return "refused"
    return {"open": "refused", "agreed": "decided", "lost": "lost"}[outcome(project, motion)]


def decided(project: Project, decision_id: str, changes: tuple[str, ...]) -> None:
    """Put the open motion into effect."""
    motion = project.motion
    assert motion is not None
    project.motion = None
    row = Decision(
        decision_id,
        motion.gate,
        motion.verdict,
        motion.leads_to,
        project.visit,
        motion.supersedes,
        project.tick,
        hands(project, motion),
    )
    if motion.leads_to is not None:
        _use_waivers(project, motion)
    if motion.supersedes is not None:
        _take_back(project, motion.supersedes)
    project.decisions.append(row)
    if motion.leads_to is not None:
        _enter(project, motion, changes)
    elif motion.verdict == "hold":
        set_status(project, "on_hold")
        suspend(project)
    elif motion.verdict == "stop":
        set_status(project, "not_selected" if motion.gate == "G1" else "stopped")
        suspend(project)


def _enter(project: Project, motion: Motion, changes: tuple[str, ...]) -> None:
    match motion.gate, motion.leads_to:
        case ("G6", "preparation"):
            suspend(project)
            if "release" in changes:
                project.events.append(("major_release", project.tick))
        case ("G4", "decision"):
            suspend(project)
        case ("G5", "decision") if project.operation in ("live", "suspended"):
            if motion.operation_after != "live":
                project.operation = str(motion.operation_after)
    stays_live = motion.leads_to == "decision" and project.operation == "live"
    project.live_until = motion.live_until if stays_live else None
    number = project.visits[-1].number + 1
    listed = _list_of(motion.gate, motion.leads_to)
    project.visits.append(Visit(number, str(motion.leads_to), listed, project.visit))
    project.stage, project.visit = str(motion.leads_to), number


def _take_back(project: Project, decision_id: str) -> None:
    old = next(one for one in project.decisions if one.id == decision_id)
    old.taken_back = True
    visit = next(one for one in project.visits if one.number == old.visit)
    project.stage, project.visit = visit.stage, visit.number
    set_status(project, "active")
    suspend(project)
    project.live_until = None


def _use_waivers(project: Project, motion: Motion) -> None:
    listed = _list_of(motion.gate, motion.leads_to)
    for one in asked_at(listed):
        waiver = project.waived_by(one, str(listed))
        if waiver is not None and not project.met(one, str(listed)):
            waiver.uses.append((str(listed), project.visit))


def conditions_set(project: Project, motion: Motion, ids: list[str]) -> None:
    """The conditions of the newest decision, in the order of its motion."""
    for (renews, due, about), made in zip(motion.conditions, ids, strict=True):
        renewed = about if renews else None
        project.conditions.append(Condition(made, due, project.decisions[-1].id, renewed))


def point_set(project: Project, point_id: str) -> None:
    project.points.append(Point(point_id, project.decisions[-1].id))


def may_change_operation(project: Project, who: str, becomes: str) -> bool:
    assured = project.status == "active" and not project.lapses()
    match becomes:
        case "suspended":
            return project.operation == "live" and _is(who, "officer", "reviewer", "city_approver")
        case "off":
            in_the_street = project.operation in ("live", "suspended")
            return in_the_street and _is(who, "officer", "city_approver", "city_contact")
    if project.operation == "suspended":
        stands = project.stage in ("pilot", "decision")
        other = not any(_role(one) == _role(who) for one in project.consents)
        in_time = project.live_until is None or project.day <= project.live_until
        able = other and _is(who, "reviewer", "city_approver")
        return stands and assured and able and in_time
    stands = project.stage == "pilot" and project.operation in ("never", "off")
    approved = project.approval() is not None
    return stands and approved and assured and _is(who, "officer")


def changed_operation(project: Project, who: str, becomes: str) -> None:
    if becomes == "live" and project.operation == "suspended":
        project.consents.add(who)
        if len(project.consents) < 2:
            return
    project.consents.clear()
    project.operation = becomes
    if becomes == "live":
        project.lives.append(project.tick)


def suspend(project: Project) -> None:
    """Also what is suspended is suspended anew: who agreed to restore it has to agree again."""
    project.consents.clear()
    if project.operation == "live":
        project.operation = "suspended"


def set_status(project: Project, status: str) -> None:
    project.status, project.status_day = status, project.day


def _statuses(motion: Motion) -> set[str]:
    allowed = {"active"}
    if motion.verdict == "stop" or motion.supersedes is not None:
        allowed.add("on_hold")
    if motion.supersedes is not None:
        allowed |= set(CLOSED) - {"withdrawn"}
    return allowed


def _list_of(gate: str, leads_to: str | None) -> str | None:
    return None if leads_to is None else WAYS.get((gate, leads_to), (None, ()))[0]


def _ground(project: Project, one: Requirement, gate: str) -> tuple[object, ...]:
    waivers = [
        (waiver.tick, waiver.expires, sorted(project.used_up(waiver)))
        for waiver in project.waivers
        if waiver.requirement == one.id and gate in waiver.gates
    ]
    events = [event for event in project.events if event[0] in (*one.events, one.id)]
    review = project.review_of(one.id, gate)
    return one.id, sorted(project.current(one.id)), review and review.tick, waivers, events


def _role(who: str) -> str:
    return who.rstrip("0123456789")


def _is(who: str, *roles: str) -> bool:
    return _role(who) in roles
