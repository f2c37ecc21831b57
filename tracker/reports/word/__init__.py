"""Word documents drawn from a report's content: content and names in, a file's bytes out."""

from tracker.reports.word.memo import decision_memo
from tracker.reports.word.status_report import restricted_annex, status_report

__all__ = ["decision_memo", "restricted_annex", "status_report"]
