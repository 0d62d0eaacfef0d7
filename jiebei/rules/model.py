"""The records a rule file is read into, and the questions they answer. Pure; knows nothing of YAML or files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from jiebei.counting.due_dates import chinese_date

Scalar: TypeAlias = Decimal | int | date | time | str
"""A rule's value. `ratio` and `multiple` are Decimal (0.24 is 24 %), `count`, `days` and `years` int, `date` date,
`time` time, `phone` str (a telephone number as dialled)."""

Certainty = Literal["V", "K", "U"]
RuleKind = Literal["ratio", "multiple", "count", "days", "years", "date", "time", "phone"]

STATUSES = (
    "法律",
    "行政法规",
    "地方法规",
    "部门规章",
    "规范性文件",
    "司法解释",
    "司法文件",
    "推荐性标准",
    "自律",
    "口头指导",
    "官方提示",
    "公布数据",
    "公共服务",
    "产品事实",
    "估算",
)
"""What a statement is, from binding law down to our own estimate. The order is the order of weight on the sources page."""

CERTAINTY_LABELS = {"V": "查到过来源", "K": "按通行理解，未重读原文", "U": "未核实，不使用"}
"""What the sources page says about how sure we are."""

_T = TypeVar("_T", Decimal, int, date, time, str)


class RuleFileError(Exception):
    """A rule file cannot be used. The message is one line: file, entry, field, what is expected."""


class UnknownRuleError(KeyError):
    """Somebody asked for a rule id that no file defines. A programming mistake, so it is raised, not returned."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class NoValue:
    """The answer when no value is valid on that day: which rule, which day, and why, in one Chinese sentence.

    It is falsy, so `if not value` works for every rule whose values cannot be zero.
    """

    rule_id: str
    as_of: date
    reason: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return self.reason


class NoValueError(LookupError):
    """Raised by the typed readers (`Rules.decimal` and its kin) where `Rules.value` would return a `NoValue`."""

    def __init__(self, missing: NoValue) -> None:
        super().__init__(missing.reason)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value and the days on which it holds, both ends included; `end` None means until further notice."""

    start: date | None
    end: date | None
    value: Scalar

    def covers(self, day: date) -> bool:
        """True when `day` lies within the two ends."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Rule:
    """One fact with its origin. Field names are those of the YAML files.

    `gives` and `does_not_give` say in one short Chinese sentence each what the fact does and does not do for the
    person reading. `certainty`: V seen in a source, K well known but not re-read, U unsure (never printed).
    `in_force_from` None means that the day it began is not known or does not matter (a telephone number).
    """

    id: str
    topic: str
    label: str
    short_label: str
    status: str
    certainty: Certainty
    gives: str
    does_not_give: str
    last_checked: date
    review_by: date
    body: str = ""
    title: str = ""
    document: str = ""
    source: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    in_force_text: str = ""
    applies_to: tuple[str, ...] = ()
    kind: RuleKind | None = None
    unit: str = ""
    values: tuple[DatedValue, ...] = ()
    last_value_still_valid_on: date | None = None

    @property
    def printable(self) -> bool:
        """False for a fact we are unsure of: it must not appear on a page, in a letter or in a list."""
        return self.certainty != "U"

    @property
    def anchor(self) -> str:
        """Where the sources page shows this rule."""
        return f"sources#{self.id}"

    def in_force(self, as_of: date) -> bool:
        """True when the rule holds on `as_of`; an unknown first day counts as always begun."""
        began = self.in_force_from is None or self.in_force_from <= as_of
        return began and (self.in_force_to is None or as_of <= self.in_force_to)

    def value(self, as_of: date) -> Scalar | NoValue:
        """The value valid on `as_of`, or a `NoValue` saying why there is none. Never the nearest one."""
        day = chinese_date(as_of)
        if not self.values:
            return NoValue(self.id, as_of, f"“{self.label}”没有数值，只有说明。")
        known_to = self.last_value_still_valid_on
        if known_to is not None and as_of > known_to:
            return NoValue(
                self.id,
                as_of,
                f"“{self.label}”只核对到{known_to.year}年{known_to.month}月，{day}的数值没有核对，不能使用。",
            )
        for dated in self.values:
            if dated.covers(as_of):
                return dated.value
        return NoValue(self.id, as_of, f"“{self.label}”在{day}没有有效的数值。")

    def citation(self) -> str:
        """One source line in Chinese: who, title, number, since when, and when we last checked.

        A fact known but not re-read (K) says so; a person who relies on it should look at the text itself.
        """
        named = f"《{self.title}》" if self.title else ""
        number = f"（{self.document}）" if self.document else ""
        origin = f"{self.body}{named}{number}" or self.label
        parts = [origin]
        if self.in_force_text:
            parts.append(self.in_force_text)
        elif self.in_force_from is not None:
            parts.append(f"{chinese_date(self.in_force_from)}起施行")
        if self.in_force_to is not None:
            parts.append(f"{chinese_date(self.in_force_to)}止")
        parts.append(f"核对于 {chinese_date(self.last_checked)}")
        if self.certainty == "K":
            parts.append(
                "未重读原文，以原文为准" if self.title or self.document else "按通行做法，未逐一核实"
            )
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Correction:
    """A claim that circulates, what is right instead, and the rules that the answer rests on.

    `claim` is quoted speech: what an advertisement, a caller or a friend may say. It is never our own statement.
    """

    id: str
    claim: str
    correction: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, in the order of their files. Iterating yields every rule, unsure ones included; see `printable`."""

    all: tuple[Rule, ...]
    topics: tuple[tuple[str, str], ...]
    corrections: tuple[Correction, ...]
    _by_id: Mapping[str, Rule] = field(repr=False, compare=False, default_factory=dict)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._by_id

    def __getitem__(self, rule_id: str) -> Rule:
        """The rule with that id. Raises `UnknownRuleError`."""
        try:
            return self._by_id[rule_id]
        except KeyError:
            raise UnknownRuleError(f"没有编号为 {rule_id} 的规则") from None

    @property
    def printable(self) -> tuple[Rule, ...]:
        """The rules that may be shown: all but those of certainty U."""
        return tuple(rule for rule in self.all if rule.printable)

    def by_topic(self) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
        """(topic title, its printable rules), in file order: what the sources page shows."""
        return tuple(
            (title, tuple(rule for rule in self.printable if rule.topic == topic))
            for topic, title in self.topics
        )

    def value(self, rule_id: str, as_of: date) -> Scalar | NoValue:
        """The value valid on `as_of`, or a `NoValue` with the reason. Raises `UnknownRuleError`."""
        return self[rule_id].value(as_of)

    def decimal(self, rule_id: str, as_of: date) -> Decimal:
        """A ratio or multiple (0.24 is 24 %). Raises `NoValueError`, or TypeError for another kind of value."""
        return self._typed(rule_id, as_of, Decimal)

    def integer(self, rule_id: str, as_of: date) -> int:
        """A count of things, days or years. Raises `NoValueError`, or TypeError for another kind of value."""
        return self._typed(rule_id, as_of, int)

    def day(self, rule_id: str, as_of: date) -> date:
        """A date. Raises `NoValueError`, or TypeError for another kind of value."""
        return self._typed(rule_id, as_of, date)

    def clock(self, rule_id: str, as_of: date) -> time:
        """A time of day. Raises `NoValueError`, or TypeError for another kind of value."""
        return self._typed(rule_id, as_of, time)

    def phone(self, rule_id: str, as_of: date) -> str:
        """A telephone number. Raises `NoValueError`, or TypeError for another kind of value."""
        return self._typed(rule_id, as_of, str)

    def in_force(self, rule_id: str, as_of: date) -> bool:
        """True when the rule holds on `as_of`. Raises `UnknownRuleError`."""
        return self[rule_id].in_force(as_of)

    def citation(self, rule_id: str) -> str:
        """The rule's source line. Raises `UnknownRuleError`."""
        return self[rule_id].citation()

    def stale(self, as_of: date) -> list[Rule]:
        """The printable rules whose review date has passed on `as_of`, in file order."""
        return [rule for rule in self.printable if rule.review_by < as_of]

    def ceilings(self, lender: str, as_of: date) -> tuple[tuple[Rule, Decimal], ...]:
        """The yearly cost lines that concern this kind of lender on that day, each with its ratio, lowest first.

        `lender`: "consumer-finance" (借呗), "bank" (信用贷), "microloan" or "private". None of them makes a rate
        illegal by itself: show `status` and `does_not_give` beside each.
        """
        found = []
        for rule in self.printable:
            if rule.kind == "ratio" and lender in rule.applies_to and rule.in_force(as_of):
                value = rule.value(as_of)
                if isinstance(value, Decimal):
                    found.append((rule, value))
        return tuple(sorted(found, key=lambda pair: pair[1]))

    def _typed(self, rule_id: str, as_of: date, wanted: type[_T]) -> _T:
        value = self.value(rule_id, as_of)
        if isinstance(value, NoValue):
            raise NoValueError(value)
        if type(value) is not wanted:
            raise TypeError(f"{rule_id}: 数值是 {type(value).__name__}，不是 {wanted.__name__}")
        return value
