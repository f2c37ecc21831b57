"""The shipped catalogue with changes, as somebody might write it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tracker.compliance import catalogue as catalogues
from tracker.compliance.catalogue import CatalogueError

Change = Callable[[dict[str, Any]], object]


def written(*changes: Change) -> str:
    """The shipped catalogue with changes, as a file would have it."""
    values = copy.deepcopy(catalogues.shipped().source)
    for change in changes:
        change(values)
    # JSON is YAML; ensure_ascii would write surrogate pairs, which YAML reads otherwise.
    return json.dumps(values, ensure_ascii=False)


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as raised:
        catalogues.load(text)
    return raised.value.problems


def requirement(values: dict[str, Any], name: str = "CP-GOV-01") -> dict[str, Any]:
    return next(one for one in values["requirements"] if one["id"] == name)


def entry(values: dict[str, Any], name: str = "CP-GOV-01", gate: str = "G1") -> dict[str, Any]:
    return next(one for one in requirement(values, name)["gates"] if one["gate"] == gate)


def profile(values: dict[str, Any]) -> dict[str, Any]:
    return values["profiles"][0]
