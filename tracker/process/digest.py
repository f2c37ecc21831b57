"""What a motion was voted on, in one number: if any of it changes, it is voted anew."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from tracker.kernel.canonical import canonical, sha256_of
from tracker.kernel.encoding import plain
from tracker.kernel.saying import N_, Filled, marked
from tracker.process.dossier import (
    ComplianceFacts,
    DeliverableFacts,
    Dossier,
    ProposalFacts,
    StudyFacts,
)
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import Stage, Verdict
from tracker.process.status import review_of_the_set


def digest(
    dossier: Dossier, verdict: Verdict, leads_to: Stage | None, conditions: Sequence[Struct]
) -> str:
    """SHA-256 over what process.md, section 2, lists: dates, not answers that depend on the day."""
    return sha256_of(parts(dossier, verdict, leads_to, conditions))


def parts(
    dossier: Dossier, verdict: Verdict, leads_to: Stage | None, conditions: Sequence[Struct]
) -> dict[str, str]:
    """The digest of every part, by the name that people are told when it has changed."""
    evaluation = dossier.pilot.evaluation
    locked = evaluation.digest if evaluation is not None and evaluation.accepted else None
    proposed = [verdict, leads_to, _unordered(conditions)]
    stage = dossier.project.stage
    contents: dict[str, Any] = {
        N_("verdict, destination or conditions"): proposed,
        N_("accepted deliverables of other stages"): _accepted(
            one for one in dossier.study.deliverables if one.stage is not stage
        ),
        N_("evaluation"): locked,
        N_("open conditions"): _unordered(dossier.record.open_conditions),
        N_("rework points"): _unordered(dossier.record.rework_points),
        N_("planned end of the next stage"): _planned_end(dossier),
        N_("operation"): dossier.project.operation,
    }
    if dossier.proposal is not None:
        contents |= _selection(dossier.proposal)
    hashed = {name: sha256_of(content) for name, content in contents.items()}
    return hashed | grounds(dossier.compliance, dossier.study, stage)


def grounds(compliance: ComplianceFacts, study: StudyFacts, stage: Stage) -> dict[str, str]:
    """The parts that a decision goes on resting on, once it is made."""
    contents: dict[str, Any] = {
        N_("requirements catalogue"): compliance.catalogue_sha256,
        N_("facts about the project"): _unordered(compliance.facts),
        N_("accepted deliverables"): _accepted(
            one for one in study.deliverables if one.stage is stage
        ),
    }
    for entry in compliance.asked:
        contents[_of_entry(entry)] = _evidence_of(entry)
    return {name: sha256_of(content) for name, content in contents.items()}


def _of_entry(entry: ChecklistEntry) -> str:
    return f"{entry.requirement}{_AT}{entry.gate}"


_AT = " at "


def in_words(part: str, titles: Mapping[str, str]) -> Filled:
    """A part by name, for people; `titles` are those of the requirements by their codes."""
    requirement, at, gate = part.partition(_AT)
    if at and requirement in titles:
        return Filled(N_("“%(title)s” at %(gate)s"), title=titles[requirement], gate=gate)
    return marked(part)


def stale(sealed: Mapping[str, str], today: Mapping[str, str]) -> tuple[str, ...]:
    """Which of its grounds changed since a decision; what a motion says of its own does not."""
    return changed({name: sealed[name] for name in sealed if name not in _OF_THE_DAY}, today)


_OF_THE_DAY = frozenset(
    {
        "verdict, destination or conditions",
        "accepted deliverables of other stages",
        "evaluation",
        "open conditions",
        "rework points",
        "planned end of the next stage",
        "operation",
        "version of the proposal",
        "eligibility of the proposal",
        "scores of the committee",
    }
)
"""Parts that move on with the project, or that cannot change once the gate is decided."""


def changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """The parts that differ, came or went; those of the new reading first."""
    names = (*new, *(name for name in old if name not in new))
    return tuple(name for name in names if old.get(name) != new.get(name))


def _accepted(deliverables: Iterable[DeliverableFacts]) -> list[Any]:
    return _unordered(
        (one.code, one.accepted_version) for one in deliverables if one.accepted_version is not None
    )


def _planned_end(dossier: Dossier) -> date | None:
    """Nobody plans the end of follow-up: it is counted from the day of the decision."""
    project = dossier.project
    return None if project.next_stage is Stage.FOLLOW_UP else project.planned_end


def _selection(proposal: ProposalFacts) -> dict[str, Any]:
    """What the committee judges: a later version is scored and voted anew."""
    return {
        N_("version of the proposal"): [
            proposal.submitted,
            proposal.version,
            proposal.content_sha256,
        ],
        N_("eligibility of the proposal"): proposal.eligible,
        N_("scores of the committee"): proposal.scores_sha256,
    }


def _evidence_of(entry: ChecklistEntry) -> dict[str, Any]:
    """What the entry's status rests on, without the status."""
    return {
        "applicable": entry.applicable,
        "pieces": _unordered(entry.pieces),
        "set": entry.set_digest,
        "review": review_of_the_set(entry),
        "waivers": _unordered(entry.waivers),
        "justification": entry.justification,
        "events": _unordered(entry.events),
        "reworded": entry.text_changed_at,
    }


def _unordered(items: Iterable[Any]) -> list[Any]:
    """Sorted by their spelling, so that the order in which rows were read changes nothing."""
    return sorted((plain(item, order="sorted") for item in items), key=canonical)
