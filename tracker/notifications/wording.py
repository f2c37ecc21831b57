"""The sentence of a notice: what, by when, and what to do."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from tracker.notifications.models import NoticeRule
from tracker.process.sentences import written

NUDGED_BY = "nudged_by"
"""In the detail of a notice: the name of whoever had it given."""


class Sentences(Struct, frozen=True, kw_only=True):
    """Before its last day and on it, and afterwards; `{due}` is the last day, written out.

    What is `late` is told to who chases it too, and so speaks to nobody in particular.
    No `late` where the rule falls silent with that day, because a lapse is told instead.
    """

    ahead: str
    late: str | None = None


SENTENCES: Mapping[NoticeRule, Sentences] = {
    NoticeRule.DELIVERABLE_DUE: Sentences(
        ahead="{code} “{what}” is due on {due}: hand it in by then.",
        late="{code} “{what}” was due on {due} and is not handed in; an officer may move it.",
    ),
    NoticeRule.REVIEW_DUE: Sentences(
        ahead="Version {number} of {code} “{what}” waits for your review, due on {due}.",
        late="Version {number} of {code} “{what}” waits for its review, which was due on {due}.",
    ),
    NoticeRule.YOUR_TURN: Sentences(
        ahead="A decision at {gate} waits since {due} for you to {act}.",
        late="A decision at {gate} waits since {due} for somebody to {act}.",
    ),
    NoticeRule.EVIDENCE_ENDS: Sentences(
        ahead="{requirement}: “{what}” ends on {due}; hand in what replaces it by then.",
    ),
    NoticeRule.WAIVER_ENDS: Sentences(
        ahead="{requirement}: the waiver ends on {due}; meet the requirement by then.",
    ),
    NoticeRule.RENEWAL_DUE: Sentences(
        ahead="{requirement}: the proof is to be renewed by {due}.",
        late="{requirement}: the proof was to be renewed by {due}; a new one is awaited.",
    ),
    NoticeRule.CONDITION_DUE: Sentences(
        ahead="The condition of {gate} “{what}” is due on {due}: prove by then that it is met.",
        late="The condition of {gate} “{what}” was due on {due} and is not proved to be met.",
    ),
    NoticeRule.REWORK_DUE: Sentences(
        ahead="The point of {gate} “{what}” is due on {due}: answer it by then.",
        late="The point of {gate} “{what}” was due on {due} and is not answered.",
    ),
    NoticeRule.ASSURANCE_LAPSED: Sentences(
        ahead="{gate} lapsed on {due}: {what}",
        late="{gate} is lapsed since {due}: {what}",
    ),
    NoticeRule.SUSPEND_OR_RESTORE: Sentences(
        ahead="Suspend the pilot or end its lapse by {due}; after that it is suspended by rule.",
    ),
    NoticeRule.LIVE_UNTIL: Sentences(
        ahead="The equipment may stay live until {due}: hand it over or switch it off by then.",
        late="The equipment might stay live until {due}: hand it over or switch it off.",
    ),
    NoticeRule.LOOK_AGAIN: Sentences(
        ahead="The project is on hold, to be looked at again on {due}.",
        late="The project is on hold and was to be looked at again on {due}.",
    ),
    NoticeRule.STAGE_ENDS: Sentences(
        ahead="The stage “{what}” is planned to end on {due}: ask for the decision at {gate}.",
        late="The stage “{what}” was planned to end on {due}: ask for the decision at {gate}.",
    ),
    NoticeRule.CLOSING_DUTY: Sentences(
        ahead="Of the closing list: {what}, due on {due}.",
        late="Of the closing list: {what}, was due on {due}.",
    ),
    NoticeRule.CONCERN_DUE: Sentences(
        ahead="The {kind} “{what}” is to be dealt with by {due}.",
        late="The {kind} “{what}” was to be dealt with by {due} and is open.",
    ),
}


def sentence(rule: NoticeRule, detail: Mapping[str, str], due: date, local_date: date) -> str:
    """What the notice says, in English; `local_date` is the day for which it was given."""
    sentences = SENTENCES[rule]
    text = sentences.late if local_date > due and sentences.late else sentences.ahead
    said = text.format_map({**detail, "due": written(due)})
    asks = detail.get(NUDGED_BY)
    return f"{said} {asks} asks you to see to it." if asks else said
