"""What is typed into single fields: a widget's value to a record's value and back, and what is wrong with it.

A record's fields stand in a `FieldTable`, one line each. Reading, writing, a fresh row and every complaint follow from that line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar, get_args

from jiebei.case.records import Record
from jiebei.counting.as_people_write import RateUnit, written_amount, written_rate
from jiebei.counting.money import Refused, plain
from jiebei.counting.rate import MAX_DAILY

State = Mapping[Any, Any]
"""Widget values by key; st.session_state is one."""
RATE_UNITS: Final[tuple[RateUnit, ...]] = get_args(RateUnit)
_LEAST_USUAL: Final = Decimal("0.00001")
_MOST_USUAL: Final = Decimal("0.001")
"""0.365% and 36.5% a year. Beyond them the unit is probably wrong, but a subsidised loan can be that cheap, a bad one that dear."""


class Reader:
    """Reads single values, noting what is wrong under the widget's key."""

    def __init__(self, state: State, problems: dict[str, str]) -> None:
        self.state, self.problems = state, problems

    def money(self, key: str, what: str) -> int | None:
        value = self.state.get(key)
        if blank(value):
            return None
        amount = written_amount(value, what=what)
        if isinstance(amount, Refused):
            self.problems[key] = amount.message
            return None
        return amount

    def whole(self, key: str, what: str, least: int, most: int) -> int | None:
        value = self.state.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or not least <= value <= most:
            self.problems[key] = f"{what}要在 {least} 到 {most} 之间。"
            return None
        return value

    def text(self, key: str, most: int) -> str:
        value = str(self.state.get(key) or "")
        if len(value) > most:
            self.problems[key] = f"太长了，最多 {most} 个字，后面的没有算进去。"
        return value[:most]

    def rate(self, key: str, unit: RateUnit, day_basis: int) -> Decimal | None:
        """A daily rate as a fraction. `unit` is the one chosen beside the field; a unit in the text itself goes before it."""
        value = self.state.get(key)
        if blank(value):
            return None
        written = written_rate(str(value))
        if isinstance(written, Refused):
            self.problems[key] = written.message
            return None
        typed, unit = written.number, written.unit or unit
        if typed < 0:
            self.problems[key] = "利率不能是负数。没有利息就填 0。"
            return None
        divisor = {"%/天": 100, "万分之/天": 10_000, "%/年": 100 * day_basis}[unit]
        if typed / divisor > Decimal(MAX_DAILY.numerator) / MAX_DAILY.denominator:
            self.problems[key] = _rate_hint(typed, unit)
            return None
        daily = round(typed / divisor, 12)
        if daily > _MOST_USUAL:
            self.problems[key] = (
                f"这个利率高得少见：一年合 {daily * day_basis * 100:.1f}%。先按它算，请核对合同和单位。"
            )
        if 0 < daily < _LEAST_USUAL:
            self.problems[key] = (
                f"这么低的利率很少见：一年只有 {daily * day_basis * 100:.3f}%。先按它算，请核对单位。"
            )
        return daily

    def multiple(self, key: str, what: str, most: int) -> Decimal | None:
        value = self.state.get(key)
        if value is None:
            return None
        if not 0 <= value <= most:
            self.problems[key] = f"{what}要在 0 到 {most} 之间，合同里写着。"
            return None
        return _decimal(value)


@dataclass(frozen=True)
class Field:
    """One field of a record, and its widget, whose value is the record's own: a day, a choice, yes or no.

    name: the record's field. key: the last part of the widget's key, where it is another one. blank: what an empty
    widget says, where that is not the record's own default.
    """

    name: str
    key: str = ""
    blank: Any = None

    @property
    def last(self) -> str:
        return self.key or self.name

    def read(self, get: Reader, at: str) -> Any:
        """The record's value; None for what is blank or cannot be used."""
        value = get.state.get(at + self.last)
        return self.blank if value in (None, "") else value

    def write(self, value: Any, default: Any) -> dict[str, Any]:
        """The widget's value by the last part of its key. `default`: what the record holds where nothing is said."""
        # A nought that means nothing is shown as an empty field.
        nothing = default == 0 and value == 0 and not isinstance(value, bool)
        return {self.last: None if value is None or nothing else self.shown(value)}

    def shown(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class TextField(Field):
    most: int = 200

    def read(self, get: Reader, at: str) -> str:
        return get.text(at + self.last, self.most)


@dataclass(frozen=True)
class PatternField(Field):
    """A short text of a fixed form. complaint: what is said where it has another one; then it is left out."""

    pattern: str = ""
    complaint: str = ""

    def read(self, get: Reader, at: str) -> str | None:
        value = get.text(at + self.last, 200).strip()
        if not re.fullmatch(self.pattern, value):
            get.problems[at + self.last] = self.complaint
            return None
        return value


@dataclass(frozen=True)
class MoneyField(Field):
    """An amount: yuan in the widget, fen in the record. label: its name in a complaint; "" where the row has its own."""

    label: str = ""

    def read(self, get: Reader, at: str) -> int | None:
        return get.money(at + self.last, self.label or get.text(f"{at}name", 200) or "金额")

    def shown(self, value: Any) -> str:
        return yuan_typed(value)


@dataclass(frozen=True)
class WholeField(Field):
    label: str = ""
    least: int = 0
    most: int = 0

    def read(self, get: Reader, at: str) -> int | None:
        return get.whole(at + self.last, self.label, self.least, self.most)


@dataclass(frozen=True)
class RateField(Field):
    """A rate in the unit chosen beside it; the year is as long as the loan's `day_basis`."""

    def read(self, get: Reader, at: str) -> Decimal | None:
        unit = get.state.get(f"{at}{self.last}_unit") or RATE_UNITS[0]
        return get.rate(at + self.last, unit, get.state.get(f"{at}day_basis") or 365)

    def write(self, value: Any, default: Any) -> dict[str, Any]:
        return {**super().write(value, default), f"{self.last}_unit": RATE_UNITS[0]}

    def shown(self, value: Any) -> str:
        return f"{(value * 100).normalize():f}"


@dataclass(frozen=True)
class MultipleField(Field):
    label: str = ""
    most: int = 0

    def read(self, get: Reader, at: str) -> Decimal | None:
        return get.multiple(at + self.last, self.label, self.most)

    def shown(self, value: Any) -> float:
        return float(value)


@dataclass(frozen=True)
class ChoicesField(Field):
    """Any number of choices: a list in the widget, a tuple in the record."""

    def read(self, get: Reader, at: str) -> tuple[Any, ...]:
        return tuple(get.state.get(at + self.last) or ())

    def shown(self, value: Any) -> list[Any]:
        return list(value)


@dataclass(frozen=True)
class ClockField(Field):
    """A time of day: "HH:MM" in the record."""

    def read(self, get: Reader, at: str) -> str | None:
        value = get.state.get(at + self.last)
        return None if value is None else f"{value:%H:%M}"

    def shown(self, value: Any) -> time:
        return time.fromisoformat(value)


_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True)
class FieldTable(Generic[_R]):
    """A record's fields on screen. `at`, here and in `Field`: the beginning of the widgets' keys, with its dot."""

    record: type[_R]
    fields: tuple[Field, ...]

    def values(self, get: Reader, at: str) -> dict[str, Any]:
        """The record's values by their names. What is blank or cannot be used is not there."""
        found = {field.name: field.read(get, at) for field in self.fields}
        return {name: value for name, value in found.items() if value is not None}

    def read(self, get: Reader, at: str) -> _R:
        return self.record(**self.values(get, at))

    def write(self, record: _R, at: str = "") -> dict[str, Any]:
        """The widget values that `read` turns into this record again."""
        state: dict[str, Any] = {}
        for field in self.fields:
            default = self.record.model_fields[field.name].default
            shown = field.write(getattr(record, field.name), default)
            state |= {at + last: value for last, value in shown.items()}
        return state

    def fresh(self) -> dict[str, Any]:
        """The widget values of a record in which nothing has been said."""
        return self.write(self.record())


def blank(value: object) -> bool:
    """Whether a widget holds nothing: never typed into, or emptied again."""
    return value is None or (isinstance(value, str) and not value.strip())


def yuan_typed(fen: int) -> str:
    """An amount as its widget holds it: 15000, or 1400.50."""
    return plain(fen).removesuffix(".00")


def _rate_hint(typed: Decimal, unit: str) -> str:
    if unit == "%/年" or typed > 1000:
        return "这个利率太高了，请核对合同，也看看单位对不对。"
    guess = (
        f"万分之 {typed:f}（把单位改成“万分之/天”）"
        if unit == "%/天" and typed <= 10
        else f"一年 {typed:f}%（把单位改成“%/年”）"
    )
    return f"一天的利率不会这么高。是不是{guess}？"


def _decimal(value: float | int) -> Decimal:
    return Decimal(repr(value)) if math.isfinite(value) else Decimal("nan")
