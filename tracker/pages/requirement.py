"""One requirement beside its list: what is asked, what was handed in, and does it hold?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.queries.hands import InHand, in_hand
from tracker.compliance.wire.checklist import ChecklistLine
from tracker.pages import acts_of_compliance as acts
from tracker.pages.act_forms import ShownForm
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import ActPage, Here
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking, by_letter, named
from tracker.pages.task_rows import Turn
from tracker.pages.tones import STANDING
from tracker.process.state_rows import Case
from tracker.process.tasks import Kind
from tracker.projects import queries
from tracker.projects.wire import ProjectView
from tracker.tasks.owners import holders_of, whose

_GIVES = {Kind.GIVE_EVIDENCE, Kind.RENEW_EVIDENCE, Kind.CLOSING_DUTY}
_CHECKS = {Kind.REVIEW_EVIDENCE, Kind.CHECK_CLOSING_DUTY}


async def detail_of(
    look: Looking, project: ProjectView, line: ChecklistLine, turn: Sequence[Turn], back: str
) -> dict[str, Any]:
    """`back`: where whoever does something here goes on."""
    cases = (Case.CLOSING_LIST,) if line.gate == CLOSING else ()
    here = Here(at=project, cases=cases)
    own = {one.kind for one in turn if one.mine}
    values = {"code": project.code, "requirement": line.requirement}
    check = hand_in = None
    if own & _CHECKS:
        check = await form_here(look, acts.REVIEW, acts.about_check(project, line), **values)
    elif own & _GIVES:
        about = await acts.about_proof(look, project, line)
        hand_in = await form_here(look, acts.SUBMIT_EVIDENCE, about, **values)
    forms = ((acts.REVIEW, check), (acts.SUBMIT_EVIDENCE, hand_in))
    in_place = [act for act, form in forms if form is not None]
    others = [act for act in acts.OF_A_REQUIREMENT if act not in in_place]
    row = await queries.get(look, project.code)
    found = await in_hand(look, row, line.requirement, line.gate)
    ids = [*(one.id for one in line.pieces), *(one.id for one in line.waivers)]
    return {
        "line": line,
        "tone": STANDING[line.standing],
        "names": await named(look, _named(line)),
        "letters": await by_letter(look, ids),
        "turn": turn,
        "check": _going_on(check, back),
        "hand_in": _going_on(hand_in, back),
        "requirement": found.requirement,
        **await _in_words(look, found, asks=check is not None),
        **_acts(look, line, here, others, values),
    }


def _acts(
    look: Looking,
    line: ChecklistLine,
    here: Here,
    others: Sequence[ActPage],
    values: dict[str, str],
) -> dict[str, Any]:
    grounds = [line.justification] if line.justification is not None else []
    return {
        "acts": links(look.actor, others, here, **values),
        "of_piece": links_of(look, acts.OF_A_PIECE, "evidence_id", here, line.pieces),
        "of_waiver": links_of(look, acts.OF_A_WAIVER, "waiver_id", here, line.waivers),
        "of_justification": links_of(
            look, acts.OF_A_JUSTIFICATION, "justification_id", here, grounds
        ),
    }


async def _in_words(look: Looking, found: InHand, *, asks: bool) -> dict[str, Any]:
    """Who gives and who checks, by name; and what would follow from the ticks, if it is asked."""
    after = found.after if asks else {}
    turns = {name: one.turn for name, one in after.items()}
    owners = [found.hands.gives, found.hands.checks]
    among = await holders_of(look, [*owners, *(one for one in turns.values() if one is not None)])
    return {
        "gives": whose(found.hands.gives, among),
        "checks": whose(found.hands.checks, among),
        "after": [
            (name, STANDING[one.standing], whose(one.turn, among) if one.turn else None)
            for name, one in after.items()
        ],
    }


def _going_on(form: ShownForm | None, back: str) -> ShownForm | None:
    return replace(form, back=back) if form is not None else None


def _named(line: ChecklistLine) -> list[UUID | None]:
    """Persons and organisations of whom the detail speaks."""
    ids: list[UUID | None] = [one.submitted_by for one in line.pieces]
    ids += [one.organisation_id for one in line.pieces]
    ids += [line.review.by if line.review else None]
    ids += [one.requested_by for one in line.waivers] + [one.action_owner for one in line.waivers]
    return [*ids, line.justification.by if line.justification else None]
