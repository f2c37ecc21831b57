"""Acts on the checklist: facts, evidence, reviews, justifications, waivers, catalogues."""

from tracker.compliance.commands.assurance import CONDITIONS, REQUIREMENTS, note_lapses
from tracker.compliance.commands.catalogues import (
    approve_upgrade,
    propose_upgrade,
    publish,
    publish_shipped,
    reverse_upgrade,
)
from tracker.compliance.commands.suspension import settle_operation
from tracker.compliance.commands.waivers import mark_waivers_used

__all__ = [
    "CONDITIONS",
    "REQUIREMENTS",
    "approve_upgrade",
    "mark_waivers_used",
    "note_lapses",
    "propose_upgrade",
    "publish",
    "publish_shipped",
    "reverse_upgrade",
    "settle_operation",
]
