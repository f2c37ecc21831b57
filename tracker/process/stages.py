"""The words of the process: stages, statuses, verdicts, operation."""

from enum import StrEnum


class Stage(StrEnum):
    PROPOSAL = "proposal"
    COMMISSIONING = "commissioning"
    STUDY = "study"
    PREPARATION = "preparation"
    PILOT = "pilot"
    DECISION = "decision"
    FOLLOW_UP = "follow_up"


class Status(StrEnum):
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    NOT_SELECTED = "not_selected"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    COMPLETED = "completed"
    PAST = "past"


OPEN = frozenset({Status.ACTIVE, Status.ON_HOLD})
CLOSED = frozenset(
    {
        Status.NOT_SELECTED,
        Status.STOPPED,
        Status.WITHDRAWN,
        Status.REFERRED,
        Status.COMPLETED,
    }
)


class CallState(StrEnum):
    """Where a call stands at an instant (`programme/rules.py` says which)."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    CONDITIONS = "conditions"
    REWORK = "rework"
    HOLD = "hold"
    STOP = "stop"


class Operation(StrEnum):
    """The equipment in the street, apart from the stage."""

    NEVER = "never"
    LIVE = "live"
    SUSPENDED = "suspended"
    OFF = "off"


IN_THE_STREET = frozenset({Operation.LIVE, Operation.SUSPENDED})
"""Equipment that stands and could run: it is watched, and it has to be removed or handed over."""


class Scaling(StrEnum):
    """What a G6 decision means, and the outcome whose catalogue entries it asks."""

    ROLL_OUT = "roll_out"
    EXPANSION = "expansion"
    REPLICATION = "replication"
    ADAPT = "adapt"
    EXTEND = "extend"
    STOP = "stop"
    REFER = "refer"


class Level(StrEnum):
    MANDATORY = "mandatory"
    CONDITION = "condition"
    RECOMMENDED = "recommended"


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class DutyRole(StrEnum):
    """The catalogue's own words for who provides, verifies and approves."""

    CITY = "city"
    CITY_SECURITY = "city_security"
    CITY_PRIVACY = "city_privacy"
    RISK_OWNER = "risk_owner"
    CONSULTANT = "consultant"
    SUPPLIER = "supplier"
    MANAGER = "manager"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    GATE_BOARD = "gate_board"
