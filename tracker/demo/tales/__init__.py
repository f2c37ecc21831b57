"""The texts of the demo, in files beside this one: its people, its calls, and its projects."""

from functools import cache
from importlib import resources
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tracker.demo.texts import Edition, Instead, PaperTale, Telling
from tracker.kernel.actor import OrganisationKind, Role
from tracker.studies import templates

T = TypeVar("T")


class CastMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody of the cast; `what` says what they are good for when trying the tracker out."""

    key: str
    name: str
    role: Role
    what: str

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@example.org"


class House(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation with its people; a city's key is the code of its projects."""

    name: str
    key: str
    people: tuple[CastMember, ...]
    kind: OrganisationKind = OrganisationKind.CITY
    zone: str = "Asia/Seoul"


class CastHouses(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    offices: tuple[House, ...]
    cities: tuple[House, ...]


class Proven(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A solution that a city of the demo, by its code, has shown to work."""

    title: str
    does: str
    city: str
    evidence: str
    provider: str | None = None


class _Common(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    no_because: dict[str, str]
    waiver: Instead


def houses() -> CastHouses:
    return _read("people", CastHouses)


def editions() -> dict[str, Edition]:
    """The calls by the name that the stories know them by."""
    return _read("calls", dict[str, Edition])


def proven() -> tuple[Proven, ...]:
    return _read("solutions", tuple[Proven, ...])


def told(name: str) -> Telling:
    """One project's texts; what it does not say is said as in every project of the demo."""
    common, own = _common(), _read(name, Telling)
    waiver = common.waiver if own.waiver == Instead() else own.waiver
    usual = _usual()
    papers = {code: _completed(usual[code], own.papers.get(code)) for code in usual}
    return replace(own, no_because=common.no_because | own.no_because, waiver=waiver, papers=papers)


@cache
def _common() -> _Common:
    return _read("common", _Common)


@cache
def _usual() -> dict[str, PaperTale]:
    """Deliverables as the programme's templates word them."""
    entries = [entry for one in templates.templates().values() for entry in one.entries]
    return {one.code: PaperTale(title=one.title, content=one.content) for one in entries}


def _completed(usual: PaperTale, own: PaperTale | None) -> PaperTale:
    return usual if own is None else replace(usual, title=own.title, note=own.note)


def _read(name: str, kind: type[T]) -> T:
    text = (resources.files("tracker.demo.tales") / f"{name}.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=kind)
