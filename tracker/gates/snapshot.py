"""What a decision rested on, as canonical JSON sealed by its SHA-256."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from tracker.gates.models import Motion, Vote, VoteLetter
from tracker.kernel.actor import Actor
from tracker.kernel.canonical import canonical
from tracker.process.bars import hands_on
from tracker.process.dossier import Dossier, Hands
from tracker.process.status import status
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision

_LABEL = b"tracker-decision-v1\n"


class _Motion(Struct):
    parts: dict[str, str]


class _Snapshot(Struct):
    motion: _Motion
    hands: Hands


def sealed(
    project: Project,
    motion: Motion,
    dossier: Dossier,
    votes: list[Vote],
    letters: Mapping[UUID, VoteLetter],
    silent_city: list[str],
    decider: Actor,
    prev: str,
    now: datetime,
) -> tuple[str, str]:
    """The snapshot as JSON, and its hash. People are in it by id only."""
    content = canonical(
        {
            "project": {"id": project.id, "code": project.code, "title": project.title},
            "motion": _motion(motion),
            "votes": [_vote(vote, letters) for vote in votes],
            "silent_city": {"reminded_on": silent_city},
            "decided": {
                "at": now,
                "by": decider.person_id,
                "role": decider.role,
                "zone": project.zone,
            },
            "statuses": statuses(dossier),
            "hands": hands_on(dossier),
            "dossier": dossier,
            "prev": prev,
        }
    )
    return content.decode(), hash_of(content)


def statuses(dossier: Dossier) -> dict[str, dict[str, dict[str, str]]]:
    """The standing of every entry and why, by gate and requirement; an extension asks two gates."""
    by_gate: dict[str, dict[str, dict[str, str]]] = {}
    for entry in (*dossier.compliance.asked, *dossier.compliance.become_conditions):
        judged = status(entry, dossier.today, dossier.project.visit)
        by_gate.setdefault(entry.gate, {})[entry.requirement] = {
            "standing": judged.standing.value,
            "because": judged.because.value,
        }
    return by_gate


def hash_of(content: bytes) -> str:
    """SHA-256 over a label and the canonical JSON of the snapshot."""
    return hashlib.sha256(_LABEL + content).hexdigest()


def hands_of(decision: Decision) -> Hands:
    """People whose own work a decision rested on, as its snapshot has them."""
    return msgspec.json.decode(decision.snapshot, type=_Snapshot).hands


def parts_of(decision: Decision) -> dict[str, str]:
    """The digest of every part that a decision rested on, as it was sealed."""
    return msgspec.json.decode(decision.snapshot, type=_Snapshot).motion.parts


def _motion(motion: Motion) -> dict[str, object]:
    return {
        "id": motion.id,
        "gate": motion.gate,
        "round": motion.round,
        "visit": motion.visit,
        "verdict": motion.verdict,
        "leads_to": motion.leads_to,
        "scaling": motion.scaling,
        "grounds": motion.grounds,
        "conditions": motion.conditions,
        "points": motion.points,
        "voids": motion.voids,
        "changes": motion.changes,
        "operation_after": motion.operation_after,
        "live_until": motion.live_until,
        "new_end": motion.new_end,
        "partner": motion.partner,
        "supersedes": motion.supersedes_id,
        "digest": motion.dossier_digest,
        "parts": motion.parts,
        "moved_by": motion.moved_by,
    }


def _vote(vote: Vote, letters: Mapping[UUID, VoteLetter]) -> dict[str, object]:
    content: dict[str, object] = {
        "seat": vote.seat,
        "person": vote.person_id,
        "choice": vote.choice,
        "grounds": vote.grounds,
        "stands_in": vote.stands_in,
        "at": vote.created_at,
    }
    if vote.letter_id is not None:
        letter = letters[vote.letter_id]
        content["letter"] = {
            "id": letter.id,
            "signed_on": letter.signed_on,
            "sha256": letter.sha256,
            "recorded_by": letter.recorded_by,
            "compared_by": vote.compared_by,
        }
    return content
