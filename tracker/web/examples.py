"""An example of each type on the wire, made from the type itself so that it always fits."""

from collections.abc import Callable
from typing import Any

from msgspec import inspect

from tracker.kernel.text import EXAMPLES

_BY_NAME = {
    "zone": "Asia/Seoul",
    "next": None,
    "detail": "{}",
    "code": "KLA",
    "project": "KLA-2027-01",
    "gate": "G3",
    "gates": "G3",
    "url": "https://example.org/evidence",
    "requirement": "CP-GOV-01",
    "currency": "KRW",
    "country": "KR",
    "language": "en",
    "email": "name@example.org",
    "amount": "12500",
    "template": "study_26_weeks",
}
_DIGESTS = ("sha256", "digest", "hash", "prev")


def example(wire: Any) -> Any:
    """JSON that the type can be read from; optional fields are shown filled."""
    return _of(inspect.type_info(wire), "example")


def _of(kind: inspect.Type, name: str) -> Any:
    if isinstance(kind, inspect.Metadata):
        return _of(kind.type, name)
    if type(kind) not in _MADE:
        raise TypeError(f"no example for {kind} of {name}")
    return _MADE[type(kind)](kind, name)


def _struct(kind: Any, _: str) -> dict[str, Any]:
    return {field.encode_name: _of(field.type, field.name) for field in kind.fields}


def _union(kind: Any, name: str) -> Any:
    return _of(next(one for one in kind.types if not isinstance(one, inspect.NoneType)), name)


def _items(kind: Any, name: str) -> list[Any]:
    return [_of(kind.item_type, name)]


def _number(kind: Any, _: str) -> Any:
    return 1 if kind.ge is None else max(1, kind.ge)


def _text(kind: Any, name: str) -> Any:
    if name in _BY_NAME:
        return _BY_NAME[name]
    if kind.pattern in EXAMPLES:
        return EXAMPLES[kind.pattern]
    if name.endswith(_DIGESTS):
        return "0" * 64
    return f"Example {name.replace('_', ' ')}"


_MADE: dict[type, Callable[[Any, str], Any]] = {
    inspect.StructType: _struct,
    inspect.StrType: _text,
    inspect.IntType: _number,
    inspect.FloatType: _number,
    inspect.BoolType: lambda _, __: True,
    inspect.NoneType: lambda _, __: None,
    inspect.AnyType: lambda _, name: f"Example {name}",
    inspect.DateType: lambda _, __: "2027-01-04",
    inspect.DateTimeType: lambda _, __: "2027-01-04T03:00:00Z",
    inspect.UUIDType: lambda _, __: "01920000-0000-7000-8000-000000000001",
    inspect.EnumType: lambda kind, _: next(iter(kind.cls)).value,
    inspect.LiteralType: lambda kind, _: kind.values[0],
    inspect.UnionType: _union,
    inspect.ListType: _items,
    inspect.SetType: _items,
    inspect.FrozenSetType: _items,
    inspect.VarTupleType: _items,
    inspect.TupleType: lambda kind, name: [_of(one, name) for one in kind.item_types],
    inspect.DictType: lambda kind, name: {_of(kind.key_type, "need"): _of(kind.value_type, name)},
}
