"""The example cases: case files that double as samples on the pages and as fixtures in the tests."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from jiebei.case.file import loads
from jiebei.case.records import Case
from jiebei.counting.due_dates import add_months

SAMPLE = "illness"
"""The example that fills the calculator with one click."""


@cache
def examples() -> dict[str, Case]:
    """Every example case by its id (the file's name), in the order of the pages. Raises ValueError for a faulty file."""
    found = {}
    folder = files("jiebei.content") / "cases"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".json"):
            continue
        case = loads(entry.read_bytes())
        if not isinstance(case, Case):
            raise ValueError(f"{entry.name}: {case[0]}")
        found[entry.name.removesuffix(".json").split("-", 1)[1]] = case
    return found


def as_of_today(case: Case, today: date) -> Case:
    """The case moved by whole months so that it plays now, and no longer tied to the day it was written for."""
    written = case.settings.as_of or today
    months = (today.year - written.year) * 12 + today.month - written.month
    moved: Case = _moved(case, months)
    return moved.model_copy(update={"settings": moved.settings.model_copy(update={"as_of": None})})


def _moved(value: Any, months: int) -> Any:
    if isinstance(value, BaseModel):
        fields = {name: _moved(getattr(value, name), months) for name in type(value).model_fields}
        return value.model_copy(update=fields)
    if isinstance(value, tuple):
        return tuple(_moved(entry, months) for entry in value)
    return add_months(value, months) if isinstance(value, date) else value
