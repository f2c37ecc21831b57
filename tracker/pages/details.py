"""What an entry of the journal tells beyond its title, in words: no ids, no codes, no hashes.

What is named by an id alone, and is neither a person nor an organisation, is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from tracker.kernel.text import from_minor
from tracker.pages.acts_of_compliance import duty_word
from tracker.process.stages import DutyRole
from tracker.web.events import EVENTS
from tracker.web.language import N_, said, written_day, written_number
from tracker.web.words import FIELDS, MEMBERS


class Told(Struct, frozen=True):
    """A label and what stands beside it, in the reader's language."""

    label: str
    value: str


class DetailsReader(Struct, frozen=True, kw_only=True):
    """For whom it is told, and the names of the persons and organisations in it."""

    language: str
    names: Mapping[UUID, str]

    def word(self, text: str) -> str:
        return said(self.language)(text) if text else ""


Say = Callable[[Any, DetailsReader], str]
"""What a value is in words; nothing where there are none for it."""


def ids_in(details: Iterable[str]) -> set[UUID]:
    """Every id in the details of entries: some are of persons and organisations."""
    return {one for detail in details for one in _ids(msgspec.json.decode(detail))}


def told(detail: str, reader: DetailsReader) -> list[Told]:
    """The details of an entry, in the order of the table."""
    given = msgspec.json.decode(detail)
    found = [
        (label, say(given[key], reader)) for key, (label, say) in _TOLD.items() if key in given
    ]
    if "amount" in given:
        found.insert(0, (FIELDS["amount"], _money(given["amount"], given["currency"], reader)))
    changed = given.get("changed", {})
    found += [(FIELDS.get(name, ""), _change(name, pair, reader)) for name, pair in changed.items()]
    others = [name for name in given.get("fields", ()) if name not in changed]
    found.append((N_("Also filled in"), _fields(others, reader)))
    return [Told(reader.word(label), value) for label, value in found if label and value]


def _ids(value: Any) -> Iterator[UUID]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif (found := _id(value)) is not None:
        yield found


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(value: Any, _reader: DetailsReader) -> str:
    return "" if value is None or _id(value) is not None else str(value)


def _name(value: Any, reader: DetailsReader) -> str:
    found = _id(value)
    return reader.names.get(found, "") if found is not None else ""


def _day(value: Any, reader: DetailsReader) -> str:
    """Of a day or an instant."""
    try:
        return written_day(date.fromisoformat(value[:10]), reader.language)
    except (TypeError, ValueError):
        return ""


def _told(value: Any, reader: DetailsReader) -> str:
    """What a notice was about: something that happened, or a task."""
    return reader.word(EVENTS.get(value, N_("Whose turn it is")))


def _member(*enums: str) -> Say:
    """The word for a member of the first of these that has it."""

    def say(value: Any, reader: DetailsReader) -> str:
        words = (MEMBERS.get(f"{enum}.{value}", "") for enum in enums)
        return reader.word(next(filter(None, words), ""))

    return say


def _one_of(words: Mapping[str, str]) -> Say:
    return lambda value, reader: reader.word(words.get(value, ""))


def _first(*ways: Say) -> Say:
    return lambda value, reader: next(filter(None, (way(value, reader) for way in ways)), "")


def _each(say: Say, between: str = ", ") -> Say:
    """Of a list, or of the one value that stands for it."""

    def all_of(value: Any, reader: DetailsReader) -> str:
        values = value if isinstance(value, list) else [value]
        return between.join(filter(None, (say(one, reader) for one in values)))

    return all_of


def _truth(value: Any, reader: DetailsReader) -> str:
    return reader.word(N_("Yes") if value else N_("No"))


def _if_so(value: Any, reader: DetailsReader) -> str:
    return _truth(value, reader) if value else ""


def _many(value: Any, _reader: DetailsReader) -> str:
    return str(len(value))


def _seat(value: Any, reader: DetailsReader) -> str:
    """A seat of a panel, or a duty; those of a committee are numbered."""
    number = str(value).rpartition("_")[2]
    if number.isdigit():
        return f"{reader.word(MEMBERS['Role.committee_member'])} {number}"
    if value in set(DutyRole):
        return reader.word(duty_word(DutyRole(value)))
    return _member("Role")(value, reader)


def _spelled(value: Any, _reader: DetailsReader) -> str:
    """What people know by a key, such as a fact."""
    return str(value).replace("_", " ")


def _party(value: Any, reader: DetailsReader) -> str:
    """For whom a paper was recorded."""
    role = _member("Role")(value["role"], reader)
    return ", ".join(filter(None, (role, _name(value["organisation"], reader))))


def _money(amount: int, currency: str, reader: DetailsReader) -> str:
    return f"{written_number(float(from_minor(amount, currency)), reader.language)} {currency}"


def _fields(names: Iterable[str], reader: DetailsReader) -> str:
    return ", ".join(reader.word(FIELDS[name]) for name in names if name in FIELDS)


def _change(name: str, pair: list[Any], reader: DetailsReader) -> str:
    """What stood in a field, and what stands there now."""
    before, now = (_of_field(name, value, reader) for value in pair)
    if not before and not now:
        return ""
    nothing = reader.word(N_("nothing"))
    return f"{before or nothing} → {now or nothing}"


def _of_field(name: str, value: Any, reader: DetailsReader) -> str:
    if isinstance(value, bool):
        return _truth(value, reader)
    if isinstance(value, dict):
        stages = ((_member("Stage")(key, reader), _day(day, reader)) for key, day in value.items())
        return ", ".join(f"{stage}: {day}" for stage, day in stages if stage and day)
    if (enum := _ENUM_OF.get(name)) is not None:
        return _member(enum)(value, reader)
    return _each(_first(_day, _name, _text))(value, reader)


_ENUM_OF = {"direction": "Direction", "state": "MoneyState", "status": "Status"}
_RESTS_ON = {"conditions": N_("Conditions"), "requirements": N_("Requirements")}
_HAPPENED = {
    "contract_change": N_("The contract changed"),
    "expiry": N_("A proof ran out"),
    "gate": N_("A gate was passed"),
    "incident": N_("An incident"),
    "law_change": N_("The law changed"),
    "major_release": N_("A major release"),
    "rework": N_("A decision asked for changes"),
    "role_change": N_("Somebody in a role changed"),
    "scope_change": N_("The scope changed"),
    "site_change": N_("The site changed"),
    "supplier_change": N_("The supplier changed"),
}
_KIND = _first(
    _member("AgreementKind", "MeetingKind", "OrganisationKind", "ReportKind"),
    _one_of(_HAPPENED),
    _member("IncidentKind"),
)
_TOLD: dict[str, tuple[str, Say]] = {
    "gate": (N_("Gate"), _text),
    "gates": (FIELDS["gates"], _each(_text)),
    "requirement": (N_("Requirement"), _text),
    "fact": (N_("Question"), _spelled),
    "code": (FIELDS["code"], _text),
    "number": (N_("Number"), _text),
    "version": (N_("Version"), _text),
    "months": (N_("Months"), _text),
    "year": (FIELDS["year"], _text),
    "about": (N_("About"), _text),
    "kind": (FIELDS["kind"], _KIND),
    "category": (FIELDS["category"], _member("Category")),
    "form": (FIELDS["form"], _member("EvidenceForm")),
    "verdict": (FIELDS["verdict"], _member("Verdict")),
    "leads_to": (FIELDS["leads_to"], _member("Stage")),
    "stage": (FIELDS["stage"], _member("Stage")),
    "visit": (N_("Visit"), _text),
    "choice": (N_("Vote"), _member("Choice")),
    "seat": (FIELDS["seat"], _seat),
    "side": (N_("For the side"), _seat),
    "verified_as": (N_("Checked as"), _seat),
    "outcome": (FIELDS["outcome"], _member("Outcome", "CheckOutcome", "ReadingOutcome")),
    "result": (FIELDS["result"], _member("Eligibility")),
    "ticked": (N_("Criteria ticked"), _many),
    "rejected": (FIELDS["rejected"], _if_so),
    "more_wanted": (FIELDS["more_wanted"], _if_so),
    "agreed": (N_("Agreed"), _truth),
    "complete": (N_("Accepted by all who have to"), _truth),
    "answers": (N_("Remarks answered"), _text),
    "remarks": (N_("Remarks made"), _text),
    "settled": (N_("Remarks settled"), _text),
    "undone": (N_("Taken back"), _if_so),
    "was": (N_("Before"), _first(_day, _member("Answer"))),
    "becomes": (N_("From now on"), _day),
    "wanted": (FIELDS["wanted"], _day),
    "answer": (FIELDS["answer"], _member("Answer")),
    "made_at": (N_("Made on"), _day),
    "original_due": (N_("Due at first"), _day),
    "likelihood": (FIELDS["likelihood"], _text),
    "impact": (FIELDS["impact"], _text),
    "capacity": (FIELDS["capacity"], _member("Capacity")),
    "role": (FIELDS["role"], _member("Role")),
    "person": (FIELDS["person_id"], _name),
    "organisation_id": (FIELDS["organisation_id"], _name),
    "before": (N_("Owed before by"), _name),
    "owner": (N_("Owed now by"), _name),
    "to": (N_("To"), _name),
    "matter": (N_("About"), _told),
    "for_day": (N_("For the day"), _day),
    "starts": (FIELDS["starts"], _day),
    "expires": (FIELDS["expires"], _day),
    "until": (FIELDS["until"], _day),
    "last_day": (FIELDS["last_day"], _day),
    "planned_start": (FIELDS["planned_start"], _day),
    "planned_end": (FIELDS["planned_end"], _day),
    "since": (N_("Since"), _day),
    "of": (N_("Because of"), _one_of(_RESTS_ON)),
    "subjects": (N_("It concerns"), _each(_text)),
    "weights": (FIELDS["weight"], _each(_text)),
    "issuer": (FIELDS["issuer"], _text),
    "receipt": (N_("Receipt"), _text),
    "reason": (FIELDS["reason"], _text),
    "why": (FIELDS["why"], _each(_text, " ")),
    "behalf": (N_("Recorded for"), _party),
}
TOLD = frozenset({*_TOLD, "amount", "currency", "changed", "fields"})
"""What of an entry's details has words; ids and hashes have none."""
