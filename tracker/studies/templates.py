"""Templates of deliverables, read from `templates.yaml`: what, by whom, how long after kick-off."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tracker.kernel.actor import Role
from tracker.process.stages import Stage
from tracker.process.working_days import working_day_after
from tracker.studies.models import OwnerCapacity
from tracker.studies.rules import may_accept

WORKING_DAYS_A_WEEK = 5
Weeks = Annotated[int, Field(ge=0, le=260)]


class _Authored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplateEntry(_Authored):
    """One deliverable of a template, due `weeks` after kick-off.

    `every` and `until`: again every so many weeks, through that week, numbered. `pay` is a share
    of the contract in per cent.
    """

    code: str
    title: str
    weeks: Weeks
    acceptors: tuple[Role, ...]
    content: str
    owner: OwnerCapacity = OwnerCapacity.CONSULTING_COMPANY
    stage: Stage = Stage.STUDY
    pay: Annotated[int, Field(ge=1, le=100)] | None = None
    only_for_pilot: bool = False
    every: Annotated[int, Field(ge=1)] | None = None
    until: Weeks | None = None

    @model_validator(mode="after")
    def _is_one_that_can_be_planned(self) -> Self:
        if not self.acceptors or not set(self.acceptors) <= may_accept(self.owner):
            raise ValueError(f"{self.code}: name acceptors of another organisation than its owner")
        if (self.every is None) is not (self.until is None):
            raise ValueError(f"{self.code}: say both every and until, or neither")
        return self


class Template(_Authored):
    """Some deliverables with one day of kick-off; `begins` is the stage that they begin in."""

    name: str
    title: str
    begins: Stage
    entries: tuple[TemplateEntry, ...]


class _File(_Authored):
    templates: tuple[Template, ...]


@cache
def templates() -> Mapping[str, Template]:
    """Those that come with the tracker, by their names."""
    text = (resources.files("tracker.studies") / "templates.yaml").read_text("utf-8")
    read = _File.model_validate(yaml.safe_load(text))
    return {one.name: one for one in read.templates}


def each(template: Template) -> Iterator[TemplateEntry]:
    """The entries one by one: what comes again has a number behind its code."""
    for entry in template.entries:
        if entry.every is None or entry.until is None:
            yield entry
            continue
        weeks = range(entry.weeks, entry.until + 1, entry.every)
        for number, week in enumerate(weeks, 1):
            named = {"code": f"{entry.code}-{number}", "title": f"{entry.title} {number}"}
            yield entry.model_copy(update=named | {"weeks": week})


def due_on(kick_off: date, weeks: int) -> date:
    """Five working days a week, by the secretariat's calendar; kick-off itself is week 0."""
    return working_day_after(kick_off, weeks * WORKING_DAYS_A_WEEK)
