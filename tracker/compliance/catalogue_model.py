"""The shape of a catalogue file, written by hand and read by people; its own header explains it."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tracker.kernel.canonical import canonical, sha256_of
from tracker.process.stages import DutyRole, Level, Severity

Outcome = Literal["scale", "adapt", "extend", "stop", "refer"]
"""What is decided at G6."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"\S")]
RequirementId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+){1,4}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,10}$")]
GateId = Annotated[str, StringConstraints(pattern=r"^G[1-6]$")]
From = Annotated[str, StringConstraints(pattern=r"^(G[1-6]|closing)$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Days = Annotated[int, Field(ge=1, le=3_650)]


class Part(BaseModel):
    # Strict: "90" for 90 would read alike and have another hash.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Header(Part):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: Text
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+(-[a-z0-9.]+)?$")]
    status: Literal["draft", "published"]
    language: Language
    published: date
    text_licence: Text
    note: Text


class Defaults(Part):
    grace_days: Annotated[int, Field(ge=0, le=365)]
    renew_as: Literal["proof", "report"]


class CatalogueGate(Part):
    id: GateId
    title: Text
    rmf_steps: tuple[Text, ...]


class LevelWord(Part):
    id: Level
    meaning: Text


class OutcomeWord(Part):
    id: Outcome
    title: Text
    forward: bool


class SeverityWord(Part):
    id: Severity
    meaning: Text


class RoleWord(Part):
    id: DutyRole
    title: Text


class Domain(Part):
    id: Letters
    title: Text


class Pack(Part):
    id: Letters
    title: Text
    usually: Text


class FactText(Part):
    """A fact's words in another language, checked by a person who speaks it."""

    question: Text
    help: Text
    examples_yes: tuple[Text, ...]
    examples_no: tuple[Text, ...]


class Fact(FactText):
    id: Slug
    texts: Mapping[Language, FactText] = {}


class Framework(Part):
    id: Slug
    title: Text
    version: Text
    publisher: Text
    reuse: Text
    url: Annotated[str, StringConstraints(max_length=500, pattern=r"^https://\S+$")]
    checked: bool = True
    checked_note: Text | None = None
    local_labels: Mapping[Text, Text] = {}


class AcceptanceCriterion(Part):
    text: Text
    from_: From | None = Field(default=None, alias="from")


class AppliesWhen(Part):
    """One of the three is given: always, any of these facts, all of these facts."""

    always: bool = False
    any: tuple[Slug, ...] = ()
    all: tuple[Slug, ...] = ()


class GateEntry(Part):
    """A requirement at one gate; `provided_by` and `applies_when` replace the requirement's own."""

    gate: GateId
    level: Level
    outcomes: tuple[Outcome, ...] = ()
    pilot_run: bool = False
    closing: bool = False
    expects: Text
    provided_by: tuple[DutyRole, ...] | None = None
    applies_when: AppliesWhen | None = None


class EvidenceWanted(Part):
    kind: Slug
    description: Text


class WaiverRule(Part):
    """`approver` names who must all agree; `max_days` is the longest term of one waiver."""

    allowed: bool
    approver: tuple[DutyRole, ...] | None
    max_days: Days | None
    never_covers: Text | None = None


class Requirement(Part):
    """Where a value is None the header says what holds: no limit, no renewal, the default."""

    id: RequirementId
    domain: Letters
    title: Text
    severity: Severity
    statement: Text
    acceptance_criteria: Annotated[tuple[AcceptanceCriterion, ...], Field(min_length=1)]
    gates: Annotated[tuple[GateEntry, ...], Field(min_length=1)]
    applies_when: AppliesWhen
    evidence: Annotated[tuple[EvidenceWanted, ...], Field(min_length=1)]
    provided_by: Annotated[tuple[DutyRole, ...], Field(min_length=1)]
    verified_by: DutyRole
    verify_fallback: DutyRole | None = None
    sampled_by: DutyRole | None = None
    evidence_validity_days: Days | None
    renew_every_days: Days | None
    renew_as: Literal["proof", "report"] | None = None
    grace_days: Annotated[int, Field(ge=0, le=365)] | None = None
    recheck_on: tuple[Slug, ...]
    waiver: WaiverRule
    pack: Letters
    note: Text | None = None
    mappings: Mapping[Slug, Annotated[tuple[Text, ...], Field(min_length=1)]]

    def entry(self, gate: str) -> GateEntry | None:
        return next((entry for entry in self.gates if entry.gate == gate), None)


class AtMost(Part):
    at_most: Annotated[int, Field(ge=0, le=10**9)]


class MoneyAtMost(AtMost):
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    note: Text | None = None


class ProfileConditions(Part):
    sponsor_money: MoneyAtMost
    pilot_weeks: AtMost
    sites: AtMost
    devices: AtMost
    facts_answered_no: tuple[Slug, ...]


class Lowered(Part):
    requirement: RequirementId
    gates: Annotated[tuple[GateId, ...], Field(min_length=1)]
    unless: tuple[Slug, ...]
    reason: Text


class NeverLowered(Part):
    """Without `gates` it holds at every gate."""

    requirement: RequirementId
    gates: tuple[GateId, ...] | None = None


class Profile(Part):
    id: Slug
    title: Text
    meaning: Text
    chosen_by: tuple[DutyRole, ...]
    chosen_how: Text
    conditions: ProfileConditions
    thresholds_note: Text
    falls_when: Text
    gates: tuple[GateId, ...]
    lowers_to: Level
    unless_rule: Text
    lowered: tuple[Lowered, ...]
    never_lowered: tuple[NeverLowered, ...]


class Catalogue(Part):
    """A whole catalogue; two with the same `sha256` ask the same."""

    schema_: Literal["wego-cp-catalogue/2"] = Field(alias="schema")
    catalogue: Header
    fields: Mapping[Slug, Mapping[Slug, Text]]
    defaults: Defaults
    gates: tuple[CatalogueGate, ...]
    levels: tuple[LevelWord, ...]
    outcomes: tuple[OutcomeWord, ...]
    domains: tuple[Domain, ...]
    facts: tuple[Fact, ...]
    fact_rule: Text
    applies_when_rule: Text
    roles: tuple[RoleWord, ...]
    criteria_rule: Text
    provider_rule: Text
    four_eyes_rule: Text
    evidence_kinds: tuple[Slug, ...]
    evidence_rule: Text
    validity_rule: Text
    recheck_events: tuple[Slug, ...]
    severities: tuple[SeverityWord, ...]
    statuses: tuple[Slug, ...]
    met_rule: Text
    gate_rule: Text
    outcome_rule: Text
    closing_rule: Text
    waiver_rule: Text
    packs: tuple[Pack, ...]
    pack_rule: Text
    profiles: tuple[Profile, ...]
    frameworks: tuple[Framework, ...]
    framework_rule: Text
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]

    @cached_property
    def source(self) -> dict[str, Any]:
        """What was written, as plain JSON values: what the database stores."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @cached_property
    def canonical_source(self) -> str:
        """The one spelling of `source`; `catalogue.from_source` reads it back."""
        return canonical(self.source).decode()

    @cached_property
    def sha256(self) -> str:
        return sha256_of(self.source)

    @cached_property
    def by_id(self) -> Mapping[str, Requirement]:
        return {requirement.id: requirement for requirement in self.requirements}

    def requirement(self, requirement_id: str) -> Requirement:
        """Raises KeyError where the catalogue has no such requirement."""
        return self.by_id[requirement_id]

    def profile(self, profile_id: str) -> Profile:
        """Raises KeyError where the catalogue has no such profile."""
        for profile in self.profiles:
            if profile.id == profile_id:
                return profile
        raise KeyError(profile_id)
