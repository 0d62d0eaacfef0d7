"""The rules as records: what a rule file may hold, and the questions a rule answers.

A file holds `topic` (its title), optional `order` and `defaults` for its entries, and `rules`, whose fields are those of
`Rule`. Dates are ISO; ratios and multiples are quoted decimals ("0.24"), because a YAML float would already have lost
its exactness. `corrections.yaml` holds `corrections`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, get_args

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    Strict,
    ValidationInfo,
    field_validator,
    model_validator,
)

from jiebei.counting.due_dates import chinese_date
from jiebei.rules.yaml_file import Entries, FileRecord, FilledText, Slug, YamlDay, shaped, wrong

Scalar: TypeAlias = Decimal | int | date | time | str
"""A rule's value. `ratio` and `multiple` are Decimal (0.24 is 24 %), `count`, `days` and `years` int, `date` date,
`time` time, `phone` str (a telephone number as dialled)."""

Certainty = Literal["V", "K", "U"]
RuleKind = Literal["ratio", "multiple", "count", "days", "years", "date", "time", "phone"]

Lender = Literal["consumer-finance", "bank", "microloan", "private"]
Status = Literal[
    "法律", "行政法规", "地方法规", "部门规章", "规范性文件", "司法解释", "司法文件", "推荐性标准", "自律", "口头指导",
    "官方提示", "公布数据", "公共服务", "产品事实", "经验", "估算",
]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
"""What a statement is, from binding law down to our own estimate. The order is the order of weight on the sources page."""
# Official acts need their issuer; without one a reader cannot look them up.
_NEEDS_BODY = frozenset(STATUSES) - {"产品事实", "经验", "估算", "口头指导", "公共服务"}

_ORIGIN = ("title", "document", "source", "seen_in")

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


def _scalar(raw: object, info: ValidationInfo) -> object:
    return None if raw is None or "kind" not in info.data else _of_kind(info.data["kind"], raw)


def _of_kind(kind: RuleKind | None, raw: object, which: str = "") -> Scalar:
    text = raw if isinstance(raw, str) else ""
    match kind:
        case "ratio" | "multiple":
            if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,12})?", text):
                return Decimal(text)
            raise wrong(f'{which}应当是带引号的小数，例如 "0.24"。')
        case "count" | "days" | "years":
            if type(raw) is int and raw >= 0:
                return raw
            raise wrong(f"{which}应当是不小于 0 的整数。")
        case "date":
            if type(raw) is date:
                return raw
            raise wrong(f"{which}应当是日期，例如 2026-03-31。")
        case "time":
            if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
                return time.fromisoformat(text)
            raise wrong(f'{which}应当是带引号的时间，例如 "22:00"。')
        case "phone":
            if re.fullmatch(r"[0-9]{3,5}", text):
                return text
            raise wrong(f'{which}应当是带引号的 3 到 5 位号码，例如 "12356"。')
        case None:
            raise wrong(f"{which}有了值，就要写 kind。")


def _last_day(raw: object) -> object:
    """`2026-09` means known to the end of September 2026; a full date means that day."""
    month = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", raw) if isinstance(raw, str) else None
    if month:
        return date(int(month[1]), int(month[2]), monthrange(int(month[1]), int(month[2]))[1])
    if raw is None or type(raw) is date:
        return raw
    raise wrong('应当是月份或日期，例如 "2026-09"。')


class DatedValue(FileRecord):
    """A value and the days on which it holds, both ends included; `end` None means until further notice."""

    start: YamlDay | None = Field(alias="from")
    end: YamlDay | None = Field(None, alias="to")
    value: Annotated[Scalar, PlainValidator(lambda raw: raw)]  # its rule knows the kind

    def covers(self, day: date) -> bool:
        """True when `day` lies within the two ends."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Rule(FileRecord):
    """One fact with its origin. Field names, or their aliases, are those of the YAML files.

    `gives` and `does_not_give` say in one short Chinese sentence each what the fact does and does not do for the
    person reading. `certainty`: V seen in an origin that is named (`title`, `document`, `source` or `seen_in`), on the
    day `last_checked`; K well known but not re-read, so without such a day; U unsure (never printed).
    `source` is where the official text stands, `seen_in` where a fact without one was seen.
    `in_force_from` None means that the day it began is not known or does not matter (a telephone number).
    A value that holds as long as the rule is written as `value`, others as `values`, in order and without overlap.
    """

    id: Slug
    label: FilledText
    # It becomes the words of a link.
    short_label: Annotated[FilledText, shaped(r"[^\[\]()〔〕]+", "不能有括号，它会成为链接的文字。")]
    status: Status
    body: str = Field("", validate_default=True)
    title: str = ""
    document: str = ""
    source: str = ""
    seen_in: str = ""
    certainty: Certainty
    gives: FilledText
    does_not_give: FilledText
    last_checked: YamlDay | None = Field(None, validate_default=True)
    review_by: YamlDay
    in_force_from: YamlDay | None = None
    in_force_to: YamlDay | None = None
    in_force_text: str = ""
    applies_to: tuple[Lender, ...] = ()
    kind: RuleKind | None = None
    unit: str = ""
    lasting: Annotated[Scalar | None, PlainValidator(_scalar)] = Field(None, alias="value")
    changing: tuple[DatedValue, ...] = Field((), alias="values", validate_default=True)
    last_value_still_valid_on: Annotated[YamlDay | None, BeforeValidator(_last_day)] = None

    @field_validator("certainty")
    @classmethod
    def _with_its_origin(cls, certainty: Certainty, info: ValidationInfo) -> Certainty:
        # What is wrong with one of them is said already.
        if certainty == "V" and not any(info.data.get(name, "?") for name in _ORIGIN):
            raise wrong("写 V，就要写明出处：title、document、source、seen_in 至少一项；没有出处的写 K。")
        return certainty

    @field_validator("last_checked")
    @classmethod
    def _only_where_checked(cls, day: date | None, info: ValidationInfo) -> date | None:
        certainty = info.data.get("certainty")
        if certainty == "V" and day is None:
            raise wrong("缺少，certainty 是 V 就要写哪天看过出处。")
        if certainty in ("K", "U") and day is not None:
            raise wrong(f"certainty 是 {certainty}，没有看过原文，不能写核对的日子。")
        return day

    @field_validator("review_by")
    @classmethod
    def _after_the_check(cls, day: date, info: ValidationInfo) -> date:
        checked = info.data.get("last_checked")
        if checked and day <= checked:
            raise wrong("应当晚于 last_checked。")
        return day

    @field_validator("in_force_to")
    @classmethod
    def _not_before_it_began(cls, day: date | None, info: ValidationInfo) -> date | None:
        began = info.data.get("in_force_from")
        if day and began and day < began:
            raise wrong("早于 in_force_from。")
        return day

    @field_validator("body")
    @classmethod
    def _with_its_issuer(cls, body: str, info: ValidationInfo) -> str:
        if not body and info.data.get("status") in _NEEDS_BODY:
            raise wrong("缺少，这一类要写明发布机关。")
        return body

    @field_validator("changing")
    @classmethod
    def _of_their_kind(cls, found: tuple[DatedValue, ...], info: ValidationInfo) -> tuple[DatedValue, ...]:
        if not info.data.keys() >= {"kind", "lasting"}:  # what is wrong with them is said already
            return found
        kind, lasting = info.data["kind"], info.data["lasting"]
        if found and lasting is not None:
            raise wrong("不能和 value 同时出现。")
        if kind and not found and lasting is None:
            raise wrong("写了 kind，就要有 value 或 values。")
        typed: list[DatedValue] = []
        for number, item in enumerate(found, 1):
            if item.start is None:
                raise wrong(f"第 {number} 个缺少 from。")
            if item.end and item.end < item.start:
                raise wrong(f"第 {number} 个的 to 早于 from。")
            if typed and (typed[-1].end is None or typed[-1].end >= item.start):
                raise wrong(f"第 {number} 个和前一个日期重叠。")
            value = _of_kind(kind, item.value, f"第 {number} 个")
            typed.append(item.model_copy(update={"value": value}))
        return tuple(typed)

    @field_validator("last_value_still_valid_on")
    @classmethod
    def _seen_to_hold(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day and info.data.get("certainty") in ("K", "U"):
            raise wrong("没有看过原文的值，不能写核对到哪天。")
        return day

    @property
    def values(self) -> tuple[DatedValue, ...]:
        """Every value with the days on which it holds; () for a rule without values."""
        if self.lasting is None:
            return self.changing
        return (
            DatedValue.model_construct(start=self.in_force_from, end=self.in_force_to, value=self.lasting),
        )

    @property
    def printable(self) -> bool:
        """False for a fact we are unsure of: it must not appear on a page, in a letter or in a list."""
        return self.certainty != "U"

    @property
    def caveat(self) -> str:
        """The one word that must stand wherever the rule is named: "估算" and "经验" for what is no more than that,
        "未核实" for what has no origin, "" for the rest."""
        if self.status in ("估算", "经验"):
            return self.status
        return "" if any(getattr(self, name) for name in _ORIGIN) else "未核实"

    @property
    def mark(self) -> str:
        """The words of a link to this rule, beside a sentence that rests on it: 〔民法典678〕, 〔联合贷款·未核实〕."""
        return f"〔{self.short_label}·{self.caveat}〕" if self.caveat else f"〔{self.short_label}〕"

    @property
    def certainty_words(self) -> str:
        """How sure we are, for the person who relies on it."""
        if self.certainty == "V":
            return "查到过出处"
        if self.certainty == "U":
            return "未核实，不使用"
        if self.caveat == "估算":
            return "是估算，以合同为准"
        if self.caveat == "经验":
            return "是经验，没有原文"
        return "按通行说法，未核实" if self.caveat else "未重读原文，以原文为准"

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
        """One source line in Chinese: who, title, number, since when, and the day we saw it.

        A fact known but not re-read (K) has no such day and says so instead.
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
        if self.seen_in:
            parts.append(f"见于{self.seen_in}")
        if self.last_checked is None:
            parts.append(self.certainty_words)
        else:
            parts.append(f"核对于 {chinese_date(self.last_checked)}")
        return "，".join(parts)


class Correction(FileRecord):
    """A claim that circulates, what is right instead, and the rules that the answer rests on.

    `claim` is quoted speech: what an advertisement, a caller or a friend may say. It is never our own statement. The
    first sentence of `correction` says the truth by itself, for it stands in bold. `group` is what the claim is about.
    """

    id: FilledText
    group: FilledText
    claim: FilledText
    correction: FilledText
    rules: Entries[FilledText]


class Corrections(FileRecord):
    """What `corrections.yaml` holds."""

    corrections: tuple[Correction, ...]


class Topic(FileRecord):
    """What a file of rules holds: its title, its place among the topics, and its rules with the defaults filled in."""

    topic: FilledText
    order: Annotated[int, Strict()] = 99
    defaults: dict[Any, Any] = Field(default_factory=dict)
    rules: Entries[Rule]

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, tree: dict[Any, Any]) -> dict[Any, Any]:
        defaults, entries = tree.get("defaults"), tree.get("rules")
        if not isinstance(defaults, dict) or not isinstance(entries, list):
            return tree
        return tree | {"rules": [defaults | entry if isinstance(entry, dict) else entry for entry in entries]}


@dataclass(frozen=True)
class Rules:
    """All rules: topics by the names of their files, in order. Iterating yields every rule, unsure ones included."""

    topics: Mapping[str, Topic]
    corrections: tuple[Correction, ...]

    @cached_property
    def all(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the topics and of their files; see `printable`."""
        return tuple(rule for topic in self.topics.values() for rule in topic.rules)

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.all}

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
            (topic.topic, tuple(rule for rule in topic.rules if rule.printable))
            for topic in self.topics.values()
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
